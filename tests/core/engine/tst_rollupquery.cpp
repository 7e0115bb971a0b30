// Range queries over times of which only rollups are left: the same answers as before the samples
// went, as far as the step allows it.

#include "core/engine/querypool.h"
#include "core/engine/rangequery.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr TimeMs Minute = 60'000;
constexpr TimeMs Hour = 60 * Minute;
constexpr TimeMs DayLength = 24 * Hour;
constexpr TimeMs FirstDay = 20'000 * DayLength; // 2024-10-04
constexpr TimeMs End = FirstDay + 4 * DayLength - Hour;

RetentionLimits keepRaw(std::chrono::milliseconds duration)
{
    return {.keepFor = {duration, 24h * 90, 24h * 730}};
}

void maintain(Store &store)
{
    for (int i = 0; i < 8; ++i) {
        const Result<void> done = store.maintain();
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
}

} // namespace

class TestRollupQuery : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    ManualClock m_clock{End};
    std::unique_ptr<Store> m_store;

    RangeResult ask(const char *metric, Reduce reduce, TimeMs stepMs, TimeMs fromMs, TimeMs toMs)
    {
        RangeQuery query;
        query.metric = metric;
        query.reduce = reduce;
        query.stepMs = stepMs;
        query.startMs = fromMs;
        query.endMs = toMs;
        const CancelToken token;
        Result<RangeResult> result = runRangeQuery(*m_store, query, token);
        if (!result)
            qFatal("%s", result.error().message.c_str());
        return std::move(*result);
    }

    std::map<QString, SampleColumns> m_before; // answers while there were samples

    static const QList<Reduce> &reductions()
    {
        static const QList<Reduce> All{Reduce::Min,   Reduce::Max,  Reduce::Avg, Reduce::Sum,
                                       Reduce::Count, Reduce::Last, Reduce::Rate};
        return All;
    }
    static QList<TimeMs> steps() { return {5 * Minute, Hour, 6 * Hour, DayLength}; }
    static QString keyOf(const char *metric, Reduce reduce, TimeMs stepMs)
    {
        return QString::fromUtf8(metric) + u' ' + QString::number(int(reduce)) + u' ' +
               QString::number(stepMs);
    }

private Q_SLOTS:
    void initTestCase()
    {
        StoreOptions options;
        options.retention = keepRaw(24h * 30);
        m_store = std::make_unique<Store>(options, m_clock);
        QVERIFY(m_store->open(m_folder.path().toStdString()));
        std::mt19937_64 random(3);
        SampleRows rows;
        double counter = 0;
        for (TimeMs t = FirstDay; t <= End; t += 15'000) {
            counter = random() % 2000 == 0 ? 1 : counter + double(random() % 10);
            rows.add(metric("dense"), t, counter);
            if (t % Minute == 0) // no rows of a minute are kept of it
                rows.add(metric("sparse"), t, double(random() % 1000));
        }
        QCOMPARE(rows.appendTo(*m_store).refusals.size(), std::size_t(0));
        QVERIFY(m_store->flush());
        for (const char *name : {"dense", "sparse"}) {
            for (const Reduce reduce : reductions()) {
                for (const TimeMs step : steps()) {
                    const RangeResult result = ask(name, reduce, step, FirstDay + 1, End);
                    QCOMPARE(result.series.size(), std::size_t(1));
                    QVERIFY(result.warnings.empty());
                    m_before[keyOf(name, reduce, step)] = result.series[0].points;
                }
            }
        }
        maintain(*m_store);
        m_store->setRetention(keepRaw(24h)); // the first two days go, the third is partly old
        maintain(*m_store);
        QCOMPARE(ask("dense", Reduce::Raw, 0, FirstDay, FirstDay + 2 * DayLength).series.size(),
                 std::size_t(0));
    }

    void answersAsFromSamples_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<Reduce>("reduce");
        QTest::addColumn<TimeMs>("stepMs");
        for (const char *name : {"dense", "sparse"}) {
            for (const Reduce reduce : reductions()) {
                for (const TimeMs step : steps()) {
                    if (qstrcmp(name, "sparse") == 0 && step < Hour)
                        continue; // said below
                    QTest::addRow("%s of %s, step of %lld min", toText(reduce).data(), name,
                                  static_cast<long long>(step / Minute))
                        << QByteArray(name) << reduce << step;
                }
            }
        }
    }
    void answersAsFromSamples()
    {
        QFETCH(const QByteArray, metric);
        QFETCH(const Reduce, reduce);
        QFETCH(const TimeMs, stepMs);
        const RangeResult result = ask(metric.constData(), reduce, stepMs, FirstDay + 1, End);
        QVERIFY(result.warnings.empty());
        QCOMPARE(result.series.size(), std::size_t(1));
        const SampleColumns &now = result.series[0].points;
        SampleColumns before = m_before.at(keyOf(metric.constData(), reduce, stepMs));
        if (reduce == Reduce::Rate && !before.timesMs.empty()) {
            // Nothing is known of the first sample of all within its row.
            before.timesMs.erase(before.timesMs.begin());
            before.values.erase(before.values.begin());
        }
        const std::size_t skipped = now.size() - before.size();
        QVERIFY(skipped <= 1);
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(now.timesMs[i + skipped], before.timesMs[i]);
            const double difference = std::abs(now.values[i + skipped] - before.values[i]);
            QVERIFY2(difference <= 1e-9 * std::abs(before.values[i]),
                     qPrintable(u"%1 instead of %2 at %3"_s.arg(now.values[i + skipped])
                                    .arg(before.values[i])
                                    .arg(before.timesMs[i])));
        }
    }

    void keepsHoursOfSparseSeries()
    {
        const RangeResult result =
            ask("sparse", Reduce::Count, 5 * Minute, FirstDay + 1, FirstDay + DayLength - 1);
        QCOMPARE(result.series.size(), std::size_t(1));
        const SampleColumns &points = result.series[0].points;
        QCOMPARE(points.size(), std::size_t(24));
        double all = 0;
        for (const double count : points.values)
            all += count;
        QCOMPARE(all, 24.0 * 60); // the last window holds the midnight that ends it
    }

    void saysThatAStepIsFiner()
    {
        const RangeResult result =
            ask("dense", Reduce::Count, 15'000, FirstDay + 1, FirstDay + Hour);
        QCOMPARE(result.warnings.size(), std::size_t(1));
        QVERIFY(result.warnings[0].ends_with("the step of 15s is finer"));
        QCOMPARE(result.series.at(0).points.size(), std::size_t(60));
    }

    void saysThatSamplesAreGone()
    {
        const RangeResult result = ask("dense", Reduce::Raw, 0, FirstDay, FirstDay + Hour);
        QVERIFY(result.series.empty());
        QCOMPARE(result.warnings.size(), std::size_t(1));
        QVERIFY(result.warnings[0].find("only 1m rollups are kept") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestRollupQuery)
#include "tst_rollupquery.moc"
