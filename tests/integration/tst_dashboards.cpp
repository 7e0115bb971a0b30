// Dashboards over a real socket and in a real folder.

#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray ShopFile = "{\n  \"format\": 1,\n  \"title\": \"Shop\",\n  \"range\": \"1h\",\n"
                            "  \"panels\": [\n    {\n      \"kind\": \"text\",\n"
                            "      \"title\": \"Read me\",\n"
                            "      \"place\": {\"x\": 0, \"y\": 0, \"w\": 12, \"h\": 8}\n    }\n"
                            "  ]\n}\n";
const QByteArray Grafana =
    "{\"title\":\"Of Grafana\",\"panels\":[{\"type\":\"stat\",\"title\":\"Up\","
    "\"targets\":[{\"expr\":\"sum(up)\",\"refId\":\"A\"}]},{\"type\":\"news\","
    "\"title\":\"News\"}]}";

QJsonObject object(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

struct DashboardServer
{
    DashboardServer()
        : server(settings(dir.path()))
        , client(server.http.port())
    {
    }

    static Settings settings(const QString &path)
    {
        Settings settings;
        settings.dashboardsDir = (path + u"/boards"_s).toStdString();
        return settings;
    }

    QStringList names(const QString &origin)
    {
        QStringList found;
        for (const QJsonValue &entry :
             object(client.get("/api/v1/dashboards"))[u"dashboards"].toArray()) {
            if (entry[u"origin"].toString() == origin)
                found << entry[u"name"].toString();
        }
        return found;
    }
    QString path(const QString &file) const { return dir.filePath(u"boards/"_s + file); }

    QTemporaryDir dir;
    TestServer server;
    HttpClient client;
};

} // namespace

class TestDashboards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatComesWithTheProgramIsListed();
    void aDashboardIsPutReadListedAndDeleted();
    void everyServiceHasOne();
    void badRequests_data();
    void badRequests();
    void unknownMembersAreWarnedOf();
    void provisionedOnesAreReadOnly();
    void brokenFilesAreListed();
    void grafanasAreImported();
    void anImportMayBeKept();
};

void TestDashboards::whatComesWithTheProgramIsListed()
{
    DashboardServer s;
    QVERIFY(s.names(u"ready"_s).contains(u"ready/host"_s));
    QVERIFY(s.names(u"own"_s).isEmpty());
    const Answer answer = s.client.get("/api/v1/dashboards/ready/host");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.header("Content-Type").startsWith("application/json"));
    QCOMPARE(object(answer)[u"title"], u"This machine"_s);
}

void TestDashboards::aDashboardIsPutReadListedAndDeleted()
{
    DashboardServer s;
    QCOMPARE(s.client.get("/api/v1/dashboards/shop").status, 404);
    const Answer put = s.client.send("PUT", "/api/v1/dashboards/shop", ShopFile, {});
    QCOMPARE(put.status, 200);
    QCOMPARE(put.body, QByteArray("{\"status\":\"success\",\"name\":\"shop\",\"warnings\":[]}"));
    QCOMPARE(s.client.get("/api/v1/dashboards/shop").body, ShopFile);
    QFile file(s.path(u"shop.json"_s));
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), ShopFile);
    QCOMPARE(s.names(u"own"_s), QStringList{u"shop"_s});
    QCOMPARE(s.client.send("DELETE", "/api/v1/dashboards/shop", {}, {}).status, 200);
    QCOMPARE(s.client.send("DELETE", "/api/v1/dashboards/shop", {}, {}).status, 404);
    QVERIFY(!QFile::exists(s.path(u"shop.json"_s)));
}

void TestDashboards::everyServiceHasOne()
{
    DashboardServer s;
    const QByteArray sample = "{\"metrics\":[{\"name\":\"jobs_total\",\"value\":1,"
                              "\"labels\":{\"service\":\"worker\"}}]}";
    QCOMPARE(s.client.post("/ingest", sample).status, 200);
    QTRY_VERIFY(s.names(u"automatic"_s).contains(u"automatic/worker"_s));
    const QJsonObject board = object(s.client.get("/api/v1/dashboards/automatic/worker"));
    QCOMPARE(board[u"title"], u"worker"_s);
    QCOMPARE(board[u"panels"].toArray().last()[u"title"], u"Jobs"_s);
    QCOMPARE(s.client.get("/api/v1/dashboards/automatic/nobody").status, 404);
}

