#include "core/ingest/expositiondecoder.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// The same bytes mean the same series in both dialects.
constexpr std::string_view Space = "exposition";

/// Beyond the year 9999 either way: the store refuses it whatever its settings, and may count with
/// it.
constexpr TimeMs FurthestMs = 253'402'300'800'000;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

std::string lineText(std::size_t line)
{
    return "line " + std::to_string(line);
}

/// Behind the line's number; what is about a field reads "labels: ..." there.
std::string atLine(std::size_t line, std::string_view message)
{
    if (message.starts_with('.'))
        message.remove_prefix(1);
    return lineText(line) + ": " + std::string(message);
}

} // namespace

ExpositionDecoder::ExpositionDecoder(ExpositionDialect dialect, ExpositionUse use,
                                     const IngestLimits &limits)
    : m_dialect(dialect)
    , m_use(use)
    , m_plainSpace(wireSpace(Space, {}))
    , m_limits(limits)
{
}

ExpositionDecoder::Outcome ExpositionDecoder::decode(const Document &document)
{
    forget();
    m_options = &document.options;
    m_nowMs = document.options.timeMs.value_or(document.nowMs);
    m_space =
        document.options.labels.empty() ? m_plainSpace : wireSpace(Space, document.options.labels);
    Outcome decoded = decodeLines(document);
    if (decoded)
        decoded = checkEnd();
    if (decoded && m_use == ExpositionUse::Push)
        decoded = checkPushed(*this, m_types);
    if (!decoded)
        return decoded;
    if (!m_starts.empty())
        insertStarts();
    return {};
}

ExpositionDecoder::Outcome ExpositionDecoder::decodeLines(const Document &document)
{
    for (std::string_view rest = document.bytes; !rest.empty();) {
        ++m_line;
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trimmedLine(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty())
            continue;
        Outcome decoded = decodeLine(line);
        if (decoded)
            continue;
        Refusal &refusal = decoded.error();
        refusal.message = atLine(m_line, refusal.message);
        refusal.row = m_line;
        // Nothing more is worth reading where the document itself is at its end or over a limit.
        if (document.mode == AppendMode::WholeBatch || m_hasEnded || isFull())
            return decoded;
        m_refusals.push_back(std::move(refusal));
    }
    return {};
}

ExpositionDecoder::Outcome ExpositionDecoder::decodeLine(std::string_view line)
{
    if (m_hasEnded)
        return refuse(RefusalReason::Syntax, "something follows behind # EOF");
    return line.front() == '#' ? decodeComment(readExpositionComment(line)) : decodeSample(line);
}

std::size_t ExpositionDecoder::mostSamples() const
{
    return m_limits[m_use == ExpositionUse::Push ? IngestLimit::SamplesPerRequest
                                                 : IngestLimit::SamplesPerImport];
}

bool ExpositionDecoder::isFull() const
{
    return std::max(m_rows.size(), m_refusals.size()) >= mostSamples();
}

ExpositionDecoder::Outcome ExpositionDecoder::decodeSample(std::string_view line)
{
    if (isFull())
        return refuse(RefusalReason::TooLarge,
                      "more than " + std::to_string(mostSamples()) + " samples in one request");
    ExpositionSample sample;
    if (auto read = readExpositionSample(line, m_dialect, sample); !read)
        return read;
    if (m_use == ExpositionUse::Push && sample.timeMs)
        return refuse(RefusalReason::BadTime, "pushed metrics must not have timestamps");
    if (m_dialect == ExpositionDialect::OpenMetrics && takeCreated(sample))
        return {};
    const TimeMs timeMs = std::clamp(sample.timeMs.value_or(m_nowMs), -FurthestMs, FurthestMs);
    if (!sample.exemplar.empty()) {
        if (auto taken = takeExemplar(sample.exemplar, timeMs); !taken)
            return taken;
    }
    m_batch.hashes.push_back(combined(wireHash(sample.series), m_space));
    m_batch.timesMs.push_back(timeMs);
    m_batch.values.push_back(sample.value);
    m_rows.push_back({.series = sample.series.data(),
                      .seriesBytes = static_cast<std::uint32_t>(sample.series.size()),
                      .line = m_line});
    return {};
}

ExpositionDecoder::Outcome ExpositionDecoder::takeExemplar(std::string_view text,
                                                           TimeMs sampleTimeMs)
{
    auto exemplar = readExpositionExemplar(text, m_limits);
    if (!exemplar)
        return Refused(std::move(exemplar.error()));
    m_batch.exemplars.push_back({.row = m_rows.size(),
                                 .series = {},
                                 .timeMs = exemplar->timeMs.value_or(sampleTimeMs),
                                 .value = exemplar->value,
                                 .labels = std::move(exemplar->labels)});
    return {};
}

/// True when the sample says since when the rows before it count.
bool ExpositionDecoder::takeCreated(const ExpositionSample &sample)
{
    const auto startMs = createdTimeMs(sample, m_family);
    if (!startMs)
        return false;
    for (std::size_t row = m_rows.size(); row > m_family.firstRow; --row) {
        if (!countsSince(series(row - 1), sample.series, m_family))
            break;
        const TimeMs timeMs = m_batch.timesMs[row - 1];
        if (*startMs > 0 && *startMs < timeMs && timeMs - *startMs <= LongestStart.count())
            m_starts.push_back({.row = row - 1, .timeMs = *startMs});
    }
    return true;
}

