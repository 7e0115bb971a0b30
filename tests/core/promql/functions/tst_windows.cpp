// Functions of a range vector: what each gives for a window, and that sliding from window to window
// gives exactly what each window gives by itself.

#include "core/promql/functions/window.h"
#include "tests/core/promql/functions/directwindows.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double Infinity = std::numeric_limits<double>::infinity();

using Numbers = QList<double>;

/// One sample each ten seconds from 0 s; NaN as a value is one, an absent one is a gap.
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

struct Answer
{
    std::vector<double> floats;
    Remarks remarks;
};

Answer answer(FunctionId id, const WindowCall &call)
{
    Answer result{std::vector<double>(call.grid.count, AbsentValue), {}};
    std::vector<HistogramPtr> histograms;
    result.remarks = findWindowFunction(id)->run(call, {result.floats, &histograms});
    return result;
}

enum class Shape { Counter, Gauge, FewValues, Strange };

class Dice
{
public:
    explicit Dice(unsigned seed)
        : m_random(seed)
    {
    }
    bool oneIn(int chances) { return upTo(chances - 1) == 0; }
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }
    double real() { return std::uniform_real_distribution<double>(-100, 100)(m_random); }

private:
    std::mt19937 m_random;
};

double nextValue(Dice &dice, Shape shape, double before)
{
    switch (shape) {
    case Shape::Counter:
        return dice.oneIn(10) ? dice.upTo(5) : before + dice.upTo(20) * 0.25;
    case Shape::Gauge:
        return dice.real();
    case Shape::FewValues:
        return dice.oneIn(6) ? NaN : dice.upTo(3);
    case Shape::Strange:
        break;
    }
    constexpr double Values[] = {NaN, Infinity, -Infinity, 0, -0.0, 1e308, -1e308, 1e-308, 1, -1};
    return dice.oneIn(2) ? dice.real() : Values[dice.upTo(9)];
}

SeriesSamples randomSamples(Dice &dice, Shape shape)
{
    SeriesSamples samples;
    const int count = dice.upTo(200);
    TimeMs timeMs = 1'000'000;
    double value = 0;
    for (int i = 0; i < count; ++i) {
        timeMs += dice.oneIn(20) ? 300'000 : 1 + dice.upTo(20'000);
        value = nextValue(dice, shape, std::isfinite(value) ? value : 0);
        samples.timesMs.push_back(timeMs);
        samples.values.push_back(value);
    }
    return samples;
}

class WindowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneWindow_data();
    void oneWindow();
    void slidingIsDirect_data();
    void slidingIsDirect();
    void anchoredCountsAreDirect();
    void remarks_data();
    void remarks();
    void everyRangeFunctionHasARow();
    void someRowsKeepTheNameOrAskForACounter();
    void aWindowIsOpenAtItsBegin();
    void scalarsMayChangeFromStepToStep();
    void predictionsBeginAtTheMomentOfEvaluation();
};

