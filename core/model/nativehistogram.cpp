#include "core/model/nativehistogram.h"

#include "core/base/valuetext.h"
#include "core/model/samples.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tinyobs {
namespace {

using Problem = std::optional<std::string>;

std::string textOf(double value)
{
    std::string text;
    appendValue(text, value);
    return text;
}

Problem problemOfCount(double count, bool isFloat)
{
    if (count < 0)
        return "has a count below zero: " + textOf(count);
    if (isFloat)
        return {};
    if (!(count <= double(NativeHistogram::MaxCount)))
        return "has a count of " + textOf(count) + ", limit 2^53";
    if (count != std::trunc(count))
        return "has a count that is not whole: " + textOf(count);
    return {};
}

Problem problemOfBuckets(const std::vector<HistogramBucket> &buckets, bool isFloat)
{
    const auto disorder =
        std::ranges::adjacent_find(buckets, std::ranges::greater_equal{}, &HistogramBucket::index);
    if (disorder != buckets.end())
        return "has bucket " + std::to_string(disorder->index) + " twice or out of order";
    for (const HistogramBucket &bucket : buckets) {
        if (Problem problem = problemOfCount(bucket.count, isFloat))
            return problem;
    }
    return {};
}

Problem problemOfCustom(const NativeHistogram &histogram)
{
    const std::vector<double> &bounds = histogram.bounds;
    const auto isFinite = [](double bound) { return std::isfinite(bound); };
    const auto disorder = std::ranges::adjacent_find(bounds, std::ranges::greater_equal{});
    if (!std::ranges::all_of(bounds, isFinite) || disorder != bounds.end())
        return "has custom bounds that are not finite and ascending";
    if (histogram.positive.size() != bounds.size() + 1 || histogram.positive.front().index != 0 ||
        histogram.positive.back().index != std::int32_t(bounds.size()))
        return "has custom buckets that do not fit its bounds";
    if (!histogram.negative.empty() || histogram.zeroCount != 0)
        return "has custom bounds and a zero or negative bucket";
    return {};
}

double inBuckets(const NativeHistogram &histogram)
{
    double sum = histogram.zeroCount;
    for (const HistogramBucket &bucket : histogram.positive)
        sum += bucket.count;
    for (const HistogramBucket &bucket : histogram.negative)
        sum += bucket.count;
    return sum;
}

/// Observations that are not a number are counted and in no bucket.
Problem problemOfTotal(const NativeHistogram &histogram)
{
    const double sum = inBuckets(histogram);
    if (sum == histogram.count || (std::isnan(histogram.sum) && sum < histogram.count))
        return {};
    return "has " + textOf(sum) + " observations in buckets, its count is " +
           textOf(histogram.count);
}

} // namespace

bool NativeHistogram::isStale() const
{
    return std::bit_cast<std::uint64_t>(sum) == StaleBits;
}

NativeHistogram NativeHistogram::stale()
{
    NativeHistogram histogram;
    histogram.sum = std::bit_cast<double>(StaleBits);
    return histogram;
}

std::optional<std::string> problemOf(const NativeHistogram &histogram)
{
    if (!histogram.isCustom() && !isExponentialSchema(histogram.schema))
        return "has the schema " + std::to_string(histogram.schema) + ", expected -10 to 20 or -53";
    for (const double count : {histogram.count, histogram.zeroCount}) {
        if (Problem problem = problemOfCount(count, histogram.isFloat))
            return problem;
    }
    for (const auto *buckets : {&histogram.positive, &histogram.negative}) {
        if (Problem problem = problemOfBuckets(*buckets, histogram.isFloat))
            return problem;
    }
    if (histogram.isCustom()) {
        if (Problem problem = problemOfCustom(histogram))
            return problem;
    } else if (!histogram.bounds.empty()) {
        return "has custom bounds and the schema " + std::to_string(histogram.schema);
    }
    return histogram.isFloat ? Problem() : problemOfTotal(histogram);
}

} // namespace tinyobs
