#include "core/ingest/remotewritedecoder.h"

#include "core/base/release.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;
using Type = ProtobufType;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// Beyond the year 9999 either way: the store refuses it whatever its settings, and may count with
/// it.
constexpr TimeMs FurthestMs = 253'402'300'800'000;

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

namespace sample {
constexpr std::uint32_t Value = protobufKey(1, Type::Fixed64);
constexpr std::uint32_t Timestamp = protobufKey(2, Type::Varint);
constexpr std::uint32_t LastField = 2;
} // namespace sample

std::string pathOf(std::size_t series)
{
    return "timeseries[" + std::to_string(series) + "]";
}

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused tooMany(std::size_t most, std::string_view what)
{
    return refuse(RefusalReason::TooLarge, "timeseries: more than " + std::to_string(most) + " " +
                                               std::string(what) + " in one request");
}

/// A number that is ours with a type that is not.
Refused wrongType(std::string place, const ProtobufField &field)
{
    return refuse(RefusalReason::WrongType,
                  std::move(place) + ": field " + std::to_string(field.number()) +
                      " has the wire type " + std::to_string(field.key & 7));
}

Refused malformedLabel(std::string_view what)
{
    return refuse(RefusalReason::Syntax, ".labels: " + std::string(what));
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

/// From the first label to the last: what else stands there was checked when the series was read.
tl::expected<Labels, Refusal> readLabels(std::string_view text, const IngestLimits &limits)
{
    const std::size_t most = limits[IngestLimit::LabelsPerSeries];
    std::string_view metricName;
    bool isNamed = false;
    std::vector<LabelView> pairs;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd() && reader.read(field)) {
        if (field.key != series::Label)
            continue;
        const auto read = readLabel(field.bytes);
        if (!read)
            return Refused(read.error());
        if (read->name != MetricNameLabel) {
            if (pairs.size() <= most) // makeLabels() refuses one too many
                pairs.push_back(*read);
            continue;
        }
        if (isNamed)
            return refuse(RefusalReason::BadLabel,
                          ".labels: label name '__name__' stands there twice");
        isNamed = true;
        metricName = read->value;
    }
    if (!isNamed)
        return refuse(RefusalReason::BadName, ".labels: label '__name__' is missing");
    return makeLabels(metricName, std::move(pairs), limits);
}

} // namespace

