#include "core/promql/functions/histogramwindow.h"

#include "core/promql/functions/extrapolation.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace tinyobs::promql {
namespace {

using Histograms = std::span<const HistogramPtr>;

Histograms histogramsOf(const WindowCall &call, const Window &window)
{
    return std::span(call.samples.histograms)
        .subspan(window.histogramBegin, window.histogramEnd - window.histogramBegin);
}

/// Of functions that need one kind: floats alone, or histograms alone.
template <typename OfFloats, typename OfHistograms>
Remarks ofOneKind(const WindowCall &call, Row out, OfFloats ofFloatsAlone,
                  OfHistograms ofHistogramsAlone)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        if (window.size() > 0 && window.hasHistograms())
            remarks |= Remark::MixedFloatsHistograms;
        else if (window.hasHistograms())
            ofHistogramsAlone(window, remarks);
        else
            ofFloatsAlone(window);
    });
    static_cast<void>(out);
    return remarks;
}

/// The same call with nothing but the floats of one window: what the function of floats makes of
/// it.
Remarks ofFloatWindow(const WindowCall &call, const Window &window, FunctionId id, Row out)
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
    return findWindowFunction(id)->run({samples, windows, grid, call.scalars, call.extension}, one);
}

/// The increase between the first and the last of them, over the resets between them. Nothing when
/// they do not go together.
std::optional<NativeHistogram> increaseOf(Histograms points, bool isCounter, Remarks &remarks)
{
    const NativeHistogram &last = *points.back();
    NativeHistogram first = *points.front();
    const auto isGauge = [](const NativeHistogram &histogram) {
        return histogram.resetHint == ResetHint::Gauge;
    };
    if (isCounter && (isGauge(first) || isGauge(last)))
        remarks |= Remark::NativeHistogramNotCounter;
    // Behind a reset the first one has no say, whatever its buckets.
    if (isCounter && isReset(first, *points[1])) {
        const NativeHistogram &second = *points[1];
        first = NativeHistogram();
        first.schema = second.schema;
        first.bounds = second.bounds;
        first.zeroThreshold = 0;
    }
    int schema = std::min(first.schema, last.schema);
    for (const HistogramPtr &point : points.subspan(1)) {
        if (!areCompatible(first, *point)) {
            remarks |= Remark::MixedExponentialCustom;
            return std::nullopt;
        }
        if (!isCounter)
            continue;
        if (isGauge(*point))
            remarks |= Remark::NativeHistogramNotCounter;
        schema = std::min(schema, point->schema);
    }
    NativeHistogram increase = last;
    reduceTo(increase, schema);
    subtractFrom(increase, first, remarks);
    if (isCounter) {
        const NativeHistogram *before = &first;
        for (const HistogramPtr &point : points.subspan(1)) {
            if (isReset(*before, *point))
                addTo(increase, *before, remarks);
            before = point.get();
        }
    } else if (!isGauge(*points.front()) || !isGauge(last)) {
        remarks |= Remark::NativeHistogramNotGauge;
    }
    increase.resetHint = ResetHint::Gauge;
    compact(increase);
    return increase;
}

Remarks extrapolated(const WindowCall &call, Row out, FunctionId id, bool isCounter, bool isRate)
{
    return ofOneKind(
        call, out, [&](const Window &window) { ofFloatWindow(call, window, id, out); },
        [&](const Window &window, Remarks &remarks) {
            const Histograms points = histogramsOf(call, window);
            if (points.size() < 2)
                return;
            auto increase = increaseOf(points, isCounter, remarks);
            if (!increase)
                return;
            Sampled sampled;
            sampled.firstMs = call.samples.histogramTimesMs[window.histogramBegin];
            sampled.lastMs = call.samples.histogramTimesMs[window.histogramEnd - 1];
            sampled.count = points.size();
            if (isCounter && points.front()->count >= 0 && increase->count > 0) {
                sampled.isRisingCounter = true;
                sampled.firstValue = points.front()->count;
                sampled.increase = increase->count;
            }
            double factor = extrapolation(sampled, call.windows.beginMs(window.step),
                                          call.windows.endMs(window.step));
            if (isRate)
                factor /= static_cast<double>(call.windows.rangeMs) / 1000;
            multiply(*increase, factor);
            out.setHistogram(window.step,
                             std::make_shared<const NativeHistogram>(*std::move(increase)));
        });
}

/// The last two samples of a window, of whichever kind.
struct Point
{
    TimeMs timeMs = 0;
    double value = 0;
    const NativeHistogram *histogram = nullptr;
};

std::vector<Point> lastTwo(const WindowCall &call, const Window &window)
{
    std::vector<Point> points;
    const SeriesSamples &samples = call.samples;
    for (std::size_t i = window.end - std::min<std::size_t>(window.size(), 2); i < window.end; ++i)
        points.push_back({samples.timesMs[i], samples.values[i], nullptr});
    const std::size_t histograms = window.histogramEnd - window.histogramBegin;
    for (std::size_t i = window.histogramEnd - std::min<std::size_t>(histograms, 2);
         i < window.histogramEnd; ++i)
        points.push_back({samples.histogramTimesMs[i], 0, samples.histograms[i].get()});
    std::sort(points.begin(), points.end(),
              [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; });
    if (points.size() > 2)
        points.erase(points.begin(), points.end() - 2);
    return points;
}

