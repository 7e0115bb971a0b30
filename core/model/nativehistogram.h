#pragma once

// A native histogram of one moment: the value that Prometheus' native histograms and
// OpenTelemetry's exponential ones come to. How it is stored stands in histogramcomponent.h. Plain
// values.
//
// Exponential: bucket i of schema s holds (b^(i-1), b^i] with b = 2^(2^-s), the negative one its
// mirror image, the zero bucket what is within the threshold of zero. Custom: bucket i holds what
// is above bound i-1 and at most bound i; the last one, behind all bounds, the rest.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs {

/// What the sender says of this histogram's relation to the one before.
enum class ResetHint : unsigned char { Unknown, Reset, NoReset, Gauge };

struct HistogramBucket
{
    std::int32_t index = 0;
    double count = 0; // of this bucket alone

    bool operator==(const HistogramBucket &) const = default;
};

struct NativeHistogram
{
    static constexpr int CustomSchema = -53;
    static constexpr int MinSchema = -10; // of the exponential ones; OpenTelemetry's range, which
    static constexpr int MaxSchema = 20;  // holds Prometheus' -4 to 8
    /// Whole numbers beyond are not exact in a double. Check before the conversion.
    static constexpr std::uint64_t MaxCount = std::uint64_t(1) << 53;

    int schema = 0;
    ResetHint resetHint = ResetHint::Unknown;
    bool isFloat = false;       // counts need not be whole
    bool isAccumulated = false; // a running total of differences; see histogramcomponent.h
    double count = 0;
    double sum = 0;
    double zeroThreshold = 0;
    double zeroCount = 0;
    std::vector<HistogramBucket> positive; // by index; those that were sent, empty ones too
    std::vector<HistogramBucket> negative;
    std::vector<double> bounds; // custom: ascending, finite; positive holds one more, 0 to size

    bool isCustom() const { return schema == CustomSchema; }
    bool operator==(const NativeHistogram &) const = default;
    /// The series has ended: nothing but the sum counts then.
    bool isStale() const;
    static NativeHistogram stale();
};

/// Why it is none, in words that follow "histogram": "has 3 observations in buckets, ...". Whole
/// counts have to add up, fractions need not.
std::optional<std::string> problemOf(const NativeHistogram &histogram);

constexpr bool isExponentialSchema(int schema)
{
    return schema >= NativeHistogram::MinSchema && schema <= NativeHistogram::MaxSchema;
}

/// Where the contents of a bucket go in a schema that is coarser by this much.
constexpr std::int32_t coarserIndex(std::int32_t index, int bySchemas)
{
    return static_cast<std::int32_t>(((std::int64_t(index) - 1) >> bySchemas) + 1);
}

} // namespace tinyobs
