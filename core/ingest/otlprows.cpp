#include "core/ingest/otlprows.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/otlplabels.h"
#include "core/ingest/otlpnames.h"
#include "core/ingest/wirehash.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;
/// What is remembered of other requests is forgotten beyond this.
constexpr std::size_t MaxRemembered = 4096;

constexpr std::string_view TargetInfo = "target_info";

constexpr std::array<std::string_view, static_cast<std::size_t>(OtlpKind::Count_)> KindNames{
    "none", "gauge", "sum", "histogram", "exponential_histogram", "summary"};

WireHash kindHash(const OtlpMetric &metric)
{
    const auto kind = static_cast<std::uint64_t>(metric.kind);
    return {.high = kind << 1 | (metric.isMonotonic ? 1U : 0U), .low = kind};
}

std::string indexed(std::string_view name, std::size_t index)
{
    return std::string(name) + "[" + std::to_string(index) + "]";
}

} // namespace

OtlpRows::OtlpRows(OtlpReader &reader, const IngestLimits &limits)
    : m_reader(reader)
    , m_limits(limits)
    , m_plainSpace(wireSpace(reader.name(), {}))
{
}

void OtlpRows::begin(const Document &document)
{
    m_batch.clear();
    m_histograms.clear();
    m_refusals.clear();
    m_metadata.clear();
    m_resources.clear();
    m_scopes.clear();
    m_metrics.clear();
    m_points.clear();
    m_bounds.clear();
    m_documentPoints = 0;
    m_mode = document.mode;
    m_space = document.options.labels.empty() ? m_plainSpace
                                              : wireSpace(m_reader.name(), document.options.labels);
    // Metrics of this document point to the former.
    if (m_families.size() > MaxRemembered)
        m_families.clear();
    if (m_targetInfos.size() > MaxRemembered)
        m_targetInfos.clear();
}

void OtlpRows::clear()
{
    const DocumentOptions options;
    begin({.bytes = {}, .options = options});
    m_attributes.clear();
    if (m_batch.values.capacity() > KeptRows)
        m_batch = {};
    if (m_points.capacity() > KeptRows) {
        release(m_points);
        release(m_metrics);
        release(m_scopes);
        release(m_resources);
        release(m_metadata);
    }
    if (m_bounds.capacity() > KeptRows)
        release(m_bounds);
}

OtlpRows::Outcome OtlpRows::checkCount() const
{
    const std::size_t most = m_limits[IngestLimit::SeriesPerRequest];
    if (m_resources.size() + m_scopes.size() + m_metrics.size() < most)
        return {};
    return Refused(Refusal{.reason = RefusalReason::TooLarge,
                           .row = 0,
                           .message = "body: more than " + std::to_string(most) +
                                      " resources, scopes and metrics in one request"});
}

OtlpRows::Outcome OtlpRows::beginResource(const OtlpText &attributes)
{
    m_resources.push_back({.attributes = attributes,
                           .hash = chained(m_space, wireHash(attributes.text)),
                           .firstRow = m_batch.size()});
    return checkCount();
}

OtlpRows::Outcome OtlpRows::beginScope(std::string_view text)
{
    const auto resource = static_cast<std::uint32_t>(m_resources.size() - 1);
    const bool isFirst = m_scopes.empty() || m_scopes.back().resource != resource;
    m_scopes.push_back({.text = text,
                        .hash = chained(m_resources.back().hash, wireHash(text)),
                        .resource = resource,
                        .index = isFirst ? 0 : m_scopes.back().index + 1});
    return checkCount();
}

OtlpRows::Outcome OtlpRows::beginMetric(const OtlpMetric &metric)
{
    const auto scope = static_cast<std::uint32_t>(m_scopes.size() - 1);
    const bool isFirst = m_metrics.empty() || m_metrics.back().scope != scope;
    const WireHash hash = chained(wireHash(metric.name, metric.unit), kindHash(metric));
    auto known = m_families.find(hash);
    if (known == m_families.end())
        known = m_families.try_emplace(hash, familyOf(metric)).first;
    const Family &family = known->second;
    m_metrics.push_back({.metric = metric,
                         .family = &family,
                         .hash = chained(m_scopes.back().hash, hash),
                         .scope = scope,
                         .index = isFirst ? 0 : m_metrics.back().index + 1});
    m_metricPoints = 0;
    const std::string_view help = metric.description;
    if (!family.name.empty() && simdjson::validate_utf8(help.data(), help.size()))
        m_metadata.push_back({family.name, family.type, family.unit, help});
    return checkCount();
}

OtlpRows::Family OtlpRows::familyOf(const OtlpMetric &metric)
{
    return {.name = otlpMetricName(metric),
            .unit = otlpUnitName(metric.unit),
            .type = otlpMetricType(metric)};
}

