#pragma once

// Remarks on a result: warnings and infos, in Prometheus' words and with the place in the query.
// Functions over samples only say which kind they met, as a set of bits; the evaluator, which knows
// the place and the metric's name, makes text of it, once for each text. Plain values; a collector
// belongs to one query and is thread-safe.

#include "core/promql/syntax/ast.h"

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

enum class Remark : std::uint8_t {
    // about a metric: "... metric name \"x\""
    MixedFloatsHistograms,
    NativeHistogramNotCounter,
    NativeHistogramNotGauge,
    MixedExponentialCustom,
    IncompatibleCustomBuckets,
    MismatchedCustomBuckets,
    CounterResetCollision,
    PossibleNonCounter,
    HistogramIgnoredInMixedRange,
    // with a detail of their own, or none
    MixedFloatsHistogramsInAggregation,
    MixedClassicNative,
    HistogramIgnoredInAggregation,
    InvalidQuantile,
    InvalidRatio,
    BadBucketLabel,
    ForcedMonotonicity,
    IncompatibleTypes,
    IncompatibleBucketLayout,
    QuantileNaNResult,
    QuantileNaNSkew,
    FractionNaNs,
    RangeTooShort,
    // what a function over samples did with them, without a detail
    CustomBucketsAdded,
    CustomBucketsSubtracted,
    CustomBucketsAggregated,
    ResetCollisionAggregated,
};

/// A set of remarks without their text.
class Remarks
{
public:
    constexpr Remarks() = default;
    constexpr Remarks(Remark remark)
        : m_bits(std::uint32_t(1) << static_cast<unsigned>(remark))
    {
    }
    constexpr Remarks &operator|=(Remarks other)
    {
        m_bits |= other.m_bits;
        return *this;
    }
    constexpr bool has(Remark remark) const { return (m_bits & Remarks(remark).m_bits) != 0; }
    constexpr bool covers(Remarks others) const { return (others.m_bits & ~m_bits) == 0; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    bool operator==(const Remarks &) const = default;

private:
    std::uint32_t m_bits = 0;
};

class Annotations
{
public:
    /// `query` is the text that spans refer to.
    explicit Annotations(std::string_view query)
        : m_query(query)
    {
    }

    /// Adds "PromQL warning: ..." or "PromQL info: ...". `detail` is what the remark's text needs:
    /// the metric's name, the aggregation's, "left op right" of types, the number.
    void add(Remark remark, TextSpan where, std::string_view detail);
    /// Of a number: the quantile or ratio that is out of range, and what was taken instead.
    void add(Remark remark, TextSpan where, double number, double taken = 0);
    /// Adds each of the set, with the metric's name as the detail.
    void add(Remarks remarks, TextSpan where, std::string_view metric);
    /// Adds a warning as it stands, of the store for example.
    void addWarning(std::string text);

    /// Ascending; no text twice.
    std::vector<std::string> warnings() const;
    std::vector<std::string> infos() const;

private:
    std::string m_query;
    mutable std::mutex m_mutex;
    std::set<std::string> m_warnings;
    std::set<std::string> m_infos;
};

} // namespace tinyobs::promql
