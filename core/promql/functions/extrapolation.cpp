#include "core/promql/functions/extrapolation.h"

#include <algorithm>

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
    // The counter's zero point is within reach; compared by multiplying, as most are not.
    if (sampled.isRisingCounter && interval * sampled.firstValue < toStart * sampled.increase)
        toStart = interval * (sampled.firstValue / sampled.increase);
    if (toEnd >= threshold)
        toEnd = gap / 2;
    return (interval + toStart + toEnd) / interval;
}

} // namespace tinyobs::promql
