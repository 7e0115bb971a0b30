#include "core/promql/syntax/functions.h"

#include <algorithm>
#include <array>

namespace tinyobs::promql {
namespace {

using enum FunctionId;

constexpr ValueType S = ValueType::Scalar;
constexpr ValueType V = ValueType::Vector;
constexpr ValueType R = ValueType::RangeVector;
constexpr ValueType T = ValueType::String;

// Kinds of arguments, in order.
constexpr std::array ScalarOnly{S};
constexpr std::array VectorOnly{V};
constexpr std::array RangeOnly{R};
constexpr std::array VectorScalar{V, S};
constexpr std::array VectorScalarScalar{V, S, S};
constexpr std::array ScalarVector{S, V};
constexpr std::array ScalarScalarVector{S, S, V};
constexpr std::array ScalarRange{S, R};
constexpr std::array RangeScalar{R, S};
constexpr std::array RangeScalarScalar{R, S, S};
constexpr std::array VectorVector{V, V};
constexpr std::array VectorText{V, T};
constexpr std::array VectorTexts{V, T, T, T};
constexpr std::array Replacement{V, T, T, T, T};
constexpr std::array Quantiles{V, T, S, S};
constexpr std::span<const ValueType> Nothing{};

constexpr bool Experimental = true;
constexpr int LastOptional = 1;
constexpr int LastRepeats = -1;

constexpr std::array Rows{
    Function{Abs, "abs", VectorOnly},
    Function{Absent, "absent", VectorOnly},
    Function{AbsentOverTime, "absent_over_time", RangeOnly},
    Function{Acos, "acos", VectorOnly},
    Function{Acosh, "acosh", VectorOnly},
    Function{Asin, "asin", VectorOnly},
    Function{Asinh, "asinh", VectorOnly},
    Function{Atan, "atan", VectorOnly},
    Function{Atanh, "atanh", VectorOnly},
    Function{AvgOverTime, "avg_over_time", RangeOnly},
    Function{Ceil, "ceil", VectorOnly},
    Function{Changes, "changes", RangeOnly},
    Function{Clamp, "clamp", VectorScalarScalar},
    Function{ClampMax, "clamp_max", VectorScalar},
    Function{ClampMin, "clamp_min", VectorScalar},
    Function{Cos, "cos", VectorOnly},
    Function{Cosh, "cosh", VectorOnly},
    Function{CountOverTime, "count_over_time", RangeOnly},
    Function{DayOfMonth, "day_of_month", VectorOnly, LastOptional},
    Function{DayOfWeek, "day_of_week", VectorOnly, LastOptional},
    Function{DayOfYear, "day_of_year", VectorOnly, LastOptional},
    Function{DaysInMonth, "days_in_month", VectorOnly, LastOptional},
    Function{Deg, "deg", VectorOnly},
    Function{Delta, "delta", RangeOnly},
    Function{Deriv, "deriv", RangeOnly},
    Function{DoubleExponentialSmoothing, "double_exponential_smoothing", RangeScalarScalar, 0, V,
             Experimental},
    Function{End, "end", Nothing, 0, S, Experimental},
    Function{Exp, "exp", VectorOnly},
    Function{FirstOverTime, "first_over_time", RangeOnly, 0, V, Experimental},
    Function{Floor, "floor", VectorOnly},
    Function{HistogramAvg, "histogram_avg", VectorOnly},
    Function{HistogramCount, "histogram_count", VectorOnly},
    Function{HistogramFraction, "histogram_fraction", ScalarScalarVector},
    Function{HistogramQuantile, "histogram_quantile", ScalarVector},
    Function{HistogramQuantiles, "histogram_quantiles", Quantiles, 9, V, Experimental},
    Function{HistogramStddev, "histogram_stddev", VectorOnly},
    Function{HistogramStdvar, "histogram_stdvar", VectorOnly},
    Function{HistogramSum, "histogram_sum", VectorOnly},
    Function{Hour, "hour", VectorOnly, LastOptional},
    Function{Idelta, "idelta", RangeOnly},
    Function{Increase, "increase", RangeOnly},
    Function{Info, "info", VectorVector, LastOptional, V, Experimental},
    Function{Irate, "irate", RangeOnly},
    Function{LabelJoin, "label_join", VectorTexts, LastRepeats},
    Function{LabelReplace, "label_replace", Replacement},
    Function{LastOverTime, "last_over_time", RangeOnly},
    Function{Ln, "ln", VectorOnly},
    Function{Log10, "log10", VectorOnly},
    Function{Log2, "log2", VectorOnly},
    Function{MadOverTime, "mad_over_time", RangeOnly, 0, V, Experimental},
    Function{MaxOverTime, "max_over_time", RangeOnly},
    Function{MinOverTime, "min_over_time", RangeOnly},
    Function{Minute, "minute", VectorOnly, LastOptional},
    Function{Month, "month", VectorOnly, LastOptional},
    Function{Pi, "pi", Nothing, 0, S},
    Function{PredictLinear, "predict_linear", RangeScalar},
    Function{PresentOverTime, "present_over_time", RangeOnly},
    Function{QuantileOverTime, "quantile_over_time", ScalarRange},
    Function{Rad, "rad", VectorOnly},
    Function{Range, "range", Nothing, 0, S, Experimental},
    Function{Rate, "rate", RangeOnly},
    Function{Resets, "resets", RangeOnly},
    Function{Round, "round", VectorScalar, LastOptional},
    Function{Scalar, "scalar", VectorOnly, 0, S},
    Function{Sgn, "sgn", VectorOnly},
    Function{Sin, "sin", VectorOnly},
    Function{Sinh, "sinh", VectorOnly},
    Function{Sort, "sort", VectorOnly},
    Function{SortByLabel, "sort_by_label", VectorText, LastRepeats, V, Experimental},
    Function{SortByLabelDesc, "sort_by_label_desc", VectorText, LastRepeats, V, Experimental},
    Function{SortDesc, "sort_desc", VectorOnly},
    Function{Sqrt, "sqrt", VectorOnly},
    Function{Start, "start", Nothing, 0, S, Experimental},
    Function{StddevOverTime, "stddev_over_time", RangeOnly},
    Function{StdvarOverTime, "stdvar_over_time", RangeOnly},
    Function{Step, "step", Nothing, 0, S, Experimental},
    Function{SumOverTime, "sum_over_time", RangeOnly},
    Function{Tan, "tan", VectorOnly},
    Function{Tanh, "tanh", VectorOnly},
    Function{Time, "time", Nothing, 0, S},
    Function{Timestamp, "timestamp", VectorOnly},
    Function{TsOfFirstOverTime, "ts_of_first_over_time", RangeOnly, 0, V, Experimental},
    Function{TsOfLastOverTime, "ts_of_last_over_time", RangeOnly, 0, V, Experimental},
    Function{TsOfMaxOverTime, "ts_of_max_over_time", RangeOnly, 0, V, Experimental},
    Function{TsOfMinOverTime, "ts_of_min_over_time", RangeOnly, 0, V, Experimental},
    Function{FunctionId::Vector, "vector", ScalarOnly},
    Function{Year, "year", VectorOnly, LastOptional},
};

static_assert(std::ranges::is_sorted(Rows, {}, &Function::name));

} // namespace

std::string_view toWords(ValueType type)
{
    constexpr std::array<std::string_view, 4> Words{"scalar", "instant vector", "range vector",
                                                    "string"};
    return Words[static_cast<std::size_t>(type)];
}

std::string_view toText(ValueType type)
{
    constexpr std::array<std::string_view, 4> Words{"scalar", "vector", "matrix", "string"};
    return Words[static_cast<std::size_t>(type)];
}

std::span<const Function> allFunctions()
{
    return Rows;
}

const Function *findFunction(std::string_view name)
{
    const auto row = std::ranges::lower_bound(Rows, name, {}, &Function::name);
    return row != Rows.end() && row->name == name ? &*row : nullptr;
}

} // namespace tinyobs::promql