void OtlpRows::endResource()
{
    const ResourceEntry &resource = m_resources.back();
    if (m_batch.size() == resource.firstRow || !hasTargetInfo(resource))
        return;
    m_points.push_back({.attributes = {},
                        .firstRow = static_cast<std::uint32_t>(m_batch.size()),
                        .metric = static_cast<std::uint32_t>(m_resources.size() - 1),
                        .documentIndex = m_documentPoints - 1,
                        .layout = Layout::TargetInfo});
    // Nobody sent it as a data point, so it is not counted as one.
    push(chained(resource.hash, wireHash(TargetInfo)), resource.latestMs, 1, PartRow);
    m_metadata.push_back({TargetInfo, MetricType::Info, {}, "attributes of the resource"});
}

bool OtlpRows::hasTargetInfo(const ResourceEntry &resource)
{
    const auto [known, isNew] = m_targetInfos.try_emplace(resource.hash, false);
    if (isNew) {
        m_attributes.clear();
        known->second = m_reader.readAttributes(resource.attributes, m_attributes).has_value() &&
                        hasFurtherAttributes(m_attributes);
    }
    return known->second;
}

OtlpRows::Outcome OtlpRows::refuse(RefusalReason reason, std::string message)
{
    const std::size_t metric = m_metrics.size() - 1;
    if (m_mode == AppendMode::GoodRows && !m_refusals.empty() && m_refusingMetric == metric &&
        m_refusals.back().reason == reason) {
        ++m_refusals.back().count;
        return {};
    }
    Refusal refusal{.reason = reason,
                    .row = m_documentPoints,
                    .message = metricPath(metric) + indexed(".data_points", m_metricPoints) +
                               std::move(message)};
    if (m_mode == AppendMode::WholeBatch)
        return Refused(std::move(refusal));
    m_refusals.push_back(std::move(refusal));
    m_refusingMetric = metric;
    return {};
}

const OtlpRows::PointEntry &OtlpRows::pointOf(std::size_t row) const
{
    return *std::prev(std::ranges::upper_bound(m_points, row, {}, &PointEntry::firstRow));
}

OtlpRows::RowText OtlpRows::textOf(std::size_t row) const
{
    const PointEntry &point = pointOf(row);
    if (point.layout == Layout::TargetInfo) {
        return {.family = TargetInfo,
                .suffix = {},
                .boundName = {},
                .resource = m_resources[point.metric].attributes,
                .scope = {},
                .attributes = {},
                .isTargetInfo = true};
    }
    const MetricEntry &metric = m_metrics[point.metric];
    const ScopeEntry &scope = m_scopes[metric.scope];
    RowText text{.family = metric.family->name,
                 .suffix = {},
                 .boundName = {},
                 .resource = m_resources[scope.resource].attributes,
                 .scope = scope.text,
                 .attributes = point.attributes};
    if (point.layout == Layout::Number || point.layout == Layout::Exponential)
        return text;
    std::size_t part = row - point.firstRow;
    if (point.hasStart) // quantiles do not count up, so they have no start
        part -= std::min<std::size_t>((part + 1) / 2, point.layout == Layout::Summary ? 2 : part);
    const std::size_t firstBound = point.hasSum ? 2 : 1;
    if (part < firstBound) {
        text.suffix = part == 0 ? "_count" : "_sum";
        return text;
    }
    const std::size_t bound = part - firstBound;
    const bool isBucket = point.layout == Layout::Histogram;
    text.suffix = isBucket ? "_bucket" : "";
    text.boundName = isBucket ? "le" : "quantile";
    text.bound = bound < point.boundsCount ? m_bounds[point.boundsAt + bound]
                                           : std::numeric_limits<double>::infinity();
    return text;
}

std::size_t OtlpRows::documentIndex(std::size_t row) const
{
    return pointOf(row).documentIndex;
}

std::string OtlpRows::path(std::size_t row) const
{
    const PointEntry &point = pointOf(row);
    if (point.layout == Layout::TargetInfo)
        return indexed("resource_metrics", point.metric) + ".resource";
    return metricPath(point.metric) + indexed(".data_points", point.index);
}

std::string OtlpRows::metricPath(std::size_t index) const
{
    const MetricEntry &metric = m_metrics[index];
    const ScopeEntry &scope = m_scopes[metric.scope];
    return indexed("resource_metrics", scope.resource) + indexed(".scope_metrics", scope.index) +
           indexed(".metrics", metric.index) + " " + quoted(metric.metric.name) + " " +
           std::string(KindNames[static_cast<std::size_t>(metric.metric.kind)]);
}

} // namespace tinyobs