void WindowsTest::oneWindow_data()
{
    QTest::addColumn<FunctionId>("function");
    QTest::addColumn<Numbers>("values"); // at 0 s, 10 s ...
    QTest::addColumn<Numbers>("scalars");
    QTest::addColumn<double>("expected"); // over (-5 s, 55 s]

    using Id = FunctionId;
    const double none = AbsentValue;
    const Numbers six = {1, 2, 3, 4, 5, 6};
    const auto row = [](const char *name, Id id, const Numbers &values, double expected,
                        const Numbers &scalars = {}) {
        QTest::newRow(name) << id << values << scalars << expected;
    };

    row("rate reaches both edges", Id::Rate, six, 5.0 / 60 * (60.0 / 50));
    row("rate of a counter that began at zero does not reach back", Id::Increase,
        {0, 10, 20, 30, 40, 50}, 55);
    row("rate of one sample is nothing", Id::Rate, {1}, none);
    row("rate over a reset", Id::Increase, {6, 8, 1, 3, 4, 5}, 7.0 * 60 / 50);
    row("increase is not taken for zero when a counter stands still", Id::Increase, {4, 4, 4, 4},
        0);
    row("increase stops half a gap behind the last sample", Id::Increase, {100, 110, 120, 130},
        30.0 * 40 / 30);
    row("delta goes down", Id::Delta, {6, 5, 4, 3, 2, 1}, -6);
    row("delta does not know resets", Id::Delta, {6, 8, 1, 3, 4, 5}, -1.2);
    row("delta of an unknown value is unknown", Id::Delta, {NaN, 1, 2}, NaN);
    row("a reset to an unknown value is none", Id::Increase, {5, NaN, 1, 2, 3, 4}, -1.2);
    row("irate looks at the last two", Id::Irate, {1, 2, 100, 0, 5, 25}, 2);
    row("irate over a reset", Id::Irate, {1, 2, 100, 0, 25, 5}, 0.5);
    row("irate of one sample is nothing", Id::Irate, {3}, none);
    row("idelta looks at the last two", Id::Idelta, {1, 2, 100, 0, 25, 5}, -20);
    row("idelta of one sample is nothing", Id::Idelta, {3}, none);

    row("sum", Id::SumOverTime, six, 21);
    row("sum of nothing is nothing", Id::SumOverTime, {}, none);
    row("sum keeps what is small", Id::SumOverTime, {1e100, 1, -1e100}, 1);
    row("sum with an infinity", Id::SumOverTime, {1, Infinity, 2}, Infinity);
    row("sum of both infinities", Id::SumOverTime, {Infinity, -Infinity, 2}, NaN);
    row("avg", Id::AvgOverTime, six, 3.5);
    row("avg of what has no sum", Id::AvgOverTime, {1.5e308, 1.5e308, 1.5e308}, 1.5e308);
    row("avg with an infinity", Id::AvgOverTime, {-Infinity, 1, 2}, -Infinity);
    row("avg of an unknown value", Id::AvgOverTime, {NaN, 1, 2}, NaN);
    row("count", Id::CountOverTime, {1, NaN, AbsentValue, 3}, 3);
    row("count of nothing is nothing", Id::CountOverTime, {}, none);
    row("present", Id::PresentOverTime, {0}, 1);
    row("first", Id::FirstOverTime, {AbsentValue, 4, 5}, 4);
    row("last", Id::LastOverTime, {4, 5, AbsentValue}, 5);
    row("last is an unknown value", Id::LastOverTime, {4, NaN}, NaN);
    row("time of the first", Id::TsOfFirstOverTime, {AbsentValue, 4, 5}, 10);
    row("time of the last", Id::TsOfLastOverTime, {4, 5, AbsentValue}, 10);
    row("stdvar", Id::StdvarOverTime, {0, 8, 8, 2, 3, 3}, 9);
    row("stddev", Id::StddevOverTime, {2, 4, 4, 4, 6, 4}, std::sqrt(8.0 / 6));
    row("stddev of one sample", Id::StddevOverTime, {5}, 0);
    row("stddev of an unknown value", Id::StddevOverTime, {NaN, 1}, NaN);

    row("max", Id::MaxOverTime, {1, 7, 3}, 7);
    row("max beside unknown values", Id::MaxOverTime, {NaN, 1, NaN, 3, NaN}, 3);
    row("max of unknown values", Id::MaxOverTime, {NaN, NaN}, NaN);
    row("min", Id::MinOverTime, {2, -7, 3}, -7);
    row("min beside unknown values", Id::MinOverTime, {NaN, 1, NaN, 3, NaN}, 1);
    row("min of infinities", Id::MinOverTime, {Infinity, -Infinity}, -Infinity);
    row("time of the last of the largest", Id::TsOfMaxOverTime, {3, 1, 3, 2}, 20);
    row("time of the last of the smallest", Id::TsOfMinOverTime, {1, 1, 3, 2}, 10);
    row("time of the largest beside unknown ones", Id::TsOfMaxOverTime, {NaN, 1, NaN}, 10);
    row("time of the last of unknown values", Id::TsOfMinOverTime, {NaN, NaN, NaN}, 20);

    row("quantile", Id::QuantileOverTime, {4, 1, 3, 2}, 2.5, {0.5});
    row("quantile of nothing is nothing", Id::QuantileOverTime, {}, none, {0.5});
    row("quantile below 0", Id::QuantileOverTime, {1}, -Infinity, {-1});
    row("quantile above 1", Id::QuantileOverTime, {1}, Infinity, {2});
    row("quantile of an unknown rank", Id::QuantileOverTime, {1}, NaN, {NaN});
    row("quantile has unknown values below all", Id::QuantileOverTime, {2, NaN, 1}, 1, {0.5});
    row("mad", Id::MadOverTime, {4, 6, 2, 1, 999, 1}, 2);
    row("mad of one sample", Id::MadOverTime, {9}, 0);

    row("deriv", Id::Deriv, six, 0.1);
    row("deriv of one sample is nothing", Id::Deriv, {1}, none);
    row("deriv of a constant", Id::Deriv, {3, 3, 3}, 0);
    row("deriv of infinities", Id::Deriv, {Infinity, Infinity}, NaN);
    row("predict_linear", Id::PredictLinear, {0, 10, 20, 30, 40, 50}, 65, {10});
    row("predict_linear of a constant", Id::PredictLinear, {3, 3, 3}, 3, {1000});
    row("predict_linear of one sample is nothing", Id::PredictLinear, {3}, none, {1000});
    row("smoothing of two", Id::DoubleExponentialSmoothing, {1, 3}, 3, {0.5, 0.5});
    row("smoothing of a line is the line", Id::DoubleExponentialSmoothing, six, 6, {0.25, 0.5});
    row("smoothing of one sample is nothing", Id::DoubleExponentialSmoothing, {1}, none,
        {0.5, 0.5});

    row("changes", Id::Changes, {1, 1, 2, 2, 1, 1}, 2);
    row("changes of one sample", Id::Changes, {1}, 0);
    row("changes of nothing is nothing", Id::Changes, {}, none);
    row("from unknown to unknown is no change", Id::Changes, {NaN, NaN, 1, NaN}, 2);
    row("resets", Id::Resets, {1, 5, 2, 2, 3, 1}, 2);
    row("resets of unknown values", Id::Resets, {1, NaN, 0}, 0);
}

