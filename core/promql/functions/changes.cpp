// changes and resets of floats: counted once for the series, so that a window is a difference of
// two counts.

#include "core/promql/functions/extendedrange.h"
#include "core/promql/functions/histogramwindow.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace tinyobs::promql {
namespace {

bool isChange(double before, double after)
{
    return after != before && !(std::isnan(before) && std::isnan(after));
}

bool isFall(double before, double after)
{
    return after < before;
}

template <bool (*happens)(double, double), WindowFunction withHistograms>
Remarks counted(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms() && call.extension == RangeExtension::None)
        return withHistograms(call, out);
    const std::vector<double> &values = call.samples.values;
    std::vector<std::uint32_t> upTo(values.size(), 0); // events up to and with a sample
    for (std::size_t i = 1; i < values.size(); ++i)
        upTo[i] = upTo[i - 1] + (happens(values[i - 1], values[i]) ? 1 : 0);
    forWindows(call, [&](const Window &window) {
        if (window.size() == 0)
            return;
        const std::size_t first = call.extension == RangeExtension::Anchored
                                      ? anchorOf(call, window.step, window.begin)
                                      : window.begin;
        out.floats[window.step] = static_cast<double>(upTo[window.end - 1] - upTo[first]);
    });
    return {};
}

constexpr WindowRow Rows[] = {
    {FunctionId::Changes, counted<isChange, histogramChanges>},
    {FunctionId::Resets, counted<isFall, histogramResets>},
};

} // namespace

std::span<const WindowRow> changeFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
