#pragma once

// Windows of series that have native histograms, and floats perhaps. For the functions of
// histogramwindow.h.

#include "core/promql/functions/slidingwindow.h"

#include <span>

namespace tinyobs::promql {

using Histograms = std::span<const HistogramPtr>;

inline Histograms histogramsOf(const WindowCall &call, const Window &window)
{
    return std::span(call.samples.histograms)
        .subspan(window.histogramBegin, window.histogramEnd - window.histogramBegin);
}

/// The function of floats, with nothing but the floats of one window.
void runOfFloats(const WindowCall &call, const Window &window, FunctionId id, Row out);

/// Of functions that need one kind: calls use(window, remarks) for windows of histograms alone;
/// those of floats alone are the function's of floats.
template <typename Use>
Remarks ofOneKind(const WindowCall &call, Row out, FunctionId id, Use &&use)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        if (window.size() > 0 && window.hasHistograms())
            remarks |= Remark::MixedFloatsHistograms;
        else if (window.hasHistograms())
            use(window, remarks);
        else
            runOfFloats(call, window, id, out);
    });
    return remarks;
}

/// What sums of a function remark, by what the function did.
inline Remarks reconciledAs(Remark operation, Remarks ofSum)
{
    return ofSum.has(Remark::MismatchedCustomBuckets) ? Remarks(operation) : Remarks();
}

} // namespace tinyobs::promql
