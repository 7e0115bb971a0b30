#include "core/promql/functions/extrapolation.h"

#include <algorithm>
#include <limits>

namespace tinyobs::promql {

double extrapolation(const Sampled &sampled, TimeMs beginMs, TimeMs endMs)
{
    double toStart = static_cast<double>(sampled.firstMs - beginMs) / 1000;
    double toEnd = static_cast<double>(endMs - sampled.lastMs) / 1000;
    const double interval = static_cast<double>(sampled.lastMs - sampled.firstMs) / 1000;
    const double gap = interval / static_cast<double>(sampled.count - 1);
    const double threshold = gap * 1.1;
    if (toStart >= threshold)
        toStart = gap / 2;
    // The counter's zero point may be within reach: most are not, which products tell sooner than
    // a quotient. They are rounded, and coarsely so below what a normal number is.
    constexpr double Slack = 1 + 1e-9;
    constexpr double Least = std::numeric_limits<double>::min();
    if (sampled.isRisingCounter &&
        interval * sampled.firstValue < toStart * sampled.increase * Slack + Least)
        toStart = std::min(toStart, interval * (sampled.firstValue / sampled.increase));
    if (toEnd >= threshold)
        toEnd = gap / 2;
    return (interval + toStart + toEnd) / interval;
}

} // namespace tinyobs::promql
