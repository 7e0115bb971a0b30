// What senders say beside their samples, over a real socket: metadata, exemplars, and what the
// catalog makes of them.

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

const QByteArray Exposition = R"(# HELP took_seconds How long it took.
# TYPE took_seconds histogram
# UNIT took_seconds seconds
took_seconds_bucket{le="0.5"} 3 1795341600 # {trace_id="abc"} 0.25 1795341599.5
took_seconds_bucket{le="+Inf"} 4 1795341600
took_seconds_sum 2.5 1795341600
took_seconds_count 4 1795341600
# HELP done Things done.
# TYPE done counter
done_total 7 1795341600
# EOF
)";

QByteArray dataOf(const Answer &answer)
{
    const QJsonValue data = QJsonDocument::fromJson(answer.body).object()[u"data"];
    return data.isArray() ? QJsonDocument(data.toArray()).toJson(QJsonDocument::Compact)
                          : QJsonDocument(data.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

class TestMetadata : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void metadataIsAnswered_data();
    void metadataIsAnswered();
    void exemplarsAreAnswered_data();
    void exemplarsAreAnswered();
    void theCatalogSaysWhatSendersSay();
    void metadataAloneIsTaken();

private:
    int import(const QByteArray &text)
    {
        return m_client
            ->post("/api/v1/import/prometheus", text,
                   {{"Content-Type", "application/openmetrics-text; version=1.0.0"}})
            .status;
    }

    std::optional<TestServer> m_server;
    std::optional<HttpClient> m_client;
};

void TestMetadata::initTestCase()
{
    m_server.emplace();
    m_client.emplace(m_server->http.port());
    QCOMPARE(import(Exposition), 204);
}

void TestMetadata::metadataIsAnswered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("data");
    const QByteArray done = R"("done_total":[{"help":"Things done.","type":"counter","unit":""}])";
    const QByteArray took =
        R"("took_seconds":[{"help":"How long it took.","type":"histogram","unit":"seconds"}])";
    QTest::newRow("all of it") << QByteArray() << '{' + done + ',' + took + '}';
    QTest::newRow("one metric") << QByteArray("?metric=done_total") << '{' + done + '}';
    QTest::newRow("a limit") << QByteArray("?limit=1&limit_per_metric=1") << '{' + done + '}';
    QTest::newRow("an unknown metric") << QByteArray("?metric=other") << QByteArray("{}");
}

void TestMetadata::metadataIsAnswered()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, data);
    const Answer answer = m_client->get("/api/v1/metadata" + query);
    QCOMPARE(answer.status, 200);
    QCOMPARE(dataOf(answer), data);
}

void TestMetadata::exemplarsAreAnswered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("data");
    const QByteArray found =
        R"([{"exemplars":[{"labels":{"trace_id":"abc"},"timestamp":1795341599.5,"value":"0.25"}],)"
        R"("seriesLabels":{"__name__":"took_seconds_bucket","le":"0.5"}}])";
    QTest::newRow("of a series") << QByteArray("query=took_seconds_bucket") << 200 << found;
    QTest::newRow("within its time")
        << QByteArray("query=took_seconds_bucket&start=1795341599&end=1795341600") << 200 << found;
    QTest::newRow("after it") << QByteArray("query=took_seconds_bucket&start=1795341600") << 200
                              << QByteArray("[]");
    QTest::newRow("of a series without")
        << QByteArray("query=done_total") << 200 << QByteArray("[]");
    QTest::newRow("no query") << QByteArray("start=1") << 400 << QByteArray("{}");
    QTest::newRow("no selector") << QByteArray("query=took{") << 400 << QByteArray("{}");
}

void TestMetadata::exemplarsAreAnswered()
{
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    QFETCH(QByteArray, data);
    const Answer answer = m_client->get("/api/v1/query_exemplars?" + query);
    QCOMPARE(answer.status, status);
    QCOMPARE(dataOf(answer), data);
    const Answer posted = m_client->post("/api/v1/query_exemplars", query,
                                         {{"Content-Type", "application/x-www-form-urlencoded"}});
    QCOMPARE(posted.status, status);
    QCOMPARE(posted.body, answer.body);
}

void TestMetadata::theCatalogSaysWhatSendersSay()
{
    const QJsonObject catalog =
        QJsonDocument::fromJson(m_client->get("/api/catalog").body).object();
    QStringList metrics;
    for (const QJsonValue &service : catalog[u"services"].toArray()) {
        if (service[u"name"].toString() != u"other")
            continue;
        for (const QJsonValue &one : service[u"metrics"].toArray()) {
            metrics << u"%1 %2 [%3] %4"_s.arg(one[u"name"].toString(), one[u"kind"].toString(),
                                              one[u"unit"].toString(), one[u"help"].toString());
        }
    }
    QCOMPARE(metrics, (QStringList{u"done_total counter [] Things done."_s,
                                   u"took_seconds_bucket histogram [seconds] How long it took."_s,
                                   u"took_seconds_count histogram [] How long it took."_s,
                                   u"took_seconds_sum histogram [seconds] How long it took."_s}));
}

void TestMetadata::metadataAloneIsTaken()
{
    QCOMPARE(import("# HELP later Samples follow.\n# TYPE later gauge\n# EOF\n"), 204);
    QCOMPARE(dataOf(m_client->get("/api/v1/metadata?metric=later")),
             R"({"later":[{"help":"Samples follow.","type":"gauge","unit":""}]})");
}

QTEST_GUILESS_MAIN(TestMetadata)
#include "tst_metadata.moc"
