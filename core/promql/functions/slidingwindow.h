#pragma once

// The windows of a call as places in its columns: two indexes that only move forwards.

#include "core/promql/functions/window.h"

#include <cstddef>
#include <span>

namespace tinyobs::promql {

/// Samples [begin, end) of a window, of floats and of histograms.
struct Window
{
    std::size_t step = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t histogramBegin = 0;
    std::size_t histogramEnd = 0;

    std::size_t size() const { return end - begin; }
    bool hasHistograms() const { return histogramEnd > histogramBegin; }
};

/// Calls use(window) for every step whose window has samples.
template <typename Use>
void forWindows(const WindowCall &call, Use &&use)
{
    const SeriesSamples &samples = call.samples;
    const auto slide = [](const std::vector<TimeMs> &timesMs, TimeMs beginMs, TimeMs endMs,
                          std::size_t &begin, std::size_t &end) {
        while (end < timesMs.size() && timesMs[end] <= endMs)
            ++end;
        while (begin < end && timesMs[begin] <= beginMs)
            ++begin;
    };
    Window window;
    for (window.step = 0; window.step < call.grid.count; ++window.step) {
        const TimeMs endMs = call.windows.endMs(window.step);
        const TimeMs beginMs = endMs - call.windows.rangeMs;
        slide(samples.timesMs, beginMs, endMs, window.begin, window.end);
        slide(samples.histogramTimesMs, beginMs, endMs, window.histogramBegin, window.histogramEnd);
        if (window.size() > 0 || window.hasHistograms())
            use(static_cast<const Window &>(window));
    }
}

/// The floats of a window.
inline std::span<const double> valuesOf(const WindowCall &call, const Window &window)
{
    return std::span(call.samples.values).subspan(window.begin, window.size());
}

inline std::span<const TimeMs> timesOf(const WindowCall &call, const Window &window)
{
    return std::span(call.samples.timesMs).subspan(window.begin, window.size());
}

/// Of functions that know only floats: computes each window that has some, and tells of
/// histograms that were passed over.
template <typename Compute>
Remarks ofFloats(const WindowCall &call, Row out, Compute &&compute)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        if (window.size() == 0)
            return;
        if (window.hasHistograms())
            remarks |= Remark::HistogramIgnoredInMixedRange;
        out.floats[window.step] = compute(window);
    });
    return remarks;
}

} // namespace tinyobs::promql
