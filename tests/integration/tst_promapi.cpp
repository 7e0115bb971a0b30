// Prometheus' HTTP API over a real socket: what PromQL answers, in which shape, and what is said
// of requests that are wrong.

#include "tests/integration/httpclient.h"
#include "tests/integration/promdata.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>
#include <QUrl>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

const Header Form{"Content-Type", "application/x-www-form-urlencoded"};

QByteArray encoded(const QByteArray &text)
{
    return QUrl::toPercentEncoding(QString::fromUtf8(text));
}

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

class TestPromApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void queries_data();
    void queries();
    void errors_data();
    void errors();
    void searches_data();
    void searches();
    void nativeHistogramsAreOneSeries();
    void statsAreAnswered();
    void aLimitCutsTheAnswer();
    void largeAnswersComeWhole();
    void largeAnswersArePacked_data();
    void largeAnswersArePacked();
    void aQueryIsExplained();
    void queriesAreLogged();
    void emptyListsHaveTheirShape_data();
    void emptyListsHaveTheirShape();
    void pagesOfThisMachineMayAsk();

private:
    QJsonArray matrix(const QByteArray &query, int seconds, int step);

    std::optional<TestServer> m_server;
    std::optional<HttpClient> m_client;
};

void TestPromApi::initTestCase()
{
    Settings settings;
    settings.selfMetrics = false;
    settings.hostMetrics = false;
    m_server.emplace(settings);
    m_client.emplace(m_server->http.port());
    const Answer taken = m_client->post(
        "/api/v1/write", promData(Now),
        {{"Content-Type", "application/x-protobuf"}, {"Content-Encoding", "snappy"}});
    QVERIFY2(taken.status == 204, taken.body);
}

QJsonArray TestPromApi::matrix(const QByteArray &query, int seconds, int step)
{
    const QByteArray end = QByteArray::number(Now / 1000);
    const Answer answer = m_client->get("/api/v1/query_range?query=" + encoded(query) +
                                        "&start=" + QByteArray::number(Now / 1000 - seconds) +
                                        "&end=" + end + "&step=" + QByteArray::number(step));
    return objectOf(answer)[u"data"][u"result"].toArray();
}

void TestPromApi::queries_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("data");
    const auto instant = [](const char *name, const char *query, const char *data) {
        QTest::newRow(name) << "query?time=1795341600&query=" + encoded(query) << QByteArray(data);
    };
    instant("a scalar", "1+1", "{\"resultType\":\"scalar\",\"result\":[1795341600,\"2\"]}");
    instant("a scalar without an exponent", "0.0000001",
            "{\"resultType\":\"scalar\",\"result\":[1795341600,\"0.0000001\"]}");
    instant("a string", "\"a\\\"b\"",
            "{\"resultType\":\"string\",\"result\":[1795341600,\"a\\\"b\"]}");
    instant("a vector", "up{job=\"db\"}",
            "{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"up\","
            "\"instance\":\"c:1\",\"job\":\"db\"},\"value\":[1795341600,\"1\"]}]}");
    instant("numbers with exponents", "vector(1e-7)",
            "{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
            "\"value\":[1795341600,\"1e-07\"]}]}");
    instant("no number", "vector(NaN)",
            "{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
            "\"value\":[1795341600,\"NaN\"]}]}");
    instant("nothing", "none", "{\"resultType\":\"vector\",\"result\":[]}");
    instant("a range of samples", "up{job=\"db\"}[30s]",
            "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"up\","
            "\"instance\":\"c:1\",\"job\":\"db\"},\"values\":[[1795341585,\"1\"],"
            "[1795341600,\"1\"]]}]}");
    instant("a native histogram", "latency{}",
            "{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"latency\","
            "\"job\":\"api\"},\"histogram\":[1795341600,{\"count\":\"123\",\"sum\":\"184.5\","
            "\"buckets\":[[0,\"0.5\",\"1\",\"41\"],"
            "[0,\"2\",\"4\",\"82\"]]}]}]}");
    QTest::newRow("now, as RFC 3339 would say it")
        << QByteArray("query?query=1&time=2026-11-22T11:00:00%2B01:00")
        << QByteArray("{\"resultType\":\"scalar\",\"result\":[1795341600,\"1\"]}");
    QTest::newRow("now, when nothing is said")
        << QByteArray("query?query=1")
        << QByteArray("{\"resultType\":\"scalar\",\"result\":[1795341600,\"1\"]}");
    QTest::newRow("half a second later")
        << QByteArray("query?query=1&time=1795341600.5")
        << QByteArray("{\"resultType\":\"scalar\",\"result\":[1795341600.500,\"1\"]}");
    QTest::newRow("a scalar over time")
        << QByteArray("query_range?query=1&start=1795341600&end=1795341601&step=0.5")
        << QByteArray("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":["
                      "[1795341600,\"1\"],[1795341600.500,\"1\"],[1795341601,\"1\"]]}]}");
    QTest::newRow("a counter over time")
        << "query_range?query=" + encoded("requests_total{path=\"/\"}") +
               "&start=1795341570&end=1795341600&step=15s"
        << QByteArray("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":"
                      "\"requests_total\",\"path\":\"/\"},\"values\":[[1795341570,\"18\"],"
                      "[1795341585,\"19\"],[1795341600,\"20\"]]}]}");
    QTest::newRow("a lookback of one's own")
        << "query?time=1795341630&lookback_delta=10s&query=" + encoded("count(up)")
        << QByteArray("{\"resultType\":\"vector\",\"result\":[]}");
    QTest::newRow("the query in order")
        << "format_query?query=" + encoded("sum(up)by(job)") << QByteArray("sum by (job) (up)");
}