void TestDashboards::badRequests_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");

    const auto row = [](const char *name, const char *method, const char *path,
                        const QByteArray &body, int status, const QString &message) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << body << status << message;
    };
    row("no JSON", "PUT", "/shop", "{", 400, u"not JSON at line 1"_s);
    row("a newer format", "PUT", "/shop", "{\"format\":9,\"title\":\"x\"}", 400,
        u"format is 9, this version reads up to 1"_s);
    row("Grafana's is imported, not put", "PUT", "/shop", Grafana, 400,
        u"those of Grafana are imported"_s);
    row("a way out of the folder", "PUT", "/..%2fshop", ShopFile, 400, u""_s);
    row("a hidden file", "PUT", "/.shop", ShopFile, 400, u"cannot be a dashboard's name"_s);
    row("a ready one cannot be replaced", "PUT", "/ready/host", ShopFile, 400,
        u"cannot be a dashboard's name"_s);
    row("a ready one cannot be removed", "DELETE", "/ready/host", "", 400,
        u"cannot be a dashboard's name"_s);
    row("a schema that is not known", "POST", "/import", "{\"elements\":{}}", 400,
        u"this is Grafana's schema v2"_s);
    row("a wish that is not understood", "POST", "/import?save=yes", Grafana, 400,
        u"parameter 'save' is 'yes', expected 0 or 1"_s);
}

void TestDashboards::badRequests()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, message);
    DashboardServer s;
    const Answer answer = s.client.send(method, "/api/v1/dashboards" + path, body, {});
    QCOMPARE(answer.status, status);
    QVERIFY2(object(answer)[u"error"].toString().contains(message), answer.body.constData());
    QVERIFY(s.names(u"own"_s).isEmpty());
}

void TestDashboards::unknownMembersAreWarnedOf()
{
    DashboardServer s;
    const Answer put = s.client.send("PUT", "/api/v1/dashboards/x",
                                     "{\"format\":1,\"title\":\"x\",\"panel\":[]}", {});
    QCOMPARE(put.status, 200);
    QCOMPARE(object(put)[u"warnings"].toArray(),
             QJsonArray{u"member 'panel' is unknown and left out, did you mean 'panels'?"_s});
}

void TestDashboards::provisionedOnesAreReadOnly()
{
    DashboardServer s;
    QVERIFY(QDir().mkpath(s.path(u"provisioned"_s)));
    QFile file(s.path(u"provisioned/team.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(ShopFile);
    file.close();
    QCOMPARE(s.names(u"provisioned"_s), QStringList{u"provisioned/team"_s});
    QCOMPARE(s.client.get("/api/v1/dashboards/provisioned/team").body, ShopFile);
    const Answer put = s.client.send("PUT", "/api/v1/dashboards/provisioned/team", ShopFile, {});
    QCOMPARE(put.status, 400);
    QVERIFY(put.body.contains("is provisioned: make a copy to change it"));
}

void TestDashboards::brokenFilesAreListed()
{
    DashboardServer s;
    QVERIFY(QDir().mkpath(s.path({})));
    QFile file(s.path(u"broken.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("[]");
    file.close();
    QCOMPARE(s.names(u"own"_s), QStringList{u"broken"_s});
    QCOMPARE(s.client.get("/api/v1/dashboards/broken").status, 400);
    QCOMPARE(s.client.send("PUT", "/api/v1/dashboards/broken", ShopFile, {}).status, 400);
}

void TestDashboards::grafanasAreImported()
{
    DashboardServer s;
    const Answer answer = s.client.post("/api/v1/dashboards/import", Grafana);
    QCOMPARE(answer.status, 200);
    const QJsonObject imported = object(answer);
    QCOMPARE(imported[u"dashboard"][u"panels"].toArray().size(), 1);
    QCOMPARE(imported[u"notes"].toArray(),
             (QJsonArray{QJsonObject{
                 {u"panel"_s, u"News"_s},
                 {u"reason"_s, u"panels of type 'news' are not known: it is left out"_s}}}));
    QVERIFY(!imported.contains(u"name"_s));
    QVERIFY(s.names(u"own"_s).isEmpty());
}

void TestDashboards::anImportMayBeKept()
{
    DashboardServer s;
    QCOMPARE(object(s.client.post("/api/v1/dashboards/import?save=1", Grafana))[u"name"],
             u"of-grafana"_s);
    QCOMPARE(object(s.client.post("/api/v1/dashboards/import?save=1", Grafana))[u"name"],
             u"of-grafana-2"_s);
    QCOMPARE(s.names(u"own"_s), (QStringList{u"of-grafana"_s, u"of-grafana-2"_s}));
}

QTEST_GUILESS_MAIN(TestDashboards)
#include "tst_dashboards.moc"
