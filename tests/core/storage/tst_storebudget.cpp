// What --memory promises: the head and the index stay within it whatever comes, samples on disk
// cost none of it, and series that are gone leave nothing behind.

#include "core/storage/store.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"
#include "tests/core/storage/samplerows.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();
constexpr TimeMs HourMs = 3'600'000;
constexpr std::size_t Budget = 8u << 20;
// SQLite's caches and the buffers of commits (two, of up to 8 MB each while the disk is slow) and
// flushes: no part of the budget, and the same for any.
constexpr double FixedBytes = 14 << 20;

void verify(const Result<void> &done)
{
    QVERIFY2(done, done ? "" : done.error().message.c_str());
}

/// Appends, and lets the store work whenever it has no room; counts how often it had none.
CommitTicket appendPatiently(Store &store, const SampleBatch &batch, const BatchSource &source,
                             int &refused)
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        const AppendReport report = store.append(batch, source, AppendMode::WholeBatch);
        if (report.appended == batch.size())
            return report.ticket;
        if (!report.isUnavailable)
            break;
        ++refused;
        verify(store.maintain());
    }
    QTest::qFail("the batch was never taken", __FILE__, __LINE__);
    return 0;
}

} // namespace

class TestStoreBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenTimesTheBudgetGoesThrough_data();
    void tenTimesTheBudgetGoesThrough();
    void seriesThatComeAndGoLeaveNothing();
    void seriesBeyondALimitAreRefused_data();
    void seriesBeyondALimitAreRefused();
    void histogramsAreStoredWholeOrNotAtAll();
};

void TestStoreBudget::tenTimesTheBudgetGoesThrough_data()
{
    QTest::addColumn<int>("batchesPerUpkeep");

    QTest::newRow("upkeep keeps up") << 5;
    QTest::newRow("upkeep comes only when nothing is taken") << std::numeric_limits<int>::max();
}

void TestStoreBudget::tenTimesTheBudgetGoesThrough()
{
    QFETCH(const int, batchesPerUpkeep);
    constexpr std::size_t Series = 2000;
    // Full doubles on a jittered clock take the most memory.
    const bench::WorkloadOptions load{.series = Series,
                                      .stepMs = 5000,
                                      .jitterMs = 3,
                                      .onlyKind = unsigned(bench::Workload::kindCount() - 1)};
    bench::Workload workload(load);
    ManualClock clock(workload.tickMs());
    StoreOptions options;
    options.memoryBytes = Budget;
    options.durability = Durability::Relaxed;
    QTemporaryDir folder;
    {
        Store store(options, clock);
        QVERIFY(store.open(folder.path().toStdString()));
        const double residentBefore = bench::residentBytes();
        double residentMost = residentBefore;
        std::size_t memoryMost = 0;
        std::size_t largestBatch = 0;
        std::uint64_t through = 0; // bytes of memory that samples have taken
        std::size_t memory = store.stats().memoryBytes;
        int refused = 0;
        int batches = 0;
        SampleBatch batch;
        while (through < 10 * Budget) {
            clock.set(workload.tickMs());
            workload.nextTick(batch);
            const CommitTicket ticket = appendPatiently(store, batch, workload, refused);
            const std::size_t after = store.stats().memoryBytes;
            if (after > memory) {
                through += after - memory;
                largestBatch = std::max(largestBatch, after - memory);
            }
            memoryMost = std::max(memoryMost, after);
            if (++batches % 5 == 0)
                verify(store.waitDurable(ticket)); // as clients do
            if (batches % batchesPerUpkeep == 0)
                verify(store.maintain());
            memory = store.stats().memoryBytes;
            residentMost = std::max(residentMost, bench::residentBytes());
        }
        QVERIFY2(memoryMost <= Budget + largestBatch, qPrintable(QString::number(memoryMost)));
        QCOMPARE(refused == 0, batchesPerUpkeep == 5);
        QCOMPARE(store.stats().samples, std::uint64_t(batches) * Series);
        QVERIFY(store.stats().flushes >= 10);
        qInfo("%d batches, %d refused, %.1f MiB counted at most, %.1f MiB resident more", batches,
              refused, double(memoryMost) / 0x1p20, (residentMost - residentBefore) / 0x1p20);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(residentMost - residentBefore <= 2 * double(Budget) + FixedBytes,
                 qPrintable(QString::number(residentMost - residentBefore)));
#endif
    }

    // All of it comes back, and of some series each bit.
    Store store(options, clock);
    const Result<OpenReport> opened = store.open(folder.path().toStdString());
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    bench::Workload again(load);
    const std::array<std::size_t, 4> spots{0, 7, Series / 2, Series - 1};
    std::array<SampleColumns, 4> expected;
    SampleBatch batch;
    std::uint64_t made = 0;
    while (again.tickMs() < workload.tickMs()) {
        again.nextTick(batch);
        made += batch.size();
        for (std::size_t i = 0; i < spots.size(); ++i)
            expected[i].append(batch.timesMs[spots[i]], batch.values[spots[i]]);
    }
    QCOMPARE(opened->samples, made);
    for (std::size_t i = 0; i < spots.size(); ++i) {
        std::vector<Matcher> matchers;
        for (const LabelView label : workload.seriesLabels(spots[i]))
            matchers.push_back(equals(std::string(label.name), std::string(label.value)));
        const Snapshot snapshot = store.snapshot(matchers, 0, Forever, 2);
        QCOMPARE(snapshot.size(), std::size_t(1));
        SampleColumns read;
        verify(snapshot.read(0, read));
        QCOMPARE(read.timesMs, expected[i].timesMs);
        QVERIFY(std::ranges::equal(read.values, expected[i].values, {},
                                   std::bit_cast<std::uint64_t, double>,
                                   std::bit_cast<std::uint64_t, double>));
    }
}