void TestPromApi::queries()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, data);
    const Answer got = m_client->get("/api/v1/" + path);
    QVERIFY2(got.status == 200, got.body);
    QCOMPARE(got.header("Content-Type"), "application/json");
    const bool isText = !data.startsWith('{');
    QCOMPARE(got.body,
             "{\"status\":\"success\",\"data\":" + (isText ? '"' + data + '"' : data) + '}');
    // The same as a form.
    const qsizetype mark = path.indexOf('?');
    const Answer posted = m_client->post("/api/v1/" + path.left(mark), path.mid(mark + 1), {Form});
    QCOMPARE(posted.body, got.body);
}

void TestPromApi::errors_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("error"); // how it begins
    const auto row = [](const char *name, const QByteArray &path, int status, const char *type,
                        const char *error) {
        QTest::newRow(name) << path << status << QByteArray(type) << QByteArray(error);
    };
    const QByteArray range = "query_range?query=up&start=0&end=100";
    row("no query", "query", 400, "bad_data", "invalid parameter \"query\": ");
    row("half a query", "query?query=up{", 400, "bad_data",
        "invalid parameter \"query\": 1:4: parse error: ");
    row("a time that is none", "query?query=up&time=soon", 400, "bad_data",
        "invalid parameter \"time\": cannot parse \"soon\" to a valid timestamp");
    row("no start", "query_range?query=up&end=1&step=1", 400, "bad_data",
        "invalid parameter \"start\": cannot parse \"\" to a valid timestamp");
    row("an end before the start", "query_range?query=up&start=2&end=1&step=1", 400, "bad_data",
        "invalid parameter \"end\": end timestamp must not be before start time");
    row("no step", range, 400, "bad_data",
        "invalid parameter \"step\": cannot parse \"\" to a valid duration");
    row("a step of nothing", range + "&step=0", 400, "bad_data",
        "invalid parameter \"step\": zero or negative query resolution step widths are not "
        "accepted. Try a positive integer");
    row("one step too many", "query_range?query=up&start=0&end=11001&step=1", 400, "bad_data",
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query "
        "resolution (?step=XX)");
    row("a string over time", "query_range?query=\"a\"&start=0&end=1&step=1", 400, "bad_data",
        "invalid parameter \"query\": invalid expression type \"string\" for range query, must be "
        "Scalar or instant Vector");
    row("no time at all", "query?timeout=0&query=" + encoded("sum(up)"), 503, "timeout", "");
    row("a timeout that is none", "query?query=up&timeout=x", 400, "bad_data",
        "invalid parameter \"timeout\": cannot parse \"x\" to a valid duration");
    row("a lookback that is none", "query?query=up&lookback_delta=x", 400, "bad_data",
        "error parsing lookback delta duration: ");
    row("a limit below zero", "query?query=up&limit=-1", 400, "bad_data",
        "invalid parameter \"limit\": limit must be non-negative");
    row("two of one side", "query?query=" + encoded("up * on(job) up"), 422, "execution", "");
    row("series without a selector", "series", 400, "bad_data", "no match[] parameter provided");
    row("a selector that is none", "series?match[]=up{", 400, "bad_data",
        "invalid parameter \"match[]\": 1:4: parse error: ");
    row("a selector of a range", "labels?match[]=up[5m]", 400, "bad_data",
        "invalid parameter \"match[]\": 1:3: parse error: ");
    row("a label without a name", "label//values", 404, "not_found", "no such path");
    row("metadata without a number", "metadata?limit=x", 400, "bad_data", "limit must be a number");
    row("a query that cannot be put in order", "format_query?query=up{", 400, "bad_data",
        "invalid parameter \"query\": ");
    row("exemplars of no query", "query_exemplars?query=(", 400, "bad_data",
        "invalid parameter \"query\": ");
}

