#include "core/promql/functions/extendedrange.h"

#include "core/promql/functions/counterfalls.h"

#include <algorithm>
#include <cstdint>

namespace tinyobs::promql {
namespace {

enum class Edge : std::uint8_t { Left, Right };

/// The value at a moment between the samples `next - 1` and `next`. A counter that fell between
/// them began anew: from zero at the left edge, on top of what it was at the right one.
template <bool isCounter>
double between(const SeriesSamples &samples, std::size_t next, TimeMs atMs, Edge edge)
{
    double before = samples.values[next - 1];
    double after = samples.values[next];
    if (isCounter && after < before) {
        if (edge == Edge::Left)
            before = 0;
        else
            after += before;
    }
    return before + (after - before) * static_cast<double>(atMs - samples.timesMs[next - 1]) /
                        static_cast<double>(samples.timesMs[next] - samples.timesMs[next - 1]);
}

/// What a window begins and ends with, and the samples [begin, end) within it, edges excepted.
struct Edges
{
    double left = 0;
    double right = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What is lost in falls from edge to edge.
double lostIn(const Edges &edges, const std::vector<double> &values, CounterFalls &falls)
{
    if (edges.begin >= edges.end)
        return edges.right < edges.left ? edges.left : 0;
    double lost = values[edges.begin] < edges.left ? edges.left : 0;
    falls.addTo(lost, edges.begin, edges.end);
    if (edges.right < values[edges.end - 1])
        lost += values[edges.end - 1];
    return lost;
}

/// Moves an index to the first sample later than a moment.
void moveBehind(const std::vector<TimeMs> &timesMs, TimeMs atMs, std::size_t &index)
{
    while (index < timesMs.size() && timesMs[index] <= atMs)
        ++index;
}

/// Calls use(step, edges) for every step that has samples after the window's begin, in reach.
template <bool isCounter, typename Use>
void forEdges(const WindowCall &call, Use &&use)
{
    const SeriesSamples &samples = call.samples;
    const std::vector<TimeMs> &timesMs = samples.timesMs;
    const bool isSmoothed = call.extension == RangeExtension::Smoothed;
    std::size_t reach = 0; // the first sample that is seen
    std::size_t begin = 0; // the first one behind the window's begin
    std::size_t atEnd = 0; // the first one at its end or behind it
    std::size_t limit = 0; // the first one that is not seen
    for (std::size_t step = 0; step < call.grid.count; ++step) {
        const TimeMs endMs = call.windows.endMs(step);
        const TimeMs beginMs = call.windows.beginMs(step);
        moveBehind(timesMs, beginMs - call.lookbackMs, reach);
        moveBehind(timesMs, beginMs, begin);
        moveBehind(timesMs, endMs - 1, atEnd);
        moveBehind(timesMs, isSmoothed ? endMs + call.lookbackMs : endMs, limit);
        if (begin >= limit)
            continue;
        const std::size_t first = begin > reach ? begin - 1 : begin;
        const std::size_t last = isSmoothed ? std::min(atEnd, limit - 1) : limit - 1;
        Edges edges{samples.values[first], samples.values[last], begin,
                    timesMs[last] < endMs ? last + 1 : last};
        if (isSmoothed && timesMs[first] < beginMs)
            edges.left = between<isCounter>(samples, first + 1, beginMs, Edge::Left);
        if (isSmoothed && last > reach && timesMs[last] > endMs)
            edges.right = between<isCounter>(samples, last, endMs, Edge::Right);
        use(step, edges);
    }
}

template <bool isCounter, bool isRate>
Remarks extended(const WindowCall &call, Row out)
{
    CounterFalls falls(call.samples.values);
    const double seconds = static_cast<double>(call.windows.rangeMs) / 1000;
    forEdges<isCounter>(call, [&](std::size_t step, const Edges &edges) {
        double result = edges.right - edges.left;
        if (isCounter)
            result += lostIn(edges, call.samples.values, falls);
        out.floats[step] = isRate ? result / seconds : result;
    });
    return {};
}

} // namespace

Remarks extendedRate(const WindowCall &call, Row out)
{
    return extended<true, true>(call, out);
}

Remarks extendedIncrease(const WindowCall &call, Row out)
{
    return extended<true, false>(call, out);
}

Remarks extendedDelta(const WindowCall &call, Row out)
{
    return extended<false, false>(call, out);
}

std::size_t anchorOf(const WindowCall &call, std::size_t step, std::size_t begin)
{
    const bool isAnchored =
        begin > 0 && call.samples.timesMs[begin - 1] > call.windows.beginMs(step) - call.lookbackMs;
    return isAnchored ? begin - 1 : begin;
}

} // namespace tinyobs::promql
