#include "core/ingest/influxdecoder.h"

#include "core/base/release.h"
#include "core/ingest/influxlabels.h"
#include "core/ingest/jsonnumber.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace tinyobs {
namespace {

/// Buffers of an unusually large document are given back beyond these.
constexpr std::size_t KeptRows = 32 * 1024;
constexpr std::size_t KeptBytes = 1u << 20;

/// Beyond the year 9999 either way: the store refuses it whatever its settings, and may count with
/// it.
constexpr TimeMs FurthestMs = 253'402'300'800'000;

constexpr std::array<std::pair<std::string_view, double>, 10> Booleans{{{"t", 1},
                                                                        {"T", 1},
                                                                        {"true", 1},
                                                                        {"True", 1},
                                                                        {"TRUE", 1},
                                                                        {"f", 0},
                                                                        {"F", 0},
                                                                        {"false", 0},
                                                                        {"False", 0},
                                                                        {"FALSE", 0}}};

TimeMs inMilliseconds(std::int64_t time, std::uint64_t nanosecondsPerUnit)
{
    constexpr std::uint64_t PerMillisecond = 1'000'000;
    if (nanosecondsPerUnit > PerMillisecond) {
        const auto factor = static_cast<std::int64_t>(nanosecondsPerUnit / PerMillisecond);
        const std::int64_t furthest = FurthestMs / factor;
        return std::clamp(time, -furthest, furthest) * factor;
    }
    const auto divisor = static_cast<std::int64_t>(PerMillisecond / nanosecondsPerUnit);
    const std::int64_t before = time < 0 && time % divisor != 0 ? 1 : 0;
    return std::clamp(time / divisor - before, -FurthestMs, FurthestMs);
}

/// A field's key must not have the place of a series: (a, b) is another metric than (b, a).
constexpr WireHash asField(WireHash key)
{
    return {.high = std::rotl(key.high, 1), .low = std::rotl(key.low, 1)};
}

template <typename Integer>
bool isInteger(std::string_view digits)
{
    Integer ignored = 0;
    const char *const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, ignored);
    return error == std::errc() && stop == end;
}

} // namespace

InfluxDecoder::InfluxDecoder(const IngestLimits &limits)
    : m_limits(limits)
{
}

tl::expected<void, Refusal> InfluxDecoder::decode(const Document &document)
{
    forget();
    m_labels = document.options.labels;
    m_space = wireSpace("influx", m_labels);
    m_nanosecondsPerUnit = std::max<std::uint64_t>(document.options.nanosecondsPerUnit, 1);
    m_nowMs = document.nowMs;
    std::string_view text = document.bytes;
    // Numbers are read up to a byte that none holds, and a few bytes beyond it.
    if (document.readableBytes < text.size() + Padding || !text.ends_with('\n')) {
        m_copy.reserve(text.size() + 1 + Padding);
        m_copy.assign(text);
        m_copy += '\n';
        text = m_copy;
    }
    m_at = text.data();
    m_end = text.data() + text.size();
    return decodeLines();
}

tl::expected<void, Refusal> InfluxDecoder::decodeLines()
{
    while (m_at != m_end) {
        const std::size_t firstRow = m_fields.size();
        const std::uint32_t line = m_line;
        if (const Problem problem = decodeLine()) {
            if (m_fields.size() > m_limits[IngestLimit::SamplesPerRequest])
                return tl::unexpected<Refusal>(worded(line, *problem));
            m_refusals.add(line, *problem);
            takeBack(firstRow);
        }
        skipLine();
    }
    if (m_texts > 0)
        m_refusals.add(m_firstText, Refusal{.reason = RefusalReason::NotAMetric,
                                            .row = m_firstText,
                                            .message = ": text fields are not kept",
                                            .count = m_texts});
    return {};
}

/// Up to the line's end, or to where it is wrong.
InfluxDecoder::Problem InfluxDecoder::decodeLine()
{
    while (*m_at == ' ' || *m_at == '\t' || *m_at == '\r')
        ++m_at;
    if (*m_at == '\n' || *m_at == '#')
        return std::nullopt;
    const std::size_t firstRow = m_fields.size();
    if (Problem problem = readSeries())
        return problem;
    for (;; ++m_at) {
        if (Problem problem = readField())
            return problem;
        if (*m_at != ',')
            break;
    }
    TimeMs timeMs = m_nowMs;
    if (Problem problem = readTime(timeMs))
        return problem;
    m_batch.timesMs.resize(m_fields.size(), timeMs);
    if (m_fields.size() == firstRow)
        return std::nullopt;
    const WireHash series = combined(wireHash(m_series), m_space);
    for (std::size_t row = firstRow; row < m_fields.size(); ++row) {
        const WireHash field = asField(wireHash(m_fields[row].key));
        m_batch.hashes.push_back(combined(series, field));
    }
    return std::nullopt;
}

/// Measurement and tags, and the blanks behind them.
InfluxDecoder::Problem InfluxDecoder::readSeries()
{
    const char *const start = m_at;
    while (*m_at != ' ' && *m_at != '\n')
        m_at += *m_at == '\\' && m_at[1] != '\n' ? 2 : 1;
    m_series = {start, static_cast<std::size_t>(m_at - start)};
    if (m_series.starts_with(','))
        return LineProblem{RefusalReason::BadName, "a measurement is missing", m_series};
    while (*m_at == ' ')
        ++m_at;
    if (*m_at == '\n' || *m_at == '\r')
        return LineProblem{RefusalReason::Syntax, "a field is missing behind the tags", m_series};
    return std::nullopt;
}

