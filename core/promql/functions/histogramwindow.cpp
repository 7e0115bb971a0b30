// Counts, sums and means over windows of native histograms, and which of them came first and last.

#include "core/promql/functions/histogramwindow.h"

#include "core/promql/functions/mixedwindows.h"
#include "core/promql/histogram/histogrammath.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tinyobs::promql {
namespace {

/// A sample of whichever kind.
struct Point
{
    double value = 0;
    const NativeHistogram *histogram = nullptr;
};

/// All samples of a series, in their order.
std::vector<Point> pointsOf(const SeriesSamples &samples)
{
    std::vector<Point> points;
    points.reserve(samples.values.size() + samples.histograms.size());
    std::size_t histogram = 0;
    for (std::size_t number = 0; number <= samples.values.size(); ++number) {
        while (histogram < samples.histograms.size() &&
               (number == samples.values.size() ||
                samples.histogramTimesMs[histogram] < samples.timesMs[number]))
            points.push_back({0, samples.histograms[histogram++].get()});
        if (number < samples.values.size())
            points.push_back({samples.values[number], nullptr});
    }
    return points;
}

/// How many pairs of neighbours are of different kinds or of what `happens` asks for: counted once
/// for the series, so that a window is a difference of two counts.
template <typename Happens>
Remarks counted(const WindowCall &call, Row out, Happens happens)
{
    const std::vector<Point> points = pointsOf(call.samples);
    std::vector<std::uint32_t> upTo(points.size(), 0); // pairs up to and with a sample
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Point &before = points[i - 1];
        const bool isPair = !before.histogram != !points[i].histogram || happens(before, points[i]);
        upTo[i] = upTo[i - 1] + (isPair ? 1 : 0);
    }
    forWindows(call, [&](const Window &window) {
        const std::size_t last = window.end + window.histogramEnd - 1;
        const std::size_t first = window.begin + window.histogramBegin;
        out.floats[window.step] = static_cast<double>(upTo[last] - upTo[first]);
    });
    return {};
}

/// What a function that adds up a window's histograms remarks.
class Aggregated
{
public:
    void see(const NativeHistogram &histogram)
    {
        m_sawReset = m_sawReset || histogram.resetHint == ResetHint::Reset;
        m_sawNoReset = m_sawNoReset || histogram.resetHint == ResetHint::NoReset;
    }
    Remarks remarks() const
    {
        Remarks remarks = reconciledAs(Remark::CustomBucketsAggregated, ofSums);
        if (m_sawReset && m_sawNoReset)
            remarks |= Remark::ResetCollisionAggregated;
        return remarks;
    }

    Remarks ofSums;

private:
    bool m_sawReset = false;
    bool m_sawNoReset = false;
};

/// Sum is a HistogramSum or a HistogramMean.
template <typename Sum, NativeHistogram (Sum::*result)() const>
Remarks summed(const WindowCall &call, Row out, FunctionId id)
{
    return ofOneKind(call, out, id, [&](const Window &window, Remarks &remarks) {
        Sum sum;
        Aggregated aggregated;
        for (const HistogramPtr &point : histogramsOf(call, window)) {
            aggregated.see(*point);
            if (!sum.add(*point, aggregated.ofSums)) {
                remarks |= Remark::MixedExponentialCustom;
                return;
            }
        }
        remarks |= aggregated.remarks();
        out.setHistogram(window.step, std::make_shared<const NativeHistogram>((sum.*result)()));
    });
}

} // namespace

void runOfFloats(const WindowCall &call, const Window &window, FunctionId id, Row out)
{
    SeriesSamples samples;
    const auto times = timesOf(call, window);
    const auto values = valuesOf(call, window);
    samples.timesMs.assign(times.begin(), times.end());
    samples.values.assign(values.begin(), values.end());
    const Windows windows{call.windows.endMs(window.step), 0, call.windows.rangeMs};
    const StepGrid grid{call.grid.at(window.step), 0, 1};
    std::vector<HistogramPtr> none;
    const Row one{out.floats.subspan(window.step, 1), &none};
    findWindowFunction(id)->run({samples, windows, grid, call.scalars, call.extension}, one);
}

Remarks histogramResets(const WindowCall &call, Row out)
{
    return counted(call, out, [](const Point &before, const Point &after) {
        return after.histogram ? isReset(*before.histogram, *after.histogram)
                               : after.value < before.value;
    });
}

Remarks histogramChanges(const WindowCall &call, Row out)
{
    return counted(call, out, [](const Point &before, const Point &after) {
        if (after.histogram)
            return !isEqual(*before.histogram, *after.histogram);
        return after.value != before.value &&
               !(std::isnan(after.value) && std::isnan(before.value));
    });
}

Remarks histogramSumOverTime(const WindowCall &call, Row out)
{
    return summed<HistogramSum, &HistogramSum::total>(call, out, FunctionId::SumOverTime);
}

Remarks histogramAvgOverTime(const WindowCall &call, Row out)
{
    return summed<HistogramMean, &HistogramMean::mean>(call, out, FunctionId::AvgOverTime);
}

Remarks histogramFirstOverTime(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        const bool isHistogram =
            window.hasHistograms() &&
            (window.size() == 0 ||
             samples.histogramTimesMs[window.histogramBegin] <= samples.timesMs[window.begin]);
        if (isHistogram)
            out.setHistogram(window.step, samples.histograms[window.histogramBegin]);
        else
            out.floats[window.step] = samples.values[window.begin];
    });
    return {};
}

Remarks histogramLastOverTime(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        const bool isHistogram =
            window.hasHistograms() &&
            (window.size() == 0 ||
             samples.histogramTimesMs[window.histogramEnd - 1] >= samples.timesMs[window.end - 1]);
        if (isHistogram)
            out.setHistogram(window.step, samples.histograms[window.histogramEnd - 1]);
        else
            out.floats[window.step] = samples.values[window.end - 1];
    });
    return {};
}

} // namespace tinyobs::promql
