#include "core/ingest/otlpjson.h"

#include "core/base/release.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/otlpjsonvalue.h"
#include "core/ingest/otlprows.h"

#include <simdjson.h>

#include <array>
#include <string>
#include <utility>

namespace tinyobs {

using namespace simdjson;
using namespace otlpjson;

namespace {

/// Buffers of an unusually large document are given back beyond these.
constexpr std::size_t KeptBodyBytes = 4u << 20;
constexpr std::size_t KeptTextBytes = 64u << 10;

// In the order of OtlpKind, which begins with None.
constexpr std::array<std::string_view, 5> KindNames{"gauge", "sum", "histogram",
                                                    "exponentialHistogram", "summary"};

// In the order of OtlpTemporality.
constexpr std::array<std::string_view, 3> TemporalityNames{
    "\"AGGREGATION_TEMPORALITY_UNSPECIFIED\"", "\"AGGREGATION_TEMPORALITY_DELTA\"",
    "\"AGGREGATION_TEMPORALITY_CUMULATIVE\""};

OtlpTemporality temporalityOf(ondemand::value value)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    for (std::size_t i = 0; i < TemporalityNames.size(); ++i) {
        if (token == TemporalityNames[i] || token == std::to_string(i))
            return static_cast<OtlpTemporality>(i);
    }
    return OtlpTemporality::Unspecified;
}

padded_string_view padded(std::string_view text)
{
    return padded_string_view(text, text.size() + SIMDJSON_PADDING);
}

/// Calls for the value of the one member of that name.
template <typename Visit>
Outcome memberOf(ondemand::object &object, std::string_view name, Visit visit)
{
    return eachMember(object, [&](ondemand::field &field) -> Outcome {
        return field.key() == name ? visit(field.value()) : Outcome();
    });
}

} // namespace

class OtlpJsonReader::Impl
{
public:
    explicit Impl(const IngestLimits &ingestLimits)
        : limits(ingestLimits)
    {
    }

    Outcome readDocument(std::string_view body, OtlpRows &rows);
    Outcome readText(std::string_view text, OtlpAttributes &attributes);

    IngestLimits limits;
    std::string copy;
    std::unique_ptr<ondemand::parser> parser = std::make_unique<ondemand::parser>();
    std::unique_ptr<ondemand::parser> textParser = std::make_unique<ondemand::parser>();
    ondemand::document document;
    OtlpPoint point;

private:
    Outcome readResource(ondemand::value value, OtlpRows &rows);
    Outcome readScopeMetrics(ondemand::value value, OtlpRows &rows);
    Outcome readMetric(ondemand::value value, OtlpRows &rows);
    Outcome readData(ondemand::value value, OtlpMetric &metric, OtlpRows &rows);
};

Outcome OtlpJsonReader::Impl::readDocument(std::string_view body, OtlpRows &rows)
{
    if (body.empty())
        return {};
    if (const error_code error = parser->iterate(padded(body)).get(document))
        return notJson(error);
    ondemand::object request;
    if (const error_code error = document.get_object().get(request))
        return notJson(error);
    Outcome read = memberOf(request, "resourceMetrics", [&](ondemand::value list) {
        return eachElement(list, [&](ondemand::value each) { return readResource(each, rows); });
    });
    if (read && document.current_location().error() != OUT_OF_BOUNDS)
        return notJson(TAPE_ERROR);
    return read;
}

Outcome OtlpJsonReader::Impl::readResource(ondemand::value value, OtlpRows &rows)
{
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return notJson(error);
    OtlpText attributes;
    WireHash hash;
    Outcome read = memberOf(object, "resource", [&](ondemand::value resource) {
        return eachMember(resource, [&](ondemand::field &field) -> Outcome {
            return field.key() == "attributes" ? readAttributeText(field.value(), attributes, hash)
                                               : Outcome();
        });
    });
    if (read)
        read = rows.beginResource(attributes);
    if (!read)
        return read;
    if (const error_code error = object.reset().error())
        return notJson(error);
    read = memberOf(object, "scopeMetrics", [&](ondemand::value list) {
        return eachElement(list,
                           [&](ondemand::value each) { return readScopeMetrics(each, rows); });
    });
    rows.endResource();
    return read;
}

Outcome OtlpJsonReader::Impl::readScopeMetrics(ondemand::value value, OtlpRows &rows)
{
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return notJson(error);
    std::string_view text;
    Outcome read = memberOf(object, "scope", [&](ondemand::value scope) -> Outcome {
        ondemand::object scopeObject;
        if (const error_code error = scope.get_object().get(scopeObject))
            return notJson(error);
        if (const error_code error = scopeObject.raw_json().get(text))
            return notJson(error);
        text = trimmedToken(text);
        return {};
    });
    if (read)
        read = rows.beginScope(text);
    if (!read)
        return read;
    if (const error_code error = object.reset().error())
        return notJson(error);
    return memberOf(object, "metrics", [&](ondemand::value list) {
        return eachElement(list, [&](ondemand::value each) { return readMetric(each, rows); });
    });
}

