// A native histogram, stored as many series, is one metric to whoever looks.

#include "core/engine/catalogcache.h"
#include "core/engine/hiddencomponents.h"
#include "core/engine/querypool.h"
#include "core/engine/rangequery.h"
#include "core/engine/recentsamples.h"
#include "core/model/histogramcomponent.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;

} // namespace

class TestHiddenComponents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void theCatalogHasOneMetric();
    void aRangeHasTheCounts();
    void aConditionShowsThem();
    void recentSamplesAreTheCounts();
    void deletingTheMetricDeletesAllOfIt();

private:
    std::optional<QTemporaryDir> m_folder;
    std::optional<Store> m_store;
    const ManualClock m_clock{Now};
};

void TestHiddenComponents::init()
{
    m_folder.emplace();
    m_store.emplace(StoreOptions(), m_clock);
    QVERIFY(m_store->open(m_folder->path().toStdString()));
    SampleRows rows;
    for (const std::string_view route : {"/", "/checkout"}) {
        const Labels series = labelsOf({{"__name__", "rpc"}, {"route", route}});
        for (const HistogramPart part : {HistogramPart::Count, HistogramPart::Sum,
                                         HistogramPart::Positive, HistogramPart::Schema})
            rows.add(withComponent(series, {.part = part}), Now, static_cast<double>(part) + 1);
    }
    rows.add(metric("up"), Now, 1);
    rows.appendTo(*m_store);
}

void TestHiddenComponents::theCatalogHasOneMetric()
{
    CatalogCache cache;
    const auto catalog = cache.get(*m_store, Now);
    QCOMPARE(catalog->services.size(), std::size_t(1));
    const std::vector<CatalogMetric> &metrics = catalog->services.front().metrics;
    QCOMPARE(metrics.size(), std::size_t(2));
    QCOMPARE(metrics.front().name, "rpc");
    QCOMPARE(metrics.front().kind, MetricKind::Histogram);
    QCOMPARE(metrics.front().series, std::size_t(2));
    QCOMPARE(metrics.front().labels, std::vector<std::string>{"route"});
    QCOMPARE(catalog->services.front().series, std::size_t(3));
}

void TestHiddenComponents::aRangeHasTheCounts()
{
    RangeQuery query;
    query.metric = "rpc";
    query.startMs = Now - 1000;
    query.endMs = Now;
    const auto result = runRangeQuery(*m_store, query, CancelToken());
    QVERIFY(result);
    QCOMPARE(result->series.size(), std::size_t(2));
    QCOMPARE(result->series.front().labels, labelsOf({{"__name__", "rpc"}, {"route", "/"}}));
    QCOMPARE(result->series.front().points.values, std::vector<double>{1});
}

void TestHiddenComponents::aConditionShowsThem()
{
    RangeQuery query;
    query.metric = "rpc";
    query.matchers = {equals(std::string(HistogramLabel), "sum"), equals("route", "/")};
    query.startMs = Now - 1000;
    query.endMs = Now;
    const auto result = runRangeQuery(*m_store, query, CancelToken());
    QVERIFY(result);
    QCOMPARE(result->series.size(), std::size_t(1));
    QCOMPARE(result->series.front().labels.value(HistogramLabel), "sum");
    QCOMPARE(result->series.front().points.values, std::vector<double>{2});
}

void TestHiddenComponents::recentSamplesAreTheCounts()
{
    const auto recent = findRecentSamples(*m_store, {});
    QVERIFY(recent);
    QCOMPARE(recent->totalSamples, std::uint64_t(3));
    QCOMPARE(recent->samples.size(), std::size_t(3));
    for (const RecentSamples::Sample &sample : recent->samples)
        QVERIFY(sample.labels->value(HistogramLabel).empty());
}

void TestHiddenComponents::deletingTheMetricDeletesAllOfIt()
{
    const std::vector<std::vector<Matcher>> selectors{
        {equals("__name__", "rpc"), equals("route", "/")}};
    const Result<std::size_t> touched = m_store->deleteSeries(selectors, 0, Now);
    QVERIFY(touched);
    QCOMPARE(*touched, std::size_t(4));
    const std::vector<Matcher> all{equals("__name__", "rpc")};
    const Snapshot snapshot = m_store->snapshot(all, 0, Now, 100);
    SampleColumns samples;
    std::size_t left = 0;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        QVERIFY(snapshot.read(i, samples));
        left += samples.size();
        QVERIFY(samples.size() == 0 || snapshot.labels(i).value("route") == "/checkout");
    }
    QCOMPARE(left, std::size_t(4));
}

QTEST_GUILESS_MAIN(TestHiddenComponents)
#include "tst_hiddencomponents.moc"
