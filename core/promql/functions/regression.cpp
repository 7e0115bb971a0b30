// deriv, predict_linear and double_exponential_smoothing.

#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"
#include "core/promql/kahan.h"

#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

struct Line
{
    double slope = 0;     // per second
    double intercept = 0; // at the origin
};

/// Least squares, with the origin of time at originMs.
Line fit(std::span<const TimeMs> timesMs, std::span<const double> values, TimeMs originMs)
{
    KahanSum sumX;
    KahanSum sumY;
    KahanSum sumXY;
    KahanSum sumX2;
    bool isConstant = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
        isConstant = isConstant && !(i > 0 && values[i] != values[0]);
        const double x = static_cast<double>(timesMs[i] - originMs) / 1000;
        sumX.add(x);
        sumY.add(values[i]);
        sumXY.add(x * values[i]);
        sumX2.add(x * x);
    }
    constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
    if (isConstant)
        return std::isinf(values[0]) ? Line{NaN, NaN} : Line{0, values[0]};
    const auto count = static_cast<double>(values.size());
    const double covariance = sumXY.total() - sumX.total() * sumY.total() / count;
    const double variance = sumX2.total() - sumX.total() * sumX.total() / count;
    const double slope = covariance / variance;
    return {slope, sumY.total() / count - slope * sumX.total() / count};
}

/// Windows of two floats or more; of one, histograms beside it are worth a remark.
template <typename Compute>
Remarks ofTwoOrMore(const WindowCall &call, Row out, Compute &&compute)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        if (window.size() > 0 && window.hasHistograms())
            remarks |= Remark::HistogramIgnoredInMixedRange;
        if (window.size() >= 2)
            out.floats[window.step] = compute(window);
    });
    return remarks;
}

Remarks deriv(const WindowCall &call, Row out)
{
    return ofTwoOrMore(call, out, [&](const Window &window) {
        // An origin near the samples keeps the sums small.
        const std::span<const TimeMs> timesMs = timesOf(call, window);
        return fit(timesMs, valuesOf(call, window), timesMs[0]).slope;
    });
}

Remarks predict(const WindowCall &call, Row out)
{
    return ofTwoOrMore(call, out, [&](const Window &window) {
        const Line line =
            fit(timesOf(call, window), valuesOf(call, window), call.grid.at(window.step));
        return line.slope * call.scalars[0][window.step] + line.intercept;
    });
}

/// Holt's linear method; the factors are between 0 and 1.
Remarks smooth(const WindowCall &call, Row out)
{
    return ofTwoOrMore(call, out, [&](const Window &window) {
        const double factor = call.scalars[0][window.step];
        const double trendFactor = call.scalars[1][window.step];
        const std::span<const double> values = valuesOf(call, window);
        double before = 0;
        double level = values[0];
        double trend = values[1] - values[0];
        for (std::size_t i = 1; i < values.size(); ++i) {
            if (i > 1)
                trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
            before = level;
            level = factor * values[i] + (1 - factor) * (level + trend);
        }
        return level;
    });
}

constexpr WindowRow Rows[] = {
    {FunctionId::Deriv, deriv},
    {FunctionId::DoubleExponentialSmoothing, smooth},
    {FunctionId::PredictLinear, predict},
};

} // namespace

std::span<const WindowRow> regressionFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
