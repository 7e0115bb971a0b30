// Arithmetic of native histograms: what each operation makes of small ones that can be checked by
// hand, and laws that hold for any.

#include "core/promql/histogram/histogrammath.h"
#include "tests/core/promql/histogram/samplehistograms.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace tinyobs;
using namespace tinyobs::promql;

Q_DECLARE_METATYPE(NativeHistogram)
Q_DECLARE_METATYPE(ResetHint)

namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

double inBuckets(const NativeHistogram &histogram)
{
    double count = histogram.zeroCount;
    for (const auto *buckets : {&histogram.positive, &histogram.negative})
        count = std::accumulate(
            buckets->begin(), buckets->end(), count,
            [](double sum, const HistogramBucket &bucket) { return sum + bucket.count; });
    return count;
}

bool isNear(double actual, double expected)
{
    if (std::isnan(expected))
        return std::isnan(actual);
    return actual == expected ||
           std::abs(actual - expected) <= 1e-9 * std::max(1.0, std::abs(expected));
}

NativeHistogram balanced()
{
    return exponential(0, 123.75, {2, 4, 8, 16}, {1, 2}, {0.001, 1});
}

NativeHistogram latencies()
{
    return custom({5, 10, 15, 20}, 172.5, {1, 6, 4, 3, 1});
}

} // namespace

class TestHistogramMath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsBucketByBucket_data();
    void addsBucketByBucket();
    void refusesMixedKinds();
    void believesHintsThatAgree_data();
    void believesHintsThatAgree();
    void losesNothingInLongSums();
    void meansWhatWouldOverflow();
    void findsResets_data();
    void findsResets();
    void trims_data();
    void trims();
    void interpolatesQuantiles_data();
    void interpolatesQuantiles();
    void tellsTheShareBetweenBounds_data();
    void tellsTheShareBetweenBounds();
    void scalesAndTurnsIntoGauges();
    void equalsWhateverIsEmpty();
    void holdsItsLaws();
};

void TestHistogramMath::addsBucketByBucket_data()
{
    QTest::addColumn<NativeHistogram>("left");
    QTest::addColumn<NativeHistogram>("right");
    QTest::addColumn<NativeHistogram>("sum");
    QTest::addColumn<bool>("isReconciled");

    QTest::newRow("buckets of one alone stay")
        << exponential(0, 1, {1, 2}) << exponential(0, 2, {0, 0, 5}) << exponential(0, 3, {1, 2, 5})
        << false;
    QTest::newRow("negative ones go with negative ones")
        << exponential(0, 1, {1}, {3}) << exponential(0, 1, {}, {1, 1})
        << exponential(0, 2, {1}, {4, 1}) << false;
    // Of schema 1 the buckets 1 and 2 are bucket 1 of schema 0.
    QTest::newRow("the coarser schema wins")
        << exponential(1, 4, {1, 2, 3}) << exponential(0, 1, {0, 10}) << exponential(0, 5, {1, 15})
        << false;
    QTest::newRow("the coarser schema wins from the right")
        << exponential(0, 1, {0, 10}) << exponential(1, 4, {1, 2, 3}) << exponential(0, 5, {1, 15})
        << false;
    // (0.5,1] lies within the wider zero bucket.
    QTest::newRow("the wider zero bucket takes buckets in")
        << exponential(0, 1, {4, 5}, {}, {0.5, 1}) << exponential(0, 1, {0, 1}, {}, {1, 2})
        << exponential(0, 2, {0, 6}, {}, {1, 7}) << false;
    // (1,2] has observations and cannot be cut in two.
    QTest::newRow("a zero bucket that ends within a bucket takes all of it")
        << exponential(0, 1, {0, 5, 1}, {}, {0.5, 1}) << exponential(0, 1, {}, {}, {1.5, 2})
        << exponential(0, 2, {0, 0, 1}, {}, {2, 8}) << false;
    QTest::newRow("custom buckets of the same bounds")
        << custom({1, 2}, 1, {1, 2, 3}) << custom({1, 2}, 1, {1, 1, 1})
        << custom({1, 2}, 2, {2, 3, 4}) << false;
    QTest::newRow("custom buckets of other bounds meet between those that both have")
        << custom({1, 2, 4}, 1, {1, 2, 3, 4}) << custom({2, 3, 4}, 1, {1, 1, 1, 1})
        << custom({2, 4}, 2, {4, 5, 5}) << true;
    QTest::newRow("custom buckets without a common bound")
        << custom({1}, 1, {1, 2}) << custom({2}, 1, {4, 8}) << custom({}, 2, {15}) << true;
}

