// The half of OtlpRows that makes rows of a data point.

#include "core/ingest/otlplabels.h"
#include "core/ingest/otlpnames.h"
#include "core/ingest/otlprows.h"
#include "core/ingest/wirehash.h"
#include "core/model/samples.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

constexpr std::uint64_t NsPerMs = 1'000'000;

/// Streams that began longer ago have been seen from the start, or will never be.
constexpr TimeMs OldestStartMs = 5 * 60 * 1000;

/// What OpenMetrics allows the labels of an exemplar to have.
constexpr std::size_t ExemplarLabelBytes = 128;

enum class Component : std::uint64_t { Count = 1, Sum, Bucket, Quantile };

/// The finalizer of splitmix64.
constexpr std::uint64_t mixed(std::uint64_t bits)
{
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

/// Of one row of a point. The point's hash is secret, so that this half need not be.
WireHash componentHash(const WireHash &point, Component component, double bound = 0)
{
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(bound);
    const auto kind = static_cast<std::uint64_t>(component);
    return chained(point, {.high = mixed(bits + kind), .low = mixed(std::rotl(bits, 32) ^ ~kind)});
}

Refused wrong(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused badValue(std::string message)
{
    return wrong(RefusalReason::BadValue, std::move(message));
}

bool hasTemporality(OtlpKind kind)
{
    return kind == OtlpKind::Sum || kind == OtlpKind::Histogram ||
           kind == OtlpKind::ExponentialHistogram;
}

Labels labelsOf(const OtlpExemplar &exemplar, const OtlpAttributes &attributes)
{
    std::vector<std::string> names;
    names.reserve(attributes.all().size()); // views of them are taken
    std::vector<LabelView> labels{{"trace_id", exemplar.traceId}, {"span_id", exemplar.spanId}};
    std::size_t bytes = exemplar.traceId.size() + exemplar.spanId.size();
    for (const OtlpAttribute &each : attributes.all()) {
        const std::string &name = names.emplace_back(otlpLabelName(each.key));
        bytes += name.size() + each.value.size();
        if (bytes > ExemplarLabelBytes)
            break;
        if (simdjson::validate_utf8(each.value.data(), each.value.size()) && !name.empty() &&
            std::ranges::find(labels, name, &LabelView::name) == labels.end())
            labels.push_back({name, each.value});
    }
    return Labels::fromPairs(std::move(labels));
}

} // namespace

OtlpRows::Outcome OtlpRows::add(const OtlpPoint &point)
{
    const std::size_t mostPoints = m_limits[IngestLimit::SamplesPerRequest];
    const std::size_t mostRows = m_limits[IngestLimit::RowsPerRequest];
    if (m_documentPoints == mostPoints)
        return wrong(RefusalReason::TooLarge, "body: more than " + std::to_string(mostPoints) +
                                                  " data points in one request");
    const std::size_t rows = 2 * (4 + point.bounds.size() + point.quantiles.size()) +
                             point.positive.counts.size() + point.negative.counts.size();
    if (m_batch.size() + rows > mostRows)
        return wrong(RefusalReason::TooLarge, "body: more than " + std::to_string(mostRows) +
                                                  " samples in the data points of one request");
    Outcome outcome = check(point);
    if (outcome)
        outcome = addRows(point);
    if (!outcome)
        outcome = refuse(outcome.error().reason, std::move(outcome.error().message));
    else if (!point.exemplars.empty())
        addExemplars(point);
    ++m_documentPoints;
    ++m_metricPoints;
    return outcome;
}

OtlpRows::Outcome OtlpRows::addRows(const OtlpPoint &point)
{
    switch (m_metrics.back().metric.kind) {
    case OtlpKind::Histogram:
        addHistogram(point);
        break;
    case OtlpKind::ExponentialHistogram:
        return addExponential(point);
    case OtlpKind::Summary:
        addSummary(point);
        break;
    default:
        addNumber(point);
    }
    return {};
}

OtlpRows::Outcome OtlpRows::check(const OtlpPoint &point) const
{
    const OtlpMetric &metric = m_metrics.back().metric;
    if (m_metrics.back().family->name.empty())
        return wrong(RefusalReason::BadName, ": the metric's name is empty");
    if (point.timeNs == 0)
        return wrong(RefusalReason::BadTime, ".time_unix_nano: is missing");
    if (point.isTooLarge())
        return wrong(RefusalReason::TooLarge,
                     ": more than " + std::to_string(OtlpPoint::MostBuckets) + " buckets or " +
                         std::to_string(OtlpPoint::MostQuantiles) + " quantiles");
    if (point.isStale())
        return {};
    const bool isDelta = metric.temporality == OtlpTemporality::Delta;
    if (hasTemporality(metric.kind) && !isDelta &&
        metric.temporality != OtlpTemporality::Cumulative)
        return badValue(": the metric's aggregation_temporality must be 1 (delta) or 2 "
                        "(cumulative)");
    const bool isHistogram =
        metric.kind == OtlpKind::Histogram || metric.kind == OtlpKind::ExponentialHistogram;
    if (isHistogram && isDelta && point.hasSum && !std::isfinite(point.sum))
        return badValue(".sum: is no finite number, which a delta must be");
    if (metric.kind == OtlpKind::Histogram)
        return checkHistogram(point);
    if (metric.kind == OtlpKind::Summary || isHistogram)
        return {};
    if (!point.hasValue)
        return badValue(": has neither as_double nor as_int");
    if (metric.kind == OtlpKind::Sum && isDelta) {
        if (!std::isfinite(point.value))
            return badValue(".as_double: is no finite number, which a delta must be");
        if (metric.isMonotonic && point.value < 0)
            return badValue(": a delta of a monotonic sum is negative");
    }
    return {};
}

OtlpRows::Outcome OtlpRows::checkHistogram(const OtlpPoint &point)
{
    const std::vector<double> &bounds = point.bounds;
    if ((!bounds.empty() || !point.counts.empty()) && point.counts.size() != bounds.size() + 1)
        return badValue(".bucket_counts: are " + std::to_string(point.counts.size()) + " for " +
                        std::to_string(bounds.size()) + " explicit_bounds, must be one more");
    const auto isWrong = [](double a, double b) { return !(a < b); };
    if (std::ranges::adjacent_find(bounds, isWrong) != bounds.end() ||
        !std::ranges::all_of(bounds, [](double bound) { return std::isfinite(bound); }))
        return badValue(".explicit_bounds: must be finite numbers that ascend");
    return {};
}

void OtlpRows::beginPoint(const OtlpPoint &point, Layout layout, std::span<const double> bounds)
{
    const OtlpMetric &metric = m_metrics.back().metric;
    m_pointHash = chained(m_metrics.back().hash, point.attributesHash);
    m_timeMs = static_cast<TimeMs>(point.timeNs / NsPerMs);
    m_startMs = static_cast<TimeMs>(point.startNs / NsPerMs);
    m_isDelta = hasTemporality(metric.kind) && metric.temporality == OtlpTemporality::Delta &&
                !point.isStale();
    // A delta begins where the one before ended. A moment later is after what the series may have
    // had before the server began to count it anew, and only then does a zero belong there.
    if (m_isDelta)
        ++m_startMs;
    const bool countsUp =
        metric.kind != OtlpKind::Gauge && (metric.kind != OtlpKind::Sum || metric.isMonotonic);
    m_hasStart = countsUp && !point.isStale() && point.startNs > 0 && m_startMs < m_timeMs &&
                 m_timeMs - m_startMs <= OldestStartMs;
    ResourceEntry &resource = m_resources.back();
    resource.latestMs = std::max(resource.latestMs, m_timeMs);

    PointEntry entry{.attributes = point.attributes,
                     .firstRow = static_cast<std::uint32_t>(m_batch.size()),
                     .metric = static_cast<std::uint32_t>(m_metrics.size() - 1),
                     .index = m_metricPoints,
                     .documentIndex = m_documentPoints,
                     .boundsCount = static_cast<std::uint32_t>(bounds.size()),
                     .layout = layout,
                     .hasStart = m_hasStart,
                     .hasSum = layout == Layout::Summary || point.hasSum};
    if (!bounds.empty()) { // mostly those of the point before
        const std::size_t before = m_bounds.size() - std::min(m_bounds.size(), bounds.size());
        if (!std::ranges::equal(std::span(m_bounds).subspan(before), bounds))
            m_bounds.insert(m_bounds.end(), bounds.begin(), bounds.end());
        entry.boundsAt = static_cast<std::uint32_t>(m_bounds.size() - bounds.size());
    }
    m_points.push_back(entry);
}

void OtlpRows::addNumber(const OtlpPoint &point)
{
    beginPoint(point, Layout::Number, {});
    const double stale = std::bit_cast<double>(StaleBits);
    addRow(m_pointHash, point.isStale() ? stale : point.value, PlainRow);
}

void OtlpRows::addHistogram(const OtlpPoint &point)
{
    beginPoint(point, Layout::Histogram, point.bounds);
    const double stale = std::bit_cast<double>(StaleBits);
    const auto add = [&](const WireHash &hash, double value, unsigned char flags) {
        addRow(hash, point.isStale() ? stale : value, flags);
    };
    add(componentHash(m_pointHash, Component::Count), static_cast<double>(point.count), PlainRow);
    if (point.hasSum)
        add(componentHash(m_pointHash, Component::Sum), point.sum, PartRow);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < point.bounds.size(); ++i) {
        below += i < point.counts.size() ? point.counts[i] : 0;
        add(componentHash(m_pointHash, Component::Bucket, point.bounds[i]),
            static_cast<double>(below), PartRow);
    }
    const double infinity = std::numeric_limits<double>::infinity();
    add(componentHash(m_pointHash, Component::Bucket, infinity), static_cast<double>(point.count),
        PartRow);
}

