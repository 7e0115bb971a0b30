#pragma once

// The functions of the language: their names and types, one row each. What they compute stands in
// core/promql/functions and core/promql/eval, by FunctionId. Plain data, usable in any thread.

#include <cstdint>
#include <span>
#include <string_view>

namespace tinyobs::promql {

/// The type of an expression. Any vector is an instant one unless it says range.
enum class ValueType : std::uint8_t { Scalar, Vector, RangeVector, String };

/// "scalar", "instant vector", "range vector", "string": the words of error messages.
std::string_view toWords(ValueType type);
/// "scalar", "vector", "matrix", "string": the words of the HTTP API.
std::string_view toText(ValueType type);

enum class FunctionId : std::uint8_t {
    Abs,
    Absent,
    AbsentOverTime,
    Acos,
    Acosh,
    Asin,
    Asinh,
    Atan,
    Atanh,
    AvgOverTime,
    Ceil,
    Changes,
    Clamp,
    ClampMax,
    ClampMin,
    Cos,
    Cosh,
    CountOverTime,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    DaysInMonth,
    Deg,
    Delta,
    Deriv,
    DoubleExponentialSmoothing,
    End,
    Exp,
    FirstOverTime,
    Floor,
    HistogramAvg,
    HistogramCount,
    HistogramFraction,
    HistogramQuantile,
    HistogramQuantiles,
    HistogramStddev,
    HistogramStdvar,
    HistogramSum,
    Hour,
    Idelta,
    Increase,
    Info,
    Irate,
    LabelJoin,
    LabelReplace,
    LastOverTime,
    Ln,
    Log10,
    Log2,
    MadOverTime,
    MaxOverTime,
    MinOverTime,
    Minute,
    Month,
    Pi,
    PredictLinear,
    PresentOverTime,
    QuantileOverTime,
    Rad,
    Range,
    Rate,
    Resets,
    Round,
    Scalar,
    Sgn,
    Sin,
    Sinh,
    Sort,
    SortByLabel,
    SortByLabelDesc,
    SortDesc,
    Sqrt,
    Start,
    StddevOverTime,
    StdvarOverTime,
    Step,
    SumOverTime,
    Tan,
    Tanh,
    Time,
    Timestamp,
    TsOfFirstOverTime,
    TsOfLastOverTime,
    TsOfMaxOverTime,
    TsOfMinOverTime,
    Vector,
    Year,
};

struct Function
{
    FunctionId id{};
    std::string_view name;
    std::span<const ValueType> arguments;
    /// 0: all of them. n > 0: the last one may be left out or stand up to n times in all.
    /// -1: the last one any number of times, none too.
    int variadic = 0;
    ValueType result = ValueType::Vector;
    bool isExperimental = false;
};

/// By name, ascending.
std::span<const Function> allFunctions();
/// Null when there is none of this name. "holt_winters" is not one: it has another name since 3.0.
const Function *findFunction(std::string_view name);

} // namespace tinyobs::promql