void WindowsTest::oneWindow()
{
    QFETCH(FunctionId, function);
    QFETCH(Numbers, values);
    QFETCH(Numbers, scalars);
    QFETCH(double, expected);

    const SeriesSamples samples = everyTenSeconds(values);
    std::vector<ScalarColumn> columns;
    for (const double &scalar : scalars)
        columns.emplace_back(&scalar, 1);
    const WindowCall call{samples, {55'000, 0, 60'000}, {55'000, 0, 1}, columns};
    const double result = answer(function, call).floats[0];
    if (isAbsent(expected) || isAbsent(result))
        QCOMPARE(isAbsent(result), isAbsent(expected));
    else if (std::isnan(expected) || std::isinf(expected))
        QCOMPARE(result, expected);
    else
        QVERIFY2(std::abs(result - expected) <= 1e-12 * std::max(1.0, std::abs(expected)),
                 qPrintable(QString::number(result, 'g', 17)));
}

void WindowsTest::slidingIsDirect_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<TimeMs>("stepMs");
    QTest::addColumn<TimeMs>("rangeMs");

    const std::pair<const char *, Shape> shapes[] = {{"a counter", Shape::Counter},
                                                     {"a gauge", Shape::Gauge},
                                                     {"few values", Shape::FewValues},
                                                     {"strange values", Shape::Strange}};
    for (const auto &[name, shape] : shapes) {
        QTest::addRow("windows of %s overlap", name) << shape << TimeMs(15'000) << TimeMs(120'000);
        QTest::addRow("windows of %s are wide", name) << shape << TimeMs(7'000) << TimeMs(900'000);
        QTest::addRow("windows of %s touch", name) << shape << TimeMs(60'000) << TimeMs(60'000);
        QTest::addRow("windows of %s leave gaps", name)
            << shape << TimeMs(90'000) << TimeMs(30'000);
        QTest::addRow("windows of %s stand still", name) << shape << TimeMs(0) << TimeMs(300'000);
    }
}

void WindowsTest::slidingIsDirect()
{
    QFETCH(Shape, shape);
    QFETCH(TimeMs, stepMs);
    QFETCH(TimeMs, rangeMs);

    for (unsigned seed = 1; seed <= 20; ++seed) {
        Dice dice(seed);
        const SeriesSamples samples = randomSamples(dice, shape);
        const StepGrid grid{1'050'000 + dice.upTo(100'000), 15'000, 80};
        std::vector<double> first(grid.count);
        std::vector<double> second(grid.count);
        for (std::size_t step = 0; step < grid.count; ++step) {
            first[step] = dice.upTo(100) / 100.0;
            second[step] = dice.upTo(100) / 100.0;
        }
        const ScalarColumn scalars[] = {first, second};
        const WindowCall call{samples, {grid.startMs - 10'000, stepMs, rangeMs}, grid, scalars};
        for (const FunctionId id : directFunctions()) {
            const std::string found = difference(answer(id, call).floats, directValues(id, call));
            QVERIFY2(found.empty(), qPrintable(QStringLiteral("function %1, seed %2: %3")
                                                   .arg(int(id))
                                                   .arg(seed)
                                                   .arg(QString::fromStdString(found))));
        }
    }
}

void WindowsTest::anchoredCountsAreDirect()
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        Dice dice(seed);
        const SeriesSamples samples = randomSamples(dice, Shape::FewValues);
        const StepGrid grid{1'050'000, 11'000, 100};
        const WindowCall call{
            samples, {grid.startMs, grid.stepMs, 60'000}, grid, {}, RangeExtension::Anchored,
            30'000};
        for (const FunctionId id : {FunctionId::Changes, FunctionId::Resets}) {
            const std::string found = difference(answer(id, call).floats, directValues(id, call));
            QVERIFY2(found.empty(), qPrintable(QString::fromStdString(found)));
        }
    }
}

void WindowsTest::remarks_data()
{
    QTest::addColumn<FunctionId>("function");
    QTest::addColumn<int>("floats");
    QTest::addColumn<bool>("hasHistogram");
    QTest::addColumn<bool>("isRemarked");
    QTest::addColumn<bool>("hasValue");

    struct Known
    {
        const char *name;
        FunctionId id;
        int fewest;
    };
    const Known functions[] = {
        {"min_over_time", FunctionId::MinOverTime, 1},
        {"max_over_time", FunctionId::MaxOverTime, 1},
        {"ts_of_min_over_time", FunctionId::TsOfMinOverTime, 1},
        {"ts_of_max_over_time", FunctionId::TsOfMaxOverTime, 1},
        {"stddev_over_time", FunctionId::StddevOverTime, 1},
        {"stdvar_over_time", FunctionId::StdvarOverTime, 1},
        {"quantile_over_time", FunctionId::QuantileOverTime, 1},
        {"mad_over_time", FunctionId::MadOverTime, 1},
        {"deriv", FunctionId::Deriv, 2},
        {"predict_linear", FunctionId::PredictLinear, 2},
        {"double_exponential_smoothing", FunctionId::DoubleExponentialSmoothing, 2},
    };
    for (const Known &function : functions) {
        const auto row = [&](const char *name, int floats, bool hasHistogram) {
            QTest::addRow("%s of %s", function.name, name)
                << function.id << floats << hasHistogram << (floats > 0 && hasHistogram)
                << (floats >= function.fewest);
        };
        row("floats alone", 3, false);
        row("floats and a histogram", 3, true);
        row("one float and a histogram", 1, true);
        row("a histogram alone", 0, true);
    }
}

void WindowsTest::remarks()
{
    QFETCH(FunctionId, function);
    QFETCH(int, floats);
    QFETCH(bool, hasHistogram);
    QFETCH(bool, isRemarked);
    QFETCH(bool, hasValue);

    SeriesSamples samples = everyTenSeconds(Numbers(floats, 2.0));
    if (hasHistogram) {
        samples.histogramTimesMs = {50'000};
        samples.histograms = {std::make_shared<NativeHistogram>()};
    }
    const double half = 0.5;
    const ScalarColumn scalars[] = {{&half, 1}, {&half, 1}};
    const WindowCall call{samples, {55'000, 0, 60'000}, {55'000, 0, 1}, scalars};
    const Answer result = answer(function, call);
    QCOMPARE(result.remarks == Remarks(Remark::HistogramIgnoredInMixedRange), isRemarked);
    QCOMPARE(result.remarks.isEmpty(), !isRemarked);
    QCOMPARE(!isAbsent(result.floats[0]), hasValue);
}

void WindowsTest::everyRangeFunctionHasARow()
{
    for (const Function &function : allFunctions()) {
        const bool takesRange = std::find(function.arguments.begin(), function.arguments.end(),
                                          ValueType::RangeVector) != function.arguments.end();
        // What is absent belongs to the evaluator: it is there when no series is.
        const bool wanted = takesRange && function.id != FunctionId::AbsentOverTime;
        QVERIFY2((findWindowFunction(function.id) != nullptr) == wanted,
                 std::string(function.name).c_str());
        const auto direct = directFunctions();
        QVERIFY2((std::find(direct.begin(), direct.end(), function.id) != direct.end()) == wanted,
                 std::string(function.name).c_str());
    }
}

void WindowsTest::someRowsKeepTheNameOrAskForACounter()
{
    for (const FunctionId id : directFunctions()) {
        const WindowRow *row = findWindowFunction(id);
        QCOMPARE(row->keepsName, id == FunctionId::FirstOverTime || id == FunctionId::LastOverTime);
        QCOMPARE(row->isCounter, id == FunctionId::Rate || id == FunctionId::Increase);
    }
}

void WindowsTest::aWindowIsOpenAtItsBegin()
{
    const SeriesSamples samples = everyTenSeconds({1, 2, 3, 4});
    const WindowCall call{samples, {10'000, 10'000, 10'000}, {10'000, 10'000, 4}, {}};
    const std::vector<double> counts = answer(FunctionId::CountOverTime, call).floats;
    for (std::size_t step = 0; step < 3; ++step)
        QCOMPARE(counts[step], 1.0);
    QVERIFY(isAbsent(counts[3]));
    QCOMPARE(answer(FunctionId::FirstOverTime, call).floats[0], 2.0);
}

void WindowsTest::scalarsMayChangeFromStepToStep()
{
    const SeriesSamples samples = everyTenSeconds({1, 2, 3});
    const double ranks[] = {0, 0.5, 1};
    const ScalarColumn scalars[] = {ranks};
    const WindowCall call{samples, {20'000, 0, 60'000}, {20'000, 10'000, 3}, scalars};
    QCOMPARE(answer(FunctionId::QuantileOverTime, call).floats, (std::vector<double>{1, 2, 3}));
}

void WindowsTest::predictionsBeginAtTheMomentOfEvaluation()
{
    // offset 10s: the window lies back, the prediction does not.
    const SeriesSamples samples = everyTenSeconds({0, 10, 20});
    const double ahead = 5;
    const ScalarColumn scalars[] = {{&ahead, 1}};
    const WindowCall call{samples, {20'000, 0, 60'000}, {30'000, 0, 1}, scalars};
    QCOMPARE(answer(FunctionId::PredictLinear, call).floats[0], 35.0);
}

} // namespace

QTEST_GUILESS_MAIN(WindowsTest)
#include "tst_windows.moc"