OtlpRows::Outcome OtlpRows::addExponential(const OtlpPoint &point)
{
    beginPoint(point, Layout::Exponential, {});
    m_points.back().hasStart = false;
    const std::size_t firstRow = m_batch.size();
    Outcome read = readExponential(point);
    if (read) {
        read = m_histograms.append(m_batch, m_pointHash, m_timeMs,
                                   point.isStale() ? NativeHistogram::stale() : m_histogram);
    }
    if (!read)
        m_points.pop_back();
    else if (m_isDelta)
        m_batch.flags[firstRow] = static_cast<unsigned char>(m_batch.flags[firstRow] | OrderedRow);
    return read;
}

/// Into m_histogram.
OtlpRows::Outcome OtlpRows::readExponential(const OtlpPoint &point)
{
    m_histogram.schema = point.scale;
    m_histogram.isAccumulated = m_isDelta;
    m_histogram.count = static_cast<double>(point.count);
    m_histogram.sum = point.sum;
    m_histogram.zeroThreshold = point.zeroThreshold;
    m_histogram.zeroCount = static_cast<double>(point.zeroCount);
    m_histogram.positive.clear();
    m_histogram.negative.clear();
    std::uint64_t most = std::max(point.count, point.zeroCount);
    for (const auto &[from, to] : {std::pair(&point.positive, &m_histogram.positive),
                                   std::pair(&point.negative, &m_histogram.negative)}) {
        // OpenTelemetry's bucket i begins where Prometheus' bucket i ends.
        const std::int64_t first = std::int64_t(from->offset) + 1;
        const auto size = static_cast<std::int64_t>(from->counts.size());
        if (first + size > std::numeric_limits<std::int32_t>::max())
            return badValue(": the index of a bucket is beyond 32 bits");
        for (std::int64_t i = 0; i < size; ++i) {
            const std::uint64_t count = from->counts[static_cast<std::size_t>(i)];
            most = std::max(most, count);
            if (count > 0) // an empty one is as good as none
                to->push_back({static_cast<std::int32_t>(first + i), static_cast<double>(count)});
        }
    }
    if (std::optional<Refusal> refusal = refusalOfCount(most))
        return Refused(std::move(*refusal));
    return {};
}

