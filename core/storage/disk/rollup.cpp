#include "core/storage/disk/rollup.h"

#include "core/storage/disk/filename.h"

#include <algorithm>
#include <cmath>

namespace tinyobs {
namespace {

/// The end of the window (t - step, t] that holds this time.
TimeMs windowEnd(TimeMs timeMs, TimeMs stepMs)
{
    const TimeMs rest = timeMs % stepMs;
    if (rest == 0)
        return timeMs;
    return rest > 0 ? timeMs - rest + stepMs : timeMs - rest;
}

/// Restores what counters lose at a restart, over all samples of a series.
class Increase
{
public:
    explicit Increase(std::optional<double> before)
        : m_before(before)
    {
    }

    double next(double value)
    {
        if (std::isnan(value))
            return 0;
        const double grown = m_before ? (value < *m_before ? value : value - *m_before) : 0;
        m_before = value;
        return grown;
    }

private:
    std::optional<double> m_before;
};

template <typename T>
void appendPart(const std::vector<T> &from, std::size_t begin, std::size_t end, std::vector<T> &out)
{
    out.insert(out.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
               from.begin() + static_cast<std::ptrdiff_t>(end));
}

} // namespace

TimeMs rollupRowTime(TimeMs timeMs, TimeMs stepMs)
{
    return std::min(windowEnd(timeMs, stepMs), dayStartMs(dayOf(timeMs)) + DayMs - 1);
}

TimeMs rollupRowStart(TimeMs rowMs, TimeMs stepMs)
{
    return std::max(windowEnd(rowMs, stepMs) - stepMs + 1, dayStartMs(dayOf(rowMs)));
}

void rollUp(const SampleColumns &samples, TimeMs stepMs, std::optional<double> before,
            encoding::RollupColumns &out)
{
    Increase increase(before && !std::isnan(*before) ? before : std::nullopt);
    for (std::size_t i = 0; i < samples.size();) {
        const TimeMs rowMs = rollupRowTime(samples.timesMs[i], stepMs);
        std::uint64_t count = 0;
        double min = samples.values[i];
        double max = samples.values[i];
        double sum = 0;
        double grown = 0;
        for (; i < samples.size() && samples.timesMs[i] <= rowMs; ++i) {
            const double value = samples.values[i];
            if (std::isnan(min) || value < min)
                min = value;
            if (std::isnan(max) || value > max)
                max = value;
            if (isStaleMarker(value)) // the end of a series is no sample
                continue;
            ++count;
            sum += value;
            grown += increase.next(value);
        }
        out.timesMs.push_back(rowMs);
        out.counts.push_back(count);
        out.min.push_back(min);
        out.max.push_back(max);
        out.sum.push_back(sum);
        out.last.push_back(samples.values[i - 1]);
        out.lastMs.push_back(samples.timesMs[i - 1]);
        out.increase.push_back(grown);
    }
}

void appendRows(const encoding::RollupColumns &rows, std::size_t from, std::size_t to,
                encoding::RollupColumns &out)
{
    appendPart(rows.timesMs, from, to, out.timesMs);
    appendPart(rows.counts, from, to, out.counts);
    appendPart(rows.min, from, to, out.min);
    appendPart(rows.max, from, to, out.max);
    appendPart(rows.sum, from, to, out.sum);
    appendPart(rows.last, from, to, out.last);
    appendPart(rows.lastMs, from, to, out.lastMs);
    appendPart(rows.increase, from, to, out.increase);
}

} // namespace tinyobs
