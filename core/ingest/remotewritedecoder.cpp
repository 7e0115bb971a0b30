#include "core/ingest/remotewritedecoder.h"

#include "core/base/release.h"
#include "core/ingest/wirehash.h"

#include <bit>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;
using Type = ProtobufType;

constexpr std::size_t KeptSeries = 32 * 1024;

namespace request {
constexpr std::uint32_t Series = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Metadata = protobufKey(3, Type::Bytes);
constexpr std::uint32_t LastField = 3;
constexpr std::uint32_t Symbols2 = protobufKey(4, Type::Bytes); // of remote write 2.0
constexpr std::uint32_t Series2 = protobufKey(5, Type::Bytes);
} // namespace request

namespace series {
constexpr std::uint32_t Label = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Sample = protobufKey(2, Type::Bytes);
constexpr std::uint32_t Exemplar = protobufKey(3, Type::Bytes);
constexpr std::uint32_t Histogram = protobufKey(4, Type::Bytes);
constexpr std::uint32_t LastField = 4;
} // namespace series

namespace label {
constexpr std::uint32_t Name = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Value = protobufKey(2, Type::Bytes);
constexpr std::uint32_t LastField = 2;
} // namespace label

namespace exemplar {
constexpr std::uint32_t Label = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Value = protobufKey(2, Type::Fixed64);
constexpr std::uint32_t Timestamp = protobufKey(3, Type::Varint);
constexpr std::uint32_t LastField = 3;
} // namespace exemplar

namespace metadata {
constexpr std::uint32_t MetricTypeKey = protobufKey(1, Type::Varint);
constexpr std::uint32_t Family = protobufKey(2, Type::Bytes);
constexpr std::uint32_t Help = protobufKey(4, Type::Bytes);
constexpr std::uint32_t Unit = protobufKey(5, Type::Bytes);
constexpr std::uint32_t LastField = 5;
} // namespace metadata

Refused malformedLabel(std::string_view what)
{
    return refusedFor(RefusalReason::Syntax, ".labels: " + std::string(what));
}

tl::expected<LabelView, Refusal> readLabel(std::string_view text)
{
    LabelView read;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return malformedLabel("a label is not valid protobuf");
        if (field.key == label::Name)
            read.name = field.bytes;
        else if (field.key == label::Value)
            read.value = field.bytes;
        else if (field.number() <= label::LastField)
            return wrongType(".labels", field);
    }
    return read;
}

} // namespace

MetricType remoteWriteType(std::uint64_t number)
{
    // Both enumerations follow OpenMetrics.
    return number < static_cast<std::uint64_t>(MetricType::Count_) ? static_cast<MetricType>(number)
                                                                   : MetricType::Unknown;
}

RemoteWriteDecoder::RemoteWriteDecoder(const IngestLimits &limits)
    : RemoteWriteDocument(limits)
{
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeMessage(std::string_view message)
{
    std::size_t metadataIndex = 0;
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, "it");
        if (field.key == request::Series) {
            if (Outcome decoded = decodeSeries(field.bytes); !decoded)
                return decoded;
        } else if (field.key == request::Metadata) {
            if (Outcome decoded = decodeMetadata(field.bytes, metadataIndex++); !decoded)
                return decoded;
        } else if (field.key == request::Symbols2 || field.key == request::Series2) {
            return refusedFor(RefusalReason::WrongType,
                              "body is a request of remote write 2.0, its content type says 1.0");
        } else if (field.number() <= request::LastField) {
            return wrongType("body", field);
        }
    }
    return {};
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeSeries(std::string_view text)
{
    if (Outcome begun = beginSeries(); !begun)
        return begun;
    const char *labelsBegin = text.data();
    const char *labelsEnd = labelsBegin;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return damaged(reader, pathOfSeries(seriesCount() - 1));
        if (field.key == series::Label) {
            if (labelsEnd == text.data())
                labelsBegin = start;
            labelsEnd = reader.position();
        } else if (field.key == series::Sample) {
            if (Outcome decoded = addSample(field.bytes); !decoded)
                return decoded;
        } else if (field.key == series::Exemplar) {
            addExemplar(field.bytes);
        } else if (field.key == series::Histogram) {
            addHistogram(field.bytes);
        } else if (field.number() <= series::LastField) {
            return wrongType(pathOfSeries(seriesCount() - 1), field);
        }
    }
    m_labels.emplace_back(labelsBegin, static_cast<std::size_t>(labelsEnd - labelsBegin));
    return isEmptySeries() ? Outcome() : endSeries(wireHash(m_labels.back()));
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeMetadata(std::string_view text,
                                                               std::size_t index)
{
    const std::string place = "metadata[" + std::to_string(index) + "]";
    MetadataView read;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, place);
        if (field.key == metadata::MetricTypeKey)
            read.type = remoteWriteType(field.bits);
        else if (field.key == metadata::Family)
            read.metric = field.bytes;
        else if (field.key == metadata::Help)
            read.help = field.bytes;
        else if (field.key == metadata::Unit)
            read.unit = field.bytes;
        else if (field.number() <= metadata::LastField)
            return wrongType(place, field);
    }
    return addMetadata(read, index, place);
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::readExemplar(std::string_view message,
                                                             ExemplarView &read)
{
    read.labels.clear();
    read.value = 0;
    read.timeMs = 0;
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return refusedFor(RefusalReason::Syntax, ": is not valid protobuf");
        if (field.key == exemplar::Label) {
            const auto label = readLabel(field.bytes);
            if (!label)
                return Refused(label.error());
            if (read.labels.size() <= limits()[IngestLimit::LabelsPerSeries])
                read.labels.push_back(*label); // one too many is refused with them
        } else if (field.key == exemplar::Value) {
            read.value = std::bit_cast<double>(field.bits);
        } else if (field.key == exemplar::Timestamp) {
            read.timeMs = std::bit_cast<TimeMs>(field.bits);
        } else if (field.number() <= exemplar::LastField) {
            return wrongType("", field);
        }
    }
    return {};
}

/// From the first label to the last: what else stands there was checked when the series was read.
tl::expected<Labels, Refusal> RemoteWriteDecoder::labelsOf(std::size_t number) const
{
    // The name and one too many, which is refused.
    const std::size_t most = limits()[IngestLimit::LabelsPerSeries] + 2;
    std::vector<LabelView> pairs;
    ProtobufReader reader(m_labels[number]);
    ProtobufField field;
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != series::Label)
            continue;
        const auto read = readLabel(field.bytes);
        if (!read)
            return Refused(read.error());
        if (pairs.size() < most || read->name == MetricNameLabel)
            pairs.push_back(*read);
    }
    return seriesLabels(std::move(pairs), limits());
}

void RemoteWriteDecoder::clear()
{
    RemoteWriteDocument::clear();
    if (m_labels.capacity() > KeptSeries)
        release(m_labels);
}

} // namespace tinyobs
