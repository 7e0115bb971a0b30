// Ranges that are anchored or smoothed: rate and its kin from edge to edge, without extrapolation.

#include "core/promql/functions/window.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

using Numbers = QList<double>;
using Id = FunctionId;

/// One sample each ten seconds from 0 s.
SeriesSamples everyTenSeconds(const Numbers &values)
{
    SeriesSamples samples;
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (isAbsent(values[i]))
            continue;
        samples.timesMs.push_back(TimeMs(i) * 10'000);
        samples.values.push_back(values[i]);
    }
    return samples;
}

std::vector<double> run(Id id, const WindowCall &call)
{
    std::vector<double> results(call.grid.count, AbsentValue);
    std::vector<HistogramPtr> histograms;
    findWindowFunction(id)->run(call, {results, &histograms});
    return results;
}

class ExtendedRangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneWindow_data();
    void oneWindow();
    void everyStepIsWhatItIsAlone_data();
    void everyStepIsWhatItIsAlone();
};

void ExtendedRangesTest::oneWindow_data()
{
    QTest::addColumn<Id>("function");
    QTest::addColumn<RangeExtension>("extension");
    QTest::addColumn<Numbers>("values"); // at 0 s, 10 s ...
    QTest::addColumn<TimeMs>("endMs");
    QTest::addColumn<double>("expected"); // over 40 s, with a lookback of 30 s

    const double none = AbsentValue;
    const Numbers line = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
    const auto anchored = [](const char *name, Id id, const Numbers &values, TimeMs endMs,
                             double expected) {
        QTest::addRow("anchored %s", name)
            << id << RangeExtension::Anchored << values << endMs << expected;
    };
    anchored("between samples begins with the one before", Id::Increase, line, 65'000, 40);
    anchored("at a sample begins with it", Id::Increase, line, 60'000, 40);
    anchored("delta", Id::Delta, {60, 50, 40, 30, 20, 10}, 50'000, -40);
    anchored("rate is by the whole range", Id::Rate, line, 60'000, 1);
    anchored("at the start of the series", Id::Increase, line, 15'000, 10);
    anchored("with one sample in all", Id::Increase, {10}, 20'000, 0);
    anchored("before the series", Id::Increase, {none, none, 10}, 15'000, none);
    anchored("with a sample before the window alone", Id::Increase, {10}, 45'000, none);
    anchored("with an anchor behind the lookback", Id::Increase,
             {1, none, none, none, none, none, none, 8, 9}, 80'000, 1);
    anchored("with an anchor within the lookback", Id::Increase,
             {none, none, 1, none, none, none, none, 8, 9}, 80'000, 8);
    anchored("reset behind the anchor", Id::Increase, {50, 3, 4, 5, 6, 7}, 45'000, 6);
    anchored("reset within", Id::Increase, {1, 2, 3, 1, 2, 3}, 50'000, 4);
    anchored("reset at the end", Id::Increase, {1, 2, 3, 4, 5, 2}, 50'000, 5);
    anchored("changes counts from the anchor", Id::Changes, {1, 2, 2, 2, 2, 2}, 45'000, 1);
    anchored("changes of a constant", Id::Changes, {1, 1, 1, 1, 1, 1}, 45'000, 0);
    anchored("changes without a sample in the window", Id::Changes, {1, 2}, 55'000, none);
    anchored("resets counts from the anchor", Id::Resets, {5, 2, 3, 4, 5, 5}, 45'000, 1);
    anchored("unknown anchor", Id::Increase, {NaN, 1, 2, 3, 4, 5}, 45'000, NaN);

    const auto smoothed = [](const char *name, Id id, const Numbers &values, TimeMs endMs,
                             double expected) {
        QTest::addRow("smoothed %s", name)
            << id << RangeExtension::Smoothed << values << endMs << expected;
    };
    smoothed("between samples", Id::Increase, line, 65'000, 40);
    smoothed("at samples", Id::Increase, line, 60'000, 40);
    smoothed("rate is by the whole range", Id::Rate, line, 65'000, 1);
    smoothed("at the start of the series", Id::Increase, line, 15'000, 15);
    smoothed("at the end of the series", Id::Increase, line, 105'000, 25);
    smoothed("across a gap in which the window lies", Id::Delta,
             {none, none, 0, none, none, none, none, none, 60}, 65'000, 40);
    smoothed("before the series, in reach", Id::Increase, {none, none, 10, 20}, 15'000, 0);
    smoothed("before the series, out of reach", Id::Increase, {none, none, none, none, none, 10},
             15'000, none);
    smoothed("behind the series", Id::Increase, {10, 20}, 55'000, none);
    smoothed("reset at the left edge", Id::Increase, {50, 4, 8, 12, 16, 16}, 45'000, 14);
    smoothed("reset at the right edge", Id::Increase, {10, 20, 30, 40, 50, 4}, 45'000, 37);
    smoothed("delta goes through a reset", Id::Delta, {10, 20, 30, 40, 50, 4}, 45'000, 12);
    smoothed("reset within", Id::Increase, {0, 10, 20, 5, 15, 25}, 45'000, 35);
}

void ExtendedRangesTest::oneWindow()
{
    QFETCH(Id, function);
    QFETCH(RangeExtension, extension);
    QFETCH(Numbers, values);
    QFETCH(TimeMs, endMs);
    QFETCH(double, expected);

    const SeriesSamples samples = everyTenSeconds(values);
    const WindowCall call{samples, {endMs, 0, 40'000}, {endMs, 0, 1}, {}, extension, 30'000};
    const double result = run(function, call)[0];
    QCOMPARE(isAbsent(result), isAbsent(expected));
    if (!isAbsent(expected))
        QCOMPARE(result, expected);
}

void ExtendedRangesTest::everyStepIsWhatItIsAlone_data()
{
    QTest::addColumn<Id>("function");
    QTest::addColumn<RangeExtension>("extension");

    for (const Id id : {Id::Rate, Id::Increase, Id::Delta}) {
        QTest::addRow("anchored function %d", int(id)) << id << RangeExtension::Anchored;
        QTest::addRow("smoothed function %d", int(id)) << id << RangeExtension::Smoothed;
    }
    QTest::addRow("anchored changes") << Id::Changes << RangeExtension::Anchored;
    QTest::addRow("anchored resets") << Id::Resets << RangeExtension::Anchored;
}

void ExtendedRangesTest::everyStepIsWhatItIsAlone()
{
    QFETCH(Id, function);
    QFETCH(RangeExtension, extension);

    Numbers values;
    for (int i = 0; i < 120; ++i) // rises and falls, and has gaps of one to ten samples
        values.append(i * i % 17 < 4 || (i > 60 && i < 70) ? AbsentValue : i * 7 % 31);
    const SeriesSamples samples = everyTenSeconds(values);
    const StepGrid grid{-20'000, 3'000, 450};
    const std::vector<double> all =
        run(function, {samples, {grid.startMs, grid.stepMs, 40'000}, grid, {}, extension, 30'000});
    std::size_t present = 0;
    for (std::size_t step = 0; step < grid.count; ++step) {
        const TimeMs atMs = grid.at(step);
        const std::vector<double> alone =
            run(function, {samples, {atMs, 0, 40'000}, {atMs, 0, 1}, {}, extension, 30'000});
        QCOMPARE(isAbsent(all[step]), isAbsent(alone[0]));
        if (isAbsent(alone[0]))
            continue;
        QCOMPARE(all[step], alone[0]);
        ++present;
    }
    QVERIFY(present > 200);
    QVERIFY(present < grid.count);
}

} // namespace

QTEST_GUILESS_MAIN(ExtendedRangesTest)
#include "tst_extendedranges.moc"
