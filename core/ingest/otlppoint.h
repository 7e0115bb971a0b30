#pragma once

// What the readers of OTLP's two forms hand to the rules behind them (OtlpRows): views into the
// document and numbers, never an object per sample. A reader fills one OtlpPoint over and over.
// Names are those of opentelemetry/proto/metrics/v1/metrics.proto. Plain values, one thread.

#include "core/model/samplebatch.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

/// Attributes as they stand in the document; only the reader that saw them can read them.
struct OtlpText
{
    std::string_view text;
    std::uint32_t field = 0; // protobuf: the number of the attributes among the text's fields
};

enum class OtlpKind : unsigned char {
    None,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
    Count_,
};

/// As the protocol numbers them.
enum class OtlpTemporality : unsigned char { Unspecified = 0, Delta = 1, Cumulative = 2 };

struct OtlpMetric
{
    std::string_view name;
    std::string_view description;
    std::string_view unit;
    OtlpKind kind = OtlpKind::None;
    OtlpTemporality temporality = OtlpTemporality::Unspecified;
    bool isMonotonic = false;
};

struct OtlpExemplar
{
    std::uint64_t timeNs = 0;
    double value = 0;
    std::string traceId; // hexadecimal, empty when there is none
    std::string spanId;
    OtlpText attributes;
};

struct OtlpBuckets
{
    std::int32_t offset = 0;
    std::vector<std::uint64_t> counts;
};

/// One data point of any kind: what its kind does not have stays as clear() leaves it.
struct OtlpPoint
{
    static constexpr std::uint32_t NoRecordedValue = 1; // bit of flags
    // A few bytes of a document must not become many in memory. Beyond these a reader keeps one
    // more, so that it shows; of exemplars it keeps no more.
    static constexpr std::size_t MostBuckets = 65'536;
    static constexpr std::size_t MostQuantiles = 1000;
    static constexpr std::size_t MostExemplars = 64;

    OtlpText attributes;
    /// The sum of the hashes of the attributes: some exporters give them in another order each
    /// time.
    WireHash attributesHash;
    std::uint64_t startNs = 0;
    std::uint64_t timeNs = 0;
    std::uint32_t flags = 0;
    std::vector<OtlpExemplar> exemplars;

    double value = 0; // gauge, sum
    bool hasValue = false;

    std::uint64_t count = 0; // histograms, summary
    double sum = 0;
    bool hasSum = false;
    std::vector<std::uint64_t> counts; // histogram; one more than bounds, or none
    std::vector<double> bounds;

    std::int32_t scale = 0; // exponential histogram
    std::uint64_t zeroCount = 0;
    double zeroThreshold = 0;
    OtlpBuckets positive;
    OtlpBuckets negative;

    std::vector<std::pair<double, double>> quantiles; // summary; quantile, value

    bool isTooLarge() const
    {
        return counts.size() > MostBuckets || positive.counts.size() > MostBuckets ||
               negative.counts.size() > MostBuckets || quantiles.size() > MostQuantiles;
    }
    bool isStale() const { return (flags & NoRecordedValue) != 0; }
    void clear()
    {
        attributes = {};
        attributesHash = {};
        startNs = timeNs = 0;
        flags = 0;
        exemplars.clear();
        value = 0;
        hasValue = false;
        count = 0;
        sum = 0;
        hasSum = false;
        counts.clear();
        bounds.clear();
        scale = 0;
        zeroCount = 0;
        zeroThreshold = 0;
        positive.offset = negative.offset = 0;
        positive.counts.clear();
        negative.counts.clear();
        quantiles.clear();
    }
};

} // namespace tinyobs
