// Functions of an instant vector, one element at a time: mathematics, bounds, rounding, dates.

#include "core/promql/functions/instant.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double Infinity = std::numeric_limits<double>::infinity();

using Numbers = QList<double>;

const std::vector<HistogramPtr> NoHistograms;

/// The function of one value, or of nothing if that is absent.
double valueOf(FunctionId id, double value, const Numbers &scalars)
{
    std::vector<ScalarColumn> columns;
    for (const double &scalar : scalars)
        columns.emplace_back(&scalar, 1);
    double result = AbsentValue;
    std::vector<HistogramPtr> histograms;
    findInstantFunction(id)->run({{&value, 1}, NoHistograms, {0, 0, 1}, columns},
                                 {{&result, 1}, &histograms});
    return result;
}

class InstantsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneValue_data();
    void oneValue();
    void partsOfADate_data();
    void partsOfADate();
    void everyDayFollowsTheOneBefore();
    void absentStaysAbsent();
    void theResultMayTakeThePlaceOfTheValue();
    void everyElementWiseFunctionHasARow();
};

void InstantsTest::oneValue_data()
{
    QTest::addColumn<FunctionId>("function");
    QTest::addColumn<double>("value");
    QTest::addColumn<Numbers>("scalars");
    QTest::addColumn<double>("expected");

    using Id = FunctionId;
    constexpr double Pi = std::numbers::pi;
    const auto row = [](const char *name, Id id, double value, double expected,
                        const Numbers &scalars = {}) {
        QTest::newRow(name) << id << value << scalars << expected;
    };

    row("abs", Id::Abs, -2.5, 2.5);
    row("abs of -Inf", Id::Abs, -Infinity, Infinity);
    row("ceil", Id::Ceil, 1.2, 2);
    row("ceil below zero", Id::Ceil, -1.2, -1);
    row("floor", Id::Floor, 1.8, 1);
    row("floor below zero", Id::Floor, -1.2, -2);
    row("exp", Id::Exp, 1, std::numbers::e);
    row("exp of -Inf", Id::Exp, -Infinity, 0);
    row("exp of much", Id::Exp, 1000, Infinity);
    row("sqrt", Id::Sqrt, 16, 4);
    row("sqrt below zero", Id::Sqrt, -1, NaN);
    row("ln", Id::Ln, std::numbers::e, 1);
    row("ln of zero", Id::Ln, 0, -Infinity);
    row("ln below zero", Id::Ln, -1, NaN);
    row("log2", Id::Log2, 8, 3);
    row("log10", Id::Log10, 1000, 3);
    row("sin", Id::Sin, Pi / 2, 1);
    row("cos", Id::Cos, Pi, -1);
    row("tan", Id::Tan, Pi / 4, 1);
    row("asin", Id::Asin, 1, Pi / 2);
    row("asin above one", Id::Asin, 1.5, NaN);
    row("acos", Id::Acos, -1, Pi);
    row("atan", Id::Atan, 1, Pi / 4);
    row("sinh", Id::Sinh, 1, (std::numbers::e - 1 / std::numbers::e) / 2);
    row("cosh", Id::Cosh, 1, (std::numbers::e + 1 / std::numbers::e) / 2);
    row("tanh", Id::Tanh, 1000, 1);
    row("asinh", Id::Asinh, 0.75, std::log(2));
    row("acosh", Id::Acosh, 1.25, std::log(2));
    row("acosh below one", Id::Acosh, 0.5, NaN);
    row("atanh", Id::Atanh, 0.6, std::log(2));
    row("atanh of one", Id::Atanh, 1, Infinity);
    row("deg", Id::Deg, Pi, 180);
    row("rad", Id::Rad, 180, Pi);
    row("sgn", Id::Sgn, -3, -1);
    row("sgn of zero", Id::Sgn, 0, 0);
    row("sgn of an unknown value", Id::Sgn, NaN, NaN);

    row("round", Id::Round, 2.4, 2);
    row("round half up", Id::Round, 2.5, 3);
    row("round half up below zero", Id::Round, -2.5, -2);
    row("round to a fraction", Id::Round, 1.237, 1.24, {0.01});
    row("round to a multiple", Id::Round, 17, 15, {5});
    row("round to nothing", Id::Round, 7, NaN, {0});

    row("clamp within", Id::Clamp, 5, 5, {1, 9});
    row("clamp below", Id::Clamp, -5, 1, {1, 9});
    row("clamp above", Id::Clamp, 50, 9, {1, 9});
    row("clamp between bounds that cross is nothing", Id::Clamp, 5, AbsentValue, {9, 1});
    row("clamp of an unknown value", Id::Clamp, NaN, NaN, {1, 9});
    row("clamp to an unknown bound", Id::Clamp, 5, NaN, {NaN, 9});
    row("clamp_min", Id::ClampMin, 5, 7, {7});
    row("clamp_min to an unknown bound", Id::ClampMin, 5, NaN, {NaN});
    row("clamp_min of an unknown value to Inf", Id::ClampMin, NaN, Infinity, {Infinity});
    row("clamp_max", Id::ClampMax, 9, 7, {7});
    row("clamp_max of an unknown value", Id::ClampMax, NaN, NaN, {7});
    row("clamp_max of an unknown value to -Inf", Id::ClampMax, NaN, -Infinity, {-Infinity});
}

