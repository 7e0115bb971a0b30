#include "core/promql/histogram/histogrammath.h"

#include "core/promql/histogram/bucketbounds.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

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

/// left + sign * right; what of the right side lies within the zero bucket was counted there.
Buckets merged(const Buckets &left, const Buckets &right, double sign, int schema,
               double zeroThreshold)
{
    Buckets out;
    out.reserve(left.size() + right.size());
    auto l = left.begin();
    for (const HistogramBucket &bucket : right) {
        if (schema != NativeHistogram::CustomSchema && zeroThreshold > 0 &&
            upperBound(schema, bucket.index) <= zeroThreshold)
            continue;
        while (l != left.end() && l->index < bucket.index)
            out.push_back(*l++);
        if (l != left.end() && l->index == bucket.index) {
            out.push_back({bucket.index, l->count + sign * bucket.count});
            ++l;
        } else {
            out.push_back({bucket.index, sign * bucket.count});
        }
    }
    out.insert(out.end(), l, left.end());
    return out;
}

/// Buckets of custom bounds in those of a subset of the bounds.
Buckets rebounded(const Buckets &buckets, const std::vector<double> &from,
                  const std::vector<double> &to)
{
    Buckets out;
    for (const HistogramBucket &bucket : buckets) {
        const auto place = static_cast<std::size_t>(bucket.index);
        const auto at =
            place < from.size() ? std::lower_bound(to.begin(), to.end(), from[place]) : to.end();
        const auto index = static_cast<std::int32_t>(at - to.begin());
        if (!out.empty() && out.back().index == index)
            out.back().count += bucket.count;
        else
            out.push_back({index, bucket.count});
    }
    return out;
}

/// Widens the zero bucket of left to what right needs; returns what right has in it then.
double reconcileZero(NativeHistogram &left, const NativeHistogram &right)
{
    ZeroBucket other{right.zeroCount, right.zeroThreshold};
    while (other.threshold != left.zeroThreshold) {
        if (left.zeroThreshold > other.threshold)
            other = widened(right, left.zeroThreshold);
        if (other.threshold > left.zeroThreshold) {
            const ZeroBucket own = widened(left, other.threshold);
            left.zeroCount = own.count;
            left.zeroThreshold = own.threshold;
            dropWithinZero(left);
        }
    }
    return other.count;
}

bool combine(NativeHistogram &left, const NativeHistogram &right, double sign, Remarks &remarks)
{
    if (!areCompatible(left, right))
        return false;
    left.isFloat = true;
    if (left.isCustom()) {
        Buckets other = right.positive;
        if (left.bounds != right.bounds) {
            std::vector<double> common;
            std::set_intersection(left.bounds.begin(), left.bounds.end(), right.bounds.begin(),
                                  right.bounds.end(), std::back_inserter(common));
            left.positive = rebounded(left.positive, left.bounds, common);
            other = rebounded(other, right.bounds, common);
            left.bounds = std::move(common);
            remarks |= Remark::MismatchedCustomBuckets;
        }
        left.positive = merged(left.positive, other, sign, left.schema, 0);
    } else {
        left.zeroCount += sign * reconcileZero(left, right);
        const int schema = std::min(left.schema, right.schema);
        reduceTo(left, schema);
        const int by = right.schema - schema;
        left.positive =
            merged(left.positive, coarser(right.positive, by), sign, schema, left.zeroThreshold);
        left.negative =
            merged(left.negative, coarser(right.negative, by), sign, schema, left.zeroThreshold);
    }
    left.count += sign * right.count;
    left.sum += sign * right.sum;
    return true;
}

/// What a sum says of resets: a gauge makes it one, and of two that contradict each other neither
/// is believed.
ResetHint hintOfSum(ResetHint left, ResetHint right, Remarks &remarks)
{
    if (left == right)
        return left;
    if (left == ResetHint::Gauge || right == ResetHint::Gauge)
        return ResetHint::Gauge;
    if (left != ResetHint::Unknown && right != ResetHint::Unknown)
        remarks |= Remark::CounterResetCollision;
    return ResetHint::Unknown;
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
    if (!combine(left, right, 1, remarks))
        return false;
    left.resetHint = hintOfSum(left.resetHint, right.resetHint, remarks);
    return true;
}

bool subtractFrom(NativeHistogram &left, const NativeHistogram &right, Remarks &remarks)
{
    if (!combine(left, right, -1, remarks))
        return false;
    left.resetHint = hintOfSum(left.resetHint, right.resetHint, remarks);
    return true;
}

bool HistogramSum::add(const NativeHistogram &histogram, Remarks &remarks)
{
    if (m_sum)
        return addTo(*m_sum, histogram, remarks);
    m_sum = histogram;
    m_sum->isFloat = true;
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
        if (before.bounds == after.bounds)
            return hasFallen(before.positive, after.positive, after.schema, 0);
        return true;
    }
    if (after.schema > before.schema || after.zeroThreshold < before.zeroThreshold)
        return true;
    const ZeroBucket zero = widened(before, after.zeroThreshold);
    if (zero.threshold != after.zeroThreshold || after.zeroCount < zero.count)
        return true;
    const int by = before.schema - after.schema;
    return hasFallen(coarser(before.positive, by), after.positive, after.schema,
                     after.zeroThreshold) ||
           hasFallen(coarser(before.negative, by), after.negative, after.schema,
                     after.zeroThreshold);
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
    constexpr double Infinity = std::numeric_limits<double>::infinity();
    if (histogram.isCustom()) {
        for (const HistogramBucket &bucket : histogram.positive) {
            const auto place = static_cast<std::size_t>(bucket.index);
            buckets.push_back({place == 0 ? -Infinity : histogram.bounds[place - 1],
                               place < histogram.bounds.size() ? histogram.bounds[place] : Infinity,
                               place == 0, true, bucket.count});
        }
        return buckets;
    }
    // A bucket that reaches into the zero bucket begins where that ends.
    const double zero = histogram.zeroThreshold;
    for (auto at = histogram.negative.rbegin(); at != histogram.negative.rend(); ++at) {
        const double inner = std::max(upperBound(histogram.schema, at->index - 1), zero);
        buckets.push_back(
            {-upperBound(histogram.schema, at->index), -inner, true, false, at->count});
    }
    if (histogram.zeroCount > 0)
        buckets.push_back({-zero, zero, true, true, histogram.zeroCount});
    for (const HistogramBucket &bucket : histogram.positive) {
        const double inner = std::max(upperBound(histogram.schema, bucket.index - 1), zero);
        buckets.push_back(
            {inner, upperBound(histogram.schema, bucket.index), false, true, bucket.count});
    }
    return buckets;
}

} // namespace tinyobs::promql