void TestHistogramMath::addsBucketByBucket()
{
    QFETCH(NativeHistogram, left);
    QFETCH(NativeHistogram, right);
    QFETCH(NativeHistogram, sum);
    QFETCH(bool, isReconciled);
    NativeHistogram added = left;
    Remarks remarks;
    QVERIFY(addTo(added, right, remarks));
    QVERIFY(isEqual(added, sum));
    QCOMPARE(remarks.has(Remark::MismatchedCustomBuckets), isReconciled);
    if (isReconciled || left.schema != right.schema || left.zeroThreshold != right.zeroThreshold)
        return;
    QVERIFY(subtractFrom(added, right, remarks));
    QVERIFY(isEqual(added, left));
}

void TestHistogramMath::refusesMixedKinds()
{
    const NativeHistogram before = exponential(0, 1, {1});
    NativeHistogram left = before;
    Remarks remarks;
    QVERIFY(!addTo(left, custom({1}, 1, {1, 1}), remarks));
    QVERIFY(!subtractFrom(left, custom({1}, 1, {1, 1}), remarks));
    QVERIFY(left == before);
}

void TestHistogramMath::believesHintsThatAgree_data()
{
    QTest::addColumn<ResetHint>("left");
    QTest::addColumn<ResetHint>("right");
    QTest::addColumn<ResetHint>("sum");
    QTest::addColumn<bool>("collides");

    QTest::newRow("two resets") << ResetHint::Reset << ResetHint::Reset << ResetHint::Reset
                                << false;
    QTest::newRow("a gauge makes it one")
        << ResetHint::Reset << ResetHint::Gauge << ResetHint::Gauge << false;
    QTest::newRow("a gauge stays one")
        << ResetHint::Gauge << ResetHint::Unknown << ResetHint::Gauge << false;
    QTest::newRow("nothing is known of one")
        << ResetHint::NoReset << ResetHint::Unknown << ResetHint::Unknown << false;
    QTest::newRow("they contradict each other")
        << ResetHint::Reset << ResetHint::NoReset << ResetHint::Unknown << true;
}

void TestHistogramMath::believesHintsThatAgree()
{
    QFETCH(ResetHint, left);
    QFETCH(ResetHint, right);
    QFETCH(ResetHint, sum);
    QFETCH(bool, collides);
    NativeHistogram histogram = withHint(exponential(0, 1, {1}), left);
    Remarks remarks;
    QVERIFY(addTo(histogram, withHint(exponential(0, 1, {1}), right), remarks));
    QVERIFY(histogram.resetHint == sum);
    QCOMPARE(remarks.has(Remark::CounterResetCollision), collides);
}

void TestHistogramMath::losesNothingInLongSums()
{
    HistogramSum sum;
    Remarks remarks;
    for (const double value : {1.0, 1e100, 1.0, -1e100})
        QVERIFY(sum.add(exponential(0, value, {value}), remarks));
    const NativeHistogram total = sum.total();
    QCOMPARE(total.sum, 2.0);
    QCOMPARE(total.count, 2.0);
    QCOMPARE(total.positive[0].count, 2.0);
}

void TestHistogramMath::meansWhatWouldOverflow()
{
    HistogramMean mean;
    Remarks remarks;
    for (int i = 0; i < 4; ++i)
        QVERIFY(mean.add(exponential(0, 1e308, {4}), remarks));
    QVERIFY(isNear(mean.mean().sum, 1e308));
    QVERIFY(isNear(mean.mean().count, 4));
}

