#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QtTest>

#include <limits>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Start = 1'700'000'000'000;
constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();
constexpr TimeMs Minute = 60'000;

Labels numbered(std::string_view name, std::size_t number)
{
    const std::string text = std::to_string(number);
    return labelsOf({{"__name__", name}, {"number", text}, {"job", "test"}});
}

std::size_t samplesRead(const Snapshot &snapshot)
{
    std::size_t count = 0;
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        snapshot.read(i, columns);
        count += columns.size();
    }
    return count;
}

std::vector<std::string> metricNames(const Store &store)
{
    return store.labelValues(MetricNameLabel, {});
}

// One sample of each of `series` series, with values no encoder can shorten.
void appendTick(Store &store, std::string_view name, std::size_t series, TimeMs timeMs)
{
    SampleRows rows;
    for (std::size_t i = 0; i < series; ++i)
        rows.add(numbered(name, i), timeMs, 1.0 / double(timeMs + TimeMs(i)));
    const AppendReport report = rows.appendTo(store);
    QCOMPARE(report.appended, series);
}

} // namespace

class TestRetention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oldSamplesGoWithTime();
    void seriesWithoutSamplesAreForgotten();
    void countIsBounded_data();
    void countIsBounded();
    void oldestGoesFirstOverAllSeries();
    void memoryIsBounded();
    void oneFloodOfABatchIsBounded();
    void activeSeriesAloneRefuseNewOnes();
    void idleSeriesMakeRoom();
    void churnDoesNotGrow();
    void numbersAreReusedWithoutMixingSeries();
    void snapshotOutlivesWhatItShows();
    void oldestTimeFollows();
};

void TestRetention::oldSamplesGoWithTime()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::hours(1);
    Store store(options, clock);
    for (int i = 0; i < 3 * 3600; ++i) {
        appendTick(store, "m", 1, clock.nowMs());
        clock.advance(1000);
        if (i % 60 == 0)
            store.enforceRetention();
    }
    const StoreStats stats = store.stats();
    // Whole chunks go, so up to an eighth more than an hour may be there.
    QVERIFY2(stats.samples >= 3600 && stats.samples <= 4200,
             qPrintable(QString::number(stats.samples)));
    QCOMPARE(stats.samples + stats.samplesDropped, std::uint64_t(3 * 3600));
    QCOMPARE(samplesRead(store.snapshot({}, 0, Forever, 10)), std::size_t(3600));
}

void TestRetention::seriesWithoutSamplesAreForgotten()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::hours(1);
    Store store(options, clock);
    const std::size_t emptyBytes = store.stats().memoryBytes;
    SampleRows rows;
    rows.add(metric("gone"), Start, 1).appendTo(store);
    clock.advance(30 * Minute);
    SampleRows().add(metric("stays"), clock.nowMs(), 1).appendTo(store);
    const std::uint64_t generation = store.stats().generation;

    clock.advance(31 * Minute);
    store.enforceRetention();
    QCOMPARE(metricNames(store), std::vector<std::string>{"stays"});
    QCOMPARE(store.series({}, 10).matched, std::size_t(1));
    QCOMPARE(store.stats().seriesRemoved, std::uint64_t(1));
    QVERIFY(store.stats().generation != generation);
    // Its raw bytes were seen before, but the series has to be made anew.
    rows.batch.timesMs[0] = clock.nowMs();
    QCOMPARE(rows.appendTo(store).appended, std::size_t(1));
    QCOMPARE(rows.resolved, std::size_t(2));
    QCOMPARE(store.stats().seriesCreated, std::uint64_t(3));

    clock.advance(61 * Minute);
    store.enforceRetention();
    const StoreStats stats = store.stats();
    QCOMPARE(stats.series, std::uint64_t(0));
    QCOMPARE(stats.samples, std::uint64_t(0));
    QCOMPARE(stats.oldestMs, TimeMs(0));
    QVERIFY2(stats.memoryBytes < emptyBytes + 8192, qPrintable(QString::number(stats.memoryBytes)));
}

void TestRetention::countIsBounded_data()
{
    QTest::addColumn<quint64>("keep");
    QTest::addColumn<int>("series");
    QTest::addColumn<int>("ticks");

    QTest::newRow("one series") << quint64(1000) << 1 << 5000;
    QTest::newRow("many series") << quint64(1000) << 50 << 100;
    QTest::newRow("more series than samples") << quint64(10) << 20 << 5;
    QTest::newRow("a single sample") << quint64(1) << 1 << 10;
}

