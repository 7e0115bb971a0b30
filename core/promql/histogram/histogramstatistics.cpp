// What a native histogram tells of its observations: quantiles, shares, their spread.

#include "core/promql/histogram/histogrammath.h"
#include "core/promql/kahan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// The zero bucket has only the sign that the other buckets have, when they have one.
void narrowZero(Bucket &bucket, const NativeHistogram &histogram)
{
    if (histogram.negative.empty() && !histogram.positive.empty())
        bucket.lower = 0;
    else if (histogram.positive.empty() && !histogram.negative.empty())
        bucket.upper = 0;
}

bool isLinear(const Bucket &bucket, const NativeHistogram &histogram)
{
    return histogram.isCustom() || (bucket.lower <= 0 && bucket.upper >= 0);
}

/// The value of which a share of the bucket's observations is less.
double interpolated(const Bucket &bucket, double share, const NativeHistogram &histogram)
{
    if (isLinear(bucket, histogram))
        return bucket.lower + (bucket.upper - bucket.lower) * share;
    const double lower = std::log2(std::abs(bucket.lower));
    const double upper = std::log2(std::abs(bucket.upper));
    if (bucket.lower > 0)
        return std::exp2(lower + (upper - lower) * share);
    return -std::exp2(upper + (lower - upper) * (1 - share));
}

/// The share of the bucket's observations that are less than a value within it.
double shareBelow(const Bucket &bucket, double value, bool linear)
{
    if (linear)
        return (value - bucket.lower) / (bucket.upper - bucket.lower);
    const double lower = std::log2(std::abs(bucket.lower));
    const double upper = std::log2(std::abs(bucket.upper));
    const double at = std::log2(std::abs(value));
    return value > 0 ? (at - lower) / (upper - lower) : 1 - (at - upper) / (lower - upper);
}

} // namespace

double quantile(double q, const NativeHistogram &histogram, Remarks &remarks)
{
    if (q < 0)
        return -std::numeric_limits<double>::infinity();
    if (q > 1)
        return std::numeric_limits<double>::infinity();
    if (histogram.count == 0 || std::isnan(q))
        return NaN;
    // Observations that are NaN are in no bucket: then only counting from below is right. Else
    // the nearer end gives the more exact sum.
    const bool hasNaN = std::isnan(histogram.sum);
    const bool isForward = hasNaN || q < 0.5;
    std::vector<Bucket> buckets = bucketsOf(histogram);
    if (!isForward)
        std::reverse(buckets.begin(), buckets.end());
    double rank = (isForward ? q : 1 - q) * histogram.count;
    double count = 0;
    Bucket bucket;
    std::size_t next = 0;
    while (next < buckets.size()) {
        bucket = buckets[next++];
        count += bucket.count;
        if (bucket.count != 0 && count >= rank)
            break;
    }
    if (histogram.isCustom()) {
        if (std::isinf(bucket.lower) && bucket.lower < 0) {
            if (bucket.upper <= 0)
                return bucket.upper;
            bucket.lower = 0;
        } else if (std::isinf(bucket.upper) && bucket.upper > 0) {
            return bucket.lower;
        }
    } else if (bucket.lower < 0 && bucket.upper > 0) {
        narrowZero(bucket, histogram);
    }
    count = std::min(count, histogram.count);
    if (count < rank) {
        if (!hasNaN)
            return bucket.upper;
        remarks |= Remark::QuantileNaNResult;
        return NaN;
    }
    rank = isForward ? rank - (count - bucket.count) : count - rank;
    if (hasNaN) {
        for (; next < buckets.size(); ++next)
            count += buckets[next].count;
        if (count < histogram.count)
            remarks |= Remark::QuantileNaNSkew;
    }
    return interpolated(bucket, rank / bucket.count, histogram);
}

double fraction(double lower, double upper, const NativeHistogram &histogram, Remarks &remarks)
{
    if (histogram.count == 0 || std::isnan(lower) || std::isnan(upper))
        return NaN;
    if (lower >= upper)
        return 0;
    const std::vector<Bucket> buckets = bucketsOf(histogram);
    double inBuckets = 0;
    for (const Bucket &bucket : buckets)
        inBuckets += bucket.count;
    if (std::isnan(histogram.sum) && inBuckets < histogram.count)
        remarks |= Remark::FractionNaNs;
    const double total = std::isnan(histogram.sum) ? inBuckets : histogram.count;
    const auto rankOf = [&](double bound) {
        double rank = 0;
        for (Bucket bucket : buckets) {
            const bool linear = isLinear(bucket, histogram);
            if (bucket.lower <= 0 && bucket.upper >= 0)
                narrowZero(bucket, histogram);
            if (bucket.lower >= bound)
                return std::min(rank, total);
            if (bucket.upper > bound)
                return std::min(rank + bucket.count * shareBelow(bucket, bound, linear), total);
            rank += bucket.count;
        }
        return total;
    };
    return (rankOf(upper) - rankOf(lower)) / histogram.count;
}

double variance(const NativeHistogram &histogram)
{
    const double mean = histogram.sum / histogram.count;
    KahanSum total;
    for (const Bucket &bucket : bucketsOf(histogram)) {
        if (bucket.count == 0)
            continue;
        double middle = (bucket.upper + bucket.lower) / 2;
        if (!histogram.isCustom()) {
            middle = bucket.lower <= 0 && bucket.upper >= 0
                         ? 0
                         : std::copysign(std::sqrt(bucket.upper * bucket.lower), bucket.upper);
        }
        const double distance = middle - mean;
        total.add(bucket.count * distance * distance);
    }
    return total.total() / histogram.count;
}

} // namespace tinyobs::promql
