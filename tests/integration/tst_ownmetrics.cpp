// /metrics of the real program: what clients negotiate, promtool's opinion of it, and a Prometheus
// that scrapes it.

#include "core/engine/ownmetrics.h"
#include "core/ingest/decompress.h"
#include "core/ingest/expositiondecoder.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

const QByteArray TextType = "text/plain; version=0.0.4; charset=utf-8";
const QByteArray OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

class TestOwnMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_server.start({u"--host-metrics"_s, u"off"_s, u"--statsd-port"_s, u"auto"_s}),
                 m_server.errors());
        m_client = std::make_unique<HttpClient>(m_server.port());
        // So that what is counted by reason is there.
        QCOMPARE(m_client->post("/ingest", "nonsense").status, 400);
        QCOMPARE(
            m_client->post("/api/v1/import/prometheus", "a 1\n", {{"Content-Type", "text/plain"}})
                .status,
            204);
    }

    void negotiates_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("no header") << QByteArray() << TextType;
        QTest::newRow("a browser") << QByteArray("text/html,*/*;q=0.8") << TextType;
        QTest::newRow("Prometheus 2.42")
            << QByteArray("application/openmetrics-text;version=1.0.0,"
                          "application/openmetrics-text;version=0.0.1;q=0.75,"
                          "text/plain;version=0.0.4;q=0.5,*/*;q=0.1")
            << OpenMetricsType;
        QTest::newRow("Prometheus 3")
            << QByteArray("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                          "application/openmetrics-text;version=0.0.1;q=0.4,"
                          "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                          "text/plain;version=0.0.4;q=0.2,*/*;q=0.1")
            << OpenMetricsType;
        QTest::newRow("text") << QByteArray("text/plain;version=0.0.4") << TextType;
    }
    void negotiates()
    {
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, type);
        const Answer answer = m_client->get("/metrics", {{"Accept", accept}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Content-Type"), type);
        QCOMPARE(answer.body.endsWith("# EOF\n"), type == OpenMetricsType);
        QVERIFY(answer.body.contains("\ntinyobs_samples_appended_total "));
    }

    void packsForThoseWhoAccept()
    {
        const Answer answer = m_client->get("/metrics", {{"Accept-Encoding", "gzip"}});
        QCOMPARE(answer.header("Content-Encoding"), QByteArray("gzip"));
        Decompressor decompressor;
        const auto plain = decompressor.gunzip(answer.body.toStdString(), 1 << 20);
        QVERIFY(plain && plain->ends_with('\n'));
        QVERIFY(std::size_t(answer.body.size()) < plain->size() / 2);
    }

    void everySampleHasARow()
    {
        const std::string text = m_client->get("/metrics").body.toStdString();
        ExpositionDecoder decoder(ExpositionDialect::PrometheusText, ExpositionUse::Push);
        const DocumentOptions options;
        const auto decoded = decoder.decode({.bytes = text,
                                             .readableBytes = text.size(),
                                             .mode = AppendMode::WholeBatch,
                                             .nowMs = 1,
                                             .options = options});
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
        for (std::size_t row = 0; row < decoder.rows(); ++row) {
            const std::string name(metricNameOf(decoder.series(row)));
            QVERIFY2(findOwnMetric(name), name.c_str());
        }
    }

    void promtoolFindsNothing()
    {
        const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
        if (promtool.isEmpty())
            QSKIP("promtool is not there: install the package prometheus");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(promtool, {u"check"_s, u"metrics"_s});
        QVERIFY(process.waitForStarted());
        process.write(m_client->get("/metrics").body);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.readAll(), QByteArray());
        QCOMPARE(process.exitCode(), 0);
    }

    void metadataOfWhatIsStoredIsKnown()
    {
        const Answer answer =
            m_client->get("/api/v1/metadata?metric=process_resident_memory_bytes");
        const QJsonValue said =
            QJsonDocument::fromJson(answer.body)["data"_L1]["process_resident_memory_bytes"_L1][0];
        QCOMPARE(said["type"_L1].toString(), u"gauge"_s);
        QCOMPARE(said["unit"_L1].toString(), u"bytes"_s);
    }

    void prometheusScrapesIt()
    {
        const QString program = QStandardPaths::findExecutable(u"prometheus"_s);
        if (program.isEmpty())
            QSKIP("there is no prometheus on the PATH: install the package to run this test");
        QTemporaryDir folder;
        QFile config(folder.filePath(u"prometheus.yml"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                     "scrape_configs:\n"
                     "  - job_name: tinyobs\n"
                     "    static_configs: [{targets: ['127.0.0.1:" +
                     QByteArray::number(m_server.port()) + "']}]\n");
        config.close();
        const quint16 port = freePort();
        QProcess prometheus;
        prometheus.setProcessChannelMode(QProcess::MergedChannels);
        prometheus.start(program, {u"--config.file=%1"_s.arg(config.fileName()),
                                   u"--storage.tsdb.path=%1"_s.arg(folder.filePath(u"data"_s)),
                                   u"--web.listen-address=127.0.0.1:%1"_s.arg(port)});
        QVERIFY(prometheus.waitForStarted());
        HttpClient client(port);
        const auto query = [&client](const QByteArray &expression) {
            const Answer answer = client.get("/api/v1/query?query=" + expression);
            return QJsonDocument::fromJson(answer.body)["data"_L1]["result"_L1];
        };
        QTRY_COMPARE_WITH_TIMEOUT(query("up")[0]["value"_L1][1].toString(), u"1"_s, WaitMs);
        QVERIFY(query("tinyobs_http_request_duration_seconds_bucket").toArray().size() > 5);
        QVERIFY(query("tinyobs_ingest_samples_total").toArray().size() >= 1);
        const Answer metadata = client.get("/api/v1/targets/metadata?metric=process_cpu_seconds");
        QCOMPARE(QJsonDocument::fromJson(metadata.body)["data"_L1][0]["unit"_L1].toString(),
                 u"seconds"_s);
        prometheus.terminate();
        QVERIFY(prometheus.waitForFinished());
    }

    void selfMetricsAreShownWhenTheyAreNotStored()
    {
        ServerProcess server;
        QVERIFY(server.start({u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s}));
        HttpClient client(server.port());
        QVERIFY(client.get("/metrics").body.contains("\nprocess_cpu_seconds_total "));
        QCOMPARE(QJsonDocument::fromJson(client.get("/api/series").body)["total"_L1].toInt(-1), 0);
    }

private:
    ServerProcess m_server;
    std::unique_ptr<HttpClient> m_client;
};

QTEST_GUILESS_MAIN(TestOwnMetrics)
#include "tst_ownmetrics.moc"