void TestRetention::countIsBounded()
{
    QFETCH(quint64, keep);
    QFETCH(int, series);
    QFETCH(int, ticks);
    ManualClock clock(Start);
    StoreOptions options;
    options.keepSamples = keep;
    Store store(options, clock);
    for (int tick = 0; tick < ticks; ++tick) {
        appendTick(store, "m", std::size_t(series), clock.nowMs());
        clock.advance(1000);
        QVERIFY(store.stats().samples <= keep);
    }
    QVERIFY2(store.stats().samples >= keep * 3 / 4,
             qPrintable(QString::number(store.stats().samples)));
    QCOMPARE(store.stats().newestMs, clock.nowMs() - 1000);
}

void TestRetention::oldestGoesFirstOverAllSeries()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepSamples = 100;
    Store store(options, clock);
    SampleRows rows;
    for (int i = 0; i < 50; ++i)
        rows.add(metric("old"), Start - 100'000 + i, i);
    for (int i = 0; i < 50; ++i)
        rows.add(metric("new"), Start + i, i);
    rows.appendTo(store);
    SampleRows().add(metric("newest"), Start + 60, 1).appendTo(store);
    const std::vector<Matcher> newer{matcher(Matcher::Op::Match, "__name__", "new.*")};
    const std::vector<Matcher> older{equals("__name__", "old")};
    QCOMPARE(store.countSamples(newer), std::uint64_t(51));
    QVERIFY(store.countSamples(older) < 50);
    QVERIFY(store.countSamples(older) > 0);
}

void TestRetention::memoryIsBounded()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = 512 << 10;
    Store store(options, clock);
    for (int tick = 0; tick < 1000; ++tick) {
        appendTick(store, "m", 200, clock.nowMs());
        clock.advance(1000);
        QVERIFY(store.stats().memoryBytes <= options.memoryBytes);
    }
    const StoreStats stats = store.stats();
    QCOMPARE(stats.series, std::uint64_t(200));
    QVERIFY(stats.samplesDropped > 0);
    QVERIFY2(stats.memoryBytes > options.memoryBytes * 3 / 4,
             qPrintable(QString::number(stats.memoryBytes)));
    // What is left is the newest part of every series alike.
    const Snapshot snapshot = store.snapshot({}, 0, Forever, 200);
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        snapshot.read(i, columns);
        QCOMPARE(columns.timesMs.back(), clock.nowMs() - 1000);
        QVERIFY(columns.size() > 100);
    }
}