void TestPromApi::errors()
{
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, error);
    const Answer answer = m_client->get("/api/v1/" + path);
    QVERIFY2(answer.status == status, answer.body);
    const QJsonObject object = objectOf(answer);
    QCOMPARE(object[u"status"].toString(), u"error"_s);
    QCOMPARE(object[u"errorType"].toString().toUtf8(), type);
    QVERIFY2(object[u"error"].toString().toUtf8().startsWith(error), answer.body);
}

void TestPromApi::searches_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char *name, const QByteArray &path, const char *data) {
        QTest::newRow(name) << path << QByteArray(data);
    };
    row("names of labels", "labels", "[\"__name__\",\"instance\",\"job\",\"path\"]");
    row("names of some", "labels?match[]=up", "[\"__name__\",\"instance\",\"job\"]");
    row("names before anything was", "labels?end=1795340000", "[]");
    row("values", "label/job/values", "[\"api\",\"db\"]");
    row("values of some", "label/job/values?match[]=up{instance=\"a:1\"}", "[\"api\"]");
    row("values of two selectors", "label/__name__/values?match[]=latency&match[]=requests_total",
        "[\"latency\",\"requests_total\"]");
    row("values of an escaped name", "label/U__jo_62_/values", "[\"api\",\"db\"]");
    row("values of an odd name", "label/http.route/values", "[]");
    row("values of nothing", "label/none/values", "[]");
    row("series", "series?match[]=up{job=\"db\"}",
        "[{\"__name__\":\"up\",\"instance\":\"c:1\",\"job\":\"db\"}]");
    row("series of two selectors, each once",
        "series?match[]=up{job=\"db\"}&match[]=up{instance=\"c:1\"}",
        "[{\"__name__\":\"up\",\"instance\":\"c:1\",\"job\":\"db\"}]");
    row("series in order", "series?match[]=requests_total&match[]=latency",
        "[{\"__name__\":\"latency\",\"job\":\"api\"},"
        "{\"__name__\":\"requests_total\",\"path\":\"/\"},"
        "{\"__name__\":\"requests_total\",\"path\":\"/pay\"}]");
    row("series of another time", "series?match[]=up&start=1795341700", "[]");
}

void TestPromApi::searches()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, data);
    const Answer answer = m_client->get("/api/v1/" + path);
    QCOMPARE(answer.body, "{\"status\":\"success\",\"data\":" + data + '}');
}