void TestStoreBudget::seriesThatComeAndGoLeaveNothing()
{
    constexpr int Days = 12;
    constexpr int PodsPerHour = 100;
    constexpr TimeMs Start = 1'700'006'400'000; // midnight
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = Budget;
    options.durability = Durability::Relaxed;
    options.retention.keepFor.fill(std::chrono::hours(24));
    QTemporaryDir folder;
    Store store(options, clock);
    QVERIFY(store.open(folder.path().toStdString()));

    int refused = 0;
    std::vector<std::size_t> memory; // at the end of each day
    std::vector<std::uint64_t> series;
    std::vector<double> resident;
    for (int hour = 0; hour < Days * 24; ++hour) {
        // Each pod lives for an hour and is never seen again.
        for (int tick = 0; tick < 4; ++tick) {
            SampleRows rows;
            for (int pod = 0; pod < PodsPerHour; ++pod) {
                const std::string name = std::to_string(hour) + "-" + std::to_string(pod);
                rows.add(labelsOf({{"__name__", "up"}, {"pod", name}, {"job", "batch"}}),
                         clock.nowMs(), tick);
            }
            appendPatiently(store, rows.batch, rows, refused);
            clock.advance(HourMs / 4);
            verify(store.maintain());
        }
        if (hour % 24 == 23) {
            const StoreStats stats = store.stats();
            memory.push_back(stats.memoryBytes);
            series.push_back(stats.series);
            resident.push_back(bench::residentBytes());
        }
    }
    qInfo("%zu bytes of memory after 4 days, %zu after %d; %.1f and %.1f MiB resident", memory[3],
          memory.back(), Days, resident[3] / 0x1p20, resident.back() / 0x1p20);
    QCOMPARE(refused, 0);
    QCOMPARE(store.stats().seriesCreated, std::uint64_t(Days * 24 * PodsPerHour));
    // A day's file goes when the day has been over for a day: never more than three are held.
    for (const std::uint64_t live : series)
        QVERIFY2(live <= 3 * 24 * PodsPerHour, qPrintable(QString::number(live)));
    QVERIFY(store.stats().seriesRemoved >= std::uint64_t((Days - 3) * 24 * PodsPerHour));
    const std::size_t early = *std::max_element(memory.begin(), memory.begin() + 4);
    for (const std::size_t bytes : memory)
        QVERIFY2(bytes <= early + early / 10, qPrintable(QString::number(bytes)));
    QCOMPARE(store.labelValues("pod", {}).size(), std::size_t(store.stats().series));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY2(resident.back() - resident[3] < double(1 << 20),
             qPrintable(QString::number(resident.back() - resident[3])));
#endif
}

void TestStoreBudget::seriesBeyondALimitAreRefused_data()
{
    QTest::addColumn<int>("maxSeries");
    QTest::addColumn<int>("memoryBytes");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QString>("limit");

    QTest::newRow("by number") << 1000 << (64 << 20) << RefusalReason::SeriesLimit
                               << u"would be number 1001, limit 1000"_s;
    QTest::newRow("by memory") << 1'000'000 << (1 << 20) << RefusalReason::Memory
                               << u"fill the memory budget of 1048576 bytes"_s;
}

