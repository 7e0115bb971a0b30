#include "core/ingest/remotewrite2decoder.h"

#include "core/base/release.h"
#include "core/ingest/remotewritedecoder.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Type = ProtobufType;

constexpr std::size_t KeptSeries = 32 * 1024;

namespace request {
constexpr std::uint32_t Symbol = protobufKey(4, Type::Bytes);
constexpr std::uint32_t Series = protobufKey(5, Type::Bytes);
constexpr std::uint32_t LastField1 = 3; // of remote write 1.0, reserved here
constexpr std::uint32_t LastField = 5;
} // namespace request

namespace series {
constexpr std::uint32_t LabelRefs = 1; // number
constexpr std::uint32_t Sample = protobufKey(2, Type::Bytes);
constexpr std::uint32_t Histogram = protobufKey(3, Type::Bytes);
constexpr std::uint32_t Exemplar = protobufKey(4, Type::Bytes);
constexpr std::uint32_t Metadata = protobufKey(5, Type::Bytes);
constexpr std::uint32_t Created = protobufKey(6, Type::Varint);
constexpr std::uint32_t LastField = 6;
} // namespace series

namespace exemplar {
constexpr std::uint32_t LabelRefs = 1; // number
constexpr std::uint32_t Value = protobufKey(2, Type::Fixed64);
constexpr std::uint32_t Timestamp = protobufKey(3, Type::Varint);
constexpr std::uint32_t LastField = 3;
} // namespace exemplar

namespace metadata {
constexpr std::uint32_t MetricTypeKey = protobufKey(1, Type::Varint);
constexpr std::uint32_t Help = protobufKey(3, Type::Varint);
constexpr std::uint32_t Unit = protobufKey(4, Type::Varint);
constexpr std::uint32_t LastField = 4;
} // namespace metadata

/// Symbols that do not exist, for numbers that are too large to be one.
std::uint32_t refOf(std::uint64_t bits)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(bits, UINT32_MAX));
}

/// False when the field is damaged, or there are more than would ever be taken.
bool readRefs(const ProtobufField &field, std::size_t most, std::vector<std::uint32_t> &refs)
{
    constexpr std::size_t MostBytes = 10; // of a number
    if (field.type() == Type::Varint) {
        refs.push_back(refOf(field.bits));
        return refs.size() <= most;
    }
    if (field.type() != Type::Bytes || field.bytes.size() > most * MostBytes)
        return false;
    // Written in place: a look at the capacity for each costs as much as reading it.
    std::size_t count = refs.size();
    refs.resize(count + field.bytes.size());
    ProtobufReader reader(field.bytes);
    for (std::uint64_t bits = 0; !reader.atEnd(); refs[count++] = refOf(bits)) {
        if (!reader.readVarint(bits))
            return false;
    }
    refs.resize(count);
    return count <= most;
}

/// The name that metadata is kept under: of a family where the type has several series.
std::string_view familyOf(std::string_view metric, MetricType type)
{
    const bool isHistogram = type == MetricType::Histogram || type == MetricType::GaugeHistogram;
    if (!isHistogram && type != MetricType::Summary)
        return metric;
    constexpr std::array<std::string_view, 5> Suffixes{"_bucket", "_gcount", "_gsum", "_count",
                                                       "_sum"};
    for (const std::string_view suffix : Suffixes) {
        if (metric.size() > suffix.size() && metric.ends_with(suffix))
            return metric.substr(0, metric.size() - suffix.size());
    }
    return metric;
}

} // namespace

RemoteWrite2Decoder::RemoteWrite2Decoder(const IngestLimits &limits)
    : RemoteWriteDocument(limits)
{
}

/// Symbols first, wherever they stand.
RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::decodeMessage(std::string_view message)
{
    if (Outcome read = readSymbols(message); !read)
        return read;
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != request::Series)
            continue;
        if (Outcome decoded = decodeSeries(field.bytes); !decoded)
            return decoded;
    }
    return {};
}

RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::readSymbols(std::string_view message)
{
    const std::size_t most = limits()[IngestLimit::SymbolsPerRequest];
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, "it");
        if (field.key == request::Symbol) {
            if (m_symbols.size() == most)
                return refusedFor(RefusalReason::TooLarge,
                                  "symbols: more than " + std::to_string(most) + " in one request");
            m_symbols.add(field.bytes);
        } else if (field.number() <= request::LastField1) {
            return refusedFor(RefusalReason::WrongType,
                              "body is a request of remote write 1.0, its content type says 2.0");
        } else if (field.number() <= request::LastField && field.key != request::Series) {
            return wrongType("body", field);
        }
    }
    if (m_symbols.size() > 0 && !m_symbols[0].empty())
        return refusedFor(RefusalReason::Syntax, "symbols[0]: must be empty");
    m_hasMetadata.assign(m_symbols.size(), false);
    return {};
}

RemoteWrite2Decoder::Outcome
RemoteWrite2Decoder::checkRefs(const std::vector<std::uint32_t> &refs) const
{
    if (refs.size() % 2 != 0)
        return refusedFor(RefusalReason::BadLabel, ".labels_refs: there are " +
                                                       std::to_string(refs.size()) +
                                                       ", expected pairs");
    const auto missing =
        std::ranges::find_if(refs, [this](std::uint32_t ref) { return !m_symbols.contains(ref); });
    if (missing != refs.end())
        return refusedFor(RefusalReason::BadLabel,
                          ".labels_refs: " + std::to_string(*missing) + " is not one of the " +
                              std::to_string(m_symbols.size()) + " symbols");
    return {};
}

RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::decodeSeries(std::string_view text)
{
    if (Outcome begun = beginSeries(); !begun)
        return begun;
    const std::size_t number = seriesCount() - 1;
    const char *labelsBegin = text.data();
    const char *labelsEnd = labelsBegin;
    MetadataRefs metadata;
    bool hasMetadata = false;
    m_refs.clear();
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return damaged(reader, pathOfSeries(number));
        if (field.number() == series::LabelRefs) {
            if (!readRefs(field, limits()[IngestLimit::SymbolsPerRequest], m_refs))
                return wrongType(pathOfSeries(number), field);
            if (labelsEnd == text.data())
                labelsBegin = start;
            labelsEnd = reader.position();
        } else if (field.key == series::Sample) {
            if (Outcome decoded = addSample(field.bytes); !decoded)
                return decoded;
        } else if (field.key == series::Histogram) {
            addHistogram(field.bytes);
        } else if (field.key == series::Exemplar) {
            addExemplar(field.bytes);
        } else if (field.key == series::Metadata) {
            hasMetadata = true;
            if (Outcome read = readMetadata(field.bytes, metadata); !read)
                return read;
        } else if (field.key == series::Created) {
            setStart(std::bit_cast<TimeMs>(field.bits));
        } else if (field.number() <= series::LastField) {
            return wrongType(pathOfSeries(number), field);
        }
    }
    m_labels.emplace_back(labelsBegin, static_cast<std::size_t>(labelsEnd - labelsBegin));
    if (Outcome checked = checkRefs(m_refs); !checked)
        return dropSeries(std::move(checked.error()));
    if (hasMetadata) {
        if (Outcome added = addMetadataOnce(metadata); !added)
            return added;
    }
    static const WireHash Space = wireSpace("remote_write_2", {});
    return isEmptySeries() ? Outcome() : endSeries(combined(m_symbols.hashOf(m_refs), Space));
}

RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::readMetadata(std::string_view message,
                                                               MetadataRefs &refs)
{
    const std::string place = ".metadata";
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, pathOfSeries(seriesCount() - 1) + place);
        if (field.key == metadata::MetricTypeKey)
            refs.type = remoteWriteType(field.bits);
        else if (field.key == metadata::Help)
            refs.help = refOf(field.bits);
        else if (field.key == metadata::Unit)
            refs.unit = refOf(field.bits);
        else if (field.number() <= metadata::LastField)
            return wrongType(pathOfSeries(seriesCount() - 1) + place, field);
    }
    return {};
}

