// What clients get wrong, by name: each row is refused with a clear error, nothing of it is stored,
// and the server goes on.

#include "tests/integration/httpclient.h"
#include "tests/integration/packing.h"
#include "tests/integration/testserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t DecodedLimit = 8u << 20;

Settings smallSettings()
{
    Settings settings;
    settings.http.decodedBodyBytes = DecodedLimit;
    return settings;
}

QByteArray documentOf(const QByteArray &metrics)
{
    return R"({"metrics":[)" + metrics + "]}";
}

QByteArray withLabels(const QByteArray &labels)
{
    return documentOf(R"({"name":"a","value":1,"labels":{)" + labels + "}}");
}

QByteArray manyLabels(int count)
{
    QByteArrayList labels;
    for (int i = 0; i < count; ++i)
        labels.append("\"l" + QByteArray::number(i) + "\":\"x\"");
    return labels.join(',');
}

const QByteArray Good = documentOf(R"({"name":"good","value":1})");

} // namespace

class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isRefusedWithAClearError_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error"); // a part of it
        const auto row = [](const char *name, const QByteArray &body, int status,
                            const char *error) {
            QTest::newRow(name) << body << status << QByteArray(error);
        };
        row("an empty body", "", 400, "body is empty");
        row("white space", " \r\n\t ", 400, "body is empty");
        row("truncated JSON", Good.left(Good.size() - 4), 400, "JSON");
        row("binary noise", QByteArray("\x00\xff\x17{\x80[\x01", 7), 400, "document");
        row("text behind the document", Good + "x", 400, "JSON");
        row("a byte order mark", "\xef\xbb\xbf" + Good, 400, "byte order mark");
        row("10,000 nested arrays", documentOf(QByteArray(10'000, '[')), 400, "metrics[0]");
        row("10,000 nested objects in a field that is ignored",
            R"({"x":)" + QByteArray(R"({"x":)").repeated(10'000) + "1" +
                QByteArray("}").repeated(10'000) + R"(,"metrics":[]})",
            422, "nested deeper than 64 levels");
        row("a document that is an array", "[" + Good + "]", 400, "[0]: field 'name' is missing");
        row("a document without metrics", "{}", 400, "metrics");
        row("metrics that are an object", R"({"metrics":{}})", 400, "metrics: ");
        row("metrics twice", R"({"metrics":[],"metrics":[]})", 400, "metrics");
        row("200,001 samples",
            documentOf(QByteArray(R"({"name":"a","value":1},)").repeated(200'000) +
                       R"({"name":"a","value":1})"),
            422, "more than 200000 samples");

        row("a sample that is a number", documentOf("1"), 400, "metrics[0]");
        row("a sample without a name", documentOf(R"({"value":1})"), 400,
            "metrics[0]: field 'name' is missing");
        row("a sample without a value", documentOf(R"({"name":"a"})"), 400,
            "metrics[0]: field 'value' is missing");
        row("a name that is a number", documentOf(R"({"name":1,"value":1})"), 400,
            "metrics[0].name: is a number, must be a string");
        row("an empty name", documentOf(R"({"name":"","value":1})"), 400, "metrics[0].name");
        row("a name with a space", documentOf(R"({"name":"a b","value":1})"), 400,
            "metrics[0].name");
        row("a name of 257 bytes",
            documentOf("{\"name\":\"" + QByteArray(257, 'a') + "\",\"value\":1}"), 422,
            "257 bytes, limit 256");
        row("a value that is a list", documentOf(R"({"name":"a","value":[]})"), 400,
            "metrics[0].value");
        row("a value that is a word", documentOf(R"({"name":"a","value":"many"})"), 400,
            "metrics[0].value");
        row("a value twice", documentOf(R"({"name":"a","value":1,"value":2})"), 400, "metrics[0]");
        row("a value beyond all numbers", documentOf(R"({"name":"a","value":1e999})"), 400,
            "metrics[0].value");
        row("the second sample", documentOf(R"({"name":"a","value":1},{"name":"a","value":null})"),
            400, "metrics[1].value");

        row("labels that are a list", documentOf(R"({"name":"a","value":1,"labels":[]})"), 400,
            "metrics[0].labels");
        row("a label that is a number", withLabels(R"("a":1)"), 400, "metrics[0].labels");
        row("a label name with a space", withLabels(R"("my label":"x")"), 400,
            "metrics[0].labels: label name 'my label'");
        row("a reserved label name", withLabels(R"("__x":"x")"), 400, "metrics[0].labels");
        row("a label twice", withLabels(R"("a":"1","a":"2")"), 400, "metrics[0].labels");
        row("a label that is not UTF-8", withLabels("\"a\":\"\xff\xfe\""), 400, "UTF-8");
        row("65 labels", withLabels(manyLabels(65)), 422, "more than 64 labels");
        row("a label value of 2049 bytes", withLabels("\"a\":\"" + QByteArray(2049, 'x') + "\""),
            422, "2049 bytes, limit 2048");
        row("a label name of 257 bytes", withLabels('"' + QByteArray(257, 'x') + "\":\"x\""), 422,
            "257 bytes, limit 256");

        row("a timestamp that is a word",
            documentOf(R"({"name":"a","value":1,"timestamp":"yesterday"})"), 400,
            "metrics[0].timestamp");
        row("a timestamp without an offset",
            documentOf(R"({"name":"a","value":1,"timestamp":"2026-11-22T10:00:00"})"), 400,
            "metrics[0].timestamp");
        row("a timestamp an hour ahead",
            documentOf(R"({"name":"a","value":1,"timestamp":"2026-11-22T11:00:00Z"})"), 422,
            "metrics[0].timestamp: is 3600000 ms ahead");
        row("a timestamp of 2020",
            documentOf(R"({"name":"a","value":1,"timestamp":"2020-01-01T00:00:00Z"})"), 422,
            "metrics[0].timestamp: is ");
    }
    void isRefusedWithAClearError()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, error);
        TestServer server(smallSettings());
        HttpClient client(server.http.port());
        const Answer answer = client.post("/ingest", body);
        QVERIFY2(answer.status == status, QByteArray::number(answer.status) + ' ' + answer.body);
        const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(object["status"_L1], "error"_L1);
        QVERIFY2(object["error"_L1].toString().toUtf8().contains(error), answer.body);
        QVERIFY(answer.body.size() < 400);

        QCOMPARE(server.engine.status().store.samples, 0U);
        QCOMPARE(server.engine.status().requestsRefused, 1U);
        QCOMPARE(client.post("/ingest", Good).status, 200);
        QCOMPARE(server.engine.status().store.samples, 1U);
    }

    void looksAtContentTypeAndEncoding_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer"); // a part of it
        const QByteArray json = "application/json";
        const QByteArray stored = R"("count":1)";
        const auto row = [](const char *name, const QByteArray &type, const QByteArray &encoding,
                            const QByteArray &body, int status, const QByteArray &answer) {
            QTest::newRow(name) << type << encoding << body << status << answer;
        };
        row("JSON", json, "", Good, 200, stored);
        row("JSON with a character set", "Application/JSON; charset=utf-8", "", Good, 200, stored);
        row("what curl -d says", "application/x-www-form-urlencoded", "", Good, 200, stored);
        row("plain text", "text/plain", "", Good, 200, stored);
        row("XML", "application/xml", "", Good, 415,
            "content type is 'application/xml', expected application/json");
        row("gzip", json, "gzip", gzipOf(Good), 200, stored);
        row("two gzip members", json, "GZIP", gzipOf(Good.left(20)) + gzipOf(Good.mid(20)), 200,
            stored);
        row("zstd", json, "zstd", zstdOf(Good), 200, stored);
        row("identity", json, "identity", Good, 200, stored);
        row("brotli", json, "br", Good, 415,
            "content encoding is 'br', expected gzip, zstd or none");
        row("plain bytes called gzip", json, "gzip", Good, 400, "gzip");
        row("plain bytes called zstd", json, "zstd", Good, 400, "zstd");
        row("gzip bytes called nothing", json, "", gzipOf(Good), 400,
            "document is gzip data, which its content encoding does not say");
        row("half a gzip body", json, "gzip", gzipOf(Good).left(30), 400, "gzip");
        row("half a zstd body", json, "zstd", zstdOf(Good).left(20), 400, "zstd");
        row("nothing called gzip", json, "gzip", "", 400, "");
        const QByteArray bomb(int(DecodedLimit) + 1, ' ');
        row("a gzip bomb", json, "gzip", gzipOf(bomb), 422, "8388608");
        row("a zstd bomb", json, "zstd", zstdOf(bomb), 422, "8388608");
    }
    void looksAtContentTypeAndEncoding()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        TestServer server(smallSettings());
        HttpClient client(server.http.port());
        std::vector<Header> headers{{"Content-Type", type}};
        if (!encoding.isEmpty())
            headers.emplace_back("Content-Encoding", encoding);
        const Answer given = client.send("POST", "/ingest", body, headers);
        QVERIFY2(given.status == status, QByteArray::number(given.status) + ' ' + given.body);
        QVERIFY2(given.body.contains(answer), given.body);
        QCOMPARE(server.engine.status().requestsRefused, status == 200 ? 0U : 1U);
        QCOMPARE(client.post("/ingest", Good).status, 200);
    }

    void aLabelBombEndsAtTheSeriesLimit()
    {
        Settings settings;
        settings.store.maxSeries = 100;
        TestServer server(settings);
        HttpClient client(server.http.port());
        for (int i = 0; i < 100; ++i) {
            const QByteArray labels = "\"id\":\"" + QByteArray::number(i) + "\"";
            QCOMPARE(client.post("/ingest", withLabels(labels)).status, 200);
        }
        const Answer answer = client.post("/ingest", withLabels(R"("id":"100")"));
        QCOMPARE(answer.status, 429);
        QVERIFY(!answer.header("Retry-After").isEmpty());
        QVERIFY2(answer.body.contains("limit 100"), answer.body);
        // Known series go on.
        QCOMPARE(client.post("/ingest", withLabels(R"("id":"5")")).status, 200);
        QCOMPARE(server.engine.status().store.series, 100U);
    }

    void goesOnWhenTheClockJumpsBackwards()
    {
        TestServer server;
        HttpClient client(server.http.port());
        QCOMPARE(client.post("/ingest", Good).status, 200);
        server.clock.advance(-3'600'000);
        QCOMPARE(client.post("/ingest", Good).status, 200);
        const Answer answer = client.get("/api/metrics?name=good");
        QVERIFY2(answer.body.startsWith(R"({"total_metrics":2,)"), answer.body);
        QCOMPARE(client.get("/api/catalog").status, 200);
        QCOMPARE(client.get("/api/query_range?metric=good&start=-2h&end=now%2B2h&agg=avg").status,
                 200);
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
