#include "core/engine/rowreduce.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace tinyobs {
namespace {

using encoding::RollupColumns;

TimeMs windowEnd(TimeMs t, TimeMs stepMs)
{
    const TimeMs below = t / stepMs * stepMs;
    return below < t ? below + stepMs : below;
}

double lowest(const std::vector<double> &values, std::size_t first, std::size_t last)
{
    double found = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = first; i < last; ++i)
        found = std::isnan(found) || values[i] < found ? values[i] : found;
    return found;
}

double highest(const std::vector<double> &values, std::size_t first, std::size_t last)
{
    double found = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = first; i < last; ++i)
        found = std::isnan(found) || values[i] > found ? values[i] : found;
    return found;
}

template <typename T>
double sumOf(const std::vector<T> &values, std::size_t first, std::size_t last)
{
    double sum = 0;
    for (std::size_t i = first; i < last; ++i)
        sum += static_cast<double>(values[i]);
    return sum;
}

double reduceWindow(const RollupColumns &rows, Reduce reduce, std::size_t first, std::size_t last)
{
    switch (reduce) {
    case Reduce::Min:
        return lowest(rows.min, first, last);
    case Reduce::Max:
        return highest(rows.max, first, last);
    case Reduce::Avg:
        return sumOf(rows.sum, first, last) / sumOf(rows.counts, first, last);
    case Reduce::Sum:
        return sumOf(rows.sum, first, last);
    case Reduce::Count:
        return sumOf(rows.counts, first, last);
    case Reduce::Last:
    case Reduce::Raw:
    case Reduce::Rate:
        break;
    }
    return rows.last[last - 1];
}

/// Rates of consecutive windows of one series: remembers the last sample between them.
class RowRate
{
public:
    std::optional<double> next(const RollupColumns &rows, std::size_t first, std::size_t last,
                               TimeMs windowStartMs)
    {
        if (m_previousMs != Unknown && windowStartMs - m_previousMs > RateLookbackMs)
            m_previousMs = Unknown;
        TimeMs fromMs = m_previousMs;
        double increase = 0;
        for (std::size_t i = first; i < last; ++i) {
            if (std::isnan(rows.max[i])) // nothing else in it
                continue;
            if (fromMs != Unknown)
                increase += rows.increase[i];
            else
                fromMs = rows.lastMs[i];
            m_previousMs = rows.lastMs[i];
        }
        if (fromMs == Unknown || m_previousMs <= windowStartMs || m_previousMs == fromMs)
            return std::nullopt;
        return increase * 1000.0 / static_cast<double>(m_previousMs - fromMs);
    }

private:
    static constexpr TimeMs Unknown = std::numeric_limits<TimeMs>::min();

    TimeMs m_previousMs = Unknown; // of the last sample
};

} // namespace

void reduceRows(const RollupColumns &rows, TimeMs firstMs, TimeMs lastMs, TimeMs stepMs,
                Reduce reduce, SampleColumns &out)
{
    RowRate rate;
    for (std::size_t first = 0; first < rows.size();) {
        const TimeMs end = windowEnd(rows.timesMs[first], stepMs);
        const auto past = std::ranges::upper_bound(
            rows.timesMs.begin() + static_cast<std::ptrdiff_t>(first), rows.timesMs.end(), end);
        const auto last = static_cast<std::size_t>(past - rows.timesMs.begin());
        std::optional<double> value;
        if (reduce == Reduce::Rate)
            value = rate.next(rows, first, last, end - stepMs);
        else
            value = reduceWindow(rows, reduce, first, last);
        if (value && end >= firstMs && end <= lastMs)
            out.append(end, *value);
        first = last;
    }
}

} // namespace tinyobs
