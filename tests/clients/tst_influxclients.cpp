// The clients for InfluxDB 1 and 2 of npm write to the real tinyobsd.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <memory>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

} // namespace

class TestInfluxClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_client = std::make_unique<HttpClient>(m_server.port());
        m_timeMs = QDateTime::currentMSecsSinceEpoch() / 1000 * 1000;
    }

    void clientsWrite_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("InfluxDB 1") << u"influxv1.mjs"_s;
        QTest::newRow("InfluxDB 2") << u"influxv2.mjs"_s;
    }
    void clientsWrite()
    {
        QFETCH(QString, script);
        QProcess process;
        process.setWorkingDirectory(QStringLiteral(TINYOBS_CLIENTS));
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(TINYOBS_NODE),
                      {script, QString::number(m_server.port()), QString::number(m_timeMs)});
        QVERIFY(process.waitForFinished(WaitMs));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitCode() == 0 && output.endsWith("done\n"), output);
    }

    void theirPointsAreStored_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QJsonObject>("labels");
        const auto row = [](const char *metric, const QJsonValue &value,
                            const QJsonObject &labels) {
            QTest::newRow(metric) << QByteArray(metric) << value << labels;
        };
        const QJsonObject first{
            {u"db"_s, u"shop"_s}, {u"host"_s, u"web 1"_s}, {u"path"_s, u"a,b=c"_s}};
        row("v1_load", 0.25, first);
        row("v1_load_busy", 1, first);
        row("v1_plain_users", 17, {{u"db"_s, u"shop"_s}});
        const QJsonObject second{{u"host"_s, u"web 1"_s}};
        row("v2_load", -1.5e-7, second);
        row("v2_load_count", 99, second);
        row("v2_load_total", 18446744073709551615.0, second);
        row("v2_load_up", 0, second);
        for (const char *metric : {"v2_s", "v2_ms", "v2_us"})
            row(metric, 1, {});
    }
    void theirPointsAreStored()
    {
        QFETCH(QByteArray, metric);
        QFETCH(QJsonValue, value);
        QFETCH(QJsonObject, labels);
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client->get("/api/query_range?agg=raw&metric=" + metric).body);
        QCOMPARE(answer[u"series"].toArray().size(), 1);
        const QJsonObject series = answer[u"series"][0].toObject();
        QCOMPARE(series[u"points"].toArray(), QJsonArray{(QJsonArray{m_timeMs, value})});
        QCOMPARE(series[u"labels"].toObject(), labels);
    }

private:
    ServerProcess m_server;
    std::unique_ptr<HttpClient> m_client;
    qint64 m_timeMs = 0;
};

QTEST_GUILESS_MAIN(TestInfluxClients)
#include "tst_influxclients.moc"
