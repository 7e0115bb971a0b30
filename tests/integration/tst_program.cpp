// The real tinyobsd under load.

#include "tests/integration/httpclient.h"
#include "tests/integration/keepalive.h"
#include "tests/integration/seedload.h"
#include "tests/integration/serverprocess.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject statusOf(HttpClient &client)
{
    return QJsonDocument::fromJson(client.get("/api/status").body).object();
}

/// Long enough ago for the samples of a test to end before now.
TimeMs startFor(std::uint64_t samples)
{
    const std::uint64_t rounds = samples / SeedLoad::Series + 1;
    return SystemClock().nowMs() - static_cast<TimeMs>(rounds) * SeedLoad::IntervalMs;
}

const QStringList Quiet{u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s};

} // namespace

class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The program it re-creates held this many samples in 4.5 GB.
    void holdsThreeMillionSamplesInFortyMegabytes()
    {
        constexpr std::uint64_t Samples = 2'905'632;
        constexpr std::uint64_t BatchSize = 5000;
        ServerProcess server;
        QVERIFY(server.start(Quiet));
        HttpClient client(server.port());
        QCOMPARE(client.get("/healthz").status, 200);
        const std::uint64_t idleBytes = server.residentBytes();

        SeedLoad load(startFor(Samples));
        std::uint64_t made = 0;
        KeepAlive connection(server.port(), 1);
        connection.post([&] {
            const std::uint64_t batch = std::min(BatchSize, Samples - made);
            made += batch;
            return batch > 0 ? load.next(batch) : QByteArray();
        });
        QVERIFY2(connection.failure().isEmpty(), connection.failure());

        const QJsonObject status = statusOf(client);
        QCOMPARE(status["samples"_L1].toInteger(), qint64(Samples));
        QCOMPARE(status["series"_L1].toInteger(), qint64(SeedLoad::Series));
        QCOMPARE(status["refused"_L1].toInteger(), 0);
        const std::uint64_t grownBytes = server.peakResidentBytes() - idleBytes;
        qInfo("idle %.1f MB, at most %.1f MB more", double(idleBytes) / 1e6,
              double(grownBytes) / 1e6);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(grownBytes < 40u << 20, QByteArray::number(grownBytes));
#endif

        const Answer answer = client.get("/api/metrics?limit=100");
        QVERIFY2(answer.body.startsWith(R"({"total_metrics":2905632,"services":3,)"),
                 answer.body.left(200));
        const Answer range = client.get("/api/query_range?metric=queue_depth&start=-2d&agg=max");
        QCOMPARE(QJsonDocument::fromJson(range.body).object()["total_series"_L1].toInt(), 12);
    }

    void servesReadersWhileWritersWrite()
    {
        constexpr std::uint64_t BatchSize = 600;
        constexpr int Batches = 200;
        constexpr int Writers = 3;
        ServerProcess server;
        QVERIFY(server.start(Quiet));
        std::atomic_int failures = 0;
        std::atomic_int writing = Writers;
        std::vector<std::thread> threads;
        for (int writer = 0; writer < Writers; ++writer) {
            threads.emplace_back([&, writer] {
                // One after the other in time, so that no two writers send the same sample.
                SeedLoad load(startFor(BatchSize * Batches * std::uint64_t(Writers - writer)));
                int made = 0;
                KeepAlive connection(server.port(), 1);
                connection.post(
                    [&] { return made++ < Batches ? load.next(BatchSize) : QByteArray(); });
                failures += connection.failure().isEmpty() ? 0 : 1;
                --writing;
            });
        }
        HttpClient client(server.port());
        const std::vector<QByteArray> targets{
            "/api/metrics?limit=500", "/api/query_range?metric=queue_depth&start=-1d&agg=avg",
            "/api/catalog", "/api/series?service=shop"};
        int reads = 0;
        for (; writing > 0 || reads < 20; ++reads) {
            const QByteArray &target = targets[std::size_t(reads) % targets.size()];
            const Answer answer = client.get(target);
            QVERIFY2(answer.status == 200, target + ": " + answer.body);
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(statusOf(client)["samples_appended"_L1].toInteger(),
                 qint64(BatchSize * Batches * Writers));
        QVERIFY(server.isRunning());
    }

    void servesTheDashboardFromItsOwnMemory()
    {
        ServerProcess server;
        QVERIFY(server.start(Quiet));
        HttpClient client(server.port());
        const Answer page = client.get("/");
        QCOMPARE(page.status, 200);
        if (page.body.startsWith("TinyObs is running."))
            QSKIP("built without the dashboard");
        QCOMPARE(page.header("Content-Type"), "text/html; charset=utf-8");
        QVERIFY(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
        QCOMPARE(client.get("/explore").body, page.body);

        static const QRegularExpression link(u"assets/[\\w.-]+\\.js"_s);
        const QByteArray script =
            '/' + link.match(QString::fromUtf8(page.body)).captured().toUtf8();
        const Answer packed = client.get(script, {{"Accept-Encoding", "gzip"}});
        const Answer plain = client.get(script);
        QCOMPARE(packed.status, 200);
        QCOMPARE(packed.header("Content-Encoding"), "gzip");
        QVERIFY(packed.header("Cache-Control").contains("immutable"));
        QVERIFY(plain.body.size() > packed.body.size());
        const Answer again = client.get(
            script, {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.header("ETag")}});
        QCOMPARE(again.status, 304);
        QCOMPARE(again.body, QByteArray());
    }

    void watchesItselfAndItsHostFromTheStart()
    {
        ServerProcess server;
        QVERIFY(server.start());
        HttpClient client(server.port());
        const auto seriesOf = [&](const QByteArray &job) {
            const Answer answer = client.get("/api/series?job=" + job);
            return QJsonDocument::fromJson(answer.body).object()["total"_L1].toInt();
        };
        QTRY_VERIFY(seriesOf("tinyobs") > 10);
        QTRY_VERIFY(seriesOf("host") > 10);
        QVERIFY(client.get("/api/metrics").body.startsWith(R"({"total_metrics":0,)"));
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
