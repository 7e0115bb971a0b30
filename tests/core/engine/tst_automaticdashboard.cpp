// Dashboards that nobody wrote.
#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/layout.h"
#include "core/dashboard/variables.h"
#include "core/engine/automaticdashboard.h"
#include "core/promql/syntax/parser.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tinyobs;
using dashboard::Dashboard;
using dashboard::Panel;

namespace {

CatalogMetric metric(std::string name, MetricKind kind, std::vector<std::string> labels = {},
                     std::size_t series = 3)
{
    return {.name = std::move(name),
            .kind = kind,
            .unit = {},
            .series = series,
            .labels = std::move(labels)};
}

CatalogService shop()
{
    using enum MetricKind;
    const std::vector<std::string> labels{"http_response_status_code", "http_route", "instance"};
    return {.name = "shop",
            .metrics = {metric("cache_hits_total", Counter), metric("go_goroutines", Gauge),
                        metric("go_memstats_frees_total", Counter),
                        metric("http_server_request_duration_seconds_bucket", Histogram, labels),
                        metric("http_server_request_duration_seconds_count", Histogram, labels),
                        metric("http_server_request_duration_seconds_sum", Histogram, labels),
                        metric("native_seconds", Histogram),
                        metric("process_cpu_seconds_total", Counter), metric("queue.depth", Gauge),
                        metric("sizes_count", Summary), metric("sizes_sum", Summary),
                        metric("users_total", Counter, {"id"}, 500)},
            .label = "service"};
}

QString picture(const Dashboard &board)
{
    QStringList lines;
    for (const Panel &panel : board.panels) {
        QString line = QString::fromStdString(panel.title);
        if (panel.kind == dashboard::PanelKind::Row)
            line = u"- "_s + line + (panel.isFolded ? u" (folded)"_s : QString());
        for (const dashboard::Query &query : panel.queries)
            line += u" | "_s + QString::fromStdString(query.expr);
        lines << line;
    }
    return lines.join(u'\n');
}

} // namespace

class TestAutomaticDashboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServiceInFull();
    void everyQueryIsPromql();
    void servicesByJobAndWithoutName();
    void countersAloneMakeRequests();
    void tooMuchIsSaid();
    void itIsAFileOfOurs();
};

void TestAutomaticDashboard::aServiceInFull()
{
    const QString duration = u"http_server_request_duration_seconds"_s;
    const auto quantile = [&](const QString &share) {
        return u" | histogram_quantile(%1, sum by (le) (rate(%2_bucket{service=\"shop\"}"
               "[$__rate_interval])))"_s.arg(share, duration);
    };
    const auto native = [](const QString &share) {
        return u" | histogram_quantile(%1, sum(rate(native_seconds{service=\"shop\"}"
               "[$__rate_interval])))"_s.arg(share);
    };
    const QString w = u"[$__rate_interval])"_s;
    const QString s = u"{service=\"shop\"}"_s;
    const QStringList expected{
        u"- Requests"_s,
        u"Requests | sum by (http_route) (rate("_s + duration + u"_count"_s + s + w + u")"_s,
        u"Errors | (sum(rate("_s + duration +
            u"_count{service=\"shop\",http_response_status_code=~\"5..\"}"_s + w +
            u") or vector(0)) / sum(rate("_s + duration + u"_count"_s + s + w + u")"_s,
        u"Duration"_s + quantile(u"0.5"_s) + quantile(u"0.95"_s) + quantile(u"0.99"_s),
        u"- Runtime"_s,
        u"Processor | sum by (instance) (rate(process_cpu_seconds_total"_s + s + w + u")"_s,
        u"Goroutines | sum by (instance) (go_goroutines"_s + s + u")"_s,
        u"- Metrics"_s,
        u"Cache hits | sum without (instance) (rate(cache_hits_total"_s + s + w + u")"_s,
        u"Native"_s + native(u"0.5"_s) + native(u"0.95"_s) + native(u"0.99"_s),
        u"Queue depth | {\"queue.depth\",service=\"shop\"}"_s,
        u"Sizes | sum(rate(sizes_sum"_s + s + w + u") / sum(rate(sizes_count"_s + s + w + u")"_s,
        u"Users | sum(rate(users_total"_s + s + w + u")"_s,
        u"- Runtime in detail (folded)"_s,
        u"Go memstats frees | sum without (instance) (rate(go_memstats_frees_total"_s + s + w +
            u")"_s,
    };
    QCOMPARE(picture(automaticDashboard(shop())), expected.join(u'\n'));
}

void TestAutomaticDashboard::everyQueryIsPromql()
{
    CatalogService service = shop();
    service.name = "a \"quoted\" \\ name";
    for (const Panel &panel : automaticDashboard(service).panels) {
        for (const dashboard::Query &query : panel.queries) {
            const auto parsed = promql::parse(dashboard::expandQuery(query.expr, {}));
            QVERIFY2(parsed.has_value(), query.expr.c_str());
        }
    }
}

void TestAutomaticDashboard::servicesByJobAndWithoutName()
{
    CatalogService service{
        .name = "api", .metrics = {metric("up", MetricKind::Gauge)}, .label = "job"};
    QCOMPARE(picture(automaticDashboard(service)), u"- Metrics\nUp | up{job=\"api\"}"_s);
    service.name = "other";
    service.label.clear();
    QCOMPARE(picture(automaticDashboard(service)), u"- Metrics\nUp | up{service=\"\",job=\"\"}"_s);
    service.metrics.clear();
    QVERIFY(automaticDashboard(service).panels.empty());
}

void TestAutomaticDashboard::countersAloneMakeRequests()
{
    const CatalogService service{
        .name = "api",
        .metrics = {metric("http_requests_total", MetricKind::Counter, {"code"})},
        .label = "job"};
    QCOMPARE(picture(automaticDashboard(service)),
             u"- Requests\n"
             "Requests | sum(rate(http_requests_total{job=\"api\"}[$__rate_interval]))\n"
             "Errors | (sum(rate(http_requests_total{job=\"api\",code=~\"5..\"}[$__rate_interval]))"
             " or vector(0)) / sum(rate(http_requests_total{job=\"api\"}[$__rate_interval]))"_s);
}

void TestAutomaticDashboard::tooMuchIsSaid()
{
    CatalogService service{.name = "wide", .metrics = {}, .label = "service"};
    for (int i = 0; i < 1000; ++i)
        service.metrics.push_back(metric("m" + std::to_string(i), MetricKind::Gauge));
    const Dashboard board = automaticDashboard(service);
    QVERIFY(board.panels.size() < 100);
    QCOMPARE(board.panels.back().text,
             std::string("920 more metrics are not drawn here. Explore shows all of them."));
}

void TestAutomaticDashboard::itIsAFileOfOurs()
{
    Dashboard board = automaticDashboard(shop());
    const auto read = dashboard::readDashboard(dashboard::writeDashboard(board));
    QVERIFY(read.has_value());
    QVERIFY(read->dashboard == board);
    dashboard::compact(board);
    QVERIFY(read->dashboard == board);
}

QTEST_APPLESS_MAIN(TestAutomaticDashboard)
#include "tst_automaticdashboard.moc"
