#include "core/ingest/otlpprotobuf.h"

#include "core/ingest/otlpprotobuffields.h"
#include "core/ingest/otlpprotobufpoint.h"
#include "core/ingest/otlprows.h"

#include <string>
#include <utility>

namespace tinyobs {

using namespace otlp;

namespace {

using Refused = tl::unexpected<Refusal>;

OtlpKind kindOfField(std::uint32_t key)
{
    switch (key) {
    case metric::Gauge:
        return OtlpKind::Gauge;
    case metric::Sum:
        return OtlpKind::Sum;
    case metric::Histogram:
        return OtlpKind::Histogram;
    case metric::ExponentialHistogram:
        return OtlpKind::ExponentialHistogram;
    case metric::Summary:
        return OtlpKind::Summary;
    default:
        return OtlpKind::None;
    }
}

/// What a metric's data says beside its points.
bool readData(std::string_view text, OtlpMetric &metric)
{
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.key == data::Temporality && field.bits <= 2)
            metric.temporality = static_cast<OtlpTemporality>(field.bits);
        else if (field.key == data::IsMonotonic && metric.kind == OtlpKind::Sum)
            metric.isMonotonic = field.bits != 0;
    }
    return true;
}

Refused damagedAttributes()
{
    return Refused(Refusal{.reason = RefusalReason::Syntax,
                           .row = 0,
                           .message = ".attributes: are damaged, too many or nested too deeply"});
}

} // namespace

OtlpProtobufReader::OtlpProtobufReader(const IngestLimits &limits)
    : m_limits(limits)
{
}

Refused OtlpProtobufReader::damaged(const char *at) const
{
    return Refused(
        Refusal{.reason = RefusalReason::Syntax,
                .row = 0,
                .message = "body is not an ExportMetricsServiceRequest: it is damaged or "
                           "cut off at byte " +
                           std::to_string(at - m_start)});
}

OtlpProtobufReader::Outcome OtlpProtobufReader::read(const Document &document, OtlpRows &rows)
{
    m_start = document.bytes.data();
    ProtobufReader reader(document.bytes);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader.position());
        if (field.key != request::ResourceMetrics)
            continue;
        if (Outcome read = readResource(field.bytes, rows); !read)
            return read;
    }
    return {};
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readResource(std::string_view text, OtlpRows &rows)
{
    OtlpText resource{.text = {}, .field = resource::AttributesNumber};
    ProtobufReader first(text);
    ProtobufField field;
    while (!first.atEnd()) {
        if (!first.read(field))
            return damaged(first.position());
        if (field.key == resourceMetrics::Resource)
            resource.text = field.bytes;
    }
    if (Outcome begun = rows.beginResource(resource); !begun)
        return begun;
    ProtobufReader reader(text);
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != resourceMetrics::ScopeMetrics)
            continue;
        if (Outcome read = readScopeMetrics(field.bytes, rows); !read)
            return read;
    }
    rows.endResource();
    return {};
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readScopeMetrics(std::string_view text,
                                                                 OtlpRows &rows)
{
    std::string_view scope;
    ProtobufReader first(text);
    ProtobufField field;
    while (!first.atEnd()) {
        if (!first.read(field))
            return damaged(first.position());
        if (field.key == scopeMetrics::Scope)
            scope = field.bytes;
    }
    if (Outcome begun = rows.beginScope(scope); !begun)
        return begun;
    ProtobufReader reader(text);
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != scopeMetrics::Metric)
            continue;
        if (Outcome read = readMetric(field.bytes, rows); !read)
            return read;
    }
    return {};
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readMetric(std::string_view text, OtlpRows &rows)
{
    OtlpMetric read;
    std::string_view data;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader.position());
        if (field.key == metric::Name) {
            read.name = field.bytes;
        } else if (field.key == metric::Description) {
            read.description = field.bytes;
        } else if (field.key == metric::Unit) {
            read.unit = field.bytes;
        } else if (const OtlpKind kind = kindOfField(field.key); kind != OtlpKind::None) {
            read.kind = kind;
            data = field.bytes;
        }
    }
    if (read.kind == OtlpKind::None)
        return {};
    if (!readData(data, read))
        return damaged(data.data());
    if (Outcome begun = rows.beginMetric(read); !begun)
        return begun;
    return readPoints(data, read.kind, rows);
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readPoints(std::string_view data, OtlpKind kind,
                                                           OtlpRows &rows)
{
    ProtobufReader reader(data);
    ProtobufField field;
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != data::Point)
            continue;
        m_point.clear();
        if (!readProtobufPoint(field.bytes, kind, m_point))
            return damaged(field.bytes.data());
        if (Outcome added = rows.add(m_point); !added)
            return added;
    }
    return {};
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readAttributes(const OtlpText &text,
                                                               OtlpAttributes &attributes)
{
    if (readProtobufAttributes(text, m_limits[IngestLimit::JsonDepth], attributes))
        return {};
    return damagedAttributes();
}

OtlpProtobufReader::Outcome OtlpProtobufReader::readScope(std::string_view text, OtlpScope &scope)
{
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damagedAttributes();
        if (field.key == scope::Name)
            scope.name = field.bytes;
        else if (field.key == scope::Version)
            scope.version = field.bytes;
    }
    return readAttributes({.text = text, .field = scope::AttributesNumber}, scope.attributes);
}

void OtlpProtobufReader::clear()
{
    constexpr std::size_t KeptBuckets = 4096;
    m_start = nullptr;
    if (m_point.counts.capacity() + m_point.positive.counts.capacity() +
            m_point.negative.counts.capacity() + m_point.exemplars.capacity() +
            m_point.quantiles.capacity() >
        KeptBuckets)
        m_point = {};
}

} // namespace tinyobs
