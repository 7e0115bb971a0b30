// Sums, means and the like over a window. Each window is summed anew: a sum that slides would
// drift.

#include "core/promql/functions/histogramwindow.h"
#include "core/promql/functions/mean.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"
#include "core/promql/kahan.h"

#include <algorithm>
#include <cmath>

namespace tinyobs::promql {
namespace {

Remarks sum(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms())
        return histogramSumOverTime(call, out);
    return ofFloats(call, out, [&](const Window &window) {
        KahanSum total;
        for (const double value : valuesOf(call, window))
            total.add(value);
        return std::isinf(total.sum) ? total.sum : total.total();
    });
}

Remarks avg(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms())
        return histogramAvgOverTime(call, out);
    return ofFloats(call, out, [&](const Window &window) {
        Mean mean;
        for (const double value : valuesOf(call, window))
            mean.add(value);
        return mean.value();
    });
}

/// The mean squared distance from the mean, both summed as they come.
double varianceOf(std::span<const double> values)
{
    double count = 0;
    KahanSum mean;
    KahanSum squares;
    for (const double value : values) {
        count += 1;
        const double distance = value - mean.total();
        mean.add(distance / count);
        squares.add(distance * (value - mean.total()));
    }
    return squares.total() / count;
}

Remarks stdvar(const WindowCall &call, Row out)
{
    return ofFloats(call, out,
                    [&](const Window &window) { return varianceOf(valuesOf(call, window)); });
}

Remarks stddev(const WindowCall &call, Row out)
{
    return ofFloats(call, out, [&](const Window &window) {
        return std::sqrt(varianceOf(valuesOf(call, window)));
    });
}

Remarks count(const WindowCall &call, Row out)
{
    forWindows(call, [&](const Window &window) {
        out.floats[window.step] =
            static_cast<double>(window.size() + (window.histogramEnd - window.histogramBegin));
    });
    return {};
}

Remarks present(const WindowCall &call, Row out)
{
    forWindows(call, [&](const Window &window) { out.floats[window.step] = 1; });
    return {};
}

Remarks last(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms())
        return histogramLastOverTime(call, out);
    forWindows(call, [&](const Window &window) {
        out.floats[window.step] = call.samples.values[window.end - 1];
    });
    return {};
}

Remarks first(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms())
        return histogramFirstOverTime(call, out);
    forWindows(call, [&](const Window &window) {
        out.floats[window.step] = call.samples.values[window.begin];
    });
    return {};
}

Remarks timeOfFirst(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        TimeMs timeMs = 0;
        if (window.size() > 0)
            timeMs = samples.timesMs[window.begin];
        if (window.hasHistograms()) {
            const TimeMs histogramMs = samples.histogramTimesMs[window.histogramBegin];
            timeMs = window.size() > 0 ? std::min(timeMs, histogramMs) : histogramMs;
        }
        out.floats[window.step] = static_cast<double>(timeMs) / 1000;
    });
    return {};
}

Remarks timeOfLast(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        TimeMs timeMs = 0;
        if (window.size() > 0)
            timeMs = samples.timesMs[window.end - 1];
        if (window.hasHistograms()) {
            const TimeMs histogramMs = samples.histogramTimesMs[window.histogramEnd - 1];
            timeMs = window.size() > 0 ? std::max(timeMs, histogramMs) : histogramMs;
        }
        out.floats[window.step] = static_cast<double>(timeMs) / 1000;
    });
    return {};
}

constexpr WindowRow Rows[] = {
    {FunctionId::AvgOverTime, avg},
    {FunctionId::CountOverTime, count},
    {FunctionId::FirstOverTime, first, true},
    {FunctionId::LastOverTime, last, true},
    {FunctionId::PresentOverTime, present},
    {FunctionId::StddevOverTime, stddev},
    {FunctionId::StdvarOverTime, stdvar},
    {FunctionId::SumOverTime, sum},
    {FunctionId::TsOfFirstOverTime, timeOfFirst},
    {FunctionId::TsOfLastOverTime, timeOfLast},
};

} // namespace

std::span<const WindowRow> overTimeFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
