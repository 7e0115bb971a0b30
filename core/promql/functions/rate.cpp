// rate, increase, delta, irate, idelta of floats.

#include "core/promql/functions/counterfalls.h"
#include "core/promql/functions/extendedrange.h"
#include "core/promql/functions/extrapolation.h"
#include "core/promql/functions/histogramwindow.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"

#include <vector>

namespace tinyobs::promql {
namespace {

template <bool isCounter, bool isRate>
Remarks extrapolated(const WindowCall &call, Row out)
{
    const std::vector<double> &values = call.samples.values;
    const std::vector<TimeMs> &timesMs = call.samples.timesMs;
    CounterFalls falls(values);
    const double seconds = static_cast<double>(call.windows.rangeMs) / 1000;
    forWindows(call, [&](const Window &window) {
        if (window.size() < 2)
            return;
        const double first = values[window.begin];
        double increase = values[window.end - 1] - first;
        if (isCounter)
            falls.addTo(increase, window.begin, window.end);
        const Sampled sampled{timesMs[window.begin],
                              timesMs[window.end - 1],
                              window.size(),
                              isCounter && increase > 0 && first >= 0,
                              first,
                              increase};
        double factor = extrapolation(sampled, call.windows.beginMs(window.step),
                                      call.windows.endMs(window.step));
        if (isRate)
            factor /= seconds;
        out.floats[window.step] = increase * factor;
    });
    return {};
}

template <bool isRate>
Remarks instantaneous(const WindowCall &call, Row out)
{
    const std::vector<double> &values = call.samples.values;
    const std::vector<TimeMs> &timesMs = call.samples.timesMs;
    forWindows(call, [&](const Window &window) {
        if (window.size() < 2)
            return;
        const double last = values[window.end - 1];
        const double before = values[window.end - 2];
        // A counter that fell began anew: its value is what it rose by.
        double result = isRate && last < before ? last : last - before;
        if (isRate)
            result /= static_cast<double>(timesMs[window.end - 1] - timesMs[window.end - 2]) / 1000;
        out.floats[window.step] = result;
    });
    return {};
}

template <WindowFunction ofFloatsAlone, WindowFunction withHistograms>
Remarks either(const WindowCall &call, Row out)
{
    return call.samples.hasHistograms() ? withHistograms(call, out) : ofFloatsAlone(call, out);
}

template <WindowFunction plain, WindowFunction extended>
Remarks extendable(const WindowCall &call, Row out)
{
    return call.extension == RangeExtension::None ? plain(call, out) : extended(call, out);
}

constexpr WindowRow Rows[] = {
    {FunctionId::Rate, extendable<either<extrapolated<true, true>, histogramRate>, extendedRate>,
     false, true},
    {FunctionId::Increase,
     extendable<either<extrapolated<true, false>, histogramIncrease>, extendedIncrease>, false,
     true},
    {FunctionId::Delta,
     extendable<either<extrapolated<false, false>, histogramDelta>, extendedDelta>, false, false},
    {FunctionId::Irate, either<instantaneous<true>, histogramIrate>, false, false},
    {FunctionId::Idelta, either<instantaneous<false>, histogramIdelta>, false, false},
};

} // namespace

std::span<const WindowRow> rateFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
