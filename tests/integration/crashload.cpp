#include "tests/integration/crashload.h"

#include "app/server/jsonwriter.h"
#include "core/model/labels.h"
#include "core/storage/disk/verify.h"
#include "core/storage/store.h"
#include "tests/bench/writerequest.h"
#include "tests/integration/keepalive.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <bit>
#include <charconv>

namespace tinyobs::test {
namespace {

constexpr TimeMs TickMs = 250;
constexpr std::string_view Metric = "crash_value";
// Some batches belong to the day before, so that several days are written to at once.
constexpr std::uint64_t LateEvery = 8;

const QByteArray RemoteWriteHead =
    QByteArrayLiteral("POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                      "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
                      "X-Prometheus-Remote-Write-Version: 0.1.0\r\n");

std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

unsigned numberOf(std::string_view text)
{
    unsigned number = ~0u;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

TimeMs CrashClient::timeOf(std::uint64_t batch, unsigned tick) const
{
    const TimeMs late = batch % LateEvery == 0 ? 86'400'000 : 0;
    return m_startMs - late + static_cast<TimeMs>(batch * TicksPerBatch + tick) * TickMs;
}

/// Full doubles: they fill the memory, and a bit that is lost shows.
double CrashClient::valueOf(unsigned series, TimeMs timeMs) const
{
    const std::uint64_t random =
        mixed(static_cast<std::uint64_t>(timeMs) * 1000 + m_number * Series + series);
    return static_cast<double>(random >> 11) * 0x1p-53;
}

QByteArray CrashClient::jsonBody(std::uint64_t batch) const
{
    server::JsonWriter json;
    json.beginObject().key("metrics").beginArray();
    for (unsigned series = 0; series < Series; ++series) {
        for (unsigned tick = 0; tick < TicksPerBatch; ++tick) {
            const TimeMs timeMs = timeOf(batch, tick);
            json.beginObject().field("name", Metric).field("value", valueOf(series, timeMs));
            json.key("timestamp").timestamp(timeMs);
            json.key("labels").beginObject().field("client", std::to_string(m_number));
            json.field("series", std::to_string(series)).endObject().endObject();
        }
    }
    json.endArray().endObject();
    return json.take();
}

QByteArray CrashClient::remoteWriteBody(std::uint64_t batch) const
{
    std::string request;
    for (unsigned series = 0; series < Series; ++series) {
        const std::string client = std::to_string(m_number);
        const std::string number = std::to_string(series);
        std::string fields = bench::labelFields(
            Labels::fromPairs({{MetricNameLabel, Metric}, {"client", client}, {"series", number}}));
        for (unsigned tick = 0; tick < TicksPerBatch; ++tick) {
            const TimeMs timeMs = timeOf(batch, tick);
            fields += bench::sampleField(valueOf(series, timeMs), timeMs);
        }
        request += bench::seriesField(fields);
    }
    return QByteArray::fromStdString(bench::snappyOf(request));
}

void CrashClient::send(quint16 port, const std::function<void()> &acknowledged)
{
    const bool isJson = m_number % 2 == 0;
    KeepAlive connection(port, 1, isJson ? KeepAlive::JsonHead : RemoteWriteHead);
    std::optional<std::uint64_t> underWay;
    // With one connection the next body is asked for when the last one was answered.
    connection.post([&] {
        if (underWay) {
            m_acknowledged.push_back(*underWay);
            acknowledged();
        }
        underWay = m_next++;
        return isJson ? jsonBody(*underWay) : remoteWriteBody(*underWay);
    });
}

CrashLoad::CrashLoad()
{
    const TimeMs startMs = SystemClock().nowMs() - 40 * TimeMs(3'600'000);
    for (unsigned client = 0; client < Clients; ++client)
        m_clients.emplace_back(client, startMs);
}

void CrashLoad::start(quint16 port)
{
    m_batches = 0;
    m_running = Clients;
    for (CrashClient &client : m_clients) {
        m_threads.emplace_back([this, &client, port] {
            client.send(port, [this] {
                const std::lock_guard lock(m_mutex);
                ++m_batches;
                m_changed.notify_one();
            });
            const std::lock_guard lock(m_mutex);
            --m_running;
            m_changed.notify_one();
        });
    }
}

void CrashLoad::waitForBatches(std::uint64_t batches)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_batches >= batches || m_running == 0; });
}

void CrashLoad::join()
{
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

std::uint64_t CrashLoad::acknowledgedSamples() const
{
    std::uint64_t samples = 0;
    for (const CrashClient &client : m_clients)
        samples += client.acknowledgedBatches().size();
    return samples * CrashClient::Series * CrashClient::TicksPerBatch;
}

QString CrashLoad::complaintAbout(const QString &folder) const
{
    const auto checked = checkFolder(folder.toStdString());
    if (!checked || !checked->isSound())
        return QString::fromStdString(checked ? checked->toText() : checked.error().message);
    const QTemporaryDir copy;
    const QStringList names = QDir(folder).entryList(QDir::Files);
    for (const QString &name : names)
        QFile::copy(folder + u'/' + name, copy.filePath(name));
    return complaintAboutCopy(copy.path());
}

QString CrashLoad::complaintAboutCopy(const QString &folder) const
{
    const SystemClock clock;
    Store store({}, clock);
    const auto opened = store.open(folder.toStdString());
    if (!opened)
        return QString::fromStdString(opened.error().message);
    const Snapshot snapshot = store.snapshot({}, 0, clock.nowMs(), Clients * CrashClient::Series);
    std::vector<std::vector<std::vector<TimeMs>>> times(
        Clients, std::vector<std::vector<TimeMs>>(CrashClient::Series));
    SampleColumns samples;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        const Labels labels = snapshot.labels(i);
        const unsigned client = numberOf(labels.value("client"));
        const unsigned series = numberOf(labels.value("series"));
        if (client >= Clients || series >= CrashClient::Series)
            return QString::fromStdString("series that nobody wrote: " + labels.toString());
        if (const auto read = snapshot.read(i, samples); !read)
            return QString::fromStdString(read.error().message);
        for (std::size_t at = 0; at < samples.size(); ++at) {
            const double expected = m_clients[client].valueOf(series, samples.timesMs[at]);
            if (std::bit_cast<std::uint64_t>(expected) !=
                std::bit_cast<std::uint64_t>(samples.values[at]))
                return QStringLiteral("client %1 series %2: another value at %3")
                    .arg(client)
                    .arg(series)
                    .arg(samples.timesMs[at]);
        }
        times[client][series] = samples.timesMs;
    }
    for (unsigned client = 0; client < Clients; ++client) {
        for (const std::uint64_t batch : m_clients[client].acknowledgedBatches()) {
            for (unsigned at = 0; at < CrashClient::Series * CrashClient::TicksPerBatch; ++at) {
                const TimeMs timeMs =
                    m_clients[client].timeOf(batch, at % CrashClient::TicksPerBatch);
                const unsigned series = at / CrashClient::TicksPerBatch;
                if (!std::ranges::binary_search(times[client][series], timeMs))
                    return QStringLiteral(
                               "client %1 series %2: the sample at %3 of batch %4 is lost")
                        .arg(client)
                        .arg(series)
                        .arg(timeMs)
                        .arg(batch);
            }
        }
    }
    return {};
}

} // namespace tinyobs::test
