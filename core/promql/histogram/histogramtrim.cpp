// histogram </ bound and histogram >/ bound: what was observed on one side of a bound. Of the
// bucket that holds the bound a share stays, as quantiles take its observations to be spread.
// Where anything goes, count and sum are made anew: the sum from the middles of what stays.

#include "core/promql/histogram/bucketbounds.h"
#include "core/promql/histogram/histogrammath.h"
#include "core/promql/kahan.h"

#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

/// Of a bucket: the observations that stay, and about where they lie.
struct Kept
{
    double count = 0;
    double middle = 0;
};

struct Cut
{
    double bound = 0;
    bool keepsLower = false;
    bool isLinear = false; // how observations are spread in a bucket
};

double finiteOrZero(double value)
{
    return std::isinf(value) ? 0 : value;
}

/// The one of custom buckets that has no lower end. It is taken to begin at 0 when it ends above.
Kept keepOfLowest(const Bucket &bucket, const Cut &cut)
{
    const double bound = cut.bound;
    const bool beginsAtZero = bucket.upper > 0 && !std::isinf(bucket.upper);
    if (cut.keepsLower) {
        if (bound >= bucket.upper)
            return {bucket.count, 0};
        if (bound > 0 && beginsAtZero)
            return {bucket.count * bound / bucket.upper, bound / 2};
        if (bucket.upper <= 0)
            return {bucket.count, bound};
        return {};
    }
    if (bound <= bucket.lower)
        return {bucket.count, 0};
    if (bound >= 0 && bucket.upper > bound && beginsAtZero)
        return {bucket.count * (1 - bound / bucket.upper), (bound + bucket.upper) / 2};
    return {0, finiteOrZero(bucket.upper)};
}

/// One without an upper end: of it all stays or nothing.
Kept keepOfHighest(const Bucket &bucket, const Cut &cut)
{
    if (!cut.keepsLower && cut.bound >= bucket.lower)
        return {bucket.count, cut.bound};
    return {0, finiteOrZero(bucket.lower)};
}

double countBelow(const Bucket &bucket, const Cut &cut)
{
    if (cut.isLinear)
        return bucket.count * (cut.bound - bucket.lower) / (bucket.upper - bucket.lower);
    const double lower = std::log2(std::abs(bucket.lower));
    const double upper = std::log2(std::abs(bucket.upper));
    const double at = std::log2(std::abs(cut.bound));
    const double share =
        bucket.lower > 0 ? (at - lower) / (upper - lower) : 1 - (at - upper) / (lower - upper);
    return bucket.count * share;
}

double middleOf(double lower, double upper, bool isLinear)
{
    if (std::isinf(lower))
        return std::isinf(upper) ? 0 : upper > 0 ? upper / 2 : upper;
    if (std::isinf(upper))
        return lower;
    if (isLinear)
        return (lower + upper) / 2;
    const double size = std::sqrt(std::abs(lower * upper));
    return lower < 0 ? -size : size;
}

Kept keepOf(const Bucket &bucket, const Cut &cut)
{
    const double bound = cut.bound;
    if (cut.keepsLower ? bucket.upper <= bound : bucket.lower >= bound)
        return {bucket.count, middleOf(bucket.lower, bucket.upper, cut.isLinear)};
    const bool isWithin = cut.keepsLower ? bucket.lower < bound : bucket.upper > bound;
    if (!isWithin)
        return {};
    if (std::isinf(bucket.lower))
        return keepOfLowest(bucket, cut);
    if (std::isinf(bucket.upper))
        return keepOfHighest(bucket, cut);
    const double below = countBelow(bucket, cut);
    return cut.keepsLower ? Kept{below, middleOf(bucket.lower, bound, cut.isLinear)}
                          : Kept{bucket.count - below, middleOf(bound, bucket.upper, cut.isLinear)};
}

/// The zero bucket has only the sign that the other buckets have, when they have one.
Kept keepOfZero(const NativeHistogram &histogram, const Cut &cut)
{
    const double upper =
        histogram.positive.empty() && !histogram.negative.empty() ? 0 : histogram.zeroThreshold;
    const double lower =
        histogram.negative.empty() && !histogram.positive.empty() ? 0 : -histogram.zeroThreshold;
    if (cut.keepsLower ? cut.bound >= upper : cut.bound <= lower)
        return {histogram.zeroCount, (lower + upper) / 2};
    if (cut.keepsLower ? cut.bound <= lower : cut.bound >= upper)
        return {};
    const double below = histogram.zeroCount * (cut.bound - lower) / (upper - lower);
    return cut.keepsLower ? Kept{below, (lower + cut.bound) / 2}
                          : Kept{histogram.zeroCount * (upper - cut.bound) / (upper - lower),
                                 (cut.bound + upper) / 2};
}

} // namespace

NativeHistogram trim(const NativeHistogram &histogram, double bound, bool keepsLower)
{
    NativeHistogram out = histogram;
    out.isFloat = true;
    compact(out);
    const Cut cut{bound, keepsLower, out.isCustom()};
    KahanSum count;
    KahanSum sum;
    bool isCut = false;
    const auto take = [&](double &own, const Kept &kept) {
        isCut = isCut || own != kept.count;
        own = kept.count;
        count.add(kept.count);
        if (kept.count != 0)
            sum.add(kept.count * kept.middle);
    };
    const Kept zero = keepOfZero(out, cut); // before buckets go
    for (HistogramBucket &own : out.positive)
        take(own.count, keepOf(bucketAt(out, Side::Positive, own), cut));
    for (HistogramBucket &own : out.negative)
        take(own.count, keepOf(bucketAt(out, Side::Negative, own), cut));
    if (out.zeroCount > 0)
        take(out.zeroCount, zero);
    if (isCut) {
        out.count = count.total();
        out.sum = sum.total();
    }
    compact(out);
    return out;
}

} // namespace tinyobs::promql
