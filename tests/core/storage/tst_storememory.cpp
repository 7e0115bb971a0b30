// The original kept 2,905,632 samples of 60 series in gigabytes. This pushes exactly those through
// the store, in a process of its own, and looks at what the system says about its memory.

#include "core/storage/store.h"
#include "tests/bench/workload.h"

#include <QFile>
#include <QtTest>

#include <limits>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

// Pages the process holds, from the second field of /proc/self/statm; 0 where there is none.
qint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * 4096;
}

} // namespace

class TestStoreMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSamplesOfTheOriginalFitInTenMegabytes();
};

void TestStoreMemory::theSamplesOfTheOriginalFitInTenMegabytes()
{
    if (residentBytes() == 0)
        QSKIP("this system does not say how much memory a process holds");
    constexpr std::size_t Series = 60;
    constexpr std::size_t Samples = 2'905'632;

    bench::Workload workload(
        {.series = Series, .seriesPerTarget = 20, .stepMs = 2000, .jitterMs = 2});
    ManualClock clock(workload.tickMs());
    Store store({}, clock);
    SampleBatch batch;
    workload.nextTick(batch);
    store.append(batch, workload, AppendMode::WholeBatch);
    const qint64 before = residentBytes();

    std::size_t pushed = batch.size();
    while (pushed < Samples) {
        clock.set(workload.tickMs());
        workload.nextTick(batch);
        const std::size_t rows = std::min(Series, Samples - pushed);
        batch.hashes.resize(rows);
        batch.timesMs.resize(rows);
        batch.values.resize(rows);
        pushed += store.append(batch, workload, AppendMode::WholeBatch).appended;
    }
    const qint64 growth = residentBytes() - before;
    const StoreStats stats = store.stats();
    qInfo("%lld bytes resident for %llu samples: %.2f per sample, %zu counted", growth,
          static_cast<unsigned long long>(stats.samples), double(growth) / double(Samples),
          stats.memoryBytes);
    QCOMPARE(stats.samples, std::uint64_t(Samples));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY2(growth < 12 << 20, qPrintable(QString::number(growth)));
#endif

    // And they are all there.
    const Snapshot snapshot = store.snapshot({}, 0, std::numeric_limits<TimeMs>::max(), Series);
    std::size_t read = 0;
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        snapshot.read(i, columns);
        read += columns.size();
    }
    QCOMPARE(read, Samples);
}

QTEST_APPLESS_MAIN(TestStoreMemory)
#include "tst_storememory.moc"