void TestPromApi::nativeHistogramsAreOneSeries()
{
    for (const char *path : {"labels", "label/__histogram__/values",
                             "series?match[]={__name__=~\".%2B\"}", "status/tsdb"}) {
        const Answer answer = m_client->get(QByteArray("/api/v1/") + path);
        QCOMPARE(answer.status, 200);
        QVERIFY2(!answer.body.contains("__histogram__"), answer.body);
    }
    QCOMPARE(m_client->get("/api/v1/series?match[]=latency{__histogram__=\"sum\"}").body,
             "{\"status\":\"success\",\"data\":[]}");
    const QJsonValue status = objectOf(m_client->get("/api/v1/status/tsdb"))[u"data"];
    QCOMPARE(status[u"headStats"][u"numSeries"].toInt(), 6);
    QCOMPARE(compact(status[u"seriesCountByMetricName"][0]), "{\"name\":\"up\",\"value\":3}");
}

void TestPromApi::statsAreAnswered()
{
    const QByteArray path = "/api/v1/query?query=" + encoded("sum(up)");
    QVERIFY(objectOf(m_client->get(path))[u"data"][u"stats"].isUndefined());
    const QJsonValue stats = objectOf(m_client->get(path + "&stats=all"))[u"data"][u"stats"];
    QCOMPARE(stats[u"samples"][u"totalQueryableSamples"].toInt(), 3);
    QCOMPARE(compact(stats[u"samples"][u"totalQueryableSamplesPerStep"]), "[[1795341600,3]]");
    QVERIFY(stats[u"timings"][u"evalTotalTime"].toDouble() > 0);
    const QJsonValue some = objectOf(m_client->get(path + "&stats=1"))[u"data"][u"stats"];
    QVERIFY(some[u"samples"][u"totalQueryableSamplesPerStep"].isUndefined());
}

void TestPromApi::aLimitCutsTheAnswer()
{
    for (const char *path :
         {"query?query=up&limit=2", "series?match[]=up&limit=2", "labels?limit=2",
          "label/__name__/values?limit=2",
          "query_range?query=up&start=1795341590&end=1795341600&step=5&limit=2"}) {
        const QJsonObject answer = objectOf(m_client->get(QByteArray("/api/v1/") + path));
        const QJsonValue data = answer[u"data"];
        const QJsonArray list = data.isArray() ? data.toArray() : data[u"result"].toArray();
        QVERIFY2(list.size() == 2, path);
        QCOMPARE(compact(answer[u"warnings"]), "[\"results truncated due to limit\"]");
    }
}

