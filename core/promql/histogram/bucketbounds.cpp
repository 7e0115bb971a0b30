#include "core/promql/histogram/bucketbounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::promql {
namespace {

constexpr int BehindLastExponent = 1024; // 2^1024 is beyond what a double holds

} // namespace

double upperBound(int schema, std::int32_t index)
{
    if (schema <= 0) {
        const std::int64_t exponent = std::int64_t(index) << -schema;
        if (exponent == BehindLastExponent)
            return std::numeric_limits<double>::max();
        return std::ldexp(1, static_cast<int>(std::clamp<std::int64_t>(exponent, -5000, 5000)));
    }
    const int perPower = 1 << schema;
    const int exponent = index >> schema; // rounded down, of negative ones too
    const int rest = index - (exponent << schema);
    if (rest == 0 && exponent == BehindLastExponent)
        return std::numeric_limits<double>::max();
    return std::ldexp(std::exp2(static_cast<double>(rest) / perPower), exponent);
}

Bucket bucketAt(const NativeHistogram &histogram, Side side, const HistogramBucket &bucket)
{
    if (histogram.isCustom()) {
        constexpr double Infinity = std::numeric_limits<double>::infinity();
        const auto place = static_cast<std::size_t>(bucket.index);
        const std::vector<double> &bounds = histogram.bounds;
        return {place == 0 ? -Infinity : bounds[place - 1],
                place < bounds.size() ? bounds[place] : Infinity, place == 0, true, bucket.count};
    }
    const double inner = upperBound(histogram.schema, bucket.index - 1);
    const double outer = upperBound(histogram.schema, bucket.index);
    if (side == Side::Negative)
        return {-outer, -inner, true, false, bucket.count};
    return {inner, outer, false, true, bucket.count};
}

ZeroBucket widened(const NativeHistogram &histogram, double threshold)
{
    if (threshold == histogram.zeroThreshold)
        return {histogram.zeroCount, threshold};
    for (;;) {
        ZeroBucket zero{histogram.zeroCount, threshold};
        const auto take = [&](const std::vector<HistogramBucket> &buckets) {
            for (const HistogramBucket &bucket : buckets) {
                if (upperBound(histogram.schema, bucket.index - 1) >= zero.threshold)
                    break;
                zero.count += bucket.count;
                const double upper = upperBound(histogram.schema, bucket.index);
                if (upper <= zero.threshold)
                    continue;
                if (bucket.count != 0)
                    zero.threshold = upper;
                break;
            }
        };
        take(histogram.positive);
        const double afterPositive = zero.threshold;
        take(histogram.negative);
        if (zero.threshold == afterPositive)
            return zero;
        threshold = zero.threshold; // what was taken of the positive ones is not enough any more
    }
}

void dropWithinZero(NativeHistogram &histogram)
{
    const auto isWithin = [&histogram](const HistogramBucket &bucket) {
        return upperBound(histogram.schema, bucket.index - 1) < histogram.zeroThreshold;
    };
    std::erase_if(histogram.positive, isWithin);
    std::erase_if(histogram.negative, isWithin);
}

} // namespace tinyobs::promql
