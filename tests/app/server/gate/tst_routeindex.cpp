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
    void foreignPaths_data();
    void foreignPaths();
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
    row("/v1/traces", "; GET /api lists them all"); // where there is no /v1/metrics
    row("/completely/different", "; GET /api lists them all");
}

void TestRouteIndex::suggests()
{
    QFETCH(std::string, path);
    QFETCH(std::string, message);
    QCOMPARE(makeIndex().find(Method::Get, path).refusal->message, message);
}

void TestRouteIndex::foreignPaths_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("ending");
    const auto row = [](const char *name, const char *path, const char *ending) {
        QTest::newRow(name) << std::string(path) << std::string(ending);
    };
    row("OTLP, mistyped", "/v1/metric", ", did you mean /v1/metrics?");
    row("OTLP, traces", "/v1/traces", "; TinyObs takes metrics only: POST /v1/metrics");
    row("OTLP, logs", "/v1/logs", "; TinyObs takes metrics only: POST /v1/metrics");
    row("OTLP, traces below /otlp", "/otlp/v1/traces",
        "; TinyObs takes metrics only: POST /v1/metrics");
    row("OTLP, the base address alone", "/otlp", ", did you mean /v1/metrics?");
    row("OTLP to Prometheus", "/api/v1/otlp/v1/metrics", ", did you mean /v1/metrics?");
    row("OTLP to VictoriaMetrics", "/opentelemetry/v1/metrics", ", did you mean /v1/metrics?");
    row("OTLP to an old VictoriaMetrics", "/opentelemetry/api/v1/push",
        ", did you mean /v1/metrics?");
    row("OTLP to a cluster of VictoriaMetrics", "/insert/0/opentelemetry/v1/metrics",
        ", did you mean /v1/metrics?");
    row("OTLP, the path given to a sender that adds it", "/v1/metrics/v1/metrics",
        "; the sender adds the path itself, give it none: POST /v1/metrics");
    row("OTLP over gRPC", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        "; OTLP over gRPC has a port of its own (4317), over HTTP it is POST /v1/metrics");
    row("Loki's logs", "/loki/api/v1/push", "; TinyObs takes metrics only: POST /v1/metrics");
    row("Mimir", "/api/v1/push", ", did you mean /api/v1/write?");
    row("Cortex", "/api/prom/push", ", did you mean /api/v1/write?");
    row("Thanos", "/api/v1/receive", ", did you mean /api/v1/write?");
    row("Prometheus behind a prefix", "/prometheus/api/v1/write", ", did you mean /api/v1/write?");
    row("a cluster of VictoriaMetrics", "/insert/42:1/prometheus/api/v1/write",
        ", did you mean /api/v1/write?");
    row("Mimir behind a tenant", "/insert/0/prometheus/api/v1/push",
        ", did you mean /api/v1/write?");
    row("Prometheus text, mistyped", "/api/v1/import/promtheus",
        ", did you mean /api/v1/import/prometheus?");
    row("Influx at VictoriaMetrics", "/influx/write", ", did you mean /write?");
    row("Influx 2 at a cluster of VictoriaMetrics", "/insert/0/influx/api/v2/write",
        ", did you mean /api/v2/write?");
    row("Influx 3", "/api/v3/write_lp", ", did you mean /api/v2/write?");
    row("VictoriaMetrics' native format", "/api/v1/import/native",
        "; the native format is VictoriaMetrics' own, POST /api/v1/import");
    row("a slash too many", "/v1/traces/", "; TinyObs takes metrics only: POST /v1/metrics");
    row("a tenant and nothing else", "/insert/0", "; GET /api lists them all");
}

void TestRouteIndex::foreignPaths()
{
    QFETCH(std::string, path);
    QFETCH(std::string, ending);
    const RouteIndex index({{Method::Post, "/ingest", "", {}},
                            {Method::Post, "/v1/metrics", "", {}},
                            {Method::Get, "/api/metrics", "", {}},
                            {Method::Post, "/api/v1/write", "", {}},
                            {Method::Post, "/api/v1/import", "", {}},
                            {Method::Post, "/api/v1/import/prometheus", "", {}},
                            {Method::Post, "/write", "", {}},
                            {Method::Post, "/api/v2/write", "", {}}});
    const RouteIndex::Match match = index.find(Method::Post, path);
    QVERIFY(match.refusal);
    QCOMPARE(match.refusal->message, "no such path: " + path + ending);
}

void TestRouteIndex::distance()
{
    QCOMPARE(editDistance("", "abc"), 3u);
    QCOMPARE(editDistance("kitten", "sitting"), 3u);
    QCOMPARE(editDistance("same", "same"), 0u);
}

QTEST_GUILESS_MAIN(TestRouteIndex)
#include "tst_routeindex.moc"