void TestHistogramMath::findsResets_data()
{
    QTest::addColumn<NativeHistogram>("before");
    QTest::addColumn<NativeHistogram>("after");
    QTest::addColumn<bool>("isReset");

    QTest::newRow("counts that rise")
        << exponential(0, 1, {1, 2}) << exponential(0, 1, {1, 3}) << false;
    QTest::newRow("fewer observations") << exponential(0, 1, {5}) << exponential(0, 1, {4}) << true;
    QTest::newRow("a bucket that falls while others rise")
        << exponential(0, 1, {5, 1}) << exponential(0, 1, {4, 9}) << true;
    QTest::newRow("a bucket that is gone")
        << exponential(0, 1, {1, 2}) << exponential(0, 1, {9}) << true;
    QTest::newRow("an empty bucket that is gone")
        << exponential(0, 1, {1, 0}) << exponential(0, 1, {9}) << false;
    QTest::newRow("a finer schema") << exponential(0, 1, {1}) << exponential(1, 1, {9}) << true;
    QTest::newRow("a coarser schema with as much")
        << exponential(1, 1, {1, 2, 3}) << exponential(0, 1, {1, 5}) << false;
    QTest::newRow("a narrower zero bucket")
        << exponential(0, 1, {1}, {}, {0.5, 1}) << exponential(0, 1, {9}, {}, {0.1, 1}) << true;
    QTest::newRow("a wider zero bucket that took a bucket in")
        << exponential(0, 1, {3, 4}, {}, {0.5, 1}) << exponential(0, 1, {0, 4}, {}, {1, 4})
        << false;
    QTest::newRow("a zero bucket that ends within a bucket")
        << exponential(0, 1, {3}, {}, {0.1, 1}) << exponential(0, 1, {9}, {}, {0.75, 9}) << true;
    QTest::newRow("from exponential to custom")
        << exponential(0, 1, {1}) << custom({1}, 1, {5, 5}) << true;
    QTest::newRow("other custom bounds, nothing less between common ones")
        << custom({1, 2}, 1, {1, 2, 3}) << custom({2, 3}, 1, {3, 2, 1}) << false;
    QTest::newRow("other custom bounds, less below a common one")
        << custom({1, 2}, 1, {1, 2, 3}) << custom({2, 3}, 1, {2, 9, 9}) << true;
    QTest::newRow("the hint says so")
        << exponential(0, 1, {1}) << withHint(exponential(0, 1, {2}), ResetHint::Reset) << true;
    QTest::newRow("the hint denies it")
        << exponential(0, 1, {2}) << withHint(exponential(0, 1, {1}), ResetHint::NoReset) << false;
}

void TestHistogramMath::findsResets()
{
    QFETCH(NativeHistogram, before);
    QFETCH(NativeHistogram, after);
    QFETCH(bool, isReset);
    QCOMPARE(promql::isReset(before, after), isReset);
}

void TestHistogramMath::trims_data()
{
    QTest::addColumn<NativeHistogram>("histogram");
    QTest::addColumn<double>("bound");
    QTest::addColumn<bool>("keepsLower");
    QTest::addColumn<double>("count");
    QTest::addColumn<double>("sum");

    const double root = std::sqrt(2.0);
    QTest::newRow("nothing goes below infinity: the sum stays")
        << balanced() << Infinity << true << 34.0 << 123.75;
    QTest::newRow("nothing goes above minus infinity")
        << balanced() << -Infinity << false << 34.0 << 123.75;
    QTest::newRow("all goes") << balanced() << Infinity << false << 0.0 << 0.0;
    // Middles: sqrt(1/2) of (0.5,1], sqrt(2) of (1,2]; -sqrt(1/2) and -sqrt(2) below zero.
    QTest::newRow("at the end of a bucket")
        << balanced() << 2.0 << true << 10.0 << 2 / root + 4 * root - 1 / root - 2 * root;
    QTest::newRow("the other side of it")
        << balanced() << 2.0 << false << 24.0 << 8 * std::sqrt(8.0) + 16 * std::sqrt(32.0);
    QTest::newRow("in the middle of a bucket half of it stays")
        << balanced() << root << true << 8.0
        << 2 / root + 2 * std::sqrt(root) - 1 / root - 2 * root;
    QTest::newRow("zero halves the zero bucket")
        << exponential(0, 0, {}, {}, {0.1, 5}) << 0.0 << false << 2.5 << 2.5 * 0.05;
    QTest::newRow("the zero bucket of positive observations begins at zero")
        << exponential(0, 8, {10}, {}, {0.5, 2}) << 0.1 << true << 0.4 << 0.02;
    QTest::newRow("the zero bucket of negative observations ends at zero")
        << exponential(0, -8, {}, {10}, {0.5, 2}) << -0.1 << false << 0.4 << -0.02;
    QTest::newRow("custom buckets are cut in proportion")
        << latencies() << 13.0 << true << 9.4 << 1 * 2.5 + 6 * 7.5 + 2.4 * 11.5;
    QTest::newRow("the lowest custom bucket begins at zero")
        << latencies() << 2.0 << true << 0.4 << 0.4 * 1;
    QTest::newRow("the endless custom bucket goes whole")
        << latencies() << 50.0 << true << 14.0 << 2.5 + 45 + 50 + 52.5;
    QTest::newRow("the endless custom bucket stays whole")
        << latencies() << 15.0 << false << 4.0 << 3 * 17.5 + 20;
    QTest::newRow("above zero nothing of custom buckets goes")
        << latencies() << 0.0 << false << 15.0 << 172.5;
    QTest::newRow("a lowest custom bucket below zero stays whole")
        << custom({-10}, 0, {2, 5}) << -15.0 << true << 2.0 << -30.0;
    QTest::newRow("a bound that is no number keeps nothing")
        << exponential(0, 5, {1, 2}, {3}) << NaN << true << 0.0 << 0.0;
}

