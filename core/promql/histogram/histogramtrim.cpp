// histogram </ bound and histogram >/ bound: what was observed on one side of a bound.

#include "core/promql/histogram/histogrammath.h"

#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

/// Of a bucket: the observations that stay, and about where those lie that go.
struct Kept
{
    double count = 0;
    double middleOfRest = 0;
};

/// Of a bucket that has no end on one side only what is certain stays, except that the lowest of
/// custom buckets is taken to begin at 0 when it ends above.
Kept keepOfEndless(const Bucket &bucket, double bound, bool keepsLower)
{
    if (std::isinf(bucket.lower)) {
        if (keepsLower ? bound >= bucket.upper : bound <= bucket.lower)
            return {bucket.count, 0};
        if (bound >= 0 && bucket.upper > bound && !std::isinf(bucket.upper)) {
            const double below = bucket.count * bound / bucket.upper;
            return keepsLower ? Kept{below, (bound + bucket.upper) / 2}
                              : Kept{bucket.count - below, bound / 2};
        }
        return {0, bucket.upper};
    }
    if (!keepsLower && bound <= bucket.lower)
        return {bucket.count, 0};
    return {0, bucket.lower};
}

double countBelow(const Bucket &bucket, double bound, bool isLinear)
{
    if (bound <= bucket.lower)
        return 0;
    if (bound >= bucket.upper)
        return bucket.count;
    if (isLinear)
        return bucket.count * (bound - bucket.lower) / (bucket.upper - bucket.lower);
    const double lower = std::log2(std::abs(bucket.lower));
    const double upper = std::log2(std::abs(bucket.upper));
    const double at = std::log2(std::abs(bound));
    return bucket.count *
           (bucket.lower > 0 ? (at - lower) / (upper - lower) : 1 - (at - upper) / (lower - upper));
}

double middleOf(double lower, double upper, bool isLinear)
{
    if (isLinear)
        return (lower + upper) / 2;
    return std::copysign(std::sqrt(std::abs(lower) * std::abs(upper)), upper);
}

Kept keepOf(const Bucket &bucket, double bound, bool keepsLower, bool isLinear)
{
    const bool allStays = keepsLower ? bucket.upper <= bound : bucket.lower >= bound;
    if (allStays)
        return {bucket.count, 0};
    if (std::isinf(bucket.lower) || std::isinf(bucket.upper))
        return keepOfEndless(bucket, bound, keepsLower);
    const bool allGoes = keepsLower ? bucket.lower >= bound : bucket.upper <= bound;
    if (allGoes)
        return {0, middleOf(bucket.lower, bucket.upper, isLinear)};
    const double below = countBelow(bucket, bound, isLinear);
    return keepsLower ? Kept{below, middleOf(bound, bucket.upper, isLinear)}
                      : Kept{bucket.count - below, middleOf(bucket.lower, bound, isLinear)};
}

} // namespace

NativeHistogram trim(const NativeHistogram &histogram, double bound, bool keepsLower)
{
    NativeHistogram out = histogram;
    compact(out);
    out.isFloat = true;
    const bool isCustom = out.isCustom();
    NativeHistogram withoutZero = out;
    withoutZero.zeroCount = 0;
    const std::vector<Bucket> buckets = bucketsOf(withoutZero); // negative ones from the end
    double count = 0;
    double removed = 0;
    bool hasPositive = false;
    bool hasNegative = false;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const Bucket &bucket = buckets[i];
        hasPositive = hasPositive || bucket.upper > 0;
        hasNegative = hasNegative || bucket.lower < 0;
        const Kept kept = keepOf(bucket, bound, keepsLower, isCustom);
        const std::size_t negatives = out.negative.size();
        HistogramBucket &own =
            i < negatives ? out.negative[negatives - 1 - i] : out.positive[i - negatives];
        if (kept.count != bucket.count)
            removed += (bucket.count - kept.count) * kept.middleOfRest;
        own.count = kept.count;
        count += kept.count;
    }
    if (out.zeroCount > 0) {
        const Bucket zero{-out.zeroThreshold, out.zeroThreshold, true, true, out.zeroCount};
        const double below = countBelow(zero, bound, true);
        out.zeroCount = keepsLower ? below : out.zeroCount - below;
        count += out.zeroCount;
    }
    out.sum = count == 0 ? 0 : histogram.sum - removed;
    if ((!hasNegative && out.sum < 0) || (!hasPositive && out.sum > 0))
        out.sum = 0;
    out.count = count;
    compact(out);
    return out;
}

} // namespace tinyobs::promql
