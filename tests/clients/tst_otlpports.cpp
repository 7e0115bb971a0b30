// The real tinyobsd with OTLP's own ports, and OpenTelemetry's gRPC exporter and curl as senders.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

/// Exports that many series to the port, and says what went wrong.
QByteArray exportTo(quint16 port, const QString &compression, int series)
{
    QProcess process;
    process.start(QStringLiteral(TINYOBS_NODE),
                  {QStringLiteral(TINYOBS_CLIENTS) + u"/otlpgrpc.mjs"_s, QString::number(port),
                   compression, QString::number(series)});
    if (!process.waitForFinished(WaitMs))
        return "does not end";
    return process.exitCode() == 0 ? QByteArray() : process.readAllStandardError() + "failed";
}

} // namespace

class TestOtlpPorts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start({u"--otlp-grpc-port"_s, u"auto"_s, u"--otlp-http-port"_s, u"auto"_s,
                                u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s}));
        m_grpc = m_server.listenerPort(u"otlp-grpc"_s);
        m_http = m_server.listenerPort(u"otlp-http"_s);
        QVERIFY(m_http != 0);
        if (m_grpc == 0)
            QSKIP("built without gRPC");
    }

    void grpcExporter_data()
    {
        QTest::addColumn<QString>("compression");
        QTest::addColumn<int>("series");
        QTest::newRow("plain") << u"none"_s << 3;
        QTest::newRow("gzip") << u"gzip"_s << 1500;
    }

    void grpcExporter()
    {
        QFETCH(const QString, compression);
        QFETCH(const int, series);
        QCOMPARE(exportTo(m_grpc, compression, series), QByteArray());
        HttpClient client(m_server.port());
        const QJsonObject samples =
            QJsonDocument::fromJson(
                client
                    .get("/api/metrics?limit=5000&name=orders_total&service=shop-" +
                         compression.toLatin1())
                    .body)
                .object();
        int found = 0;
        const QJsonArray metrics = samples[u"metrics"].toArray();
        for (const QJsonValue &sample : metrics)
            found += sample[u"value"].toDouble() == 3;
        QCOMPARE(found, series);
    }

    void httpOnItsOwnPort()
    {
        HttpClient client(m_http);
        QCOMPARE(client.get("/health").status, 200);
        QCOMPARE(
            client.post("/v1/metrics", {}, {{"Content-Type", "application/x-protobuf"}}).status,
            200);
        QCOMPARE(client.get("/api/metrics").status, 404);
    }

    void ingestStatusNamesTheCaller()
    {
        HttpClient grpc(m_grpc);
        QCOMPARE(grpc.get("/v1/metrics").status, 400);
        HttpClient client(m_server.port());
        const QByteArray status = client.get("/api/v1/status/ingest").body;
        QVERIFY2(status.contains("this port speaks gRPC (HTTP/2) only"), status);
    }

private:
    ServerProcess m_server;
    quint16 m_grpc = 0;
    quint16 m_http = 0;
};

QTEST_GUILESS_MAIN(TestOtlpPorts)
#include "tst_otlpports.moc"
