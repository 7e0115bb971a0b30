#include "core/promql/histogram/histogrammath.h"

#include "core/promql/histogram/bucketbounds.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace tinyobs::promql {
namespace {

using Buckets = std::vector<HistogramBucket>;

Buckets coarser(const Buckets &buckets, int bySchemas)
{
    if (bySchemas == 0)
        return buckets;
    Buckets out;
    for (const HistogramBucket &bucket : buckets) {
        const std::int32_t index = coarserIndex(bucket.index, bySchemas);
        if (!out.empty() && out.back().index == index)
            out.back().count += bucket.count;
        else
            out.push_back({index, bucket.count});
    }
    return out;
}

/// Whether a bucket lost observations.
bool hasFallen(const Buckets &before, const Buckets &after, int schema, double zeroThreshold)
{
    auto at = after.begin();
    for (const HistogramBucket &bucket : before) {
        if (bucket.count == 0 ||
            (zeroThreshold > 0 && upperBound(schema, bucket.index) <= zeroThreshold))
            continue;
        while (at != after.end() && at->index < bucket.index)
            ++at;
        const double count = at != after.end() && at->index == bucket.index ? at->count : 0;
        if (count < bucket.count)
            return true;
    }
    return false;
}

/// The same of custom buckets with other bounds, between the bounds that both have.
bool hasFallenBetweenCommon(const NativeHistogram &before, const NativeHistogram &after)
{
    std::vector<double> common;
    std::set_intersection(before.bounds.begin(), before.bounds.end(), after.bounds.begin(),
                          after.bounds.end(), std::back_inserter(common));
    const auto countsOf = [&common](const NativeHistogram &histogram) {
        std::vector<double> counts(common.size() + 1, 0);
        for (const HistogramBucket &bucket : histogram.positive) {
            const Bucket whole = bucketAt(histogram, Side::Positive, bucket);
            const auto at = std::lower_bound(common.begin(), common.end(), whole.upper);
            counts[static_cast<std::size_t>(at - common.begin())] += bucket.count;
        }
        return counts;
    };
    const std::vector<double> was = countsOf(before);
    const std::vector<double> is = countsOf(after);
    for (std::size_t i = 0; i < was.size(); ++i) {
        if (is[i] < was[i])
            return true;
    }
    return false;
}

bool areEqual(double left, double right)
{
    return left == right || (std::isnan(left) && std::isnan(right));
}

bool areEqual(const Buckets &left, const Buckets &right)
{
    auto l = left.begin();
    auto r = right.begin();
    for (;;) {
        while (l != left.end() && l->count == 0)
            ++l;
        while (r != right.end() && r->count == 0)
            ++r;
        if (l == left.end() || r == right.end())
            return l == left.end() && r == right.end();
        if (l->index != r->index || !areEqual(l->count, r->count))
            return false;
        ++l;
        ++r;
    }
}

template <typename Change>
void changeCounts(NativeHistogram &histogram, Change change)
{
    histogram.isFloat = true;
    histogram.zeroCount = change(histogram.zeroCount);
    histogram.count = change(histogram.count);
    histogram.sum = change(histogram.sum);
    for (Buckets *buckets : {&histogram.positive, &histogram.negative}) {
        for (HistogramBucket &bucket : *buckets)
            bucket.count = change(bucket.count);
    }
}

} // namespace

bool areCompatible(const NativeHistogram &left, const NativeHistogram &right)
{
    return left.isCustom() == right.isCustom();
}

bool addTo(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks)
{
    HistogramSum sum;
    sum.add(left, remarks);
    if (!sum.add(right, remarks))
        return false;
    left = sum.total();
    return true;
}

bool subtractFrom(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks)
{
    HistogramSum sum;
    sum.add(left, remarks);
    if (!sum.subtract(right, remarks))
        return false;
    left = sum.total();
    return true;
}

void multiply(NativeHistogram &histogram, double factor)
{
    changeCounts(histogram, [factor](double value) { return value * factor; });
    if (factor < 0)
        histogram.resetHint = ResetHint::Gauge;
}

void divide(NativeHistogram &histogram, double divisor)
{
    changeCounts(histogram, [divisor](double value) { return value / divisor; });
    if (divisor < 0)
        histogram.resetHint = ResetHint::Gauge;
    if (divisor == 0) {
        histogram.positive.clear();
        histogram.negative.clear();
    }
}

void compact(NativeHistogram &histogram)
{
    const auto isEmpty = [](const HistogramBucket &bucket) { return bucket.count == 0; };
    std::erase_if(histogram.positive, isEmpty);
    std::erase_if(histogram.negative, isEmpty);
}

void reduceTo(NativeHistogram &histogram, int schema)
{
    if (histogram.isCustom() || schema >= histogram.schema)
        return;
    const int by = histogram.schema - schema;
    histogram.positive = coarser(histogram.positive, by);
    histogram.negative = coarser(histogram.negative, by);
    histogram.schema = schema;
}

bool isReset(const NativeHistogram &before, const NativeHistogram &after)
{
    if (after.resetHint == ResetHint::Reset)
        return true;
    if (after.resetHint == ResetHint::NoReset)
        return false;
    if (after.count < before.count || !areCompatible(before, after))
        return true;
    if (after.isCustom()) {
        return before.bounds == after.bounds
                   ? hasFallen(before.positive, after.positive, after.schema, 0)
                   : hasFallenBetweenCommon(before, after);
    }
    if (after.schema > before.schema || after.zeroThreshold < before.zeroThreshold)
        return true;
    const ZeroBucket zero = widened(before, after.zeroThreshold);
    if (zero.threshold != after.zeroThreshold || after.zeroCount < zero.count)
        return true;
    const int by = before.schema - after.schema;
    const auto fell = [&after, by](const Buckets &was, const Buckets &is) {
        return by == 0 ? hasFallen(was, is, after.schema, after.zeroThreshold)
                       : hasFallen(coarser(was, by), is, after.schema, after.zeroThreshold);
    };
    return fell(before.positive, after.positive) || fell(before.negative, after.negative);
}

bool isEqual(const NativeHistogram &left, const NativeHistogram &right)
{
    return left.schema == right.schema && areEqual(left.count, right.count) &&
           areEqual(left.sum, right.sum) && left.zeroThreshold == right.zeroThreshold &&
           areEqual(left.zeroCount, right.zeroCount) && left.bounds == right.bounds &&
           areEqual(left.positive, right.positive) && areEqual(left.negative, right.negative);
}

std::vector<Bucket> bucketsOf(const NativeHistogram &histogram)
{
    std::vector<Bucket> buckets;
    buckets.reserve(histogram.positive.size() + histogram.negative.size() + 1);
    // A bucket that reaches into the zero bucket begins where that ends.
    const double zero = histogram.isCustom() ? 0 : histogram.zeroThreshold;
    for (auto at = histogram.negative.rbegin(); at != histogram.negative.rend(); ++at) {
        buckets.push_back(bucketAt(histogram, Side::Negative, *at));
        buckets.back().upper = std::min(buckets.back().upper, -zero);
    }
    if (histogram.zeroCount > 0)
        buckets.push_back({-zero, zero, true, true, histogram.zeroCount});
    for (const HistogramBucket &bucket : histogram.positive) {
        buckets.push_back(bucketAt(histogram, Side::Positive, bucket));
        if (zero > 0)
            buckets.back().lower = std::max(buckets.back().lower, zero);
    }
    return buckets;
}

} // namespace tinyobs::promql
