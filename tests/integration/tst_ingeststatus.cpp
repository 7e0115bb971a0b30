// Every way to be refused shows up at /api/v1/status/ingest, with path, sender, reason and hint.

#include "tests/integration/httpclient.h"
#include "tests/integration/packing.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray documentOf(const QByteArray &sample)
{
    return "{\"metrics\":[" + sample + "]}";
}

Settings smallSettings()
{
    Settings settings;
    settings.http.bodyBytes = 1 << 16;
    settings.http.decodedBodyBytes = 1 << 18;
    settings.store.maxSeries = 2;
    return settings;
}

} // namespace

class TestIngestStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsEmpty()
    {
        TestServer server;
        server.engine.setListeners({{"HTTP", "127.0.0.1:8080", ""}});
        const QJsonObject data = statusOf(server);
        QCOMPARE(data[u"time"].toString(), u"2026-11-22T10:00:00.000Z"_s);
        QCOMPARE(data[u"senders"].toArray(), QJsonArray());
        QCOMPARE(data[u"refusals"].toArray(), QJsonArray());
        QCOMPARE(data[u"listeners"][0][u"address"].toString(), u"127.0.0.1:8080"_s);
    }

    void countsWhatIsTaken()
    {
        TestServer server;
        HttpClient client(server.http.port());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(client.post("/ingest", documentOf(R"({"name":"a","value":1})")).status, 200);
        const QJsonObject data = statusOf(server);
        const QJsonValue protocol = data[u"protocols"][0];
        QCOMPARE(protocol[u"protocol"].toString(), u"json"_s);
        QCOMPARE(protocol[u"requests"].toInt(), 3);
        QCOMPARE(protocol[u"samples"].toInt(), 3);
        QCOMPARE(protocol[u"requests_refused"].toInt(-1), 0);
        const QJsonValue sender = data[u"senders"][0];
        QCOMPARE(sender[u"sender"].toString(), u"127.0.0.1"_s);
        QCOMPARE(sender[u"samples"].toInt(), 3);
        QCOMPARE(sender[u"last_seen"].toString(), u"2026-11-22T10:00:00.000Z"_s);
        QVERIFY(sender[u"samples_per_second"].toDouble() > 0);
    }

    void showsARefusal_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &target, const QByteArray &type,
                            const QByteArray &encoding, const QByteArray &body, QString protocol,
                            QString reason) {
            QTest::newRow(name) << target << type << encoding << body << protocol << reason;
        };
        const QByteArray json = "application/json";
        const auto sample = [&row, &json](const char *name, const QByteArray &body,
                                          const QString &reason) {
            row(name, "/ingest", json, {}, documentOf(body), u"json"_s, reason);
        };
        row("half a document", "/ingest", json, {}, "{\"metrics\":[", u"json"_s, u"syntax"_s);
        sample("a name that is a number", R"({"name":1,"value":1})", u"wrong_type"_s);
        sample("a name with a space", R"({"name":"a b","value":1})", u"bad_name"_s);
        sample("a reserved label", R"({"name":"a","value":1,"labels":{"__name__":"b"}})",
               u"bad_label"_s);
        sample("a value that is a word", R"({"name":"a","value":"many"})", u"bad_value"_s);
        sample("a time that is a word", R"({"name":"a","value":1,"timestamp":"soon"})",
               u"bad_time"_s);
        sample("a name of 10,000 letters",
               "{\"name\":\"" + QByteArray(10'000, 'a') + "\",\"value\":1}", u"too_large"_s);
        sample("a time an hour ahead",
               R"({"name":"a","value":1,"timestamp":"2026-11-22T11:00:00Z"})", u"too_far_ahead"_s);
        sample("a time of 2020", R"({"name":"a","value":1,"timestamp":"2020-01-01T00:00:00Z"})",
               u"too_old"_s);
        sample("a series too many",
               R"({"name":"a","value":1},{"name":"b","value":1},{"name":"c","value":1})",
               u"series_limit"_s);
        row("a bomb", "/ingest", json, "gzip", gzipOf(QByteArray(1 << 20, ' ')), u"json"_s,
            u"too_large"_s);
        row("another content type", "/ingest", "application/xml", {}, "<a/>", u"json"_s,
            u"content_type"_s);
        row("another encoding", "/ingest", json, "br", "x", u"json"_s, u"content_encoding"_s);
        row("a mistyped parameter", "/ingest?partail=1", json, {}, "{}", u"json"_s, u"parameter"_s);
        row("bytes that are not snappy", "/api/v1/write", "application/x-protobuf", "snappy",
            "rubbish", u"remote_write"_s, u"syntax"_s);
        row("a body that is too large", "/ingest", json, {}, QByteArray(1 << 17, ' '), u"http"_s,
            u"body_too_large"_s);
        row("a wrong path", "/v1/ingst", json, {}, "{}", u"http"_s, u"not_found"_s);
        row("a path to read from", "/api/status", json, {}, "{}", u"http"_s,
            u"method_not_allowed"_s);
    }
    void showsARefusal()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        TestServer server(smallSettings());
        HttpClient client(server.http.port());
        std::vector<Header> headers{{"Content-Type", type}};
        if (!encoding.isEmpty())
            headers.emplace_back("Content-Encoding", encoding);
        const Answer answer = client.send("POST", target, body, headers);
        QVERIFY2(answer.status >= 400 && answer.status < 500, answer.body);

        const QJsonObject data = statusOf(server);
        const QJsonArray refusals = data[u"refusals"].toArray();
        QCOMPARE(refusals.size(), 1);
        const QJsonValue refusal = refusals[0];
        QTEST(refusal[u"protocol"].toString(), "protocol");
        QTEST(refusal[u"reason"].toString(), "reason");
        QCOMPARE(refusal[u"path"].toString().toUtf8(), target.split('?').first());
        QCOMPARE(refusal[u"sender"].toString(), u"127.0.0.1"_s);
        QCOMPARE(refusal[u"count"].toInt(), 1);
        QCOMPARE(refusal[u"time"].toString(), u"2026-11-22T10:00:00.000Z"_s);
        QVERIFY(!refusal[u"hint"].toString().isEmpty());
        // What the client was told.
        const QString told = QJsonDocument::fromJson(answer.body)[u"error"].toString();
        QVERIFY2(told.startsWith(refusal[u"message"].toString().chopped(3)), answer.body);

        const Status status = server.engine.status();
        QCOMPARE(status.requestsRefused, 1U);
        QCOMPARE(status.refusals(), 1U);
        QCOMPARE(status.lastRefusalMs, Now);
    }

    void countsSamplesOfABatchThatStands()
    {
        TestServer server;
        HttpClient client(server.http.port());
        QByteArray body = R"({"name":"good","value":1})";
        for (int i = 0; i < 30; ++i)
            body += R"(,{"name":"bad","value":[)" + QByteArray::number(i) + "]}";
        QCOMPARE(client.post("/ingest?partial=1", documentOf(body)).status, 200);
        const QJsonObject data = statusOf(server);
        QCOMPARE(data[u"refusals"].toArray().size(), 1);
        QCOMPARE(data[u"refusals"][0][u"count"].toInt(), 30);
        QCOMPARE(data[u"protocols"][0][u"samples_refused"].toInt(), 30);
        QCOMPARE(data[u"protocols"][0][u"requests_refused"].toInt(-1), 0);
        QCOMPARE(data[u"protocols"][0][u"samples"].toInt(), 1);
    }

    void readersMistakesAreNotSenders()
    {
        TestServer server;
        HttpClient client(server.http.port());
        QCOMPARE(client.get("/api/metrix").status, 404);
        QCOMPARE(client.get("/api/query_range").status, 400);
        QCOMPARE(statusOf(server)[u"refusals"].toArray(), QJsonArray());
    }

private:
    static QJsonObject statusOf(TestServer &server)
    {
        HttpClient client(server.http.port());
        const Answer answer = client.get("/api/v1/status/ingest");
        const QJsonDocument document = QJsonDocument::fromJson(answer.body);
        return document[u"status"] == "success"_L1 ? document[u"data"].toObject() : QJsonObject();
    }
};

QTEST_GUILESS_MAIN(TestIngestStatus)
#include "tst_ingeststatus.moc"