void TestStoreBudget::seriesBeyondALimitAreRefused()
{
    QFETCH(const int, maxSeries);
    QFETCH(const int, memoryBytes);
    QFETCH(const RefusalReason, reason);
    QFETCH(const QString, limit);
    ManualClock clock(1'700'000'000'000);
    StoreOptions options;
    options.maxSeries = std::size_t(maxSeries);
    options.memoryBytes = std::size_t(memoryBytes);
    QTemporaryDir folder;
    Store store(options, clock);
    QVERIFY(store.open(folder.path().toStdString()));

    AppendReport report;
    for (int user = 0; report.refusals.empty() && user < 100'000; ++user) {
        verify(store.maintain()); // samples are out of the way: what fills up are series
        report = SampleRows()
                     .add(labelsOf({{"__name__", "logins"},
                                    {"user", std::to_string(user)},
                                    {"region", user % 2 ? "eu" : "us"}}),
                          clock.nowMs(), user)
                     .appendTo(store);
    }
    QCOMPARE(report.refusals.size(), std::size_t(1));
    QVERIFY(!report.isUnavailable);
    QCOMPARE(report.refusals.front().reason, reason);
    const QString message = QString::fromStdString(report.refusals.front().message);
    QVERIFY2(message.contains(limit), qPrintable(message));
    const QString most = u"label 'user' has the most values, %1"_s.arg(store.stats().series);
    QVERIFY2(message.contains(most), qPrintable(message));

    // Those that are known go on.
    const AppendReport known =
        SampleRows()
            .add(labelsOf({{"__name__", "logins"}, {"user", "0"}, {"region", "us"}}),
                 clock.nowMs() + 1, 2)
            .appendTo(store);
    QCOMPARE(known.appended, std::size_t(1));
}

void TestStoreBudget::histogramsAreStoredWholeOrNotAtAll()
{
    constexpr std::size_t Parts = 6;
    ManualClock clock(1'700'000'000'000);
    StoreOptions options;
    options.maxSeries = Parts + 4;
    Store store(options, clock);
    const auto addHistogram = [&](SampleRows &rows, const char *name, TimeMs timeMs) {
        rows.batch.flags.resize(rows.batch.size(), PlainRow);
        for (std::size_t part = 0; part < Parts; ++part) {
            rows.add(labelsOf({{"__name__", name}, {"part", std::to_string(part)}}), timeMs, 1);
            rows.batch.flags.resize(rows.batch.size());
            rows.batch.flags.back() = part == 0 ? HistogramRow : PartRow;
        }
    };
    SampleRows rows;
    addHistogram(rows, "first", clock.nowMs());
    rows.add(metric("plain"), clock.nowMs(), 1);
    addHistogram(rows, "second", clock.nowMs());
    addHistogram(rows, "first", clock.nowMs() + 1);
    rows.add(metric("other"), clock.nowMs(), 1);
    const AppendReport report = rows.appendTo(store, AppendMode::GoodRows);
    QCOMPARE(report.appended, 2 * Parts + 2);
    QCOMPARE(store.stats().series, Parts + 2); // what the second would have taken is free
    QCOMPARE(report.refusals.size(), Parts);
    for (std::size_t part = 0; part < Parts; ++part) {
        QCOMPARE(report.refusals[part].row, Parts + 1 + part);
        QCOMPARE(report.refusals[part].reason, RefusalReason::SeriesLimit);
    }
    QVERIFY2(
        report.refusals.front().message.starts_with("series second{part=\"3\"} would be number"),
        report.refusals.front().message.c_str());

    // A bucket too many: those that are known get nothing either.
    SampleRows wider;
    addHistogram(wider, "first", clock.nowMs() + 2);
    for (std::size_t part = Parts; part < Parts + 3; ++part) {
        wider.add(labelsOf({{"__name__", "first"}, {"part", std::to_string(part)}}),
                  clock.nowMs() + 2, 1);
        wider.batch.flags.back() = PartRow;
    }
    QCOMPARE(wider.appendTo(store, AppendMode::GoodRows).appended, std::size_t(0));
    QCOMPARE(wider.appendTo(store).refusals.size(), std::size_t(1));
    QCOMPARE(store.stats().series, Parts + 2);
}

QTEST_APPLESS_MAIN(TestStoreBudget)
#include "tst_storebudget.moc"
