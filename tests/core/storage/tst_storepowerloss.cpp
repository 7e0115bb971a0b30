// The store when power is lost at any moment of appending and flushing: acknowledged batches are
// read back, bit for bit; of the others a beginning, whole batches only; all of them counted once.
// The catalog and the journals lie on the shim. Data files are real ones: each is synced before it
// gets its name, so a loss of power leaves it there or not.

#include "core/storage/store.h"
#include "tests/core/storage/memoryfolder.h"
#include "tests/core/storage/powerlossvfs.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <random>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr TimeMs Start = 1'790'000'000'000;
constexpr TimeMs HourMs = 3'600'000;
constexpr std::uint32_t Series = 40;

/// Samples by series and time.
using Samples = std::map<std::pair<std::string, TimeMs>, double>;

struct Batch
{
    Samples samples;
    bool isAcknowledged = false;
};

/// Appends batches of new samples over some days, late ones among them, until the store refuses.
class Client
{
public:
    Client(Store &store, std::uint64_t seed)
        : m_store(store)
        , m_random(seed)
    {
    }

    std::vector<Batch> run()
    {
        std::vector<CommitTicket> tickets;
        for (;;) {
            Batch batch;
            const AppendReport report = append(batch);
            if (report.appended == 0)
                break;
            m_batches.push_back(std::move(batch));
            tickets.push_back(report.ticket);
            if (below(3) == 0 && !m_store.waitDurable(report.ticket))
                break;
            if (below(15) == 0 && !m_store.flush())
                break;
        }
        for (std::size_t i = 0; i < tickets.size(); ++i)
            m_batches[i].isAcknowledged = m_store.waitDurable(tickets[i]).has_value();
        return std::move(m_batches);
    }

private:
    std::uint64_t below(std::uint64_t end) { return m_random() % end; }

    AppendReport append(Batch &batch)
    {
        SampleRows rows;
        for (std::uint64_t i = 1 + below(30); i > 0; --i) {
            const std::string number = std::to_string(below(Series));
            const TimeMs timeMs = Start + static_cast<TimeMs>(below(50)) * HourMs + ++m_number;
            const double value = static_cast<double>(m_random()) / 1000;
            rows.add(labelsOf({{"__name__", "up"}, {"n", number}}), timeMs, value);
            batch.samples[{number, timeMs}] = value;
        }
        return rows.appendTo(m_store);
    }

    Store &m_store;
    std::mt19937_64 m_random;
    std::vector<Batch> m_batches;
    TimeMs m_number = 0;
};

Samples read(const Store &store)
{
    Samples samples;
    const std::vector<Matcher> all{equals("__name__", "up")};
    const Snapshot snapshot = store.snapshot(all, 0, Start + 1000 * HourMs, 1000);
    SampleColumns columns;
    for (std::size_t series = 0; series < snapshot.size(); ++series) {
        if (!snapshot.read(series, columns))
            return {};
        const std::string number(snapshot.labels(series).value("n"));
        for (std::size_t i = 0; i < columns.size(); ++i)
            samples[{number, columns.timesMs[i]}] = columns.values[i];
    }
    return samples;
}

/// Empty, or what is wrong.
QByteArray compare(Samples found, const std::vector<Batch> &batches)
{
    bool isEnd = false;
    for (const Batch &batch : batches) {
        std::size_t there = 0;
        for (const auto &[key, value] : batch.samples) {
            const auto sample = found.find(key);
            if (sample == found.end())
                continue;
            if (sample->second != value)
                return "a value differs";
            found.erase(sample);
            ++there;
        }
        if (there != 0 && there != batch.samples.size())
            return "a part of a batch is there";
        if (there == 0 && batch.isAcknowledged)
            return "an acknowledged batch is lost";
        if (there != 0 && isEnd)
            return "a batch before one that is there is lost";
        isEnd = isEnd || there == 0;
    }
    return found.empty() ? QByteArray() : QByteArray("samples that nobody sent");
}

} // namespace

class TestStorePowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsAcknowledged_data();
    void keepsWhatIsAcknowledged();
};

void TestStorePowerLoss::keepsWhatIsAcknowledged_data()
{
    QTest::addColumn<quint64>("calls"); // to the disk before power is lost, at most
    QTest::newRow("soon") << quint64(60);
    QTest::newRow("after some flushes") << quint64(1500);
}

void TestStorePowerLoss::keepsWhatIsAcknowledged()
{
    QFETCH(quint64, calls);
    const ManualClock clock(Start + 60 * HourMs);
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const QByteArray hint = ", seed " + QByteArray::number(seed);
        const QTemporaryDir folder(memoryFolder());
        const std::string path = folder.path().toStdString();
        std::vector<Batch> batches;
        PowerLossVfs vfs(seed);
        {
            vfs.losePowerAfter(std::mt19937_64(seed)() % calls);
            StoreOptions options;
            options.vfs = vfs.name();
            Store store(options, clock);
            if (store.open(path))
                batches = Client(store, seed).run();
        }
        vfs.losePower();
        QVERIFY(vfs.writeFiles());

        std::size_t before = 0;
        for (int life = 0; life < 2; ++life) {
            Store store({}, clock);
            const Result<OpenReport> opened = store.open(path);
            QVERIFY2(opened, (opened ? "" : opened.error().message + hint.toStdString()).c_str());
            const Samples found = read(store);
            const QByteArray wrong = compare(found, batches);
            QVERIFY2(wrong.isEmpty(), wrong + hint);
            QVERIFY2(life == 0 || found.size() == before, "the second life" + hint);
            QVERIFY2(store.stats().samples == found.size(), "counted otherwise" + hint);
            before = found.size();
            QVERIFY(store.flush());
        }
    }
}

QTEST_GUILESS_MAIN(TestStorePowerLoss)
#include "tst_storepowerloss.moc"
