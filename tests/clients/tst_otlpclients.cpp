// The real tinyobsd and OpenTelemetry's JavaScript SDK with its exporters over HTTP.

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

constexpr int WaitMs = 120'000;

/// Runs a script to its end, and says what went wrong.
QByteArray runScript(const QString &name, const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(TINYOBS_NODE),
                  QStringList(QStringLiteral(TINYOBS_CLIENTS) + u'/' + name) + arguments);
    if (!process.waitForFinished(WaitMs))
        return "does not end";
    const QByteArray errors = process.readAllStandardError();
    return process.exitCode() == 0 ? errors : errors + "failed";
}

} // namespace

class TestOtlpClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start()); }

    void exports_data()
    {
        QTest::addColumn<QString>("form");
        QTest::addColumn<QString>("temporality");
        for (const QString &form : {u"proto"_s, u"json"_s}) {
            for (const QString &temporality : {u"cumulative"_s, u"delta"_s})
                QTest::newRow(qPrintable(form + u", "_s + temporality)) << form << temporality;
        }
    }
    void exports();
    void nothingWasRefused();

private:
    /// The newest value of the one series of that name and those labels, NaN when there is none.
    double newest(const QByteArray &name, const QByteArray &conditions);

    ServerProcess m_server;
};

double TestOtlpClients::newest(const QByteArray &name, const QByteArray &conditions)
{
    HttpClient http(m_server.port());
    const Answer answer = http.get("/api/metrics?limit=1&name=" + name + conditions);
    const QJsonArray metrics =
        QJsonDocument::fromJson(answer.body).object()[u"metrics"_s].toArray();
    return metrics.isEmpty() ? qQNaN() : metrics[0].toObject()[u"value"_s].toDouble();
}

void TestOtlpClients::exports()
{
    QFETCH(const QString, form);
    QFETCH(const QString, temporality);
    QCOMPARE(runScript(u"otlp.mjs"_s, {form, temporality, QString::number(m_server.port())}),
             QByteArray());
    const QByteArray mine =
        "&service=cart&job=shop/cart&instance=" + form.toUtf8() + '-' + temporality.toUtf8();
    const QByteArray pay = mine + "&http_route=/pay";
    const QByteArray scoped = mine + "&otel_scope_name=shop.cart&otel_scope_version=1.2.3";
    QCOMPARE(newest("orders_total", pay + "&vip=true"), 6.0);
    QCOMPARE(newest("orders_total", pay + "&vip=false"), 1.5);
    QCOMPARE(newest("queue_length", scoped), 5.0);
    QCOMPARE(newest("cpu_load_ratio", mine + "&cpu=0"), 0.25);
    QCOMPARE(newest("http_server_duration_milliseconds_count", pay), 6.0);
    QCOMPARE(newest("http_server_duration_milliseconds_sum", pay), 2121.0);
    QCOMPARE(newest("http_server_duration_milliseconds_bucket", pay + "&le=5"), 0.0);
    QCOMPARE(newest("http_server_duration_milliseconds_bucket", pay + "&le=50"), 3.0);
    QCOMPARE(newest("http_server_duration_milliseconds_bucket", pay + "&le=%2BInf"), 6.0);
    QCOMPARE(newest("render_time_seconds", mine + "&__histogram__=count"), 6.0);
    QCOMPARE(newest("render_time_seconds", mine + "&__histogram__=zero"), 3.0);
    QCOMPARE(newest("render_time_seconds", mine + "&__histogram__=sum"), 1.5);
    QCOMPARE(newest("target_info", mine + "&host_name=test-host"), 1.0);
    QCOMPARE(newest("target_info", mine + "&process_command_args=[\"node\",\"cart.mjs\"]"), 1.0);
}

void TestOtlpClients::nothingWasRefused()
{
    HttpClient http(m_server.port());
    const QJsonObject status = QJsonDocument::fromJson(http.get("/api/v1/status/ingest").body)
                                   .object()[u"data"_s]
                                   .toObject();
    QVERIFY(!status[u"protocols"_s].toArray().isEmpty());
    QCOMPARE(status[u"refusals"_s].toArray(), QJsonArray());
}

QTEST_GUILESS_MAIN(TestOtlpClients)

#include "tst_otlpclients.moc"
