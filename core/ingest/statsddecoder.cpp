#include "core/ingest/statsddecoder.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <cmath>

namespace tinyobs {
namespace {

/// Buffers of an unusually large batch are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// A series' start is of use to those who read it only when it is not long ago.
constexpr TimeMs MaxStartAgeMs = 5 * 60 * 1000;

/// When a stream that was never sent was zero, which is before its first sample.
std::optional<TimeMs> startOf(const StatsdStream &stream, TimeMs nowMs)
{
    const TimeMs startMs = std::min(stream.startMs, nowMs - 1);
    if (!stream.isNew || startMs <= 0 || nowMs - startMs > MaxStartAgeMs)
        return std::nullopt;
    return startMs;
}

MetadataView metadataOf(const StatsdStream &stream)
{
    MetadataView view{.metric = stream.labels.metricName(), .unit = {}, .help = {}};
    if (stream.type == StatsdType::Counter)
        view.type = MetricType::Counter;
    else if (stream.type == StatsdType::Gauge || stream.type == StatsdType::Set)
        view.type = MetricType::Gauge;
    else
        view.type = MetricType::Histogram;
    if (stream.type == StatsdType::Timer)
        view.unit = "seconds";
    return view;
}

} // namespace

StatsdDecoder::StatsdDecoder()
    : StatsdDecoder(StatsdOptions{.sendsAtOnce = true})
{
}

StatsdDecoder::StatsdDecoder(const StatsdOptions &options, const IngestLimits &limits)
    : m_options(options)
    , m_aggregator(options, limits)
{
    for (std::size_t type = 0; type < m_partHashes.size(); ++type) {
        const std::size_t parts = statsdBounds(StatsdType(type)).size() + 3;
        for (std::size_t part = 0; part < parts; ++part)
            m_partHashes[type].push_back(
                wireHash("statsd", std::to_string(type) + ' ' + std::to_string(part)));
    }
}

tl::expected<void, Refusal> StatsdDecoder::decode(const Document &document)
{
    clear();
    const TimeMs nowMs = document.nowMs;
    if (m_lastSendMs == 0)
        m_lastSendMs = nowMs;
    m_space = wireSpace("statsd", document.options.labels);
    std::string_view text = document.bytes;
    for (std::size_t index = 0; !text.empty(); ++index) {
        const std::string_view line = takeLine(text);
        if (line.find_first_not_of(" \t") != std::string_view::npos)
            decodeLine(line, index, document);
    }
    if (document.bytes.empty() || m_options.sendsAtOnce)
        send(nowMs);
    return {};
}

void StatsdDecoder::decodeLine(std::string_view text, std::size_t index, const Document &document)
{
    const auto line = parseStatsdLine(text);
    if (!line) {
        m_refusals.add(index, line.error());
        return;
    }
    if (line->type != StatsdType::Set) {
        if (const auto wrong = readValues(*line)) {
            m_refusals.add(index, *wrong);
            return;
        }
    }
    const auto stream = m_aggregator.find(*line, m_space, document.options.labels, m_lastSendMs);
    if (!stream) {
        m_refusals.add(index, stream.error());
        return;
    }
    if (line->type != StatsdType::Set)
        m_aggregator.add(**stream, m_values, line->rate, document.nowMs);
    else if (const auto wrong = m_aggregator.addMember(**stream, line->values, document.nowMs))
        m_refusals.add(index, *wrong);
}

std::optional<LineProblem> StatsdDecoder::readValues(const StatsdLine &line)
{
    m_values.clear();
    std::string_view rest = line.values;
    if (rest.ends_with(':'))
        return LineProblem{RefusalReason::BadValue, "a value is missing", rest};
    do {
        const std::string_view text = takePart(rest, ':');
        const std::optional<double> number = numberOf(text);
        if (!number || !std::isfinite(*number))
            return LineProblem{RefusalReason::BadValue, "value is not a finite number", text};
        if (line.type == StatsdType::Counter && *number < 0)
            return LineProblem{RefusalReason::BadValue, "a counter cannot go down", text};
        m_values.push_back({*number, text.front() == '+' || text.front() == '-'});
    } while (!rest.empty());
    return std::nullopt;
}

void StatsdDecoder::send(TimeMs nowMs)
{
    m_lastSendMs = nowMs;
    if (nowMs < m_lastForgetMs || nowMs - m_lastForgetMs >= m_options.repeatMs) {
        m_lastForgetMs = nowMs;
        m_aggregator.forget(nowMs - m_options.keepMs);
    }
    for (auto &[key, stream] : m_aggregator.streams()) {
        const bool isRepeatDue =
            nowMs < stream.lastSentMs || nowMs - stream.lastSentMs >= m_options.repeatMs;
        if (stream.isChanged || isRepeatDue)
            sendStream(stream, nowMs);
    }
}

void StatsdDecoder::sendStream(StatsdStream &stream, TimeMs nowMs)
{
    announce(stream);
    const bool isSet = stream.type == StatsdType::Set;
    // A set without values in the next interval is empty, which is a change.
    stream.isChanged = isSet && !stream.members.empty();
    if (!stream.buckets.empty()) {
        sendHistogram(stream, nowMs);
    } else if (isSet) {
        pushRow(stream, 0, nowMs, double(stream.members.size()), PlainRow);
        m_aggregator.clearMembers(stream);
    } else {
        const std::optional<TimeMs> startMs = startOf(stream, nowMs);
        if (stream.type == StatsdType::Counter && startMs)
            pushRow(stream, 0, *startMs, 0, StartRow);
        pushRow(stream, 0, nowMs, stream.value, PlainRow);
    }
    stream.isNew = false;
    stream.lastSentMs = nowMs;
}

void StatsdDecoder::sendHistogram(const StatsdStream &stream, TimeMs nowMs)
{
    const std::size_t buckets = stream.buckets.size();
    if (const std::optional<TimeMs> startMs = startOf(stream, nowMs)) {
        for (std::size_t part = 0; part < buckets + 2; ++part)
            pushRow(stream, part, *startMs, 0, StartRow);
    }
    double below = 0;
    for (std::size_t part = 0; part < buckets; ++part) {
        below += stream.buckets[part];
        pushRow(stream, part, nowMs, below, part == 0 ? PlainRow : PartRow);
    }
    pushRow(stream, buckets, nowMs, stream.value, PartRow);
    pushRow(stream, buckets + 1, nowMs, stream.count, PartRow);
}

void StatsdDecoder::pushRow(const StatsdStream &stream, std::size_t part, TimeMs timeMs,
                            double value, unsigned char flags)
{
    if (flags != PlainRow && m_batch.flags.empty())
        m_batch.flags.resize(m_batch.size(), PlainRow);
    const WireHash &partHash = m_partHashes[static_cast<std::size_t>(stream.type)][part];
    m_batch.hashes.push_back(combined(stream.hash, partHash));
    m_batch.timesMs.push_back(timeMs);
    m_batch.values.push_back(value);
    if (flags != PlainRow || !m_batch.flags.empty())
        m_batch.flags.push_back(flags);
    m_rows.push_back({&stream, part});
}

void StatsdDecoder::announce(const StatsdStream &stream)
{
    if (!stream.family->isAnnounced)
        m_metadata.push_back(metadataOf(stream));
    stream.family->isAnnounced = true;
}

void StatsdDecoder::takeBack()
{
    for (auto &[key, stream] : m_aggregator.streams()) {
        stream.isChanged = true;
        stream.isNew = true;
        stream.family->isAnnounced = false;
    }
}

tl::expected<Labels, Refusal> StatsdDecoder::labels(std::size_t row) const
{
    const auto &[stream, part] = m_rows[row];
    const auto bounds = statsdBounds(stream->type);
    if (bounds.empty())
        return stream->labels;
    std::string name(stream->labels.metricName());
    std::vector<LabelView> pairs;
    for (const LabelView label : stream->labels) {
        if (label.name != MetricNameLabel)
            pairs.push_back(label);
    }
    if (part <= bounds.size()) {
        name += "_bucket";
        pairs.push_back({"le", part < bounds.size() ? bounds[part].text : "+Inf"});
    } else {
        name += part == bounds.size() + 1 ? "_sum" : "_count";
    }
    pairs.push_back({MetricNameLabel, name});
    return Labels::fromPairs(std::move(pairs));
}

std::string StatsdDecoder::path(std::size_t row) const
{
    return quoted(m_rows[row].stream->labels.metricName());
}

void StatsdDecoder::clear()
{
    m_batch.clear();
    m_rows.clear();
    m_metadata.clear();
    m_refusals.clear();
    if (m_rows.capacity() > KeptRows) {
        m_batch = {};
        release(m_rows);
    }
}

} // namespace tinyobs
