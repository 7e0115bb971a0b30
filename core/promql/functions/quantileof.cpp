#include "core/promql/functions/quantileof.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::promql {

bool isLess(double left, double right)
{
    if (std::isnan(left) || std::isnan(right))
        return std::isnan(left) && !std::isnan(right);
    return left < right;
}

double quantileOfSorted(double q, std::span<const double> sorted)
{
    if (sorted.empty() || std::isnan(q))
        return std::numeric_limits<double>::quiet_NaN();
    if (q < 0)
        return -std::numeric_limits<double>::infinity();
    if (q > 1)
        return std::numeric_limits<double>::infinity();
    const double rank = q * (static_cast<double>(sorted.size()) - 1);
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(static_cast<double>(sorted.size()) - 1, lower + 1);
    const double weight = rank - std::floor(rank);
    return sorted[static_cast<std::size_t>(lower)] * (1 - weight) +
           sorted[static_cast<std::size_t>(upper)] * weight;
}

double quantileOf(double q, std::vector<double> &values)
{
    std::sort(values.begin(), values.end(), isLess);
    return quantileOfSorted(q, values);
}

} // namespace tinyobs::promql
