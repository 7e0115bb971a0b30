// Functions of a range vector with native histograms, and with floats beside them: one window of
// one minute, samples every twenty seconds from 20 s on.

#include "core/promql/functions/window.h"
#include "core/promql/histogram/histogrammath.h"
#include "tests/core/promql/histogram/samplehistograms.h"

#include <QTest>

#include <cmath>
#include <optional>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

struct Sample
{
    double number = 0;
    std::optional<NativeHistogram> histogram;

    Sample(double value)
        : number(value)
    {
    }
    Sample(NativeHistogram value)
        : histogram(std::move(value))
    {
    }
};
using Series = QList<Sample>;

struct Answer
{
    double number = AbsentValue;
    HistogramPtr histogram;
    Remarks remarks;
};

Answer answer(FunctionId id, const Series &series)
{
    SeriesSamples samples;
    TimeMs timeMs = 0;
    for (const Sample &sample : series) {
        timeMs += 20'000;
        if (sample.histogram) {
            samples.histogramTimesMs.push_back(timeMs);
            samples.histograms.push_back(
                std::make_shared<const NativeHistogram>(*sample.histogram));
        } else {
            samples.timesMs.push_back(timeMs);
            samples.values.push_back(sample.number);
        }
    }
    Answer result;
    std::vector<HistogramPtr> histograms;
    const WindowCall call{samples, {timeMs, 0, 60'000}, {timeMs, 0, 1}, {}};
    result.remarks = findWindowFunction(id)->run(call, {std::span(&result.number, 1), &histograms});
    if (!histograms.empty())
        result.histogram = histograms[0];
    return result;
}

NativeHistogram counter(double count)
{
    return exponential(0, count, {count});
}

NativeHistogram gauge(double count)
{
    return withHint(counter(count), ResetHint::Gauge);
}

} // namespace

Q_DECLARE_METATYPE(Sample)
Q_DECLARE_METATYPE(tinyobs::promql::FunctionId)
Q_DECLARE_METATYPE(tinyobs::promql::Remarks)

class TestHistogramWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yieldsHistograms_data();
    void yieldsHistograms();
    void yieldsNumbers_data();
    void yieldsNumbers();
    void yieldsNothing_data();
    void yieldsNothing();
};

void TestHistogramWindows::yieldsHistograms_data()
{
    QTest::addColumn<FunctionId>("id");
    QTest::addColumn<Series>("series");
    QTest::addColumn<double>("count");
    QTest::addColumn<Remarks>("remarks");

    const Remarks none;
    // The window begins 20 s before the first sample, as far as the gap between samples.
    QTest::newRow("increase reaches to the window's begin")
        << FunctionId::Increase << Series{counter(40), counter(50), counter(60)} << 30.0 << none;
    QTest::newRow("increase does not begin below zero")
        << FunctionId::Increase << Series{counter(5), counter(15), counter(25)} << 25.0 << none;
    QTest::newRow("increase goes on over a reset")
        << FunctionId::Increase << Series{counter(40), counter(50), counter(10)} << 30.0 << none;
    QTest::newRow("increase forgets a first one before a reset, whatever its buckets")
        << FunctionId::Increase << Series{custom({1}, 9, {90, 9}), counter(10), counter(20)} << 30.0
        << none;
    QTest::newRow("rate is the increase of a second")
        << FunctionId::Rate << Series{counter(40), counter(50), counter(60)} << 0.5 << none;
    QTest::newRow("rate of gauges is remarked")
        << FunctionId::Rate << Series{gauge(40), gauge(50), gauge(60)} << 0.5
        << Remarks(Remark::NativeHistogramNotCounter);
    QTest::newRow("hints that contradict each other are nothing to a rate")
        << FunctionId::Rate
        << Series{withHint(counter(40), ResetHint::Reset), counter(50),
                  withHint(counter(60), ResetHint::NoReset)}
        << 0.5 << none;
    QTest::newRow("delta of gauges")
        << FunctionId::Delta << Series{gauge(60), gauge(50), gauge(40)} << -30.0 << none;
    QTest::newRow("delta of counters is remarked")
        << FunctionId::Delta << Series{counter(40), counter(50), counter(60)} << 30.0
        << Remarks(Remark::NativeHistogramNotGauge);
    QTest::newRow("delta of other custom bounds")
        << FunctionId::Delta
        << Series{withHint(custom({1, 2}, 1, {2, 0, 2}), ResetHint::Gauge),
                  withHint(custom({1, 3}, 1, {4, 0, 4}), ResetHint::Gauge)}
        << 6.0 << Remarks(Remark::CustomBucketsSubtracted);
    QTest::newRow("irate looks at the last two")
        << FunctionId::Irate << Series{counter(90), counter(10), counter(30)} << 1.0 << none;
    QTest::newRow("irate after a reset is the new one")
        << FunctionId::Irate << Series{counter(90), counter(40)} << 2.0 << none;
    QTest::newRow("idelta knows no resets")
        << FunctionId::Idelta << Series{gauge(90), gauge(40)} << -50.0 << none;
    QTest::newRow("sum") << FunctionId::SumOverTime << Series{counter(1), counter(2), counter(4)}
                         << 7.0 << none;
    QTest::newRow("sum of hints that contradict each other")
        << FunctionId::SumOverTime
        << Series{withHint(counter(1), ResetHint::Reset), withHint(counter(2), ResetHint::NoReset)}
        << 3.0 << Remarks(Remark::ResetCollisionAggregated);
    QTest::newRow("sum of other custom bounds")
        << FunctionId::SumOverTime << Series{custom({1}, 1, {2, 3}), custom({2}, 1, {4, 5})} << 14.0
        << Remarks(Remark::CustomBucketsAggregated);
    QTest::newRow("mean") << FunctionId::AvgOverTime << Series{counter(1), counter(2), counter(6)}
                          << 3.0 << none;
    QTest::newRow("the last one, behind a number")
        << FunctionId::LastOverTime << Series{counter(1), 5.0, counter(6)} << 6.0 << none;
    QTest::newRow("the first one, before a number")
        << FunctionId::FirstOverTime << Series{counter(1), 5.0, counter(6)} << 1.0 << none;
}

