#pragma once

// Where the buckets of a native histogram begin and end. Pure functions.

#include "core/model/nativehistogram.h"
#include "core/promql/histogram/histogrammath.h"

#include <cstdint>

namespace tinyobs::promql {

/// The upper bound of an exponential bucket; the one before infinity ends at the greatest number.
double upperBound(int schema, std::int32_t index);

enum class Side : std::uint8_t { Negative, Positive };

/// Where the bucket begins and ends, the zero bucket left aside.
Bucket bucketAt(const NativeHistogram &histogram, Side side, const HistogramBucket &bucket);

/// The buckets with their zero bucket widened to a threshold that is not less than its own: the
/// observations in it, and the threshold that this takes, since no bucket with observations can be
/// cut in two.
struct ZeroBucket
{
    double count = 0;
    double threshold = 0;
};
ZeroBucket widened(const NativeHistogram &histogram, double threshold);

/// Takes the buckets out that lie within the zero bucket.
void dropWithinZero(NativeHistogram &histogram);

} // namespace tinyobs::promql
