// The paths of the first TinyObs over a real socket: its shapes, with correct answers.

#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray compact(const QJsonValue &value)
{
    return value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                           : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

QJsonObject objectOf(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

class TestSdkApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void answers_data();
    void answers();
    void errors_data();
    void errors();
    void healthIsSaid();
    void whatIsExportedCanBeImported();
    void whatIsWrongInAnImportIsNamed();

private:
    std::optional<TestServer> m_server;
    std::optional<HttpClient> m_client;
};

/// jobs_total of two queues at ten moments, level at one.
void TestSdkApi::init()
{
    Settings settings;
    settings.selfMetrics = false;
    settings.hostMetrics = false;
    m_server.reset();
    m_server.emplace(settings);
    m_client.emplace(m_server->http.port());
    QByteArray text = "# TYPE jobs_total counter\n";
    for (int i = 0; i < 10; ++i) {
        const QByteArray time = QByteArray::number(Now - (9 - i) * 60'000);
        text += "jobs_total{queue=\"mail\"} " + QByteArray::number(i) + ' ' + time + '\n';
        text += "jobs_total{queue=\"print\"} " + QByteArray::number(2 * i) + ' ' + time + '\n';
    }
    text += "# TYPE level gauge\nlevel 0.5 " + QByteArray::number(Now) + '\n';
    QCOMPARE(
        m_client->post("/api/v1/import/prometheus", text, {{"Content-Type", "text/plain"}}).status,
        204);
}

void TestSdkApi::answers_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("answer");
    const auto get = [](const char *name, const char *target, const char *answer) {
        QTest::newRow(name) << QByteArray("GET") << QByteArray(target) << QByteArray()
                            << QByteArray(answer);
    };
    const auto execute = [](const char *name, const char *body, const char *answer) {
        QTest::newRow(name) << QByteArray("POST") << QByteArray("/v1/query/execute")
                            << QByteArray(body) << QByteArray(answer);
    };
    get("the newest of a metric", "/v1/query?metric=level",
        "{\"metrics\":[{\"name\":\"level\",\"type\":\"gauge\",\"value\":0.5,\"labels\":{},"
        "\"timestamp\":\"2026-11-22T10:00:00.000Z\"}],\"count\":1}");
    get("the newest before an end",
        "/v1/query?metric=jobs_total&end=2026-11-22T09:58:30Z&start=2026-11-22T09:58:00Z",
        "{\"metrics\":[{\"name\":\"jobs_total\",\"type\":\"counter\",\"value\":7,\"labels\":{"
        "\"queue\":\"mail\"},\"timestamp\":\"2026-11-22T09:58:00.000Z\"},{\"name\":"
        "\"jobs_total\",\"type\":\"counter\",\"value\":14,\"labels\":{\"queue\":\"print\"},"
        "\"timestamp\":\"2026-11-22T09:58:00.000Z\"}],\"count\":2}");
    get("one metric over time",
        "/v1/query/range?metric=level&start=2026-11-22T09:00:00Z&end=2026-11-22T10:00:00Z",
        "{\"data\":[{\"metric\":\"level\",\"labels\":{},\"points\":[{\"t\":1795341600000,"
        "\"v\":0.5}],\"resolution\":\"raw\"}]}");
    get("thinned, with the newest", "/v1/query/range?metric=jobs_total&maxPoints=2",
        "{\"data\":[{\"metric\":\"jobs_total\",\"labels\":{\"queue\":\"mail\"},\"points\":["
        "{\"t\":1795341300000,\"v\":4},{\"t\":1795341600000,\"v\":9}],\"resolution\":\"raw\"},"
        "{\"metric\":\"jobs_total\",\"labels\":{\"queue\":\"print\"},\"points\":["
        "{\"t\":1795341300000,\"v\":8},{\"t\":1795341600000,\"v\":18}],\"resolution\":\"raw\"}]}");
    get("PromQL now", "/v1/query/instant?query=sum(jobs_total)",
        "{\"status\":\"success\",\"query\":\"sum(jobs_total)\",\"data\":{\"resultType\":"
        "\"vector\",\"result\":[{\"metric\":{},\"values\":[[1795341600,\"27\"]]}]}}");
    get("PromQL by the other path", "/v1/query?query=1%2B1",
        "{\"status\":\"success\",\"query\":\"1+1\",\"data\":{\"resultType\":\"vector\","
        "\"result\":[{\"metric\":{},\"values\":[[1795341600,\"2\"]]}]}}");
    execute("PromQL over time",
            "{\"query\":\"level\",\"start\":\"2026-11-22T09:59:45Z\",\"end\":"
            "\"2026-11-22T10:00:00Z\",\"step\":\"15s\"}",
            "{\"status\":\"success\",\"query\":\"level\",\"data\":{\"resultType\":\"matrix\","
            "\"result\":[{\"metric\":{\"__name__\":\"level\"},\"values\":[[1795341600,"
            "\"0.5\"]]}]}}");
    execute("with times that a Go client did not set",
            "{\"query\":\"level\",\"start\":\"0001-01-01T00:00:00Z\",\"end\":"
            "\"0001-01-01T00:00:00Z\",\"step\":\"30m\"}",
            "{\"status\":\"success\",\"query\":\"level\",\"data\":{\"resultType\":\"matrix\","
            "\"result\":[{\"metric\":{\"__name__\":\"level\"},\"values\":[[1795341600,"
            "\"0.5\"]]}]}}");
    get("names", "/v1/metrics/list", "{\"metrics\":[\"jobs_total\",\"level\"],\"count\":2}");
    get("cardinality", "/v1/cardinality",
        "{\"total_series\":3,\"unique_metrics\":2,\"max_series_metric\":\"jobs_total\","
        "\"max_series_count\":2,\"series_limit\":1000000,\"per_metric_limit\":1000000,"
        "\"utilization_percent\":3e-04}");
}

void TestSdkApi::answers()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    const Answer got = method == "GET" ? m_client->get(target) : m_client->post(target, body);
    QCOMPARE(got.body, answer);
    QCOMPARE(got.status, 200);
}