/// Larger than what is made in one piece.
void TestPromApi::largeAnswersComeWhole()
{
    const QJsonArray series = matrix("label_replace({__name__=~\"up|requests_total\"} @ 1795341600,"
                                     "\"a\",\"b\",\"\",\"\") or on(x) vector(1)",
                                     10'000, 1);
    QCOMPARE(series.size(), 5);
    QByteArray wide = "up @ 1795341600";
    for (int i = 0; i < 12; ++i)
        wide += " or label_replace(up @ 1795341600, \"i\", \"" + QByteArray::number(i) +
                "\", \"\", \"\")";
    const QJsonArray many = matrix(wide, 10'000, 1);
    QCOMPARE(many.size(), 39);
    for (const QJsonValue &one : many)
        QCOMPARE(one[u"values"].toArray().size(), 10'001);
}

void TestPromApi::largeAnswersArePacked_data()
{
    QTest::addColumn<QByteArray>("accepted");
    QTest::addColumn<QByteArray>("packed");
    QTest::newRow("gzip") << QByteArray("gzip, deflate") << QByteArray("gzip");
    QTest::newRow("zstd before gzip") << QByteArray("gzip, zstd") << QByteArray("zstd");
    QTest::newRow("neither") << QByteArray("br") << QByteArray();
}

void TestPromApi::largeAnswersArePacked()
{
    QFETCH(QByteArray, accepted);
    QFETCH(QByteArray, packed);
    const std::vector<Header> headers{{"Accept-Encoding", accepted}};
    const QByteArray path = "/api/v1/query_range?query=1&start=0&end=10000&step=";
    const Answer large = m_client->get(path + '1', headers);
    QCOMPARE(large.header("Content-Encoding"), packed);
    QCOMPARE(large.body.startsWith("{\"status\""), packed.isEmpty());
    QVERIFY(m_client->get(path + "5000", headers).header("Content-Encoding").isEmpty());
}

void TestPromApi::aQueryIsExplained()
{
    const QByteArray query = encoded("sum by (job) (rate(up[5m])) > 0");
    const Answer answer = m_client->get("/api/v1/explain?query=" + query);
    QVERIFY2(answer.status == 200, answer.body);
    const QJsonValue data = objectOf(answer)[u"data"];
    QCOMPARE(data[u"resultType"].toString(), u"vector"_s);
    const QJsonValue tree = data[u"tree"];
    QCOMPARE(tree[u"type"].toString(), u"instant vector"_s);
    QVERIFY(tree[u"children"].toArray().size() > 0);
    QVERIFY(data[u"stats"][u"samples"][u"totalQueryableSamples"].toInt() > 0);
    const Answer range =
        m_client->get("/api/v1/explain?start=1795341000&end=1795341600&step=60&query=" + query);
    QCOMPARE(objectOf(range)[u"data"][u"resultType"].toString(), u"matrix"_s);
}

void TestPromApi::queriesAreLogged()
{
    QCOMPARE(m_client->get("/api/v1/query?query=12345").status, 200);
    const QJsonValue data = objectOf(m_client->get("/api/v1/status/queries"))[u"data"];
    QVERIFY(data[u"finished"].toInt() > 0);
    const QJsonArray slowest = data[u"slowest"].toArray();
    const auto isIt = [](const QJsonValue &query) { return query[u"query"] == u"12345"_s; };
    const auto found = std::find_if(slowest.begin(), slowest.end(), isIt);
    QVERIFY(found != slowest.end());
    QCOMPARE((*found)[u"path"].toString(), u"/api/v1/query"_s);
    QCOMPARE((*found)[u"points"].toInt(), 1);
}

void TestPromApi::emptyListsHaveTheirShape_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("targets") << QByteArray(
        "{\"activeTargets\":[],\"droppedTargets\":[],\"droppedTargetCounts\":{}}");
    QTest::newRow("targets/metadata") << QByteArray("[]");
    QTest::newRow("scrape_pools") << QByteArray("{\"scrapePools\":[]}");
    QTest::newRow("rules") << QByteArray("{\"groups\":[]}");
    QTest::newRow("alerts") << QByteArray("{\"alerts\":[]}");
    QTest::newRow("alertmanagers")
        << QByteArray("{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}");
    QTest::newRow("notifications") << QByteArray("[]");
    QTest::newRow("status/walreplay") << QByteArray("{\"min\":0,\"max\":0,\"current\":0}");
}

void TestPromApi::emptyListsHaveTheirShape()
{
    QFETCH(QByteArray, data);
    QCOMPARE(m_client->get(QByteArray("/api/v1/") + QTest::currentDataTag()).body,
             "{\"status\":\"success\",\"data\":" + data + '}');
}

/// As Grafana in a browser asks. Pages of others are refused, whatever they ask.
void TestPromApi::pagesOfThisMachineMayAsk()
{
    const Header local{"Origin", "http://localhost:3000"};
    const Answer asked = m_client->get("/api/v1/query?query=1", {local});
    QCOMPARE(asked.header("Access-Control-Allow-Origin"), "http://localhost:3000");
    const Answer before = m_client->send("OPTIONS", "/api/v1/query", {}, {local});
    QCOMPARE(before.status, 204);
    QVERIFY(before.header("Access-Control-Allow-Methods").contains("POST"));
    QCOMPARE(m_client->get("/api/v1/query?query=1", {{"Origin", "http://example.org"}}).status,
             403);
}

QTEST_GUILESS_MAIN(TestPromApi)
#include "tst_promapi.moc"
