// What an instant selector sees: the newest sample of the lookback, unless it says that the series
// has ended.

#include "core/promql/eval/leafoperator.h"

#include <algorithm>

namespace tinyobs::promql {
namespace {

/// Calls use(step, float index or -1, histogram index or -1) for each step with a sample, one of
/// the two -1: that of the newer.
template <typename Use>
void forLatest(const WindowCall &call, Use &&use)
{
    const SeriesSamples &samples = call.samples;
    const auto floats = std::ptrdiff_t(samples.timesMs.size());
    const auto histograms = std::ptrdiff_t(samples.histogramTimesMs.size());
    std::ptrdiff_t nextFloat = 0; // the first one behind the step
    std::ptrdiff_t nextHistogram = 0;
    for (std::size_t step = 0; step < call.grid.count; ++step) {
        const TimeMs endMs = call.windows.endMs(step);
        const TimeMs beginMs = endMs - call.windows.rangeMs;
        while (nextFloat < floats && samples.timesMs[std::size_t(nextFloat)] <= endMs)
            ++nextFloat;
        while (nextHistogram < histograms &&
               samples.histogramTimesMs[std::size_t(nextHistogram)] <= endMs)
            ++nextHistogram;
        const TimeMs floatMs =
            nextFloat > 0 ? samples.timesMs[std::size_t(nextFloat - 1)] : beginMs;
        const TimeMs histogramMs =
            nextHistogram > 0 ? samples.histogramTimesMs[std::size_t(nextHistogram - 1)] : beginMs;
        if (floatMs <= beginMs && histogramMs <= beginMs)
            continue;
        if (histogramMs > floatMs)
            use(step, -1, nextHistogram - 1);
        else
            use(step, nextFloat - 1, -1);
    }
}

} // namespace

Remarks latestSample(const WindowCall &call, Row out)
{
    forLatest(call, [&](std::size_t step, std::ptrdiff_t number, std::ptrdiff_t histogram) {
        if (number >= 0)
            out.floats[step] = call.samples.values[std::size_t(number)];
        else if (const HistogramPtr &value = call.samples.histograms[std::size_t(histogram)])
            out.setHistogram(step, value);
    });
    return {};
}

Remarks latestTime(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forLatest(call, [&](std::size_t step, std::ptrdiff_t number, std::ptrdiff_t histogram) {
        const bool isStale = number >= 0 ? isAbsent(samples.values[std::size_t(number)])
                                         : !samples.histograms[std::size_t(histogram)];
        if (isStale)
            return;
        const TimeMs timeMs = number >= 0 ? samples.timesMs[std::size_t(number)]
                                          : samples.histogramTimesMs[std::size_t(histogram)];
        out.floats[step] = static_cast<double>(timeMs) / 1000;
    });
    return {};
}

Remarks smoothedSample(const WindowCall &call, Row out)
{
    SeriesSamples samples = call.samples;
    // Stale markers say nothing about the values between which to interpolate.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples.values.size(); ++i) {
        if (isAbsent(samples.values[i]))
            continue;
        samples.values[kept] = samples.values[i];
        samples.timesMs[kept++] = samples.timesMs[i];
    }
    samples.values.resize(kept);
    samples.timesMs.resize(kept);
    for (std::size_t step = 0; step < call.grid.count; ++step) {
        const TimeMs atMs = call.windows.endMs(step);
        const auto next = std::lower_bound(samples.timesMs.begin(), samples.timesMs.end(), atMs);
        const auto i = std::size_t(next - samples.timesMs.begin());
        if (next != samples.timesMs.end() && *next == atMs) {
            out.floats[step] = samples.values[i];
            continue;
        }
        if (i == 0 || samples.timesMs[i - 1] <= atMs - call.windows.rangeMs)
            continue;
        const double before = samples.values[i - 1];
        // As far ahead as back.
        if (next == samples.timesMs.end() || *next > atMs + call.windows.rangeMs) {
            out.floats[step] = before;
            continue;
        }
        const auto gap = static_cast<double>(*next - samples.timesMs[i - 1]);
        const auto passed = static_cast<double>(atMs - samples.timesMs[i - 1]);
        out.floats[step] = before + (samples.values[i] - before) * passed / gap;
    }
    return {};
}

} // namespace tinyobs::promql
