#include "core/ingest/otlpdecoder.h"

#include "core/ingest/otlpjson.h"
#include "core/ingest/otlplabels.h"
#include "core/ingest/otlpprotobuf.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace tinyobs {
namespace {

/// As Prometheus writes bounds that come by OTLP: "0.005", "1", "10000", "+Inf".
std::string boundText(double bound)
{
    if (!std::isfinite(bound))
        return std::isnan(bound) ? "NaN" : bound > 0 ? "+Inf" : "-Inf";
    constexpr std::size_t LongestFixed = 1100; // of the smallest double
    std::array<char, LongestFixed> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bound,
                                   std::chars_format::fixed);
    return {digits.data(), end.ptr};
}

} // namespace

OtlpDecoder::OtlpDecoder(std::unique_ptr<OtlpReader> reader, const IngestLimits &limits)
    : m_limits(limits)
    , m_reader(std::move(reader))
    , m_rows(*m_reader, limits)
{
}

tl::expected<void, Refusal> OtlpDecoder::decode(const Document &document)
{
    m_options = &document.options;
    m_rows.begin(document);
    return m_reader->read(document, m_rows);
}

tl::expected<Labels, Refusal> OtlpDecoder::labels(std::size_t row) const
{
    const OtlpRows::RowText text = m_rows.textOf(row);
    OtlpLabels labels;
    OtlpAttributes resource;
    OtlpScope scope;
    OtlpAttributes attributes;
    OtlpReader::Outcome read = m_reader->readAttributes(text.resource, resource);
    if (read)
        read = m_reader->readScope(text.scope, scope);
    if (read)
        read = m_reader->readAttributes(text.attributes, attributes);
    if (!read) {
        read.error().row = row;
        return tl::unexpected(std::move(read.error()));
    }
    labels.setResource(resource);
    labels.setScope(scope);
    if (!text.boundName.empty())
        labels.set(text.boundName, boundText(text.bound));
    if (text.isTargetInfo)
        labels.addResourceAttributes(resource, m_limits);
    else
        labels.addAttributes(attributes);
    auto made =
        labels.make(std::string(text.family).append(text.suffix), m_options->labels, m_limits);
    if (made)
        return m_rows.withComponent(row, std::move(*made));
    made.error().row = row;
    return made;
}

void OtlpDecoder::clear()
{
    m_rows.clear();
    m_reader->clear();
    m_options = nullptr;
}

OtlpProtobufDecoder::OtlpProtobufDecoder(const IngestLimits &limits)
    : OtlpDecoder(std::make_unique<OtlpProtobufReader>(limits), limits)
{
}

OtlpJsonDecoder::OtlpJsonDecoder(const IngestLimits &limits)
    : OtlpDecoder(std::make_unique<OtlpJsonReader>(limits), limits)
{
}

} // namespace tinyobs
