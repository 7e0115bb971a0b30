// The real tinyobsd on a disk that refuses: a device that is full, files that may not grow, a
// device that can only be read. Linux only; what needs a mount is skipped without the right to it.

#include "core/base/clock.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <sys/mount.h>
#include <sys/resource.h>

#include <array>
#include <thread>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t Writers = 3;
constexpr int SeriesPerBatch = 20;

const QStringList Quiet{u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s};

/// What the data folder of a server lies on.
class Disk
{
public:
    explicit Disk(const ServerProcess &server)
        : m_server(server)
        , m_path(server.dataDir().toLocal8Bit())
    {
    }
    virtual ~Disk() = default;
    /// Before the server starts; false when the system does not let us.
    virtual bool prepare() { return true; }
    /// While it runs.
    virtual void narrow() {}
    virtual void widen() = 0;

protected:
    const ServerProcess &m_server;
    const QByteArray m_path;
};

class SmallDevice : public Disk
{
public:
    using Disk::Disk;
    ~SmallDevice() override { umount2(m_path, MNT_DETACH); }
    bool prepare() override { return mount("tmpfs", m_path, "tmpfs", 0, "size=500k") == 0; }
    void widen() override { mount("tmpfs", m_path, "tmpfs", MS_REMOUNT, "size=50m"); }
    bool makeReadOnly()
    {
        return mount("tmpfs", m_path, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=50m") == 0;
    }
};

class LimitedFiles : public Disk
{
public:
    using Disk::Disk;
    void narrow() override { setLimit(400'000); }
    void widen() override { setLimit(RLIM_INFINITY); }

private:
    void setLimit(rlim_t bytes)
    {
        const rlimit limit{bytes, RLIM_INFINITY};
        prlimit(static_cast<pid_t>(m_server.processId()), RLIMIT_FSIZE, &limit, nullptr);
    }
};

/// Posts numbered batches of its own metric and knows which were acknowledged.
class Writer
{
public:
    Writer(std::size_t number, TimeMs startMs)
        : m_metric("writer" + QByteArray::number(qsizetype(number)))
        , m_startMs(startMs)
    {
    }

    Answer post(quint16 port)
    {
        HttpClient client(port);
        return post(client);
    }
    Answer post(HttpClient &client)
    {
        ++m_batch;
        const QByteArray time = QDateTime::fromMSecsSinceEpoch(m_startMs + m_batch, Qt::UTC)
                                    .toString(Qt::ISODateWithMs)
                                    .toUtf8();
        QByteArray body = R"({"metrics":[)";
        for (int i = 0; i < SeriesPerBatch; ++i) {
            body += i == 0 ? "" : ",";
            body += R"({"name":")" + m_metric + R"(","value":)" + QByteArray::number(m_batch) +
                    R"(,"timestamp":")" + time + R"(","labels":{"i":")" + QByteArray::number(i) +
                    R"("}})";
        }
        const Answer answer = client.post("/ingest", body + "]}");
        if (answer.status == 200)
            m_acknowledged.push_back(m_batch);
        return answer;
    }
    /// The first answer that is no 200.
    Answer postUntilRefused(quint16 port)
    {
        HttpClient client(port);
        for (;;) {
            Answer answer = post(client);
            if (answer.status != 200)
                return answer;
        }
    }

    /// The batches whose samples the server has, in one of the series, in order.
    std::vector<int> read(HttpClient &client, int series) const
    {
        const Answer answer = client.get("/api/metrics?limit=100000&name=" + m_metric +
                                         "&i=" + QByteArray::number(series));
        std::vector<int> batches;
        const QJsonObject document = QJsonDocument::fromJson(answer.body).object();
        for (const QJsonValue &sample : document["metrics"_L1].toArray())
            batches.insert(batches.begin(), sample["value"_L1].toInt());
        return batches;
    }
    const std::vector<int> &acknowledged() const { return m_acknowledged; }

private:
    QByteArray m_metric;
    TimeMs m_startMs;
    int m_batch = 0;
    std::vector<int> m_acknowledged;
};

} // namespace

class TestDiskFull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusesAndRecovers_data();
    void refusesAndRecovers();
    void startsWhereNothingCanBeWritten();
    void refusesADeviceToReadFrom();

private:
    void compareWithAcknowledged(quint16 port);

    std::vector<Writer> m_writers;
};

void TestDiskFull::init()
{
    m_writers.clear();
    const TimeMs startMs = SystemClock().nowMs() - 3'600'000;
    for (std::size_t number = 0; number < Writers; ++number)
        m_writers.emplace_back(number, startMs);
}