void TestHistogramMath::trims()
{
    QFETCH(NativeHistogram, histogram);
    QFETCH(double, bound);
    QFETCH(bool, keepsLower);
    QFETCH(double, count);
    QFETCH(double, sum);
    const NativeHistogram trimmed = trim(histogram, bound, keepsLower);
    QVERIFY2(isNear(trimmed.count, count), qPrintable(QString::number(trimmed.count, 'g', 17)));
    QVERIFY2(isNear(trimmed.sum, sum), qPrintable(QString::number(trimmed.sum, 'g', 17)));
    QVERIFY(isNear(inBuckets(trimmed), count));
}

void TestHistogramMath::interpolatesQuantiles_data()
{
    QTest::addColumn<NativeHistogram>("histogram");
    QTest::addColumn<double>("q");
    QTest::addColumn<double>("value");

    const NativeHistogram simple = exponential(0, 5, {1, 2, 1});
    QTest::newRow("the median of (1,2] is its geometric middle") << simple << 0.5 << std::sqrt(2.0);
    QTest::newRow("the least is the lower end") << simple << 0.0 << 0.5;
    QTest::newRow("the greatest is the upper end") << simple << 1.0 << 4.0;
    QTest::newRow("below zero") << simple << -0.1 << -Infinity;
    QTest::newRow("above one") << simple << 1.1 << Infinity;
    QTest::newRow("no number") << simple << NaN << NaN;
    QTest::newRow("of nothing") << NativeHistogram() << 0.5 << NaN;
    QTest::newRow("negative observations are the mirror image")
        << exponential(0, -5, {}, {1, 2, 1}) << 0.5 << -std::sqrt(2.0);
    QTest::newRow("the zero bucket alone is even")
        << exponential(0, 0, {}, {}, {0.5, 4}) << 0.75 << 0.25;
    QTest::newRow("the zero bucket of positive observations begins at zero")
        << exponential(0, 9, {6}, {}, {0.5, 4}) << 0.2 << 0.25;
    QTest::newRow("custom buckets are even") << custom({10, 20}, 9, {0, 4, 0}) << 0.25 << 12.5;
    QTest::newRow("the lowest custom bucket begins at zero")
        << custom({10, 20}, 9, {4, 0, 0}) << 0.5 << 5.0;
    QTest::newRow("the endless custom bucket is where it begins")
        << custom({10, 20}, 9, {0, 0, 4}) << 0.5 << 20.0;
}

void TestHistogramMath::interpolatesQuantiles()
{
    QFETCH(NativeHistogram, histogram);
    QFETCH(double, q);
    QFETCH(double, value);
    Remarks remarks;
    const double actual = quantile(q, histogram, remarks);
    QVERIFY2(isNear(actual, value), qPrintable(QString::number(actual, 'g', 17)));
    QVERIFY(remarks.isEmpty());
    // Observations that are no number are in no bucket: they count as greater than all.
    if (!(q >= 0 && q <= 1) || histogram.count == 0 || histogram.isCustom())
        return;
    histogram.sum = NaN;
    histogram.count *= 2;
    const double skewed = quantile(q, histogram, remarks);
    QVERIFY(remarks.has(std::isnan(skewed) ? Remark::QuantileNaNResult : Remark::QuantileNaNSkew));
}

