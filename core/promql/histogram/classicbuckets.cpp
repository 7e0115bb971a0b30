#include "core/promql/histogram/classicbuckets.h"

#include "core/base/valuetext.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Sorted and without equal bounds. False when the last one is not up to infinity.
bool tidy(std::vector<ClassicBucket> &buckets)
{
    const auto before = [](const ClassicBucket &a, const ClassicBucket &b) {
        return a.upperBound < b.upperBound;
    };
    if (!std::is_sorted(buckets.begin(), buckets.end(), before))
        std::stable_sort(buckets.begin(), buckets.end(), before);
    if (buckets.empty() || !std::isinf(buckets.back().upperBound) || buckets.back().upperBound < 0)
        return false;
    std::size_t last = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upperBound == buckets[last].upperBound)
            buckets[last].count += buckets[i].count;
        else
            buckets[++last] = buckets[i];
    }
    buckets.resize(last + 1);
    return true;
}

bool areNear(double left, double right)
{
    constexpr double Tolerance = 1e-12;
    constexpr double Smallest = std::numeric_limits<double>::min();
    const double size = std::abs(left) + std::abs(right);
    const double difference = std::abs(left - right);
    if (left == 0 || right == 0 || size < Smallest)
        return difference < Tolerance * Smallest;
    return difference / std::min(size, std::numeric_limits<double>::max()) < Tolerance;
}

void makeMonotonic(std::vector<ClassicBucket> &buckets, Remarks &remarks)
{
    double before = buckets[0].count;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        const double count = buckets[i].count;
        if (count == before)
            continue;
        if (areNear(before, count)) {
            buckets[i].count = before;
        } else if (count < before) {
            buckets[i].count = before;
            remarks |= Remark::ForcedMonotonicity;
        } else {
            before = count;
        }
    }
}

/// How many observations are at most `bound`: the rank of a bound.
class Ranks
{
public:
    explicit Ranks(const std::vector<ClassicBucket> &buckets)
        : m_buckets(buckets)
    {
    }

    double of(double bound) const
    {
        double lower = -std::numeric_limits<double>::infinity();
        double rank = 0;
        for (const ClassicBucket &bucket : m_buckets) {
            if (lower >= bound)
                return capped(rank);
            if (bucket.upperBound > bound)
                return capped(rank + (bucket.count - rank) * (bound - lower) /
                                         (bucket.upperBound - lower));
            rank = bucket.count;
            lower = bucket.upperBound;
        }
        return m_buckets.back().count;
    }

private:
    double capped(double rank) const
    {
        return rank > m_buckets.back().count ? m_buckets.back().count : rank;
    }

    const std::vector<ClassicBucket> &m_buckets;
};

} // namespace

double bucketQuantile(double q, std::vector<ClassicBucket> &buckets, Remarks &remarks)
{
    if (std::isnan(q))
        return NaN;
    if (q < 0)
        return -std::numeric_limits<double>::infinity();
    if (q > 1)
        return std::numeric_limits<double>::infinity();
    if (!tidy(buckets))
        return NaN;
    makeMonotonic(buckets, remarks);
    if (buckets.size() < 2 || buckets.back().count == 0)
        return NaN;
    double rank = q * buckets.back().count;
    const auto found =
        std::find_if(buckets.begin(), buckets.end() - 1,
                     [rank](const ClassicBucket &bucket) { return bucket.count >= rank; });
    const auto place = static_cast<std::size_t>(found - buckets.begin());
    if (place == buckets.size() - 1)
        return buckets[buckets.size() - 2].upperBound;
    if (place == 0 && buckets[0].upperBound <= 0)
        return buckets[0].upperBound;
    double start = 0;
    double count = buckets[place].count;
    if (place > 0) {
        start = buckets[place - 1].upperBound;
        count -= buckets[place - 1].count;
        rank -= buckets[place - 1].count;
    }
    return start + (buckets[place].upperBound - start) * (rank / count);
}

double bucketFraction(double lower, double upper, std::vector<ClassicBucket> &buckets)
{
    if (!tidy(buckets))
        return NaN;
    const double count = buckets.back().count;
    if (count == 0 || std::isnan(lower) || std::isnan(upper))
        return NaN;
    if (lower >= upper)
        return 0;
    const Ranks ranks(buckets);
    return (ranks.of(upper) - ranks.of(lower)) / count;
}

std::optional<double> parseBound(std::string_view le)
{
    return parseValue(le);
}

} // namespace tinyobs::promql
