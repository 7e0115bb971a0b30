#include "core/promql/annotations.h"

#include "core/promql/syntax/parser.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tinyobs::promql {
namespace {

/// What stands behind the words of a remark.
enum class Detail : std::uint8_t {
    None,
    Quoted,     // the metric's name, in quotes, always
    ForMetric,  // " for metric name "x"", or nothing without a name
    AsItStands, // a text of the caller's
};

struct RemarkRow
{
    Remark remark{};
    bool isWarning = true;
    Detail detail = Detail::None;
    std::string_view words;
};

constexpr std::array<RemarkRow, 26> Rows{{
    {Remark::MixedFloatsHistograms, true, Detail::Quoted,
     "encountered a mix of histograms and floats for metric name "},
    {Remark::NativeHistogramNotCounter, true, Detail::Quoted,
     "this native histogram metric is not a counter: "},
    {Remark::NativeHistogramNotGauge, true, Detail::Quoted,
     "this native histogram metric is not a gauge: "},
    {Remark::MixedExponentialCustom, true, Detail::Quoted,
     "vector contains a mix of histograms with exponential and custom buckets schemas for metric "
     "name "},
    {Remark::IncompatibleCustomBuckets, true, Detail::Quoted,
     "vector contains histograms with incompatible custom buckets for metric name "},
    {Remark::MismatchedCustomBuckets, false, Detail::AsItStands,
     "mismatched custom buckets were reconciled during "},
    {Remark::CounterResetCollision, true, Detail::AsItStands,
     "conflicting counter resets during histogram "},
    {Remark::PossibleNonCounter, false, Detail::Quoted,
     "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "},
    {Remark::HistogramIgnoredInMixedRange, false, Detail::Quoted,
     "ignored histograms in a range containing both floats and histograms for metric name "},
    {Remark::MixedFloatsHistogramsInAggregation, true, Detail::None,
     "encountered a mix of histograms and floats for aggregation"},
    {Remark::MixedClassicNative, true, Detail::ForMetric,
     "vector contains a mix of classic and native histograms"},
    {Remark::HistogramIgnoredInAggregation, false, Detail::AsItStands, "ignored histogram in "},
    {Remark::InvalidQuantile, true, Detail::AsItStands,
     "quantile value should be between 0 and 1, got "},
    {Remark::InvalidRatio, true, Detail::AsItStands,
     "ratio value should be between -1 and 1, got "},
    {Remark::BadBucketLabel, true, Detail::AsItStands,
     "bucket label \"le\" is missing or has a malformed value of "},
    {Remark::ForcedMonotonicity, false, Detail::ForMetric,
     "input to histogram_quantile needed to be fixed for monotonicity (see "
     "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"},
    {Remark::IncompatibleTypes, false, Detail::AsItStands,
     "incompatible sample types encountered for binary operator "},
    {Remark::IncompatibleBucketLayout, true, Detail::AsItStands,
     "incompatible bucket layout encountered for binary operator "},
    {Remark::QuantileNaNResult, false, Detail::ForMetric,
     "input to histogram_quantile has NaN observations, result is NaN"},
    {Remark::QuantileNaNSkew, false, Detail::ForMetric,
     "input to histogram_quantile has NaN observations, result is skewed higher"},
    {Remark::FractionNaNs, false, Detail::ForMetric,
     "input to histogram_fraction has NaN observations, which are excluded from all fractions"},
    {Remark::RangeTooShort, true, Detail::None,
     "range too short; does not contain enough samples to extrapolate rate"},
    {Remark::CustomBucketsAdded, false, Detail::None,
     "mismatched custom buckets were reconciled during addition"},
    {Remark::CustomBucketsSubtracted, false, Detail::None,
     "mismatched custom buckets were reconciled during subtraction"},
    {Remark::CustomBucketsAggregated, false, Detail::None,
     "mismatched custom buckets were reconciled during aggregation"},
    {Remark::ResetCollisionAggregated, true, Detail::None,
     "conflicting counter resets during histogram aggregation"},
}};

const RemarkRow &rowOf(Remark remark)
{
    return Rows[static_cast<std::size_t>(remark)];
}

/// The fewest digits that tell it apart, with an exponent from a million on, as Go's %g.
std::string shortNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    const double size = std::abs(value);
    const bool isPlain = size == 0 || (size >= 1e-4 && size < 1e6);
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value,
                      isPlain ? std::chars_format::fixed : std::chars_format::scientific);
    return {text.data(), end.ptr};
}

} // namespace

void Annotations::add(Remark remark, TextSpan where, std::string_view detail)
{
    const RemarkRow &row = rowOf(remark);
    std::string text(row.isWarning ? "PromQL warning: " : "PromQL info: ");
    text += row.words;
    if (row.detail == Detail::Quoted)
        text += '"' + std::string(detail) + '"';
    else if (row.detail == Detail::ForMetric && !detail.empty())
        text += " for metric name \"" + std::string(detail) + '"';
    else if (row.detail == Detail::AsItStands)
        text += detail;
    if (remark == Remark::HistogramIgnoredInAggregation)
        text += " aggregation";
    text += " (" + positionText(m_query, where.begin) + ')';
    const std::lock_guard lock(m_mutex);
    (row.isWarning ? m_warnings : m_infos).insert(std::move(text));
}

void Annotations::add(Remark remark, TextSpan where, double number, double taken)
{
    std::string detail = shortNumber(number);
    if (remark == Remark::InvalidRatio)
        detail += ", capping to " + shortNumber(taken);
    add(remark, where, detail);
}

void Annotations::add(Remarks remarks, TextSpan where, std::string_view metric)
{
    for (const RemarkRow &row : Rows) {
        if (remarks.has(row.remark))
            add(row.remark, where, metric);
    }
}

void Annotations::addWarning(std::string text)
{
    const std::lock_guard lock(m_mutex);
    m_warnings.insert(std::move(text));
}

std::vector<std::string> Annotations::warnings() const
{
    const std::lock_guard lock(m_mutex);
    return {m_warnings.begin(), m_warnings.end()};
}

std::vector<std::string> Annotations::infos() const
{
    const std::lock_guard lock(m_mutex);
    return {m_infos.begin(), m_infos.end()};
}

} // namespace tinyobs::promql