void TestHistogramMath::tellsTheShareBetweenBounds_data()
{
    QTest::addColumn<NativeHistogram>("histogram");
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::addColumn<double>("share");

    const NativeHistogram simple = exponential(0, 5, {1, 2, 1});
    QTest::newRow("of one bucket") << simple << 1.0 << 2.0 << 0.5;
    QTest::newRow("of all") << simple << -Infinity << Infinity << 1.0;
    QTest::newRow("of half a bucket, by its geometric middle")
        << simple << 1.0 << std::sqrt(2.0) << 0.25;
    QTest::newRow("of none") << simple << 3.0 << 3.0 << 0.0;
    QTest::newRow("no number") << simple << NaN << 3.0 << NaN;
    QTest::newRow("of nothing") << NativeHistogram() << 0.0 << 3.0 << NaN;
    QTest::newRow("of half the zero bucket")
        << exponential(0, 0, {}, {}, {0.5, 4}) << 0.0 << 9.0 << 0.5;
    QTest::newRow("of custom buckets in proportion")
        << custom({10, 20}, 9, {0, 4, 4}) << 10.0 << 15.0 << 0.25;
}

void TestHistogramMath::tellsTheShareBetweenBounds()
{
    QFETCH(NativeHistogram, histogram);
    QFETCH(double, lower);
    QFETCH(double, upper);
    QFETCH(double, share);
    Remarks remarks;
    const double actual = fraction(lower, upper, histogram, remarks);
    QVERIFY2(isNear(actual, share), qPrintable(QString::number(actual, 'g', 17)));
}

void TestHistogramMath::scalesAndTurnsIntoGauges()
{
    NativeHistogram histogram = exponential(0, 10, {2, 4}, {}, {0.5, 2});
    multiply(histogram, 0.5);
    QVERIFY(isEqual(histogram, exponential(0, 5, {1, 2}, {}, {0.5, 1})));
    QVERIFY(histogram.resetHint == ResetHint::Unknown);
    multiply(histogram, -1);
    QVERIFY(histogram.resetHint == ResetHint::Gauge);
    divide(histogram, 0);
    QVERIFY(histogram.positive.empty());
    QCOMPARE(histogram.count, -Infinity);
}

void TestHistogramMath::equalsWhateverIsEmpty()
{
    QVERIFY(isEqual(exponential(0, NaN, {1, 0, 2}), exponential(0, NaN, {1, 0, 2, 0})));
    QVERIFY(!isEqual(exponential(0, 1, {1, 0, 2}), exponential(0, 1, {1, 2})));
    QVERIFY(!isEqual(custom({1}, 1, {1, 0}), custom({2}, 1, {1, 0})));
}

void TestHistogramMath::holdsItsLaws()
{
    constexpr unsigned Seed = 20251123;
    std::mt19937 random(Seed);
    Remarks remarks;
    for (int round = 0; round < 300; ++round) {
        const NativeHistogram left = randomHistogram(random);
        const NativeHistogram right = randomHistogram(random);
        NativeHistogram sum = left;
        QVERIFY(addTo(sum, right, remarks));
        NativeHistogram other = right;
        QVERIFY(addTo(other, left, remarks));
        QVERIFY(isEqual(sum, other));
        QCOMPARE(inBuckets(sum), left.count + right.count);
        QVERIFY(!promql::isReset(left, sum));
        QVERIFY(subtractFrom(sum, right, remarks));
        NativeHistogram coarser = left;
        reduceTo(coarser, right.schema);
        QCOMPARE(inBuckets(coarser), left.count);
        QVERIFY(isEqual(sum, coarser));
        if (left.count == 0)
            continue;
        double before = -Infinity;
        for (double q = 0; q <= 1; q += 0.05) {
            const double value = quantile(q, left, remarks);
            QVERIFY(value >= before || isNear(value, before));
            before = value;
        }
        const NativeHistogram below = trim(left, 1.5, true);
        const NativeHistogram above = trim(left, 1.5, false);
        QVERIFY(isNear(below.count + above.count, left.count));
    }
}

QTEST_APPLESS_MAIN(TestHistogramMath)
#include "tst_histogrammath.moc"