void InstantsTest::oneValue()
{
    QFETCH(FunctionId, function);
    QFETCH(double, value);
    QFETCH(Numbers, scalars);
    QFETCH(double, expected);

    const double result = valueOf(function, value, scalars);
    if (isAbsent(expected) || isAbsent(result))
        QCOMPARE(isAbsent(result), isAbsent(expected));
    else if (std::isnan(expected) || std::isinf(expected))
        QCOMPARE(result, expected);
    else
        QVERIFY2(std::abs(result - expected) <= 1e-14 * std::max(1.0, std::abs(expected)),
                 qPrintable(QString::number(result, 'g', 17)));
}

void InstantsTest::partsOfADate_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<Numbers>("parts"); // year, month, day, of week, of year, of month; h, min

    const auto row = [](const char *name, double seconds, const Numbers &parts) {
        QTest::newRow(name) << seconds << parts;
    };
    row("the first second", 0, {1970, 1, 1, 4, 1, 31, 0, 0});
    row("the last second of a leap day", 951'868'799, {2000, 2, 29, 2, 60, 29, 23, 59});
    row("a century without a leap day", -2'203'977'600, {1900, 2, 28, 3, 59, 28, 0, 0});
    row("the last day of a leap year", 1'735'603'200, {2024, 12, 31, 2, 366, 31, 0, 0});
    row("fractions are cut off towards zero", -0.9, {1970, 1, 1, 4, 1, 31, 0, 0});
    row("before 1970", -3.7, {1969, 12, 31, 3, 365, 31, 23, 59});
    row("before the year 1", -62'135'596'801, {0, 12, 31, 0, 366, 31, 23, 59});
    row("milliseconds taken for seconds", 1.7e12, {55840, 11, 8, 0, 313, 30, 22, 13});
    row("long ago", -9.2e18, {-291536392293, 5, 3, 2, 123, 31, 12, 26});
    for (const double none : {NaN, Infinity, -Infinity, 1e300})
        QTest::addRow("%g is out of the clock's 64 bits", none)
            << none << Numbers{292277026596, 12, 4, 0, 339, 31, 15, 30};
}

void InstantsTest::partsOfADate()
{
    QFETCH(double, seconds);
    QFETCH(Numbers, parts);

    constexpr FunctionId Functions[] = {
        FunctionId::Year,      FunctionId::Month,     FunctionId::DayOfMonth,
        FunctionId::DayOfWeek, FunctionId::DayOfYear, FunctionId::DaysInMonth,
        FunctionId::Hour,      FunctionId::Minute,
    };
    for (std::size_t i = 0; i < std::size(Functions); ++i)
        QCOMPARE(valueOf(Functions[i], seconds, {}), parts[qsizetype(i)]);
}

void InstantsTest::everyDayFollowsTheOneBefore()
{
    // 400 years and some: every kind of month, year and century.
    double month = 1;
    double day = 1;
    double year = 1970;
    for (int days = 1; days < 150'000; ++days) {
        const double seconds = days * 86400.0;
        const double last = valueOf(FunctionId::DaysInMonth, seconds - 86400, {});
        day = day == last ? 1 : day + 1;
        month = day == 1 ? (month == 12 ? 1 : month + 1) : month;
        year = day == 1 && month == 1 ? year + 1 : year;
        QCOMPARE(valueOf(FunctionId::DayOfMonth, seconds, {}), day);
        QCOMPARE(valueOf(FunctionId::Month, seconds, {}), month);
        QCOMPARE(valueOf(FunctionId::Year, seconds, {}), year);
        QCOMPARE(valueOf(FunctionId::DayOfWeek, seconds, {}), double((days + 4) % 7));
    }
}

std::vector<const InstantRow *> floatFunctions()
{
    std::vector<const InstantRow *> rows;
    for (const Function &function : allFunctions()) {
        if (const InstantRow *row = findInstantFunction(function.id);
            row && !function.name.starts_with("histogram_"))
            rows.push_back(row);
    }
    return rows;
}

void InstantsTest::absentStaysAbsent()
{
    const double values[] = {AbsentValue, 0.5, AbsentValue};
    const double least[] = {0, 0, 0};
    const double most[] = {1, 1, 1};
    const ScalarColumn scalars[] = {least, most};
    // A histogram beside an absent float is passed over.
    const std::vector<HistogramPtr> histograms = {std::make_shared<NativeHistogram>(), nullptr,
                                                  nullptr};
    QVERIFY(floatFunctions().size() > 30);
    for (const InstantRow *row : floatFunctions()) {
        std::vector<double> results(3, AbsentValue);
        std::vector<HistogramPtr> none;
        const Remarks remarks =
            row->run({values, histograms, {0, 1000, 3}, scalars}, {results, &none});
        QVERIFY(remarks.isEmpty());
        QVERIFY(isAbsent(results[0]) && !isAbsent(results[1]) && isAbsent(results[2]));
        QVERIFY(none.empty());
    }
}

void InstantsTest::theResultMayTakeThePlaceOfTheValue()
{
    const double bounds[] = {1, 1};
    const ScalarColumn scalars[] = {bounds, bounds};
    for (const InstantRow *row : floatFunctions()) {
        std::vector<double> apart(2, AbsentValue);
        std::vector<double> place = {0.5, AbsentValue};
        const std::vector<double> values = place;
        std::vector<HistogramPtr> none;
        row->run({values, NoHistograms, {0, 1000, 2}, scalars}, {apart, &none});
        row->run({place, NoHistograms, {0, 1000, 2}, scalars}, {place, &none});
        QCOMPARE(place[0], apart[0]);
        QVERIFY(isAbsent(place[1]));
    }
}

void InstantsTest::everyElementWiseFunctionHasARow()
{
    // Of these the evaluator knows more than one element, or the labels.
    constexpr FunctionId Others[] = {
        FunctionId::Absent,
        FunctionId::Scalar,
        FunctionId::Sort,
        FunctionId::SortDesc,
        FunctionId::SortByLabel,
        FunctionId::SortByLabelDesc,
        FunctionId::LabelJoin,
        FunctionId::LabelReplace,
        FunctionId::Timestamp,
        FunctionId::HistogramQuantile,
        FunctionId::HistogramQuantiles,
        FunctionId::HistogramFraction,
        FunctionId::Info,
    };
    for (const Function &function : allFunctions()) {
        const auto &arguments = function.arguments;
        const bool takesVector =
            std::find(arguments.begin(), arguments.end(), ValueType::Vector) != arguments.end();
        const bool isOther =
            std::find(std::begin(Others), std::end(Others), function.id) != std::end(Others);
        QVERIFY2((findInstantFunction(function.id) != nullptr) == (takesVector && !isOther),
                 std::string(function.name).c_str());
    }
}

} // namespace

QTEST_GUILESS_MAIN(InstantsTest)
#include "tst_instants.moc"