InfluxDecoder::Problem InfluxDecoder::readField()
{
    const char *const start = m_at;
    while (*m_at != '=' && *m_at != '\n' && *m_at != ' ' && *m_at != ',')
        m_at += *m_at == '\\' && m_at[1] != '\n' ? 2 : 1;
    const std::string_view key(start, static_cast<std::size_t>(m_at - start));
    if (*m_at != '=' || key.empty())
        return LineProblem{RefusalReason::Syntax, "expected field=value, found", key};
    ++m_at;
    return readValue(key);
}

InfluxDecoder::Problem InfluxDecoder::readValue(std::string_view key)
{
    double value = 0;
    if (*m_at == '"') {
        const std::string_view text = token();
        if (!skipText())
            return LineProblem{RefusalReason::Syntax, "a text has no closing quote", text};
        if (m_texts++ == 0)
            m_firstText = m_line;
        return std::nullopt;
    }
    if (!readBoolean(value)) {
        if (Problem problem = readNumber(value))
            return problem;
    }
    m_batch.values.push_back(value);
    m_fields.push_back({.series = m_series, .key = key, .line = m_line});
    if (m_fields.size() > m_limits[IngestLimit::SamplesPerRequest])
        return LineProblem{RefusalReason::TooLarge, "more samples than one request may hold", key};
    return std::nullopt;
}

bool InfluxDecoder::readBoolean(double &value)
{
    if (jsonnumber::isDigit(*m_at) || *m_at == '-')
        return false;
    const auto row =
        std::ranges::find(Booleans, token(), [](const auto &each) { return each.first; });
    if (row == Booleans.end())
        return false;
    m_at += row->first.size();
    value = row->second;
    return true;
}

/// Floats, and integers with an i or u behind them.
InfluxDecoder::Problem InfluxDecoder::readNumber(double &value)
{
    const char *const behind = readJsonNumber(m_at, value);
    const bool isAlone = behind && (*behind == ',' || *behind == ' ' || *behind == '\n');
    if (isAlone) {
        m_at = behind;
        return std::nullopt;
    }
    const std::string_view text = token();
    const std::string_view digits = text.substr(0, text.size() - (text.empty() ? 0 : 1));
    bool isRead = false;
    if (text.ends_with('i') || text.ends_with('u')) {
        isRead = behind == digits.data() + digits.size() &&
                 (text.ends_with('i') ? isInteger<std::int64_t>(digits)
                                      : isInteger<std::uint64_t>(digits));
    } else if (text.find_first_of("0123456789") <= 2 && text.find_first_of("xXnN") == text.npos) {
        const std::optional<double> number = numberOf(text); // "+1", "1.", ".5", "007"
        isRead = number.has_value();
        value = number.value_or(0);
    }
    if (!isRead)
        return LineProblem{RefusalReason::BadValue, "value is not a number, boolean or text", text};
    m_at += text.size();
    return std::nullopt;
}

/// Over a text in quotes, which may go on over several lines.
bool InfluxDecoder::skipText()
{
    const char *at = m_at + 1;
    std::uint32_t lines = 0;
    for (; at != m_end && *at != '"'; ++at) {
        if (*at == '\\' && at + 1 != m_end)
            ++at;
        lines += *at == '\n' ? 1 : 0;
    }
    if (at == m_end)
        return false;
    m_at = at + 1;
    m_line += lines;
    return true;
}

InfluxDecoder::Problem InfluxDecoder::readTime(TimeMs &timeMs)
{
    const auto skipSpace = [this] {
        while (*m_at == ' ' || *m_at == '\r')
            ++m_at;
    };
    if (*m_at != ' ' && *m_at != '\r' && *m_at != '\n')
        return LineProblem{RefusalReason::Syntax, "expected ',' or a blank behind a value, found",
                           token()};
    skipSpace();
    if (*m_at == '\n')
        return std::nullopt;
    std::int64_t time = 0;
    const char *const behind = readJsonInteger(m_at, time);
    if (!behind)
        return LineProblem{RefusalReason::BadTime, "timestamp is not a whole number", token()};
    m_at = behind;
    skipSpace();
    if (*m_at != '\n')
        return LineProblem{RefusalReason::Syntax, "expected the end of the line, found", token()};
    timeMs = inMilliseconds(time, m_nanosecondsPerUnit);
    return std::nullopt;
}

void InfluxDecoder::skipLine()
{
    m_at = std::find(m_at, m_end, '\n') + 1;
    ++m_line;
}

void InfluxDecoder::takeBack(std::size_t firstRow)
{
    m_batch.values.resize(firstRow);
    m_fields.resize(firstRow);
}

/// What stands at the place, up to what may follow a value.
std::string_view InfluxDecoder::token() const
{
    const char *at = m_at;
    while (*at != ',' && *at != ' ' && *at != '\n' && *at != '\r')
        ++at;
    return {m_at, static_cast<std::size_t>(at - m_at)};
}

tl::expected<Labels, Refusal> InfluxDecoder::labels(std::size_t row) const
{
    const Field &field = m_fields[row];
    auto labels = influxLabels(field.series, field.key, m_labels, m_limits);
    if (!labels)
        labels.error().row = row;
    return labels;
}

void InfluxDecoder::forget()
{
    m_batch.clear();
    m_fields.clear();
    m_refusals.clear();
    m_texts = 0;
    m_line = 0;
}

void InfluxDecoder::clear()
{
    forget();
    if (m_fields.capacity() > KeptRows) {
        m_batch = {};
        release(m_fields);
    }
    if (m_copy.capacity() > KeptBytes)
        release(m_copy);
}

} // namespace tinyobs