void TestHistogramWindows::yieldsHistograms()
{
    QFETCH(FunctionId, id);
    QFETCH(Series, series);
    QFETCH(double, count);
    QFETCH(Remarks, remarks);
    const Answer result = answer(id, series);
    QVERIFY(result.histogram);
    QVERIFY(isAbsent(result.number));
    QVERIFY2(std::abs(result.histogram->count - count) < 1e-9,
             qPrintable(QString::number(result.histogram->count, 'g', 17)));
    double inBuckets = 0;
    for (const HistogramBucket &bucket : result.histogram->positive)
        inBuckets += bucket.count;
    QVERIFY(std::abs(inBuckets - count) < 1e-9);
    QVERIFY(result.remarks == remarks);
}

void TestHistogramWindows::yieldsNumbers_data()
{
    QTest::addColumn<FunctionId>("id");
    QTest::addColumn<Series>("series");
    QTest::addColumn<double>("number");

    const Series mixed{counter(4), 5.0, counter(6)};
    QTest::newRow("the kind changes twice") << FunctionId::Changes << mixed << 2.0;
    QTest::newRow("each change of kind is a reset") << FunctionId::Resets << mixed << 2.0;
    QTest::newRow("equal histograms do not change")
        << FunctionId::Changes << Series{counter(4), counter(4), counter(5)} << 1.0;
    QTest::newRow("a histogram that falls was reset")
        << FunctionId::Resets << Series{counter(4), counter(5), counter(3)} << 1.0;
    QTest::newRow("what is before the window does not count")
        << FunctionId::Resets << Series{counter(9), counter(4), counter(5), counter(6)} << 0.0;
    QTest::newRow("both kinds are counted") << FunctionId::CountOverTime << mixed << 3.0;
    QTest::newRow("the last one, a number")
        << FunctionId::LastOverTime << Series{counter(4), 5.0} << 5.0;
    QTest::newRow("the first one, a number")
        << FunctionId::FirstOverTime << Series{5.0, counter(4)} << 5.0;
    QTest::newRow("the time of the last one") << FunctionId::TsOfLastOverTime << mixed << 60.0;
    QTest::newRow("a window of numbers alone, of a series that had histograms")
        << FunctionId::SumOverTime << Series{counter(9), 1.0, 2.0, 4.0} << 7.0;
    QTest::newRow("the rate of numbers, of a series that had histograms")
        << FunctionId::Increase << Series{counter(9), 40.0, 50.0, 60.0} << 30.0;
    QTest::newRow("irate of two numbers behind a histogram")
        << FunctionId::Irate << Series{counter(9), 40.0, 50.0} << 0.5;
}

void TestHistogramWindows::yieldsNumbers()
{
    QFETCH(FunctionId, id);
    QFETCH(Series, series);
    QFETCH(double, number);
    const Answer result = answer(id, series);
    QVERIFY(!result.histogram);
    QCOMPARE(result.number, number);
    QVERIFY(result.remarks.isEmpty());
}

void TestHistogramWindows::yieldsNothing_data()
{
    QTest::addColumn<FunctionId>("id");
    QTest::addColumn<Series>("series");
    QTest::addColumn<Remarks>("remarks");

    const Series mixed{counter(4), 5.0, counter(6)};
    const Series kinds{counter(4), custom({1}, 1, {3, 4})};
    const Remarks mix(Remark::MixedFloatsHistograms);
    const Remarks otherKind(Remark::MixedExponentialCustom);
    QTest::newRow("a rate of both") << FunctionId::Rate << mixed << mix;
    QTest::newRow("irate of one each") << FunctionId::Irate << mixed << mix;
    QTest::newRow("a sum of both") << FunctionId::SumOverTime << mixed << mix;
    QTest::newRow("a mean of both") << FunctionId::AvgOverTime << mixed << mix;
    QTest::newRow("a rate of one alone") << FunctionId::Rate << Series{counter(4)} << Remarks();
    QTest::newRow("irate of one alone") << FunctionId::Irate << Series{counter(4)} << Remarks();
    QTest::newRow("a sum of exponential and custom ones")
        << FunctionId::SumOverTime << kinds << otherKind;
    QTest::newRow("a difference of exponential and custom ones")
        << FunctionId::Delta << kinds << otherKind;
    QTest::newRow("an increase that changes its kind later")
        << FunctionId::Increase << Series{counter(4), counter(5), custom({1}, 1, {3, 4})}
        << otherKind;
}

void TestHistogramWindows::yieldsNothing()
{
    QFETCH(FunctionId, id);
    QFETCH(Series, series);
    QFETCH(Remarks, remarks);
    const Answer result = answer(id, series);
    QVERIFY(!result.histogram);
    QVERIFY(isAbsent(result.number));
    QVERIFY(result.remarks == remarks);
}

QTEST_APPLESS_MAIN(TestHistogramWindows)
#include "tst_histogramwindows.moc"