/// Every series of a metric repeats it; the first one says it. Nothing is said by a series that
/// knows nothing.
RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::addMetadataOnce(const MetadataRefs &refs)
{
    if (refs.type == MetricType::Unknown && refs.help == 0 && refs.unit == 0)
        return {};
    const std::size_t series = seriesCount() - 1;
    const auto place = [series] { return pathOfSeries(series) + ".metadata"; };
    for (const std::uint32_t ref : {refs.help, refs.unit}) {
        if (ref != 0 && !m_symbols.contains(ref))
            return leaveOut({.reason = RefusalReason::BadLabel,
                             .row = series,
                             .message = place() + ": " + std::to_string(ref) +
                                        " is not one of the " + std::to_string(m_symbols.size()) +
                                        " symbols"});
    }
    const auto textOf = [this](std::uint32_t ref) {
        return ref == 0 ? std::string_view() : m_symbols[ref];
    };
    for (std::size_t i = 0; i < m_refs.size(); i += 2) {
        const std::uint32_t name = m_refs[i + 1];
        if (m_symbols[m_refs[i]] != MetricNameLabel)
            continue;
        if (m_hasMetadata[name])
            return {};
        m_hasMetadata[name] = true;
        return addMetadata({.metric = familyOf(m_symbols[name], refs.type),
                            .type = refs.type,
                            .unit = textOf(refs.unit),
                            .help = textOf(refs.help)},
                           series, place());
    }
    return {};
}

RemoteWrite2Decoder::Outcome RemoteWrite2Decoder::readExemplar(std::string_view message,
                                                               ExemplarView &read)
{
    const std::size_t most = 2 * limits()[IngestLimit::LabelsPerSeries];
    std::vector<std::uint32_t> refs;
    read.labels.clear();
    read.value = 0;
    read.timeMs = 0;
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return refusedFor(RefusalReason::Syntax, ": is not valid protobuf");
        if (field.number() == exemplar::LabelRefs) {
            if (!readRefs(field, most, refs))
                return refusedFor(RefusalReason::TooLarge,
                                  ".labels_refs: are damaged or more than " + std::to_string(most));
        } else if (field.key == exemplar::Value) {
            read.value = std::bit_cast<double>(field.bits);
        } else if (field.key == exemplar::Timestamp) {
            read.timeMs = std::bit_cast<TimeMs>(field.bits);
        } else if (field.number() <= exemplar::LastField) {
            return wrongType("", field);
        }
    }
    if (Outcome checked = checkRefs(refs); !checked)
        return checked;
    for (std::size_t i = 0; i < refs.size(); i += 2)
        read.labels.push_back({.name = m_symbols[refs[i]], .value = m_symbols[refs[i + 1]]});
    return {};
}

/// What else stands between the refs was checked when the series was read, and the refs too.
tl::expected<Labels, Refusal> RemoteWrite2Decoder::labelsOf(std::size_t number) const
{
    // The name and one too many, which is refused.
    const std::size_t most = limits()[IngestLimit::LabelsPerSeries] + 2;
    std::vector<std::uint32_t> refs;
    ProtobufReader reader(m_labels[number]);
    ProtobufField field;
    while (!reader.atEnd() && reader.read(field)) {
        if (field.number() == series::LabelRefs)
            readRefs(field, limits()[IngestLimit::SymbolsPerRequest], refs);
    }
    std::vector<LabelView> pairs;
    for (std::size_t i = 0; i < refs.size(); i += 2) {
        const LabelView label{.name = m_symbols[refs[i]], .value = m_symbols[refs[i + 1]]};
        if (pairs.size() < most || label.name == MetricNameLabel)
            pairs.push_back(label);
    }
    return seriesLabels(std::move(pairs), limits());
}

void RemoteWrite2Decoder::forgetVersion()
{
    m_symbols.clear();
    m_labels.clear();
}

void RemoteWrite2Decoder::clear()
{
    RemoteWriteDocument::clear();
    if (m_labels.capacity() > KeptSeries)
        release(m_labels);
    if (m_refs.capacity() > KeptSeries)
        release(m_refs);
}

} // namespace tinyobs
