// Every documented route over a real socket, with the answers the documentation promises.

#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include "core/base/version.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject objectOf(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

QByteArray errorOf(const Answer &answer)
{
    const QJsonObject object = objectOf(answer);
    return object["status"_L1] == "error"_L1 ? object["error"_L1].toString().toUtf8()
                                             : QByteArray();
}

const QByteArray Shop = R"({"metrics":[
{"name":"http_requests_total","value":100,"timestamp":"2026-11-22T09:59:30Z","labels":{"service":"shop","route":"/"}},
{"name":"http_requests_total","value":160,"timestamp":"2026-11-22T10:59:50+01:00","labels":{"service":"shop","route":"/"}},
{"name":"http_requests_total","value":7,"timestamp":1795341590,"labels":{"service":"shop","route":"/health"}},
{"name":"temperature_celsius","value":"NaN"},
{"name":"cpu","value":3,"timestamp":1795341580,"labels":{"job":"host"}}]})";

} // namespace

class TestApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<TestServer>();
        m_client = std::make_unique<HttpClient>(m_server->http.port());
    }
    void cleanup()
    {
        m_client.reset();
        m_server.reset();
    }

    void takesSamplesOnBothPaths()
    {
        for (const char *path : {"/ingest", "/v1/ingest"}) {
            const Answer answer = m_client->post(path, Shop);
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.body, R"({"status":"success","count":5})");
            QCOMPARE(answer.header("Content-Type"), "application/json");
        }
    }

    void keepsTheGoodSamplesWhenAsked()
    {
        const Answer answer = m_client->post(
            "/ingest?partial=1", R"({"metrics":[{"name":"a","value":1},{"name":"a","value":[]}]})");
        QCOMPARE(answer.status, 200);
        const QJsonObject object = objectOf(answer);
        QCOMPARE(object["count"_L1], 1);
        QCOMPARE(object["refused"_L1], 1);
        const QJsonObject error = object["errors"_L1][0].toObject();
        QCOMPARE(error["index"_L1], 1);
        QVERIFY(error["error"_L1].toString().startsWith("metrics[1].value: "_L1));
    }

    void refusesAMistypedWishForPartOfABatch()
    {
        const Answer answer = m_client->post("/ingest?partail=1", Shop);
        QCOMPARE(answer.status, 400);
        QCOMPARE(errorOf(answer), "parameter 'partail' is unknown, did you mean 'partial'?");
        QCOMPARE(m_server->engine.status().requestsRefused, 1U);
        QCOMPARE(m_client->post("/ingest?token=x&trial=1", Shop).status, 200);
    }

    void answersGetsExactly_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("the newest samples, newest first")
            << QByteArray("/api/metrics?limit=2")
            << QByteArray(
                   R"({"total_metrics":4,"services":1,"metrics":[)"
                   R"({"name":"temperature_celsius","value":"NaN","timestamp":"2026-11-22T10:00:00.000Z","labels":{}},)"
                   R"({"name":"http_requests_total","value":160,"timestamp":"2026-11-22T09:59:50.000Z","labels":{"route":"/","service":"shop"}}]})");
        QTest::newRow("samples by name, label and time")
            << QByteArray("/api/metrics?name=http_requests_total&route=/"
                          "&start=2026-11-22T09:59:00Z&end=1795341571&service=shop")
            << QByteArray(
                   R"({"total_metrics":2,"services":1,"metrics":[)"
                   R"({"name":"http_requests_total","value":100,"timestamp":"2026-11-22T09:59:30.000Z","labels":{"route":"/","service":"shop"}}]})");
        QTest::newRow("samples of the host when asked for")
            << QByteArray("/api/metrics?internal=1&job=host")
            << QByteArray(
                   R"({"total_metrics":1,"services":0,"metrics":[)"
                   R"({"name":"cpu","value":3,"timestamp":"2026-11-22T09:59:40.000Z","labels":{"job":"host"}}]})");
        QTest::newRow("samples of the host when not asked for")
            << QByteArray("/api/metrics?job=host")
            << QByteArray(
                   R"({"total_metrics":0,"services":0,"metrics":[],"warnings":[)"
                   R"("only series of the server and the host match, internal=1 shows them"]})");
        QTest::newRow("samples of nothing")
            << QByteArray("/api/metrics?name=nothing")
            << QByteArray(
                   R"({"total_metrics":0,"services":0,"metrics":[],"warnings":["no series is named 'nothing'"]})");
        QTest::newRow("samples by a mistyped parameter")
            << QByteArray("/api/metrics?limt=5")
            << QByteArray(
                   R"({"total_metrics":0,"services":0,"metrics":[],"warnings":["no series has a label 'limt', )"
                   R"(did you mean the parameter 'limit'?"]})");
        QTest::newRow("samples with a label that occurs but not with that value")
            << QByteArray("/api/metrics?route=/nowhere")
            << QByteArray(R"({"total_metrics":0,"services":0,"metrics":[]})");
        QTest::newRow("series by a mistyped name")
            << QByteArray("/api/series?name=http_request_total&route=/")
            << QByteArray(
                   R"({"status":"success","total":0,"series":[],"warnings":["no series is named 'http_request_total', )"
                   R"(did you mean 'http_requests_total'?"]})");
        QTest::newRow("values of a label under a condition on a label of another metric")
            << QByteArray("/api/label_values?label=job&metric=cpu&route=/")
            << QByteArray(
                   R"({"status":"success","values":[],"warnings":["no series of 'cpu' has a label 'route'"]})");
        QTest::newRow("a range with a condition that every missing label meets")
            << QByteArray("/api/query_range?metric=cpu&rout!=/health&job!=tinyobs")
            << QByteArray(
                   R"({"status":"success","metric":"cpu","agg":"raw",)"
                   R"("start_ms":1795339800000,"end_ms":1795341600000,"step_ms":0,)"
                   R"("total_series":1,"samples_read":1,"series":[{"id":3,"labels":{"job":"host"},)"
                   R"("points":[[1795341580000,3]]}],"warnings":["no series of 'cpu' has a label 'rout'"]})");
        QTest::newRow("series with what is known of them")
            << QByteArray("/api/series?metric=http_requests_total&route!=/health")
            << QByteArray(
                   R"({"status":"success","total":1,"series":[{"id":0,"name":"http_requests_total",)"
                   R"("labels":{"route":"/","service":"shop"},"kind":"counter","unit":"","samples":2,)"
                   R"("last_value":160,"last_seen_ms":1795341590000}]})");
        QTest::newRow("series without internal ones, cut at the limit")
            << QByteArray("/api/series?internal=0&limit=1&name!=temperature_celsius")
            << QByteArray(
                   R"({"status":"success","total":2,"series":[{"id":0,"name":"http_requests_total",)"
                   R"("labels":{"route":"/","service":"shop"},"kind":"counter","unit":"","samples":2,)"
                   R"("last_value":160,"last_seen_ms":1795341590000}]})");
        QTest::newRow("raw samples of half an hour by default")
            << QByteArray("/api/query_range?metric=http_requests_total&route=/")
            << QByteArray(
                   R"({"status":"success","metric":"http_requests_total","agg":"raw",)"
                   R"("start_ms":1795339800000,"end_ms":1795341600000,"step_ms":0,)"
                   R"("total_series":1,"samples_read":2,"series":[{"id":0,"labels":{"route":"/","service":"shop"},)"
                   R"("points":[[1795341570000,100],[1795341590000,160]]}],"warnings":[]})");
        QTest::newRow("a rate, and what the limit left out")
            << QByteArray("/api/query_range?metric=http_requests_total&start=now-30m&step=10s"
                          "&agg=rate&limit=1")
            << QByteArray(
                   R"({"status":"success","metric":"http_requests_total","agg":"rate",)"
                   R"("start_ms":1795339800000,"end_ms":1795341600000,"step_ms":10000,)"
                   R"("total_series":2,"samples_read":2,"series":[{"id":0,"labels":{"route":"/","service":"shop"},)"
                   R"("points":[[1795341590000,3]]}],"warnings":["1 of 2 series, limit 1"]})");
        QTest::newRow("the catalog")
            << QByteArray("/api/catalog")
            << QByteArray(
                   R"({"status":"success","generation":4,"services":[)"
                   R"({"name":"other","internal":false,"series":1,"last_seen_ms":1795341600000,"metrics":[)"
                   R"({"name":"temperature_celsius","kind":"gauge","unit":"celsius","help":"","series":1,"last_seen_ms":1795341600000,"labels":[]}]},)"
                   R"({"name":"shop","internal":false,"series":2,"last_seen_ms":1795341590000,"metrics":[)"
                   R"({"name":"http_requests_total","kind":"counter","unit":"","help":"","series":2,"last_seen_ms":1795341590000,"labels":["route"]}]},)"
                   R"({"name":"host","internal":true,"series":1,"last_seen_ms":1795341580000,"metrics":[)"
                   R"({"name":"cpu","kind":"gauge","unit":"","help":"","series":1,"last_seen_ms":1795341580000,"labels":[]}]}]})");
        QTest::newRow("values of a label")
            << QByteArray("/api/label_values?label=route&metric=http_requests_total&service=shop")
            << QByteArray(R"({"status":"success","values":["/","/health"]})");
        for (const char *path : {"/healthz", "/-/healthy"})
            QTest::newRow(path) << QByteArray(path) << QByteArray(R"({"status":"ok"})");
        for (const char *path : {"/readyz", "/-/ready"})
            QTest::newRow(path) << QByteArray(path) << QByteArray(R"({"status":"ready"})");
    }
    void answersGetsExactly()
    {
        QFETCH(QByteArray, target);
        QCOMPARE(m_client->post("/ingest", Shop).status, 200);
        const Answer answer = m_client->get(target);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Content-Type"), "application/json");
        QTEST(answer.body, "body");
    }

    void reportsItsState()
    {
        QCOMPARE(m_client->post("/ingest", Shop).status, 200);
        QCOMPARE(m_client->post("/ingest", "{}").status, 400);
        const QJsonObject status = objectOf(m_client->get("/api/status"));
        const QStringList fields{"status"_L1,
                                 "version"_L1,
                                 "listen"_L1,
                                 "listeners"_L1,
                                 "now_ms"_L1,
                                 "started_ms"_L1,
                                 "series"_L1,
                                 "samples"_L1,
                                 "samples_appended"_L1,
                                 "samples_per_second"_L1,
                                 "samples_dropped"_L1,
                                 "memory_bytes"_L1,
                                 "memory_budget_bytes"_L1,
                                 "disk_bytes"_L1,
                                 "data_files"_L1,
                                 "journal_bytes"_L1,
                                 "storage_problem"_L1,
                                 "resident_bytes"_L1,
                                 "keep_for_ms"_L1,
                                 "oldest_ms"_L1,
                                 "newest_ms"_L1,
                                 "generation"_L1,
                                 "refused"_L1,
                                 "refused_by_reason"_L1,
                                 "requests_refused"_L1,
                                 "refusals"_L1,
                                 "last_refusal_ms"_L1,
                                 "live_clients"_L1};
        QStringList found = status.keys();
        QCOMPARE(QSet(found.begin(), found.end()), QSet(fields.begin(), fields.end()));
        QCOMPARE(status["listen"_L1].toString(), u"127.0.0.1:%1"_s.arg(m_server->http.port()));
        QCOMPARE(status["now_ms"_L1].toInteger(), Now);
        QCOMPARE(status["series"_L1], 4);
        QCOMPARE(status["samples"_L1], 5);
        QCOMPARE(status["oldest_ms"_L1].toInteger(), Now - 30'000);
        QCOMPARE(status["newest_ms"_L1].toInteger(), Now);
        QCOMPARE(status["memory_budget_bytes"_L1], 64 << 20);
        QCOMPARE(status["requests_refused"_L1], 1);
        QCOMPARE(status["refusals"_L1], 1);
        QCOMPARE(status["last_refusal_ms"_L1].toInteger(), Now);
        QCOMPARE(status["refused_by_reason"_L1].toObject(), (QJsonObject{{u"wrong_type"_s, 1}}));
    }

    void saysItsVersionAsPrometheusDoes()
    {
        const QJsonObject info = objectOf(m_client->get("/api/v1/status/buildinfo"));
        QCOMPARE(info["status"_L1], "success"_L1);
        const QJsonObject data = info["data"_L1].toObject();
        QCOMPARE(data.keys(),
                 (QStringList{u"application"_s, u"branch"_s, u"buildDate"_s, u"buildUser"_s,
                              u"goVersion"_s, u"revision"_s, u"version"_s}));
        QCOMPARE(data["version"_L1].toString().toStdString(), version());
        QCOMPARE(data["application"_L1], "tinyobs"_L1);
    }

    void listsItsRoutes()
    {
        const QJsonArray routes = objectOf(m_client->get("/api"))["routes"_L1].toArray();
        QVERIFY(routes.contains(QJsonObject{{u"method"_s, u"POST"_s},
                                            {u"path"_s, u"/ingest"_s},
                                            {u"summary"_s, u"take samples"_s}}));
        QVERIFY(routes.size() > 15);
    }

    void namesWhatIsWrongWithAQuery_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char *target, int status, const char *error) {
            QTest::newRow(target) << QByteArray(target) << status << QByteArray(error);
        };
        row("/api/query_range", 400, "parameter metric is missing, it is required");
        row("/api/query_range?metric=m&agg=median", 400,
            "parameter agg: 'median' is unknown, allowed are raw, min, max, avg, sum, count, "
            "last, rate");
        row("/api/query_range?metric=m&start=20&end=10", 400,
            "start 20000 ms lies after end 10000 ms");
        row("/api/query_range?metric=m&start=now-7d&step=1s&agg=avg", 422,
            "the range has 604801 points, limit 11000: ask for a longer step or a shorter range");
        row("/api/query_range?metric=m&route~=(", 400,
            "regular expression for label 'route' is invalid: missing ): (");
        row("/api/metrics?limit=100001", 400,
            "parameter limit is '100001', allowed are whole numbers from 1 to 100000");
        row("/api/metrics?internal=perhaps", 400,
            "parameter internal is 'perhaps', allowed are 1, true, 0 and false");
        row("/api/metrics?start=20&end=10", 400, "start 20000 ms lies after end 10000 ms");
        row("/api/series?my-label=x", 400,
            "parameter 'my-label' is neither a parameter of this route nor the name of a label");
        row("/api/label_values", 400, "parameter label is missing, it is required");
    }
    void namesWhatIsWrongWithAQuery()
    {
        QFETCH(QByteArray, target);
        const Answer answer = m_client->get(target);
        QTEST(answer.status, "status");
        QTEST(errorOf(answer), "error");
    }

    void namesThePathThatWasProbablyMeant()
    {
        const Answer answer = m_client->post("/v1/ingst", "{}");
        QCOMPARE(answer.status, 404);
        QVERIFY2(errorOf(answer).contains("/v1/ingest"), answer.body);
    }

    void refusesOtherMethodsOnEveryRoute()
    {
        const QJsonArray routes = objectOf(m_client->get("/api"))["routes"_L1].toArray();
        for (const QJsonValue &value : routes) {
            QByteArray path = value["path"_L1].toString().toUtf8();
            path.replace("*", "x");
            const Answer answer = m_client->send("PATCH", path, {}, {});
            QVERIFY2(answer.status == 405, path + ": " + QByteArray::number(answer.status));
            QVERIFY2(answer.header("Allow").contains(value["method"_L1].toString().toUtf8()),
                     path + " allows " + answer.header("Allow"));
            QVERIFY(!errorOf(answer).isEmpty());
        }
    }

    void answersHeadWithoutABody()
    {
        const Answer answer = m_client->send("HEAD", "/api/status", {}, {});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray());
        QVERIFY(answer.header("Content-Length").toInt() > 100);
    }

    void saysWhenItWasBuiltWithoutADashboard()
    {
        const Answer answer = m_client->get("/");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.startsWith("TinyObs is running."));
        QCOMPARE(m_client->get("/explore").body, answer.body);
    }

    void doesNotServeWhatIsNoAsset_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("an unknown asset") << QByteArray("/assets/none.js");
        QTest::newRow("a parent folder") << QByteArray("/assets/../../../etc/passwd");
        QTest::newRow("an encoded parent folder") << QByteArray("/assets/%2e%2e/%2e%2e/etc/passwd");
        QTest::newRow("an encoded slash") << QByteArray("/assets/..%2f..%2fetc%2fpasswd");
        QTest::newRow("an absolute path") << QByteArray("/assets//etc/passwd");
    }
    void doesNotServeWhatIsNoAsset()
    {
        QFETCH(QByteArray, target);
        const Answer answer = m_client->get(target);
        QVERIFY2(answer.status == 404 || answer.status == 400, QByteArray::number(answer.status));
        QVERIFY(!errorOf(answer).isEmpty());
    }

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<HttpClient> m_client;
};

QTEST_GUILESS_MAIN(TestApi)
#include "tst_api.moc"