void OtlpRows::addSummary(const OtlpPoint &point)
{
    std::vector<double> quantiles;
    quantiles.reserve(point.quantiles.size());
    for (const auto &[quantile, value] : point.quantiles)
        quantiles.push_back(quantile);
    beginPoint(point, Layout::Summary, quantiles);
    const double stale = std::bit_cast<double>(StaleBits);
    const auto valueOf = [&](double value) { return point.isStale() ? stale : value; };
    addRow(componentHash(m_pointHash, Component::Count), valueOf(static_cast<double>(point.count)),
           PlainRow);
    addRow(componentHash(m_pointHash, Component::Sum), valueOf(point.sum), PartRow);
    m_hasStart = false; // quantiles do not count up
    for (const auto &[quantile, value] : point.quantiles)
        addRow(componentHash(m_pointHash, Component::Quantile, quantile), valueOf(value), PartRow);
}

void OtlpRows::addRow(const WireHash &hash, double value, unsigned char flags)
{
    const unsigned delta = m_isDelta ? DeltaRow : PlainRow;
    if (m_hasStart)
        push(hash, m_startMs, 0, static_cast<unsigned char>(flags | delta | StartRow));
    const unsigned ordered = m_isDelta && (flags & PartRow) == 0 ? OrderedRow : PlainRow;
    push(hash, m_timeMs, value, static_cast<unsigned char>(flags | delta | ordered));
}

void OtlpRows::push(const WireHash &hash, TimeMs timeMs, double value, unsigned char flags)
{
    if (flags != PlainRow && m_batch.flags.empty())
        m_batch.flags.resize(m_batch.size(), PlainRow);
    m_batch.hashes.push_back(hash);
    m_batch.timesMs.push_back(timeMs);
    m_batch.values.push_back(value);
    if (flags != PlainRow || !m_batch.flags.empty())
        m_batch.flags.push_back(flags);
}

void OtlpRows::addExemplars(const OtlpPoint &point)
{
    const PointEntry &entry = m_points.back();
    const std::size_t distance = entry.hasStart ? 2 : 1;
    for (const OtlpExemplar &exemplar : point.exemplars) {
        if (m_batch.exemplars.size() == m_limits[IngestLimit::ExemplarsPerRequest])
            return;
        std::size_t part = 0;
        if (entry.layout == Layout::Histogram) {
            const auto bucket = std::ranges::lower_bound(point.bounds, exemplar.value);
            part =
                (entry.hasSum ? 2U : 1U) + static_cast<std::size_t>(bucket - point.bounds.begin());
        }
        m_attributes.clear();
        if (!m_reader.readAttributes(exemplar.attributes, m_attributes))
            m_attributes.clear();
        BatchExemplar kept;
        kept.row = entry.firstRow + part * distance + distance - 1;
        kept.timeMs =
            exemplar.timeNs == 0 ? m_timeMs : static_cast<TimeMs>(exemplar.timeNs / NsPerMs);
        kept.value = exemplar.value;
        kept.labels = labelsOf(exemplar, m_attributes);
        m_batch.exemplars.push_back(std::move(kept));
    }
}

} // namespace tinyobs
