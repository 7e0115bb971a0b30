#include "ui/home/demodata.h"

#include "core/engine/engine.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

/// The newest value of what a query gives; a query that fails gives -1.
std::vector<double> ask(const Engine &engine, const std::string &text)
{
    promql::Query query;
    query.text = text;
    query.grid = {.startMs = Now};
    const Result<promql::QueryAnswer> answer = engine.promql(query, {});
    if (!answer) {
        qWarning("%s", answer.error().message.c_str());
        return {-1};
    }
    std::vector<double> values;
    for (const promql::ResultSeries &series : answer->series)
        values.push_back(series.values.back());
    return values;
}

} // namespace

class TestDemoData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<Engine>(Settings{}, m_clock);
        m_engine->start();
        const Result<void> loaded = loadDemoData(*m_engine);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
    }
    void cleanup() { m_engine->stop(); }

    void isASmallShop()
    {
        const auto catalog = m_engine->catalog();
        const auto shop =
            std::find_if(catalog->services.begin(), catalog->services.end(),
                         [](const CatalogService &service) { return service.name == DemoService; });
        QVERIFY(shop != catalog->services.end());
        QCOMPARE(shop->lastTimeMs, Now);
        QCOMPARE(m_engine->status().store.oldestMs, Now - DemoSpanMs);
        std::map<std::string, MetricKind> kinds;
        for (const CatalogMetric &metric : shop->metrics)
            kinds[metric.name] = metric.kind;
        QCOMPARE(kinds.size(), 5u);
        QCOMPARE(kinds["http_requests_total"], MetricKind::Counter);
        QCOMPARE(kinds["orders_waiting"], MetricKind::Gauge);
        QVERIFY(kinds.contains("http_request_duration_seconds_bucket"));
    }

    void addsUp_data()
    {
        QTest::addColumn<QByteArray>("query"); // of what must not be
        QTest::newRow("a counter never falls")
            << QByteArray("resets(http_requests_total[35m]) > 0");
        QTest::newRow("buckets are cumulative")
            << QByteArray("http_request_duration_seconds_bucket{le=\"0.05\"} > "
                          "ignoring(le) http_request_duration_seconds_bucket{le=\"0.1\"}");
        QTest::newRow("no bucket holds more than there were")
            << QByteArray("http_request_duration_seconds_bucket{le=\"2.5\"} > ignoring(le) "
                          "http_request_duration_seconds_count");
        QTest::newRow("requests are what was measured")
            << QByteArray("sum by (route) (http_requests_total) != "
                          "sum by (route) (http_request_duration_seconds_count)");
    }
    void addsUp()
    {
        QFETCH(QByteArray, query);
        QCOMPARE(ask(*m_engine, "http_requests_total").size(), 8u);
        QCOMPARE(ask(*m_engine, query.toStdString()).size(), 0u);
    }

    void hasSomethingToFind()
    {
        const std::string p95 = "histogram_quantile(0.95, sum by (le) (rate("
                                "http_request_duration_seconds_bucket{route=\"/checkout\"}[3m]";
        const std::vector<double> slow = ask(*m_engine, p95 + " offset 10m)))");
        const std::vector<double> usual = ask(*m_engine, p95 + ")))");
        QCOMPARE(slow.size(), 1u);
        QCOMPARE(usual.size(), 1u);
        QVERIFY2(slow[0] > 2 * usual[0], QByteArray::number(slow[0]));
    }

    void isTheSameForTheSameTime()
    {
        QCOMPARE(demoDocument(Now), demoDocument(Now));
        QVERIFY(demoDocument(Now) != demoDocument(Now + 1));
    }

private:
    ManualClock m_clock{Now};
    std::unique_ptr<Engine> m_engine;
};

QTEST_GUILESS_MAIN(TestDemoData)
#include "tst_demodata.moc"
