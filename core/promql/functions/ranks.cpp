// What is greatest, least or in the middle of a window.

#include "core/promql/functions/quantileof.h"
#include "core/promql/functions/slidingwindow.h"
#include "core/promql/functions/windowrows.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tinyobs::promql {
namespace {

// Whether a newer sample takes the place of an older one. Of equal ones the older is the extreme,
// but its time is that of the newer.

bool isGreater(double newer, double older)
{
    return newer > older;
}

bool isSmaller(double newer, double older)
{
    return newer < older;
}

bool isGreatest(double newer, double older)
{
    return newer >= older;
}

bool isSmallest(double newer, double older)
{
    return newer <= older;
}

/// The places of those samples that can still become the extreme one of a window, the best first.
/// NaN never is, unless there is nothing else: then the last one is.
template <bool (*isBetter)(double, double)>
class Candidates
{
public:
    explicit Candidates(const std::vector<double> &values)
        : m_values(values)
    {
        m_places.reserve(values.size());
    }

    std::size_t extremeOf(std::size_t begin, std::size_t end)
    {
        for (m_taken = std::max(m_taken, begin); m_taken < end; ++m_taken) {
            const double value = m_values[m_taken];
            if (std::isnan(value))
                continue;
            while (m_places.size() > m_front && isBetter(value, m_values[m_places.back()]))
                m_places.pop_back();
            m_places.push_back(m_taken);
        }
        while (m_front < m_places.size() && m_places[m_front] < begin)
            ++m_front;
        return m_front < m_places.size() ? m_places[m_front] : end - 1;
    }

private:
    const std::vector<double> &m_values;
    std::vector<std::size_t> m_places;
    std::size_t m_front = 0;
    std::size_t m_taken = 0;
};

template <bool (*isBetter)(double, double)>
Remarks extreme(const WindowCall &call, Row out)
{
    Candidates<isBetter> candidates(call.samples.values);
    return ofFloats(call, out, [&](const Window &window) {
        return call.samples.values[candidates.extremeOf(window.begin, window.end)];
    });
}

template <bool (*isBetter)(double, double)>
Remarks timeOfExtreme(const WindowCall &call, Row out)
{
    Candidates<isBetter> candidates(call.samples.values);
    return ofFloats(call, out, [&](const Window &window) {
        const std::size_t place = candidates.extremeOf(window.begin, window.end);
        return static_cast<double>(call.samples.timesMs[place]) / 1000;
    });
}

/// The values of the window in order, kept from one window to the next.
class SortedWindow
{
public:
    explicit SortedWindow(const std::vector<double> &values)
        : m_values(values)
    {
    }

    std::span<const double> of(std::size_t begin, std::size_t end)
    {
        const bool overlaps = begin < m_end;
        if (!overlaps || end - begin < (begin - m_begin) + (end - m_end)) {
            m_sorted.assign(m_values.begin() + std::ptrdiff_t(begin),
                            m_values.begin() + std::ptrdiff_t(end));
            std::sort(m_sorted.begin(), m_sorted.end(), isLess);
        } else {
            for (std::size_t i = m_begin; i < begin; ++i)
                m_sorted.erase(
                    std::lower_bound(m_sorted.begin(), m_sorted.end(), m_values[i], isLess));
            for (std::size_t i = m_end; i < end; ++i)
                m_sorted.insert(
                    std::upper_bound(m_sorted.begin(), m_sorted.end(), m_values[i], isLess),
                    m_values[i]);
        }
        m_begin = begin;
        m_end = end;
        return m_sorted;
    }

private:
    const std::vector<double> &m_values;
    std::vector<double> m_sorted;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

Remarks quantile(const WindowCall &call, Row out)
{
    SortedWindow sorted(call.samples.values);
    return ofFloats(call, out, [&](const Window &window) {
        return quantileOfSorted(call.scalars[0][window.step], sorted.of(window.begin, window.end));
    });
}

/// The median distance from the median.
Remarks medianDeviation(const WindowCall &call, Row out)
{
    SortedWindow sorted(call.samples.values);
    std::vector<double> distances;
    return ofFloats(call, out, [&](const Window &window) {
        const std::span<const double> values = sorted.of(window.begin, window.end);
        const double median = quantileOfSorted(0.5, values);
        distances.clear();
        for (const double value : values)
            distances.push_back(std::abs(value - median));
        return quantileOf(0.5, distances);
    });
}

constexpr WindowRow Rows[] = {
    {FunctionId::MadOverTime, medianDeviation},
    {FunctionId::MaxOverTime, extreme<isGreater>},
    {FunctionId::MinOverTime, extreme<isSmaller>},
    {FunctionId::QuantileOverTime, quantile},
    {FunctionId::TsOfMaxOverTime, timeOfExtreme<isGreatest>},
    {FunctionId::TsOfMinOverTime, timeOfExtreme<isSmallest>},
};

} // namespace

std::span<const WindowRow> rankFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