/// Every acknowledged sample is there, and no other one is counted.
void TestDiskFull::compareWithAcknowledged(quint16 port)
{
    HttpClient client(port);
    std::size_t samples = 0;
    for (const Writer &writer : m_writers) {
        samples += writer.acknowledged().size() * SeriesPerBatch;
        QCOMPARE(writer.read(client, 0), writer.acknowledged());
        QCOMPARE(writer.read(client, SeriesPerBatch - 1), writer.acknowledged());
    }
    const Answer answer = client.get("/api/status");
    QCOMPARE(QJsonDocument::fromJson(answer.body)["samples"_L1].toInteger(), qint64(samples));
}

void TestDiskFull::refusesAndRecovers_data()
{
    QTest::addColumn<bool>("isDevice");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("the device is full")
        << true << QByteArray("disk is full (No space left on device)");
    QTest::newRow("files may not grow") << false << QByteArray("disk I/O error (File too large)");
}

void TestDiskFull::refusesAndRecovers()
{
    QFETCH(bool, isDevice);
    QFETCH(QByteArray, reason);
    ServerProcess server;
    std::unique_ptr<Disk> disk;
    if (isDevice)
        disk = std::make_unique<SmallDevice>(server);
    else
        disk = std::make_unique<LimitedFiles>(server);
    if (!disk->prepare())
        QSKIP("the system does not allow a mount");
    QVERIFY(server.start(Quiet));
    disk->narrow();

    std::array<Answer, Writers> refusals;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < Writers; ++i) {
        threads.emplace_back(
            [&, i] { refusals[i] = m_writers[i].postUntilRefused(server.port()); });
    }
    for (std::thread &thread : threads)
        thread.join();
    for (const Answer &refusal : refusals) {
        QCOMPARE(refusal.status, 503);
        QVERIFY2(refusal.body.contains("storage: " + reason + ", nothing was stored; retry later"),
                 refusal.body);
        QVERIFY(refusal.header("Retry-After").toInt() >= 1);
    }
    QVERIFY(m_writers[0].acknowledged().size() > 10);
    compareWithAcknowledged(server.port());

    disk->widen();
    QTRY_COMPARE_WITH_TIMEOUT(m_writers[0].post(server.port()).status, 200, 20'000);
    for (Writer &writer : m_writers) {
        for (int i = 0; i < 20; ++i)
            QCOMPARE(writer.post(server.port()).status, 200);
    }
    compareWithAcknowledged(server.port());

    server.kill();
    QVERIFY2(server.start(Quiet), server.errors());
    compareWithAcknowledged(server.port());
    QCOMPARE(m_writers[0].post(server.port()).status, 200);
}

// After a kill on a device without a free byte: what is there can be read, and it goes on when
// there is room.
void TestDiskFull::startsWhereNothingCanBeWritten()
{
    ServerProcess server;
    SmallDevice disk(server);
    if (!disk.prepare())
        QSKIP("the system does not allow a mount");
    QVERIFY(server.start(Quiet));
    static_cast<void>(m_writers[0].postUntilRefused(server.port()));
    server.kill();
    {
        QFile rest(server.dataDir() + u"/rest"_s);
        QVERIFY(rest.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (rest.write(QByteArray(4096, 'x')) > 0) {
        }
    }
    QVERIFY2(server.start(Quiet), server.errors());
    compareWithAcknowledged(server.port());
    QCOMPARE(m_writers[0].post(server.port()).status, 503);
    disk.widen();
    QTRY_COMPARE_WITH_TIMEOUT(m_writers[0].post(server.port()).status, 200, 20'000);
    compareWithAcknowledged(server.port());
}

void TestDiskFull::refusesADeviceToReadFrom()
{
    ServerProcess server;
    SmallDevice disk(server);
    if (!disk.prepare())
        QSKIP("the system does not allow a mount");
    QVERIFY(server.start(Quiet));
    QCOMPARE(m_writers[0].post(server.port()).status, 200);
    server.stop();
    QVERIFY(disk.makeReadOnly());
    QVERIFY(!server.start(Quiet));
    const QByteArray errors = server.errors();
    QCOMPARE(errors.count('\n'), 1);
    QVERIFY2(errors.contains("is not writable, choose another folder with --data"), errors);
}

QTEST_GUILESS_MAIN(TestDiskFull)
#include "tst_diskfull.moc"