RemoteWriteDecoder::RemoteWriteDecoder(const IngestLimits &limits)
    : m_limits(limits)
{
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decode(std::string_view message, AppendMode, TimeMs)
{
    forget();
    m_start = message.data();
    return decodeMessage(message);
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decode(const Document &document)
{
    return decode(document.bytes, document.mode, document.nowMs);
}

Refused RemoteWriteDecoder::damaged(const ProtobufReader &reader, std::string place) const
{
    return refuse(RefusalReason::Syntax, "body is not a remote write request: " + std::move(place) +
                                             " is damaged or cut off at byte " +
                                             std::to_string(reader.position() - m_start) +
                                             " of the unpacked message");
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeMessage(std::string_view message)
{
    const std::size_t most = m_limits[IngestLimit::SeriesPerRequest];
    std::size_t index = 0;
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, "it");
        if (field.key == request::Series) {
            if (index == most)
                return tooMany(most, "series");
            if (Outcome decoded = decodeSeries(field.bytes, index++); !decoded)
                return decoded;
        } else if (field.key == request::Symbols2 || field.key == request::Series2) {
            return refuse(RefusalReason::WrongType,
                          "body is a request of remote write 2.0, only 1.0 is taken");
        } else if (field.number() <= request::LastField && field.key != request::Metadata) {
            return wrongType("body", field);
        }
    }
    return {};
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeSeries(std::string_view text,
                                                             std::size_t index)
{
    const std::size_t firstRow = m_batch.values.size();
    const char *labelsBegin = text.data();
    const char *labelsEnd = labelsBegin;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return damaged(reader, pathOf(index));
        if (field.key == series::Label) {
            if (labelsEnd == text.data())
                labelsBegin = start;
            labelsEnd = reader.position();
        } else if (field.key == series::Sample) {
            if (Outcome decoded = decodeSample(field.bytes, index); !decoded)
                return decoded;
        } else if (field.key == series::Exemplar) {
            noteNotKept(RefusalReason::Exemplar, index);
        } else if (field.key == series::Histogram) {
            noteNotKept(RefusalReason::Histogram, index);
        } else if (field.number() <= series::LastField) {
            return wrongType(pathOf(index), field);
        }
    }
    if (m_batch.values.size() == firstRow)
        return {};
    const std::string_view labels(labelsBegin, static_cast<std::size_t>(labelsEnd - labelsBegin));
    m_batch.hashes.resize(m_batch.values.size(), wireHash(labels));
    m_series.push_back({.labels = labels,
                        .index = static_cast<std::uint32_t>(index),
                        .firstRow = static_cast<std::uint32_t>(firstRow)});
    return {};
}

RemoteWriteDecoder::Outcome RemoteWriteDecoder::decodeSample(std::string_view text,
                                                             std::size_t index)
{
    const std::size_t most = m_limits[IngestLimit::SamplesPerRequest];
    if (m_batch.values.size() == most)
        return tooMany(most, "samples");
    double value = 0; // absent fields are zero in protobuf
    TimeMs timeMs = 0;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, pathOf(index) + ".samples");
        if (field.key == sample::Value)
            value = std::bit_cast<double>(field.bits);
        else if (field.key == sample::Timestamp)
            timeMs = std::bit_cast<TimeMs>(field.bits);
        else if (field.number() <= sample::LastField)
            return wrongType(pathOf(index) + ".samples", field);
    }
    m_batch.timesMs.push_back(std::clamp(timeMs, -FurthestMs, FurthestMs));
    m_batch.values.push_back(value);
    return {};
}

void RemoteWriteDecoder::noteNotKept(RefusalReason reason, std::size_t series)
{
    const auto known = std::ranges::find(m_notKept, reason, &Refusal::reason);
    if (known != m_notKept.end()) {
        ++known->count;
        return;
    }
    const bool isExemplar = reason == RefusalReason::Exemplar;
    m_notKept.push_back(
        {.reason = reason,
         .row = series,
         .message = pathOf(series) + (isExemplar ? ".exemplars: exemplars are not kept"
                                                 : ".histograms: native histograms are not kept")});
}

const RemoteWriteDecoder::SeriesText &RemoteWriteDecoder::seriesOf(std::size_t row) const
{
    const auto after = std::ranges::upper_bound(m_series, row, {}, &SeriesText::firstRow);
    return *std::prev(after);
}

std::size_t RemoteWriteDecoder::documentIndex(std::size_t row) const
{
    return seriesOf(row).index;
}

tl::expected<Labels, Refusal> RemoteWriteDecoder::labels(std::size_t row) const
{
    tl::expected<Labels, Refusal> read = readLabels(seriesOf(row).labels, m_limits);
    if (!read)
        read.error().row = row;
    return read;
}

std::string RemoteWriteDecoder::path(std::size_t row) const
{
    const SeriesText &text = seriesOf(row);
    return pathOf(text.index) + ".samples[" + std::to_string(row - text.firstRow) + "]";
}

std::string RemoteWriteDecoder::messageOf(const Refusal &refusal) const
{
    const bool isOfSample = refusal.message.starts_with(".timestamp");
    return located(isOfSample ? path(refusal.row) : pathOf(documentIndex(refusal.row)), refusal);
}

void RemoteWriteDecoder::forget()
{
    m_batch.clear();
    m_series.clear();
    m_notKept.clear();
    m_start = nullptr;
}

void RemoteWriteDecoder::clear()
{
    forget();
    if (m_batch.values.capacity() > KeptRows)
        m_batch = {};
    if (m_series.capacity() > KeptRows)
        release(m_series);
}

} // namespace tinyobs