Outcome OtlpJsonReader::Impl::readMetric(ondemand::value value, OtlpRows &rows)
{
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return notJson(error);
    OtlpMetric metric;
    Outcome read = eachMember(object, [&](ondemand::field &field) -> Outcome {
        if (field.key() == "name")
            return otlpjson::readText(field.value(), metric.name);
        if (field.key() == "description")
            return otlpjson::readText(field.value(), metric.description);
        if (field.key() == "unit")
            return otlpjson::readText(field.value(), metric.unit);
        const std::size_t kind = keyIndex(field, KindNames);
        if (kind < KindNames.size())
            metric.kind = static_cast<OtlpKind>(kind + 1);
        return {};
    });
    if (!read || metric.kind == OtlpKind::None)
        return read;
    if (const error_code error = object.reset().error())
        return notJson(error);
    const std::string_view kindName = KindNames[static_cast<std::size_t>(metric.kind) - 1];
    bool isRead = false;
    return memberOf(object, kindName, [&](ondemand::value data) {
        return std::exchange(isRead, true) ? Outcome() : readData(data, metric, rows);
    });
}

Outcome OtlpJsonReader::Impl::readData(ondemand::value value, OtlpMetric &metric, OtlpRows &rows)
{
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return notJson(error);
    Outcome read = eachMember(object, [&](ondemand::field &field) -> Outcome {
        if (field.key() == "aggregationTemporality")
            metric.temporality = temporalityOf(field.value());
        else if (field.key() == "isMonotonic" && metric.kind == OtlpKind::Sum)
            metric.isMonotonic = field.value().raw_json_token().starts_with("true");
        return {};
    });
    if (read)
        read = rows.beginMetric(metric);
    if (!read)
        return read;
    if (const error_code error = object.reset().error())
        return notJson(error);
    return memberOf(object, "dataPoints", [&](ondemand::value list) {
        return eachElement(list, [&](ondemand::value each) -> Outcome {
            point.clear();
            if (Outcome outcome = readPoint(each, point); !outcome)
                return outcome;
            return rows.add(point);
        });
    });
}

Outcome OtlpJsonReader::Impl::readText(std::string_view text, OtlpAttributes &attributes)
{
    if (text.empty())
        return {};
    ondemand::document textDocument;
    ondemand::value list;
    if (const error_code error = textParser->iterate(padded(text)).get(textDocument))
        return notJson(error);
    if (const error_code error = textDocument.get_value().get(list))
        return notJson(error);
    return readPairs(list, limits[IngestLimit::JsonDepth], attributes);
}

OtlpJsonReader::OtlpJsonReader(const IngestLimits &limits)
    : m_impl(std::make_unique<Impl>(limits))
{
}

OtlpJsonReader::~OtlpJsonReader() = default;

OtlpReader::Outcome OtlpJsonReader::read(const Document &document, OtlpRows &rows)
{
    std::string_view body = document.bytes;
    if (document.readableBytes < body.size() + DocumentDecoder::Padding) {
        m_impl->copy.reserve(body.size() + DocumentDecoder::Padding);
        m_impl->copy.assign(body);
        body = m_impl->copy;
    }
    Outcome read = m_impl->readDocument(body, rows);
    if (!read && read.error().row == WholeDocument) {
        read.error().row = 0;
        read.error().message =
            "body is not an ExportMetricsServiceRequest in JSON: " + read.error().message;
    }
    return read;
}

OtlpReader::Outcome OtlpJsonReader::readAttributes(const OtlpText &text, OtlpAttributes &attributes)
{
    Outcome read = m_impl->readText(text.text, attributes);
    if (!read)
        read.error().message = ".attributes: " + read.error().message;
    return read;
}

OtlpReader::Outcome OtlpJsonReader::readScope(std::string_view text, OtlpScope &scope)
{
    if (text.empty())
        return {};
    ondemand::document textDocument;
    ondemand::object object;
    if (const error_code error = m_impl->textParser->iterate(padded(text)).get(textDocument))
        return notJson(error);
    if (const error_code error = textDocument.get_object().get(object))
        return notJson(error);
    const auto readKept = [&scope](ondemand::value value, std::string_view &kept) {
        std::string_view read;
        Outcome outcome = otlpjson::readText(value, read);
        kept = scope.attributes.keep(std::string(read)); // the parser's own text does not last
        return outcome;
    };
    Outcome read = eachMember(object, [&](ondemand::field &field) -> Outcome {
        if (field.key() == "name")
            return readKept(field.value(), scope.name);
        if (field.key() == "version")
            return readKept(field.value(), scope.version);
        if (field.key() == "attributes")
            return readPairs(field.value(), m_impl->limits[IngestLimit::JsonDepth],
                             scope.attributes);
        return {};
    });
    if (!read)
        read.error().message = ".scope: " + read.error().message;
    return read;
}

void OtlpJsonReader::clear()
{
    if (m_impl->parser->capacity() > KeptBodyBytes)
        m_impl->parser = std::make_unique<ondemand::parser>();
    if (m_impl->textParser->capacity() > KeptTextBytes)
        m_impl->textParser = std::make_unique<ondemand::parser>();
    if (m_impl->copy.capacity() > KeptBodyBytes)
        release(m_impl->copy);
    m_impl->point = {};
}

} // namespace tinyobs
