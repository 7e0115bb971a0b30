#include "app/server/gate/routeindex.h"

#include <QtTest>

using namespace tinyobs::server;

class TestRouteIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void suggests_data();
    void suggests();
    void distance();
};

namespace {

RouteIndex makeIndex()
{
    return RouteIndex({{Method::Get, "/", "", {}},
                       {Method::Post, "/ingest", "", {}},
                       {Method::Get, "/api/metrics", "", {}},
                       {Method::Put, "/api/metrics", "", {}},
                       {Method::Get, "/api/series", "", {}},
                       {Method::Get, "/assets/*", "", {}},
                       {Method::Get, "/assets/deep/*", "", {}},
                       {Method::Post, "/assets/*", "", {}}});
}

} // namespace

void TestRouteIndex::finds_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("row"); // or the status of the refusal
    QTest::addColumn<QByteArray>("allow");
    const auto row = [](const char *name, Method method, const char *path, int found,
                        const char *allow) {
        QTest::newRow(name) << method << std::string(path) << found << QByteArray(allow);
    };
    row("a literal path", Method::Post, "/ingest", 1, "POST, OPTIONS");
    row("HEAD where GET is known", Method::Head, "/api/series", 4, "GET, HEAD, OPTIONS");
    row("another method of one path", Method::Put, "/api/metrics", 3, "GET, HEAD, PUT, OPTIONS");
    row("the root", Method::Get, "/", 0, "GET, HEAD, OPTIONS");
    row("below a prefix", Method::Get, "/assets/a/b.js", 5, "GET, HEAD, POST, OPTIONS");
    row("the longest prefix wins", Method::Get, "/assets/deep/x", 6, "GET, HEAD, OPTIONS");
    row("a prefix itself", Method::Get, "/assets/", 5, "GET, HEAD, POST, OPTIONS");
    row("a prefix without its slash", Method::Get, "/assets", 404, "");
    row("a method that a path does not know", Method::Delete, "/ingest", 405, "POST, OPTIONS");
    row("HEAD where GET is not known", Method::Head, "/ingest", 405, "POST, OPTIONS");
    row("a slash too many", Method::Get, "/api/series/", 404, "");
    row("another case", Method::Get, "/API/series", 404, "");
}

void TestRouteIndex::finds()
{
    QFETCH(Method, method);
    QFETCH(std::string, path);
    QFETCH(int, row);
    QFETCH(QByteArray, allow);
    const RouteIndex index = makeIndex();
    const RouteIndex::Match match = index.find(method, path);
    QCOMPARE(match.refusal ? match.refusal->status : int(match.row), row);
    QCOMPARE(match.allow, allow);
}

void TestRouteIndex::suggests_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *path, const char *ending) {
        QTest::newRow(path) << std::string(path) << "no such path: " + std::string(path) + ending;
    };
    row("/api/metric", ", did you mean /api/metrics?");
    row("/api/serie", ", did you mean /api/series?");
    row("/api/series/", ", did you mean /api/series?");
    row("/API/METRICS", ", did you mean /api/metrics?");
    row("/injest", ", did you mean /ingest?");
    row("/completely/different", "; GET /api lists them all");
}

void TestRouteIndex::suggests()
{
    QFETCH(std::string, path);
    QFETCH(std::string, message);
    QCOMPARE(makeIndex().find(Method::Get, path).refusal->message, message);
}

void TestRouteIndex::distance()
{
    QCOMPARE(editDistance("", "abc"), 3u);
    QCOMPARE(editDistance("kitten", "sitting"), 3u);
    QCOMPARE(editDistance("same", "same"), 0u);
}

QTEST_GUILESS_MAIN(TestRouteIndex)
#include "tst_routeindex.moc"
