#include "core/engine/metricspage.h"

#include "core/engine/engine.h"
#include "core/engine/hostmetrics.h"
#include "core/engine/ownmetrics.h"
#include "core/engine/selfmetrics.h"

#include <QTest>

#include <set>

using namespace tinyobs;

class TestMetricsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsKeepTheLaws();
    void everySampleHasARow();
    void writesPrometheusText();
    void writesOpenMetrics();
};

void TestMetricsPage::rowsKeepTheLaws()
{
    std::set<std::string_view> names;
    for (const MetadataView &row : ownMetrics()) {
        const QByteArray name(row.metric.data(), qsizetype(row.metric.size()));
        QVERIFY2(names.insert(row.metric).second, name);
        QVERIFY2(row.help.ends_with('.'), name);
        QVERIFY2(row.metric.ends_with("_total") == (row.type == MetricType::Counter), name);
        // OpenMetrics wants the unit behind the name.
        std::string_view family = row.metric;
        if (family.ends_with("_total"))
            family.remove_suffix(6);
        QVERIFY2(row.unit.empty() || family.ends_with("_" + std::string(row.unit)), name);
    }
}

void TestMetricsPage::everySampleHasARow()
{
    const SystemClock clock;
    Engine engine(Settings(), clock);
    // One good and one bad request, for what is counted by protocol and reason.
    QVERIFY(engine.ingest({.body = R"({"metrics":[{"name":"up","value":1}]})"}));
    QVERIFY(!engine.ingest({.body = R"({"metrics":[{"name":"up","value":"x"}]})"}));
    engine.addMetricSource(makeSelfMetrics(engine));
    if (auto host = makeHostMetrics())
        engine.addMetricSource(std::move(host), MetricUse::ShownOnly);
    std::set<std::string> missing;
    std::size_t samples = 0;
    engine.collectOwnMetrics([&](std::string_view name, std::initializer_list<LabelView>, double) {
        ++samples;
        if (!findOwnMetric(name))
            missing.insert(std::string(name));
    });
    QVERIFY(samples > 30);
    QVERIFY2(missing.empty(), missing.empty() ? "" : missing.begin()->c_str());
}

void TestMetricsPage::writesPrometheusText()
{
    MetricsPage page;
    page.add("tinyobs_http_request_duration_seconds_bucket", {{"le", "+Inf"}}, 2);
    page.add("process_threads", {}, 3);
    page.add("tinyobs_build_info", {{"version", "a\"\\\n"}}, 1);
    page.add("tinyobs_http_request_duration_seconds_count", {}, 2);
    page.add("process_cpu_seconds_total", {}, 0.5);
    page.add("nobody_knows", {{"a", "b"}, {"c", "d"}}, 1);
    QCOMPARE(QByteArray::fromStdString(page.text(ExpositionDialect::PrometheusText)),
             QByteArray("# TYPE nobody_knows untyped\n"
                        "nobody_knows{a=\"b\",c=\"d\"} 1\n"
                        "# HELP process_cpu_seconds_total Processor time of this process, user and "
                        "system.\n"
                        "# TYPE process_cpu_seconds_total counter\n"
                        "process_cpu_seconds_total 0.5\n"
                        "# HELP process_threads Threads of this process.\n"
                        "# TYPE process_threads gauge\n"
                        "process_threads 3\n"
                        "# HELP tinyobs_build_info Version and revision of this server; the value "
                        "is always 1.\n"
                        "# TYPE tinyobs_build_info gauge\n"
                        "tinyobs_build_info{version=\"a\\\"\\\\\\n\"} 1\n"
                        "# HELP tinyobs_http_request_duration_seconds Time from a request to its "
                        "response.\n"
                        "# TYPE tinyobs_http_request_duration_seconds histogram\n"
                        "tinyobs_http_request_duration_seconds_bucket{le=\"+Inf\"} 2\n"
                        "tinyobs_http_request_duration_seconds_count 2\n"));
}

void TestMetricsPage::writesOpenMetrics()
{
    MetricsPage page;
    page.add("process_cpu_seconds_total", {}, 0.5);
    page.add("tinyobs_build_info", {{"version", "1"}}, 1);
    QCOMPARE(QByteArray::fromStdString(page.text(ExpositionDialect::OpenMetrics)),
             QByteArray("# HELP process_cpu_seconds Processor time of this process, user and "
                        "system.\n"
                        "# TYPE process_cpu_seconds counter\n"
                        "# UNIT process_cpu_seconds seconds\n"
                        "process_cpu_seconds_total 0.5\n"
                        "# HELP tinyobs_build Version and revision of this server; the value is "
                        "always 1.\n"
                        "# TYPE tinyobs_build info\n"
                        "tinyobs_build_info{version=\"1\"} 1\n"
                        "# EOF\n"));
}

QTEST_APPLESS_MAIN(TestMetricsPage)
#include "tst_metricspage.moc"
