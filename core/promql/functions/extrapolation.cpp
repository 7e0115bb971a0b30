#include "core/promql/functions/extrapolation.h"

#include <algorithm>

namespace tinyobs::promql {

double extrapolatedMs(const Sampled &sampled, TimeMs beginMs, TimeMs endMs)
{
    auto toStart = static_cast<double>(sampled.firstMs - beginMs);
    auto toEnd = static_cast<double>(endMs - sampled.lastMs);
    const auto interval = static_cast<double>(sampled.lastMs - sampled.firstMs);
    const double gap = interval / static_cast<double>(sampled.count - 1);
    const double threshold = gap * 1.1;
    if (toStart >= threshold)
        toStart = gap / 2;
    // The counter's zero point is within reach; compared by multiplying, as most are not.
    if (sampled.isRisingCounter && interval * sampled.firstValue < toStart * sampled.increase)
        toStart = interval * (sampled.firstValue / sampled.increase);
    if (toEnd >= threshold)
        toEnd = gap / 2;
    return interval + toStart + toEnd;
}

} // namespace tinyobs::promql
