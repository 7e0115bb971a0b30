// What is kept, deleted and copied, over a real socket and a real data folder.

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

QJsonObject dataOf(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object()[u"data"].toObject();
}

QStringList metricNames(HttpClient &client)
{
    QStringList names;
    const QJsonObject answer =
        QJsonDocument::fromJson(client.get("/api/metrics?limit=100").body).object();
    for (const QJsonValue &metric : answer[u"metrics"].toArray())
        names << metric[u"name"].toString();
    names.sort();
    return names;
}

void post(HttpClient &client, const QByteArray &name, double value)
{
    const QByteArray body = R"({"metrics":[{"name":")" + name + R"(","value":)" +
                            QByteArray::number(value) + R"(,"labels":{"job":"test"}}]})";
    QCOMPARE(client.post("/ingest", body).status, 200);
}

} // namespace

class TestAdmin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retentionIsShownAndChanged();
    void badRetentionIsRefused_data();
    void badRetentionIsRefused();
    void shorterRetentionActsAtOnce();
    void deletedSamplesAreGone();
    void badDeletionsAreRefused_data();
    void badDeletionsAreRefused();
    void snapshotIsADataFolder();
};

void TestAdmin::retentionIsShownAndChanged()
{
    TestServer server;
    HttpClient client(server.http.port());
    QCOMPARE(dataOf(client.get("/api/v1/admin/retention")),
             (QJsonObject{{u"retention"_s, u"15d"_s},
                          {u"retention-1m"_s, u"90d"_s},
                          {u"retention-1h"_s, u"2y"_s},
                          {u"retention-size"_s, u"2GiB"_s},
                          {u"retention-samples"_s, u"0"_s}}));
    const Answer changed =
        client.send("PUT", "/api/v1/admin/retention?retention=2d&retention-samples=1000", {}, {});
    QCOMPARE(changed.status, 200);
    QCOMPARE(dataOf(changed)[u"retention"], u"2d"_s);
    QCOMPARE(dataOf(client.get("/api/v1/admin/retention"))[u"retention-samples"], u"1000"_s);
    QCOMPARE(dataOf(client.get("/api/v1/admin/retention"))[u"retention-1m"], u"90d"_s);
}

void TestAdmin::badRetentionIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing named") << QByteArray() << u"no parameter"_s;
    QTest::newRow("unknown name") << QByteArray("?retain=2d") << u"parameter 'retain' is unknown"_s;
    QTest::newRow("not a duration")
        << QByteArray("?retention=soon") << u"parameter 'retention': "_s;
    QTest::newRow("too short") << QByteArray("?retention=1s") << u"out of range"_s;
}

void TestAdmin::badRetentionIsRefused()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, message);
    TestServer server;
    HttpClient client(server.http.port());
    const Answer answer = client.send("PUT", "/api/v1/admin/retention" + query, {}, {});
    QCOMPARE(answer.status, 400);
    QVERIFY2(QString::fromUtf8(answer.body).contains(message), answer.body);
    QCOMPARE(dataOf(client.get("/api/v1/admin/retention"))[u"retention"], u"15d"_s);
}

void TestAdmin::shorterRetentionActsAtOnce()
{
    TestServer server;
    HttpClient client(server.http.port());
    post(client, "old", 1);
    server.clock.advance(3 * 3600 * 1000);
    post(client, "new", 2);
    QCOMPARE(metricNames(client), (QStringList{u"new"_s, u"old"_s}));
    QCOMPARE(client.send("PUT", "/api/v1/admin/retention?retention=1h", {}, {}).status, 200);
    QCOMPARE(metricNames(client), QStringList{u"new"_s});
}

void TestAdmin::deletedSamplesAreGone()
{
    TestServer server;
    HttpClient client(server.http.port());
    post(client, "keep", 1);
    post(client, "drop", 2);
    const Answer deleted =
        client.post("/api/v1/admin/tsdb/delete_series", "match[]=drop%7Bjob%3D%22test%22%7D",
                    {{"Content-Type", "application/x-www-form-urlencoded"}});
    QCOMPARE(deleted.status, 200);
    QCOMPARE(dataOf(deleted)[u"series"].toInt(), 1);
    QCOMPARE(metricNames(client), QStringList{u"keep"_s});
    // What comes afterwards is not touched.
    server.clock.advance(1000);
    post(client, "drop", 3);
    QCOMPARE(metricNames(client), (QStringList{u"drop"_s, u"keep"_s}));
    QCOMPARE(client.post("/api/v1/admin/tsdb/clean_tombstones", {}).status, 200);
    QCOMPARE(metricNames(client), (QStringList{u"drop"_s, u"keep"_s}));
    QCOMPARE(server.engine.status().store.tombstones, std::uint64_t(0));
}

void TestAdmin::badDeletionsAreRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("message");
    QTest::newRow("no selector") << QByteArray("?start=now") << u"match[] is missing"_s;
    QTest::newRow("a broken selector") << QByteArray("?match[]=up{job") << u"match[]: "_s;
    QTest::newRow("a broken time") << QByteArray("?match[]=up&start=yesterday") << u"start"_s;
}

void TestAdmin::badDeletionsAreRefused()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, message);
    TestServer server;
    HttpClient client(server.http.port());
    const Answer answer = client.post("/api/v1/admin/tsdb/delete_series" + query, {});
    QCOMPARE(answer.status, 400);
    QVERIFY2(QString::fromUtf8(answer.body).contains(message), answer.body);
}

void TestAdmin::snapshotIsADataFolder()
{
    TestServer server;
    HttpClient client(server.http.port());
    post(client, "copied", 7);
    const Answer answer = client.post("/api/v1/admin/tsdb/snapshot", {});
    QCOMPARE(answer.status, 200);
    post(client, "later", 8);
    Store copy({}, server.clock);
    const auto opened = copy.open(dataOf(answer)[u"path"].toString().toStdString());
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    QCOMPARE(opened->warnings, std::vector<std::string>());
    QCOMPARE(copy.labelValues("__name__", {}), std::vector<std::string>{"copied"});
}

QTEST_GUILESS_MAIN(TestAdmin)
#include "tst_admin.moc"
