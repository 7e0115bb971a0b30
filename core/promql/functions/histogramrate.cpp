// rate, increase, delta, irate, idelta of native histograms. That hints of resets contradict each
// other says nothing here: resets are what these functions look for.

#include "core/promql/functions/extrapolation.h"
#include "core/promql/functions/histogramwindow.h"
#include "core/promql/functions/mixedwindows.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tinyobs::promql {
namespace {

bool isGauge(const NativeHistogram &histogram)
{
    return histogram.resetHint == ResetHint::Gauge;
}

/// Whether the series began anew with each of its histograms, found once for all windows.
std::vector<bool> resetsOf(const std::vector<HistogramPtr> &histograms)
{
    std::vector<bool> resets(histograms.size(), false);
    for (std::size_t i = 1; i < histograms.size(); ++i)
        resets[i] = isReset(*histograms[i - 1], *histograms[i]);
    return resets;
}

/// The increase over the histograms of a window.
class Increase
{
public:
    /// Without resets it is a gauge that changes.
    Increase(Histograms points, const std::vector<bool> *resets, std::size_t firstPlace)
        : m_points(points)
        , m_resets(resets)
        , m_firstPlace(firstPlace)
    {
    }

    /// Nothing when they do not go together.
    std::optional<NativeHistogram> compute(Remarks &remarks)
    {
        const NativeHistogram nothing = beforeReset();
        const NativeHistogram &first = isResetAt(1) ? nothing : *m_points.front();
        const NativeHistogram &last = *m_points.back();
        if (!agree(first, remarks))
            return std::nullopt;
        HistogramSum sum;
        sum.add(last, m_ofSums);
        sum.reduceTo(coarsestSchema(first));
        sum.subtract(first, m_ofSums);
        remarks |= reconciledAs(Remark::CustomBucketsSubtracted, std::exchange(m_ofSums, {}));
        for (std::size_t i = 2; i < m_points.size(); ++i) {
            if (isResetAt(i))
                sum.add(*m_points[i - 1], m_ofSums);
        }
        remarks |= reconciledAs(Remark::CustomBucketsAdded, m_ofSums);
        NativeHistogram increase = sum.total();
        increase.resetHint = ResetHint::Gauge;
        compact(increase);
        return increase;
    }

private:
    bool isCounter() const { return m_resets != nullptr; }
    bool isResetAt(std::size_t i) const { return isCounter() && (*m_resets)[m_firstPlace + i]; }

    /// Behind a reset the first one has no say, whatever its buckets: an empty one like the second.
    NativeHistogram beforeReset() const
    {
        NativeHistogram nothing;
        nothing.schema = m_points[1]->schema;
        nothing.bounds = m_points[1]->bounds;
        return nothing;
    }

    bool agree(const NativeHistogram &first, Remarks &remarks) const
    {
        const NativeHistogram &last = *m_points.back();
        const bool areGauges = isGauge(*m_points.front()) && isGauge(last);
        const bool isAnyGauge = isGauge(*m_points.front()) || isGauge(last);
        const auto isOther = [&first](const HistogramPtr &point) {
            return !areCompatible(first, *point);
        };
        const auto isGaugePoint = [](const HistogramPtr &point) { return isGauge(*point); };
        const Histograms between = m_points.subspan(1, m_points.size() - 2);
        if (isOther(m_points.back()) ||
            (isCounter() && std::any_of(between.begin(), between.end(), isOther))) {
            remarks |= Remark::MixedExponentialCustom;
            return false;
        }
        if (!isCounter() && !areGauges)
            remarks |= Remark::NativeHistogramNotGauge;
        if (isCounter() &&
            (isAnyGauge || std::any_of(between.begin(), between.end(), isGaugePoint)))
            remarks |= Remark::NativeHistogramNotCounter;
        return true;
    }

    int coarsestSchema(const NativeHistogram &first) const
    {
        int schema = std::min(first.schema, m_points.back()->schema);
        for (std::size_t i = 1; isCounter() && i + 1 < m_points.size(); ++i)
            schema = std::min(schema, m_points[i]->schema);
        return schema;
    }