void TestSdkApi::errors_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body"); // of a POST; empty: GET
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const char *target, const char *body, const char *says) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(body) << QByteArray(says);
    };
    row("no metric", "/v1/query/range", "", "metric is missing");
    row("no query", "/v1/query/instant", "", "query parameter is required");
    row("an end before the start", "/v1/query?start=2026-11-22T10:00:00Z&end=2026-11-22T09:00:00Z",
        "", "start must be before end");
    row("points that are none", "/v1/query/range?metric=level&maxPoints=5001", "", "maxPoints");
    row("no JSON", "/v1/query/execute", "level", "invalid JSON");
    row("half a query", "/v1/query/execute", "{\"query\":\"level{\"}", "parse error");
    row("a step that is none", "/v1/query/execute", "{\"query\":\"level\",\"step\":\"x\"}",
        "valid duration");
    row("a format that is none", "/v1/export?format=xml", "", "must be 'json' or 'csv'");
}

void TestSdkApi::errors()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, says);
    const Answer got = body.isEmpty() ? m_client->get(target) : m_client->post(target, body);
    QCOMPARE(got.status, 400);
    const QJsonObject object = objectOf(got);
    QCOMPARE(object[u"status"].toString(), u"error"_s);
    QVERIFY2(object[u"error"].toString().toUtf8().contains(says), got.body);
}

void TestSdkApi::healthIsSaid()
{
    m_server->clock.advance(3'723'000);
    const QJsonObject health = objectOf(m_client->get("/v1/health"));
    QCOMPARE(health[u"status"].toString(), u"healthy"_s);
    QCOMPARE(health[u"uptime"].toString(), u"1h2m3s"_s);
    const QJsonObject stats = objectOf(m_client->get("/v1/stats"));
    QCOMPARE(stats[u"TotalMetrics"].toInt(), 21);
    QCOMPARE(stats[u"TotalSeries"].toInt(), 3);
    QCOMPARE(stats[u"NewestMetric"].toString(), u"2026-11-22T10:00:00.000Z"_s);
    const QJsonObject storage = objectOf(m_client->get("/v1/storage"));
    QVERIFY(storage[u"used_bytes"].toDouble() > 0);
    QCOMPARE(storage[u"max_bytes"].toDouble(), double(2ull << 30));
}

void TestSdkApi::whatIsExportedCanBeImported()
{
    const Answer exported = m_client->get("/v1/export");
    QCOMPARE(exported.status, 200);
    const QJsonObject document = objectOf(exported);
    QCOMPARE(document[u"metrics"].toArray().size(), 21);
    QCOMPARE(document[u"metadata"][u"metric_count"].toInt(), 21);
    QCOMPARE(document[u"metrics"][0][u"type"].toString(), u"counter"_s);
    const QByteArray query = "/api/v1/query?query={__name__!=\"\"}[1h]";
    const QByteArray before = m_client->get(query).body;
    init();
    QCOMPARE(m_client->post("/api/v1/admin/tsdb/delete_series?match[]={__name__!=\"\"}", {}).status,
             200);
    QVERIFY(m_client->get(query).body != before);
    const QJsonObject imported = objectOf(m_client->post("/v1/import", exported.body));
    QCOMPARE(imported[u"metrics_imported"].toInt(), 21);
    QCOMPARE(m_client->get(query).body, before);

    const QByteArray table = m_client->get("/v1/export?format=csv&metric=level").body;
    QCOMPARE(table, "timestamp,name,type,value\n2026-11-22T10:00:00.000Z,level,gauge,0.5\n");
}

void TestSdkApi::whatIsWrongInAnImportIsNamed()
{
    const QJsonObject imported = objectOf(m_client->post(
        "/v1/import",
        "{\"metadata\":{},\"metrics\":[{\"name\":\"a\",\"type\":\"gauge\",\"value\":1,"
        "\"timestamp\":\"2026-11-22T10:00:00Z\"},{\"name\":\"\",\"value\":1}]}"));
    QCOMPARE(imported[u"metrics_imported"].toInt(), 1);
    QVERIFY(compact(imported[u"errors"]).startsWith("[\"metric 1: "));
}

QTEST_GUILESS_MAIN(TestSdkApi)
#include "tst_sdkapi.moc"
