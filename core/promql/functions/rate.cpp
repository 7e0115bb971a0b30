// rate, increase, delta, irate, idelta of floats.

#include "core/promql/functions/extrapolation.h"
#include "core/promql/functions/histogramwindow.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"

#include <vector>

namespace tinyobs::promql {
namespace {

/// Where a counter fell, for all windows of a series: a window adds what was there before.
class CounterFalls
{
public:
    explicit CounterFalls(const std::vector<double> &values)
        : m_values(values)
    {
        for (std::size_t i = 1; i < values.size(); ++i) {
            if (values[i] < values[i - 1])
                m_places.push_back(i);
        }
    }

    /// What the counter lost between the samples of [begin, end). Windows come in their order.
    void addTo(double &increase, std::size_t begin, std::size_t end)
    {
        while (m_first < m_places.size() && m_places[m_first] <= begin)
            ++m_first;
        for (std::size_t i = m_first; i < m_places.size() && m_places[i] < end; ++i)
            increase += m_values[m_places[i] - 1];
    }

private:
    const std::vector<double> &m_values;
    std::vector<std::size_t> m_places;
    std::size_t m_first = 0;
};

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

constexpr WindowRow Rows[] = {
    {FunctionId::Rate, either<extrapolated<true, true>, histogramRate>, false, true},
    {FunctionId::Increase, either<extrapolated<true, false>, histogramIncrease>, false, true},
    {FunctionId::Delta, either<extrapolated<false, false>, histogramDelta>, false, false},
    {FunctionId::Irate, either<instantaneous<true>, histogramIrate>, false, false},
    {FunctionId::Idelta, either<instantaneous<false>, histogramIdelta>, false, false},
};

} // namespace

std::span<const WindowRow> rateFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