void instantaneousOfHistograms(const Point &before, const Point &last, bool isRate, double seconds,
                               std::size_t step, Row out, Remarks &remarks)
{
    const bool areGauges = last.histogram->resetHint == ResetHint::Gauge &&
                           before.histogram->resetHint == ResetHint::Gauge;
    const bool isAnyGauge = last.histogram->resetHint == ResetHint::Gauge ||
                            before.histogram->resetHint == ResetHint::Gauge;
    if (isRate && isAnyGauge)
        remarks |= Remark::NativeHistogramNotCounter;
    if (!isRate && !areGauges)
        remarks |= Remark::NativeHistogramNotGauge;
    auto result = std::make_shared<NativeHistogram>(*last.histogram);
    result->isFloat = true;
    if (!isRate || !isReset(*before.histogram, *last.histogram)) {
        if (!subtractFrom(*result, *before.histogram, remarks)) {
            remarks |= Remark::MixedExponentialCustom;
            return;
        }
    }
    result->resetHint = ResetHint::Gauge;
    compact(*result);
    if (isRate)
        divide(*result, seconds);
    out.setHistogram(step, std::move(result));
}

Remarks instantaneous(const WindowCall &call, Row out, bool isRate)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        const std::vector<Point> points = lastTwo(call, window);
        if (points.size() < 2 || points[0].timeMs == points[1].timeMs)
            return;
        const Point &before = points[0];
        const Point &last = points[1];
        const double seconds = static_cast<double>(last.timeMs - before.timeMs) / 1000;
        if (!before.histogram != !last.histogram) {
            remarks |= Remark::MixedFloatsHistograms;
        } else if (last.histogram) {
            instantaneousOfHistograms(before, last, isRate, seconds, window.step, out, remarks);
        } else {
            const bool fell = isRate && last.value < before.value;
            const double change = fell ? last.value : last.value - before.value;
            out.floats[window.step] = isRate ? change / seconds : change;
        }
    });
    return remarks;
}

/// Counts pairs of neighbours of which something is true.
template <typename Happens>
Remarks counted(const WindowCall &call, Row out, Happens happens)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        std::size_t number = window.begin;
        std::size_t histogram = window.histogramBegin;
        std::optional<Point> before;
        double count = 0;
        while (number < window.end || histogram < window.histogramEnd) {
            const bool isNumber = histogram == window.histogramEnd ||
                                  (number < window.end &&
                                   samples.timesMs[number] < samples.histogramTimesMs[histogram]);
            Point point;
            if (isNumber)
                point.value = samples.values[number++];
            else
                point.histogram = samples.histograms[histogram++].get();
            if (before && (!before->histogram != !point.histogram || happens(*before, point)))
                count += 1;
            before = point;
        }
        out.floats[window.step] = count;
    });
    return {};
}

template <typename Finish>
Remarks summed(const WindowCall &call, Row out, FunctionId id, Finish finish)
{
    return ofOneKind(
        call, out, [&](const Window &window) { ofFloatWindow(call, window, id, out); },
        [&](const Window &window, Remarks &remarks) {
            HistogramSum sum;
            for (const HistogramPtr &point : histogramsOf(call, window)) {
                if (!sum.add(*point, remarks)) {
                    remarks |= Remark::MixedExponentialCustom;
                    return;
                }
            }
            auto total = std::make_shared<NativeHistogram>(sum.total());
            finish(*total, window);
            out.setHistogram(window.step, std::move(total));
        });
}

} // namespace

Remarks histogramRate(const WindowCall &call, Row out)
{
    return extrapolated(call, out, FunctionId::Rate, true, true);
}

Remarks histogramIncrease(const WindowCall &call, Row out)
{
    return extrapolated(call, out, FunctionId::Increase, true, false);
}

Remarks histogramDelta(const WindowCall &call, Row out)
{
    return extrapolated(call, out, FunctionId::Delta, false, false);
}

Remarks histogramIrate(const WindowCall &call, Row out)
{
    return instantaneous(call, out, true);
}

Remarks histogramIdelta(const WindowCall &call, Row out)
{
    return instantaneous(call, out, false);
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
    return summed(call, out, FunctionId::SumOverTime, [](NativeHistogram &, const Window &) {});
}

Remarks histogramAvgOverTime(const WindowCall &call, Row out)
{
    return summed(
        call, out, FunctionId::AvgOverTime, [](NativeHistogram &total, const Window &window) {
            divide(total, static_cast<double>(window.histogramEnd - window.histogramBegin));
        });
}

Remarks histogramFirstOverTime(const WindowCall &call, Row out)
{
    const SeriesSamples &samples = call.samples;
    forWindows(call, [&](const Window &window) {
        const bool isHistogram =
            window.hasHistograms() &&
            (window.size() == 0 ||
             samples.histogramTimesMs[window.histogramBegin] < samples.timesMs[window.begin]);
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