void TestRetention::oneFloodOfABatchIsBounded()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = 256 << 10;
    Store store(options, clock);
    SampleRows rows;
    for (int i = 0; i < 200'000; ++i)
        rows.add(numbered("m", std::size_t(i % 20)), Start + i / 20, 1.0 / (i + 1));
    QCOMPARE(rows.appendTo(store).appended, std::size_t(200'000));
    const StoreStats stats = store.stats();
    QVERIFY(stats.memoryBytes <= options.memoryBytes);
    QCOMPARE(stats.series, std::uint64_t(20));
    QCOMPARE(stats.samples + stats.samplesDropped, std::uint64_t(200'000));
    QCOMPARE(samplesRead(store.snapshot({}, 0, Forever, 20)), std::size_t(stats.samples));
}

void TestRetention::activeSeriesAloneRefuseNewOnes()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = 256 << 10;
    Store store(options, clock);
    SampleRows bomb;
    for (std::size_t i = 0; i < 10'000; ++i)
        bomb.add(numbered("bomb", i), Start, 1);
    const AppendReport whole = bomb.appendTo(store);
    QCOMPARE(whole.appended, std::size_t(0));
    QCOMPARE(whole.refusals.size(), std::size_t(1));
    QCOMPARE(whole.refusals[0].reason, RefusalReason::Memory);
    QCOMPARE(store.stats().series, std::uint64_t(0));

    const AppendReport some = bomb.appendTo(store, AppendMode::GoodRows);
    QVERIFY(some.appended > 300);
    QCOMPARE(some.appended + some.refusals.size(), std::size_t(10'000));
    QCOMPARE(some.refusals.front().reason, RefusalReason::Memory);
    QVERIFY(store.stats().memoryBytes <= options.memoryBytes);
    // The series that are in go on.
    QCOMPARE(SampleRows().add(numbered("bomb", 0), Start + 1, 2).appendTo(store).appended,
             std::size_t(1));
}

void TestRetention::idleSeriesMakeRoom()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = 256 << 10;
    Store store(options, clock);
    SampleRows bomb;
    for (std::size_t i = 0; i < 10'000; ++i)
        bomb.add(numbered("bomb", i), Start, 1);
    bomb.appendTo(store, AppendMode::GoodRows);
    clock.advance(6 * Minute);
    SampleRows active;
    active.add(numbered("bomb", 1), clock.nowMs(), 2).appendTo(store);
    for (std::size_t i = 0; i < 50; ++i) {
        const AppendReport report =
            SampleRows().add(numbered("late", i), clock.nowMs(), 1).appendTo(store);
        QCOMPARE(report.appended, std::size_t(1));
        QVERIFY(store.stats().memoryBytes <= options.memoryBytes);
    }
    const std::vector<Matcher> still{equals("__name__", "bomb"), equals("number", "1")};
    QCOMPARE(store.series(still, 1).matched, std::size_t(1));
}

void TestRetention::churnDoesNotGrow()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::minutes(10);
    Store store(options, clock);
    std::size_t settled = 0;
    for (int round = 0; round < 100; ++round) {
        appendTick(store, "pod" + std::to_string(round), 500, clock.nowMs());
        clock.advance(Minute);
        store.enforceRetention();
        if (round == 20)
            settled = store.stats().memoryBytes;
    }
    const StoreStats stats = store.stats();
    QVERIFY(stats.series <= 11 * 500);
    QVERIFY2(stats.memoryBytes <= settled * 3 / 2,
             qPrintable(u"%1, then %2"_s.arg(settled).arg(stats.memoryBytes)));
}

void TestRetention::numbersAreReusedWithoutMixingSeries()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::minutes(1);
    Store store(options, clock);
    SampleRows first;
    for (std::size_t i = 0; i < 3000; ++i)
        first.add(numbered("first", i), Start, double(i));
    first.appendTo(store);
    clock.advance(2 * Minute);
    store.enforceRetention();
    QCOMPARE(store.stats().series, std::uint64_t(0));
    SampleRows second;
    for (std::size_t i = 0; i < 3000; ++i)
        second.add(numbered("second", i), clock.nowMs(), double(i));
    second.appendTo(store);
    for (TimeMs &timeMs : first.batch.timesMs)
        timeMs = clock.nowMs();
    QCOMPARE(first.appendTo(store).appended, std::size_t(3000));

    const SeriesList list = store.series({}, 10'000);
    QCOMPARE(list.matched, std::size_t(6000));
    std::uint32_t highest = 0;
    for (const SeriesInfo &info : list.series) {
        QCOMPARE(info.samples, std::uint64_t(1));
        QCOMPARE(std::to_string(int(info.lastValue)), std::string(info.labels.value("number")));
        highest = std::max(highest, toIndex(info.id));
    }
    QVERIFY(highest < 9000);
}

void TestRetention::snapshotOutlivesWhatItShows()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::minutes(1);
    Store store(options, clock);
    for (int i = 0; i < 20; ++i) {
        appendTick(store, "first", 100, clock.nowMs());
        clock.advance(1000);
    }
    const Snapshot snapshot = store.snapshot({}, 0, Forever, 1000);
    for (int round = 0; round < 5; ++round) {
        clock.advance(2 * Minute);
        store.enforceRetention();
        appendTick(store, "other" + std::to_string(round), 2000, clock.nowMs());
    }
    QCOMPARE(store.stats().seriesRemoved, std::uint64_t(100 + 4 * 2000));
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        QCOMPARE(snapshot.labels(i), numbered("first", i));
        snapshot.read(i, columns);
        QCOMPARE(columns.size(), std::size_t(20));
        QCOMPARE(columns.values[3], 1.0 / double(Start + 3000 + TimeMs(i)));
    }
}

void TestRetention::oldestTimeFollows()
{
    ManualClock clock(Start);
    StoreOptions options;
    options.keepFor = std::chrono::hours(1);
    Store store(options, clock);
    SampleRows().add(metric("a"), Start, 1).appendTo(store);
    clock.advance(50 * Minute);
    SampleRows().add(metric("b"), clock.nowMs(), 1).appendTo(store);
    QCOMPARE(store.stats().oldestMs, Start);
    clock.advance(20 * Minute);
    store.enforceRetention();
    QCOMPARE(store.stats().oldestMs, Start + 50 * Minute);
    QCOMPARE(store.stats().newestMs, Start + 50 * Minute);
}

QTEST_APPLESS_MAIN(TestRetention)
#include "tst_retention.moc"