    Histograms m_points;
    const std::vector<bool> *m_resets;
    std::size_t m_firstPlace;
    Remarks m_ofSums;
};

Remarks extrapolated(const WindowCall &call, Row out, FunctionId id, bool isCounter, bool isRate)
{
    const std::vector<HistogramPtr> &histograms = call.samples.histograms;
    const std::vector<bool> resets = isCounter ? resetsOf(histograms) : std::vector<bool>();
    return ofOneKind(call, out, id, [&](const Window &window, Remarks &remarks) {
        const Histograms points = histogramsOf(call, window);
        if (points.size() < 2)
            return;
        auto increase =
            Increase(points, isCounter ? &resets : nullptr, window.histogramBegin).compute(remarks);
        if (!increase)
            return;
        const double first = points.front()->count;
        const Sampled sampled{call.samples.histogramTimesMs[window.histogramBegin],
                              call.samples.histogramTimesMs[window.histogramEnd - 1],
                              points.size(),
                              isCounter && increase->count > 0 && first >= 0,
                              first,
                              increase->count};
        double factor = extrapolation(sampled, call.windows.beginMs(window.step),
                                      call.windows.endMs(window.step));
        if (isRate)
            factor /= static_cast<double>(call.windows.rangeMs) / 1000;
        multiply(*increase, factor);
        out.setHistogram(window.step,
                         std::make_shared<const NativeHistogram>(*std::move(increase)));
    });
}

/// A sample of whichever kind.
struct Point
{
    TimeMs timeMs = 0;
    double value = 0;
    const NativeHistogram *histogram = nullptr;
};

/// The last two samples of a window, the later one second.
std::optional<std::array<Point, 2>> lastTwo(const WindowCall &call, const Window &window)
{
    const SeriesSamples &samples = call.samples;
    std::size_t numbers = window.end;
    std::size_t histograms = window.histogramEnd;
    std::array<Point, 2> points;
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        const bool hasNumber = numbers > window.begin;
        const bool hasHistogram = histograms > window.histogramBegin;
        if (!hasNumber && !hasHistogram)
            return std::nullopt;
        if (hasNumber && (!hasHistogram || samples.timesMs[numbers - 1] >
                                               samples.histogramTimesMs[histograms - 1])) {
            --numbers;
            *point = {samples.timesMs[numbers], samples.values[numbers], nullptr};
        } else {
            --histograms;
            *point = {samples.histogramTimesMs[histograms], 0,
                      samples.histograms[histograms].get()};
        }
    }
    return points;
}

/// Null when they do not go together.
HistogramPtr changeOf(const NativeHistogram &before, const NativeHistogram &last, bool isRate,
                      Remarks &remarks)
{
    if (isRate && (isGauge(before) || isGauge(last)))
        remarks |= Remark::NativeHistogramNotCounter;
    if (!isRate && !(isGauge(before) && isGauge(last)))
        remarks |= Remark::NativeHistogramNotGauge;
    auto change = std::make_shared<NativeHistogram>(last);
    Remarks ofSum;
    if ((!isRate || !isReset(before, last)) && !subtractFrom(*change, before, ofSum)) {
        remarks |= Remark::MixedExponentialCustom;
        return nullptr;
    }
    remarks |= reconciledAs(Remark::CustomBucketsSubtracted, ofSum);
    change->isFloat = true;
    change->resetHint = ResetHint::Gauge;
    compact(*change);
    return change;
}

Remarks instantaneous(const WindowCall &call, Row out, bool isRate)
{
    Remarks remarks;
    forWindows(call, [&](const Window &window) {
        const auto points = lastTwo(call, window);
        if (!points || (*points)[0].timeMs == (*points)[1].timeMs)
            return;
        const Point &before = (*points)[0];
        const Point &last = (*points)[1];
        const double seconds = static_cast<double>(last.timeMs - before.timeMs) / 1000;
        if (!before.histogram != !last.histogram) {
            remarks |= Remark::MixedFloatsHistograms;
        } else if (!last.histogram) {
            const bool fell = isRate && last.value < before.value;
            const double change = fell ? last.value : last.value - before.value;
            out.floats[window.step] = isRate ? change / seconds : change;
        } else if (HistogramPtr change =
                       changeOf(*before.histogram, *last.histogram, isRate, remarks)) {
            if (isRate) {
                auto rate = std::make_shared<NativeHistogram>(*change);
                divide(*rate, seconds);
                change = std::move(rate);
            }
            out.setHistogram(window.step, std::move(change));
        }
    });
    return remarks;
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

} // namespace tinyobs::promql