/// Each in front of the row that it is the start of.
void ExpositionDecoder::insertStarts()
{
    std::ranges::sort(m_starts, {}, &Start::row);
    // Where it is said twice, the first one.
    const auto isSame = [](const Start &a, const Start &b) { return a.row == b.row; };
    m_starts.erase(std::unique(m_starts.begin(), m_starts.end(), isSame), m_starts.end());
    SampleBatch batch;
    std::vector<Row> rows;
    rows.reserve(m_rows.size() + m_starts.size());
    const auto append = [&](std::size_t row, TimeMs timeMs, double value, unsigned char flags) {
        batch.hashes.push_back(m_batch.hashes[row]);
        batch.timesMs.push_back(timeMs);
        batch.values.push_back(value);
        batch.flags.push_back(flags);
        rows.push_back(m_rows[row]);
    };
    auto start = m_starts.cbegin();
    auto exemplar = m_batch.exemplars.begin();
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (; start != m_starts.cend() && start->row == row; ++start)
            append(row, start->timeMs, 0, StartRow);
        for (; exemplar != m_batch.exemplars.end() && exemplar->row == row; ++exemplar) {
            exemplar->row = rows.size();
            batch.exemplars.push_back(std::move(*exemplar));
        }
        append(row, m_batch.timesMs[row], m_batch.values[row], PlainRow);
    }
    m_batch = std::move(batch);
    m_rows = std::move(rows);
}

ExpositionDecoder::Outcome ExpositionDecoder::decodeComment(const ExpositionComment &comment)
{
    using Word = ExpositionComment::Word;
    const bool isOpenMetrics = m_dialect == ExpositionDialect::OpenMetrics;
    if (comment.word == Word::None)
        return {};
    if (comment.word == Word::End) {
        m_hasEnded = isOpenMetrics; // a remark like any other elsewhere
        return {};
    }
    if (comment.metric.empty())
        return refuse(RefusalReason::Syntax, "there is no metric name");
    if (comment.word == Word::Type)
        return takeType(comment);
    if (!isStorableText(comment.text))
        return refuse(RefusalReason::BadLabel, "text is not valid UTF-8 or holds a NUL");
    if (comment.word == Word::Help)
        metadataOf(comment.metric).help = unescaped(comment.text);
    else if (isOpenMetrics)
        metadataOf(comment.metric).unit = comment.text;
    return {};
}

ExpositionDecoder::Outcome ExpositionDecoder::takeType(const ExpositionComment &comment)
{
    const auto type = metricTypeOf(comment.text);
    if (!type)
        return refuse(RefusalReason::WrongType, "type " + quoted(comment.text) + " of metric " +
                                                    quoted(comment.metric) + " is unknown");
    m_family = {.name = comment.metric, .type = *type, .firstRow = m_rows.size()};
    if (m_use == ExpositionUse::Push)
        m_types.push_back({comment.metric, *type, m_line});
    metadataOf(comment.metric).type = *type;
    return {};
}

MetadataView &ExpositionDecoder::metadataOf(std::string_view metric)
{
    const auto [entry, isNew] = m_metadataOf.try_emplace(metric, m_metadata.size());
    if (isNew)
        m_metadata.push_back({.metric = metric, .unit = {}, .help = {}});
    return m_metadata[entry->second];
}

/// Help texts know two escapes.
std::string_view ExpositionDecoder::unescaped(std::string_view text)
{
    if (text.find('\\') == std::string_view::npos)
        return text;
    std::string &out = m_texts.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        const bool isEscape = next == '\\' || next == 'n' || next == '"';
        out += !isEscape ? text[i] : next == 'n' ? '\n' : next;
        i += isEscape ? 1 : 0;
    }
    return out;
}

ExpositionDecoder::Outcome ExpositionDecoder::checkEnd()
{
    if (m_dialect == ExpositionDialect::OpenMetrics) {
        if (!m_hasEnded)
            return refuse(RefusalReason::Syntax,
                          atLine(m_line, "the text ends without # EOF, so that it may not be "
                                         "whole"));
        // The samples of a counter have a name of their own there.
        for (MetadataView &each : m_metadata)
            each.metric = storedName(each.metric, each.type);
    }
    return {};
}

std::string_view ExpositionDecoder::storedName(std::string_view metric, MetricType type)
{
    const std::string_view suffix = type == MetricType::Counter ? "_total"
                                    : type == MetricType::Info  ? "_info"
                                                                : "";
    if (suffix.empty() || metric.ends_with(suffix))
        return metric;
    return m_texts.emplace_back(std::string(metric).append(suffix));
}

std::string_view ExpositionDecoder::series(std::size_t row) const
{
    return {m_rows[row].series, m_rows[row].seriesBytes};
}

tl::expected<Labels, Refusal> ExpositionDecoder::labels(std::size_t row) const
{
    auto read = readExpositionLabels(series(row), m_limits, m_options->labels);
    if (!read)
        read.error().row = row;
    return read;
}

std::string ExpositionDecoder::path(std::size_t row) const
{
    return lineText(m_rows[row].line);
}

std::string ExpositionDecoder::messageOf(const Refusal &refusal) const
{
    return atLine(m_rows[refusal.row].line, refusal.message);
}

void ExpositionDecoder::forget()
{
    m_options = nullptr;
    m_line = 0;
    m_hasEnded = false;
    m_family = {};
    m_batch.clear();
    m_rows.clear();
    m_starts.clear();
    m_types.clear();
    m_refusals.clear();
    m_metadata.clear();
    m_metadataOf.clear();
    m_texts.clear();
}

void ExpositionDecoder::clear()
{
    forget();
    if (m_batch.values.capacity() > KeptRows)
        m_batch = {};
    if (m_rows.capacity() > KeptRows)
        release(m_rows);
    if (m_refusals.capacity() > KeptRows)
        release(m_refusals);
    if (m_metadata.capacity() > KeptRows) {
        release(m_metadata);
        release(m_metadataOf);
    }
}

} // namespace tinyobs
