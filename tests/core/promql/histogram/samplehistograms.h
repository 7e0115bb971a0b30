#pragma once

// Histograms for tests, made of what differs between them.

#include "core/model/nativehistogram.h"

#include <cstdint>
#include <random>
#include <vector>

namespace tinyobs::promql {

using Counts = std::vector<double>;

struct Zero
{
    double threshold = 0;
    double count = 0;
};

/// Buckets from index 0 on; the count is that of all buckets.
inline NativeHistogram exponential(int schema, double sum, const Counts &positive,
                                   const Counts &negative = {}, Zero zero = {})
{
    NativeHistogram histogram;
    histogram.isFloat = true;
    histogram.schema = schema;
    histogram.sum = sum;
    histogram.zeroThreshold = zero.threshold;
    histogram.zeroCount = zero.count;
    histogram.count = zero.count;
    const auto place = [&histogram](const Counts &counts, std::vector<HistogramBucket> &out) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            out.push_back({static_cast<std::int32_t>(i), counts[i]});
            histogram.count += counts[i];
        }
    };
    place(positive, histogram.positive);
    place(negative, histogram.negative);
    return histogram;
}

/// One bucket more than bounds.
inline NativeHistogram custom(const std::vector<double> &bounds, double sum, const Counts &counts)
{
    NativeHistogram histogram = exponential(NativeHistogram::CustomSchema, sum, counts);
    histogram.bounds = bounds;
    return histogram;
}

inline NativeHistogram withHint(NativeHistogram histogram, ResetHint hint)
{
    histogram.resetHint = hint;
    return histogram;
}

/// Whole counts, so that sums of them are exact.
inline NativeHistogram randomHistogram(std::mt19937 &random)
{
    const auto upTo = [&random](int most) {
        return std::uniform_int_distribution<int>(0, most)(random);
    };
    const auto counts = [&upTo] {
        Counts out(static_cast<std::size_t>(upTo(12)));
        for (double &count : out)
            count = upTo(3) == 0 ? 0 : upTo(1000);
        return out;
    };
    return exponential(upTo(4) - 1, upTo(5000), counts(), counts(), {0.001, double(upTo(9))});
}

} // namespace tinyobs::promql
