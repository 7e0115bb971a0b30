#include "core/ingest/remotewritedocument.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/labelrules.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>

namespace tinyobs {
namespace {

using Type = ProtobufType;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;
/// Told one by one; of the others, only how many there are.
constexpr std::size_t MostTold = 100;

/// Beyond the year 9999 either way: the store refuses it whatever its settings, and may count with
/// it.
constexpr TimeMs FurthestMs = 253'402'300'800'000;

/// Of a series that began longer ago nothing of ours can be missing.
constexpr TimeMs LongestStartMs = std::chrono::milliseconds(std::chrono::minutes(5)).count();

namespace sample {
constexpr std::uint32_t Value = protobufKey(1, Type::Fixed64);
constexpr std::uint32_t Timestamp = protobufKey(2, Type::Varint);
constexpr std::uint32_t Start = protobufKey(3, Type::Varint);
constexpr std::uint32_t LastField = 3;
} // namespace sample

TimeMs timeOf(std::uint64_t bits)
{
    return std::clamp(std::bit_cast<TimeMs>(bits), -FurthestMs, FurthestMs);
}

bool isWorthTelling(TimeMs startMs, TimeMs timeMs)
{
    return startMs > 0 && startMs < timeMs && timeMs - startMs <= LongestStartMs;
}

bool isDamage(const Refusal &refusal)
{
    return refusal.reason == RefusalReason::Syntax || refusal.reason == RefusalReason::WrongType;
}

std::string indexed(std::size_t series, std::string_view what, std::size_t index)
{
    return pathOfSeries(series) + "." + std::string(what) + "[" + std::to_string(index) + "]";
}

} // namespace

std::string pathOfSeries(std::size_t series)
{
    return "timeseries[" + std::to_string(series) + "]";
}

tl::expected<Labels, Refusal> seriesLabels(std::vector<LabelView> pairs, const IngestLimits &limits)
{
    const auto isName = [](const LabelView &label) { return label.name == MetricNameLabel; };
    const auto named = std::ranges::find_if(pairs, isName);
    if (named == pairs.end())
        return refusedFor(RefusalReason::BadName, ".labels: label '__name__' is missing");
    const std::string_view metricName = named->value;
    pairs.erase(named);
    if (std::ranges::any_of(pairs, isName))
        return refusedFor(RefusalReason::BadLabel,
                          ".labels: label name '__name__' stands there twice");
    return makeLabels(metricName, std::move(pairs), limits);
}

tl::unexpected<Refusal> refusedFor(RefusalReason reason, std::string message)
{
    return tl::unexpected(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

tl::unexpected<Refusal> wrongType(std::string place, const ProtobufField &field)
{
    return refusedFor(RefusalReason::WrongType,
                      std::move(place) + ": field " + std::to_string(field.number()) +
                          " has the wire type " + std::to_string(field.key & 7));
}

tl::unexpected<Refusal> tooMany(std::size_t most, std::string_view what)
{
    return refusedFor(RefusalReason::TooLarge, "timeseries: more than " + std::to_string(most) +
                                                   " " + std::string(what) + " in one request");
}

RemoteWriteDocument::RemoteWriteDocument(const IngestLimits &limits)
    : m_limits(limits)
{
}

RemoteWriteDocument::Outcome RemoteWriteDocument::decode(const Document &document)
{
    return decode(document.bytes, document.mode, document.nowMs);
}

RemoteWriteDocument::Outcome RemoteWriteDocument::decode(std::string_view message, AppendMode mode,
                                                         TimeMs nowMs)
{
    forget();
    m_mode = mode;
    m_nowMs = nowMs;
    m_start = message.data();
    return decodeMessage(message);
}

tl::unexpected<Refusal> RemoteWriteDocument::damaged(const ProtobufReader &reader,
                                                     std::string place) const
{
    return refusedFor(RefusalReason::Syntax,
                      "body is not a remote write request: " + std::move(place) +
                          " is damaged or cut off at byte " +
                          std::to_string(reader.position() - m_start) + " of the unpacked message");
}

RemoteWriteDocument::Outcome RemoteWriteDocument::leaveOut(Refusal refusal)
{
    const bool isNotKept = infoOf(refusal.reason).isNotKept;
    if (isDamage(refusal) || (m_mode == AppendMode::WholeBatch && !isNotKept))
        return tl::unexpected(std::move(refusal));
    if (m_refusals.size() >= MostTold) {
        const auto known = std::ranges::find(m_refusals, refusal.reason, &Refusal::reason);
        if (known != m_refusals.end()) {
            known->count += refusal.count;
            return {};
        }
    }
    m_refusals.push_back(std::move(refusal));
    return {};
}

RemoteWriteDocument::Outcome RemoteWriteDocument::addMetadata(const MetadataView &metadata,
                                                              std::size_t index,
                                                              std::string_view place)
{
    const auto refuse = [&](RefusalReason reason, const std::string &message) {
        return leaveOut({.reason = reason, .row = index, .message = std::string(place) + message});
    };
    const std::size_t most = m_limits[IngestLimit::HelpBytes];
    if (m_metadata.size() == m_limits[IngestLimit::SeriesPerRequest])
        return refuse(RefusalReason::TooLarge,
                      ": is one too many, limit " + std::to_string(m_metadata.size()));
    if (!isMetricName(metadata.metric) ||
        metadata.metric.size() > m_limits[IngestLimit::MetricNameBytes])
        return refuse(RefusalReason::BadName, ": metric name " + quoted(metadata.metric) +
                                                  " breaks the rules for metric names");
    if (std::max(metadata.help.size(), metadata.unit.size()) > most)
        return refuse(RefusalReason::TooLarge, ": help or unit of " + quoted(metadata.metric) +
                                                   " is longer than " + std::to_string(most) +
                                                   " bytes");
    if (!isStorableText(metadata.help) || !isStorableText(metadata.unit))
        return refuse(RefusalReason::BadLabel, ": help or unit of " + quoted(metadata.metric) +
                                                   " is not valid UTF-8 or holds a NUL");
    m_metadata.push_back(metadata);
    return {};
}

RemoteWriteDocument::Outcome RemoteWriteDocument::beginSeries()
{
    const std::size_t most = m_limits[IngestLimit::SeriesPerRequest];
    if (m_series.size() == most)
        return tooMany(most, "series");
    const auto row = static_cast<std::uint32_t>(m_batch.values.size());
    m_series.push_back({.firstRow = row, .firstSample = row});
    m_startMs = 0;
    m_histogramTexts.clear();
    m_exemplarTexts.clear();
    return {};
}

RemoteWriteDocument::Outcome RemoteWriteDocument::addSample(std::string_view text)
{
    const std::size_t most = m_limits[IngestLimit::SamplesPerRequest];
    if (m_batch.values.size() == most)
        return tooMany(most, "samples");
    double value = 0; // absent fields are zero in protobuf
    std::uint64_t timeBits = 0;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return damaged(reader, pathOfSeries(m_series.size() - 1) + ".samples");
        if (field.key == sample::Value)
            value = std::bit_cast<double>(field.bits);
        else if (field.key == sample::Timestamp)
            timeBits = field.bits;
        else if (field.key == sample::Start && m_batch.values.size() == firstRow())
            m_startMs = timeOf(field.bits);
        else if (field.number() < sample::LastField)
            return wrongType(pathOfSeries(m_series.size() - 1) + ".samples", field);
    }
    m_batch.timesMs.push_back(timeOf(timeBits));
    m_batch.values.push_back(value);
    return {};
}

bool RemoteWriteDocument::isEmptySeries() const
{
    return m_batch.values.size() == firstRow() && m_histogramTexts.empty() &&
           m_exemplarTexts.empty();
}

/// In front of the first sample: the fields of a series come in any order.
void RemoteWriteDocument::addStart()
{
    const std::size_t row = firstRow();
    if (row == m_batch.values.size() || !isWorthTelling(m_startMs, m_batch.timesMs[row]))
        return;
    m_batch.timesMs.insert(m_batch.timesMs.begin() + std::ptrdiff_t(row), m_startMs);
    m_batch.values.insert(m_batch.values.begin() + std::ptrdiff_t(row), 0.0);
    m_batch.flags.resize(row, PlainRow);
    m_batch.flags.push_back(StartRow);
    ++m_series.back().firstSample;
}

RemoteWriteDocument::Outcome RemoteWriteDocument::endSeries(WireHash hash)
{
    if (m_startMs != 0)
        addStart();
    while (m_batch.hashes.size() < m_batch.values.size()) // once, as a rule
        m_batch.hashes.push_back(hash);
    for (std::size_t i = 0; i < m_histogramTexts.size(); ++i) {
        if (Outcome appended = appendHistogram(m_histogramTexts[i], i, hash); !appended)
            return appended;
    }
    if (!m_batch.flags.empty())
        m_batch.flags.resize(m_batch.values.size(), PlainRow);
    for (std::size_t i = 0; i < m_exemplarTexts.size(); ++i) {
        if (Outcome appended = appendExemplar(m_exemplarTexts[i], i); !appended)
            return appended;
    }
    return {};
}

RemoteWriteDocument::Outcome RemoteWriteDocument::dropSeries(Refusal refusal)
{
    const std::size_t series = m_series.size() - 1;
    const std::size_t samples = m_batch.values.size() - firstRow();
    const std::size_t parts = samples + m_histogramTexts.size() + m_exemplarTexts.size();
    m_batch.timesMs.resize(firstRow());
    m_batch.values.resize(firstRow());
    refusal.row = series;
    refusal.message = located(pathOfSeries(series), refusal);
    refusal.count = std::max<std::size_t>(parts, 1);
    return leaveOut(std::move(refusal));
}

RemoteWriteDocument::Outcome RemoteWriteDocument::appendHistogram(std::string_view message,
                                                                  std::size_t index, WireHash hash)
{
    const std::size_t series = m_series.size() - 1;
    const auto refuse = [&](Refusal refusal) {
        refusal.row = series;
        refusal.message = located(indexed(series, "histograms", index), refusal);
        return leaveOut(std::move(refusal));
    };
    if (Outcome read = m_histogram.read(message); !read)
        return refuse(std::move(read.error()));
    const NativeHistogram &histogram = m_histogram.histogram();
    const std::size_t most = m_limits[IngestLimit::SamplesPerRequest];
    if (m_batch.size() + 2 * HistogramRows::mostRowsOf(histogram) > most)
        return tooMany(most, "samples, with the buckets of native histograms,");

    const TimeMs timeMs = std::clamp(m_histogram.timeMs(), -FurthestMs, FurthestMs);
    const TimeMs startMs = m_histogram.startMs() != 0 ? m_histogram.startMs() : m_startMs;
    HistogramPlace place{.firstRow = static_cast<std::uint32_t>(m_batch.size()),
                         .index = static_cast<std::uint32_t>(index)};
    Outcome appended =
        index == 0 && isWorthTelling(startMs, timeMs)
            ? m_histogramRows.appendWithStart(m_batch, hash, timeMs, startMs, histogram)
            : m_histogramRows.append(m_batch, hash, timeMs, histogram);
    if (!appended)
        return refuse(std::move(appended.error()));
    m_histogramPlaces.push_back(place);
    return {};
}

RemoteWriteDocument::Outcome RemoteWriteDocument::appendExemplar(std::string_view message,
                                                                 std::size_t index)
{
    const std::size_t series = m_series.size() - 1;
    const auto refuse = [&](Refusal refusal) {
        if (!isDamage(refusal)) // the request stands without an exemplar
            refusal.reason = RefusalReason::Exemplar;
        refusal.row = series;
        refusal.message = located(indexed(series, "exemplars", index), refusal);
        return leaveOut(std::move(refusal));
    };
    const std::size_t most = m_limits[IngestLimit::ExemplarsPerRequest];
    if (m_batch.exemplars.size() == most)
        return refuse({.reason = RefusalReason::Exemplar,
                       .row = 0,
                       .message = "more than " + std::to_string(most) + " in one request"});
    if (Outcome read = readExemplar(message, m_exemplar); !read)
        return refuse(std::move(read.error()));
    tl::expected<Labels, Refusal> labels = makeExemplarLabels(m_exemplar.labels, m_limits);
    if (!labels)
        return refuse(std::move(labels.error()));

    BatchExemplar exemplar{.row = m_series.back().firstSample,
                           .series = {},
                           .timeMs = std::clamp(m_exemplar.timeMs, -FurthestMs, FurthestMs),
                           .value = m_exemplar.value,
                           .labels = std::move(*labels)};
    const bool hasRow = exemplar.row < m_batch.size();
    if (exemplar.timeMs == 0) // not said
        exemplar.timeMs = hasRow ? m_batch.timesMs[exemplar.row] : m_nowMs;
    if (!hasRow) {
        tl::expected<Labels, Refusal> ofSeries = labelsOf(series);
        if (!ofSeries)
            return refuse(std::move(ofSeries.error()));
        exemplar.row = BatchExemplar::NoRow;
        exemplar.series = std::move(*ofSeries);
    }
    m_batch.exemplars.push_back(std::move(exemplar));
    return {};
}

std::size_t RemoteWriteDocument::seriesOf(std::size_t row) const
{
    const auto after = std::ranges::upper_bound(m_series, row, {}, &Series::firstRow);
    return static_cast<std::size_t>(after - m_series.begin()) - 1;
}

std::size_t RemoteWriteDocument::documentIndex(std::size_t row) const
{
    return seriesOf(row);
}

tl::expected<Labels, Refusal> RemoteWriteDocument::labels(std::size_t row) const
{
    tl::expected<Labels, Refusal> read = labelsOf(seriesOf(row));
    if (!read) {
        read.error().row = row;
        return read;
    }
    return m_histogramRows.labelsOf(row, std::move(*read));
}

std::string RemoteWriteDocument::path(std::size_t row) const
{
    const std::size_t series = seriesOf(row);
    const auto after =
        std::ranges::upper_bound(m_histogramPlaces, row, {}, &HistogramPlace::firstRow);
    if (after != m_histogramPlaces.begin() &&
        std::prev(after)->firstRow >= m_series[series].firstRow)
        return indexed(series, "histograms", std::prev(after)->index);
    const std::size_t first = m_series[series].firstSample;
    return indexed(series, "samples", row - std::min(row, first));
}

std::string RemoteWriteDocument::messageOf(const Refusal &refusal) const
{
    const bool isOfSample = refusal.message.starts_with(".timestamp");
    return located(isOfSample ? path(refusal.row) : pathOfSeries(documentIndex(refusal.row)),
                   refusal);
}

void RemoteWriteDocument::forget()
{
    m_batch.clear();
    m_series.clear();
    m_metadata.clear();
    m_refusals.clear();
    m_histogramRows.clear();
    m_histogramPlaces.clear();
    m_start = nullptr;
    forgetVersion();
}

void RemoteWriteDocument::clear()
{
    forget();
    if (m_batch.values.capacity() > KeptRows)
        m_batch = {};
    if (m_series.capacity() > KeptRows)
        release(m_series);
    if (m_histogramPlaces.capacity() > KeptRows)
        release(m_histogramPlaces);
    if (m_metadata.capacity() > KeptRows)
        release(m_metadata);
    if (m_histogramTexts.capacity() > KeptRows)
        release(m_histogramTexts);
    if (m_exemplarTexts.capacity() > KeptRows)
        release(m_exemplarTexts);
}

} // namespace tinyobs
