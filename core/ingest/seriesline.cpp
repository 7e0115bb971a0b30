#include "core/ingest/seriesline.h"

#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/jsonnumber.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

enum Member : unsigned { Metric, Values, Timestamps, NanBits, MemberCount };
constexpr std::array<std::string_view, MemberCount> MemberNames{"metric", "values", "timestamps",
                                                                "nan_bits"};

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused notNumber(Member member, std::size_t index, std::string_view token, std::string_view what)
{
    const bool isTime = member == Timestamps;
    return refuse(isTime ? RefusalReason::BadTime : RefusalReason::BadValue,
                  std::string(MemberNames[member]) + "[" + std::to_string(index) + "] " +
                      quoted(token) + " is not " + std::string(what));
}

} // namespace

tl::expected<std::string_view, Refusal> SeriesLineReader::read(std::string_view line,
                                                               std::size_t most,
                                                               std::vector<TimeMs> &timesMs,
                                                               std::vector<double> &values)
{
    m_start = line.data();
    m_at = line.data();
    m_end = line.data() + line.size();
    m_metric = {};
    m_seen = 0;
    m_nulls.clear();
    m_nans.clear();
    Columns columns{.timesMs = timesMs, .values = values, .first = values.size(), .most = most};
    Outcome done = readObject(columns);
    if (done)
        done = matchColumns(columns);
    if (done)
        return m_metric;
    done.error().count = std::max<std::size_t>(1, values.size() - columns.first);
    values.resize(columns.first);
    timesMs.resize(columns.first);
    return Refused(std::move(done.error()));
}

SeriesLineReader::Outcome SeriesLineReader::readObject(Columns &columns)
{
    skipSpace();
    if (*m_at != '{')
        return refuse(RefusalReason::WrongType, "is not a JSON object");
    do {
        ++m_at;
        skipSpace();
        std::string_view name;
        if (*m_at == '}' && m_seen == 0)
            break;
        if (!readString(name))
            return notJson("a member's name");
        skipSpace();
        if (*m_at != ':')
            return notJson("':'");
        ++m_at;
        skipSpace();
        if (Outcome read = readMember(name, columns); !read)
            return read;
        skipSpace();
    } while (*m_at == ',');
    if (*m_at != '}')
        return notJson("',' or '}'");
    ++m_at;
    skipSpace();
    if (m_at != m_end)
        return refuse(RefusalReason::Syntax, "the object is followed by further text");
    return {};
}

SeriesLineReader::Outcome SeriesLineReader::readMember(std::string_view name, Columns &columns)
{
    const auto member = static_cast<unsigned>(std::ranges::find(MemberNames, name) - //
                                              MemberNames.begin());
    if (member == MemberCount)
        return skipValue() ? Outcome() : notJson("a value");
    if (m_seen & (1u << member))
        return refuse(RefusalReason::WrongType,
                      "member '" + std::string(name) + "' stands there twice");
    m_seen |= 1u << member;
    if (member == Values)
        return readValues(columns);
    if (member == Timestamps)
        return readTimes(columns);
    if (member == NanBits)
        return readBits();
    const char *const start = m_at;
    if (*m_at != '{')
        return refuse(RefusalReason::WrongType, "metric is not an object");
    if (!skipNested())
        return notJson("the end of the metric's object");
    m_metric = {start, static_cast<std::size_t>(m_at - start)};
    return {};
}

template <typename ReadElement>
SeriesLineReader::Outcome SeriesLineReader::readArray(std::string_view name, std::size_t most,
                                                      ReadElement readElement)
{
    if (*m_at != '[')
        return refuse(RefusalReason::WrongType, std::string(name) + " is not an array");
    ++m_at;
    skipSpace();
    if (*m_at == ']') {
        ++m_at;
        return {};
    }
    for (std::size_t index = 0;; ++index) {
        if (index == most)
            return refuse(RefusalReason::TooLarge, std::string(name) + " has more than " +
                                                       std::to_string(most) + " elements");
        if (Outcome read = readElement(index); !read)
            return read;
        if (*m_at != ',') {
            skipSpace();
            if (*m_at != ',')
                break;
        }
        ++m_at;
        skipSpace();
    }
    if (*m_at != ']')
        return notJson("',' or ']' in " + std::string(name));
    ++m_at;
    return {};
}

SeriesLineReader::Outcome SeriesLineReader::readValues(Columns &columns)
{
    return readArray(MemberNames[Values], columns.most, [&](std::size_t) -> Outcome {
        double value = 0;
        const char *const behind = readJsonNumber(m_at, value);
        if (!behind)
            return readSpecialValue(columns);
        m_at = behind;
        columns.values.push_back(value);
        return {};
    });
}

SeriesLineReader::Outcome SeriesLineReader::readSpecialValue(Columns &columns)
{
    constexpr std::string_view Null = "null";
    const std::size_t index = columns.values.size() - columns.first;
    const std::string_view text = token();
    std::optional<double> value;
    if (text == Null) {
        m_nulls.push_back(columns.values.size());
        value = std::bit_cast<double>(PlainNanBits);
        m_at += Null.size();
    } else if (std::string_view raw; readString(raw)) {
        value = parseValue(raw);
        if (!value)
            return notNumber(Values, index, raw, "a number");
    }
    if (!value)
        return notNumber(Values, index, text, "a number");
    columns.values.push_back(*value);
    return {};
}

SeriesLineReader::Outcome SeriesLineReader::readTimes(Columns &columns)
{
    return readArray(MemberNames[Timestamps], columns.most, [&](std::size_t index) -> Outcome {
        std::int64_t timeMs = 0;
        const char *const behind = readJsonInteger(m_at, timeMs);
        if (!behind)
            return notNumber(Timestamps, index, token(), "a whole number of Unix milliseconds");
        m_at = behind;
        columns.timesMs.push_back(timeMs);
        return {};
    });
}

SeriesLineReader::Outcome SeriesLineReader::readBits()
{
    constexpr std::string_view Expected = "the 16 hexadecimal digits of a NaN";
    const auto most = static_cast<std::size_t>(m_end - m_at);
    return readArray(MemberNames[NanBits], most, [&](std::size_t index) -> Outcome {
        const std::string_view text = token();
        std::string_view digits;
        const std::optional<double> nan = readString(digits) ? parseNanBits(digits) : std::nullopt;
        if (!nan)
            return notNumber(NanBits, index, text, Expected);
        m_nans.push_back(*nan);
        return {};
    });
}

/// What only all members together can tell.
SeriesLineReader::Outcome SeriesLineReader::matchColumns(Columns &columns)
{
    for (const Member member : {Metric, Values, Timestamps}) {
        if (!(m_seen & (1u << member)))
            return refuse(RefusalReason::WrongType,
                          "member '" + std::string(MemberNames[member]) + "' is missing");
    }
    const std::size_t valueCount = columns.values.size() - columns.first;
    const std::size_t timeCount = columns.timesMs.size() - columns.first;
    if (valueCount != timeCount)
        return refuse(RefusalReason::WrongType, std::to_string(valueCount) + " values, but " +
                                                    std::to_string(timeCount) + " timestamps");
    if (!(m_seen & (1u << NanBits)))
        return {};
    if (m_nans.size() != m_nulls.size())
        return refuse(RefusalReason::WrongType, std::to_string(m_nulls.size()) + " nulls, but " +
                                                    std::to_string(m_nans.size()) + " nan_bits");
    for (std::size_t i = 0; i < m_nulls.size(); ++i)
        columns.values[m_nulls[i]] = m_nans[i];
    return {};
}

/// The text within the quotes, escapes still in place. Stays where it is when there is none.
bool SeriesLineReader::readString(std::string_view &raw)
{
    if (*m_at != '"')
        return false;
    const char *at = m_at + 1;
    for (; *at != '"'; ++at) {
        at += *at == '\\' ? 1 : 0;
        if (static_cast<unsigned char>(*at) < ' ') // the line feed behind the line at the latest
            return false;
    }
    raw = {m_at + 1, static_cast<std::size_t>(at - m_at - 1)};
    m_at = at + 1;
    return true;
}

/// Over an object or an array, to the bracket that closes it.
bool SeriesLineReader::skipNested()
{
    std::size_t depth = 0;
    do {
        std::string_view ignored;
        const char c = *m_at;
        if (m_at == m_end)
            return false;
        if (c == '"') {
            if (!readString(ignored))
                return false;
            continue;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        ++m_at;
    } while (depth > 0);
    return true;
}

bool SeriesLineReader::skipValue()
{
    std::string_view ignored;
    if (*m_at == '{' || *m_at == '[')
        return skipNested();
    if (*m_at == '"')
        return readString(ignored);
    const std::size_t size = token().size();
    m_at += size;
    return size > 0;
}

void SeriesLineReader::skipSpace()
{
    while (*m_at == ' ' || *m_at == '\t' || *m_at == '\r')
        ++m_at;
}

/// What stands at the place, up to what may follow a value.
std::string_view SeriesLineReader::token() const
{
    const std::string_view left(m_at, static_cast<std::size_t>(m_end - m_at));
    if (left.starts_with('{') || left.starts_with('['))
        return left.substr(0, 1);
    return left.substr(0, left.find_first_of(",]} \t\r"));
}

Refused SeriesLineReader::notJson(std::string_view expected) const
{
    const std::string found = m_at == m_end  ? "the end of the line"
                              : *m_at == '"' ? "a string that is not closed"
                                             : quoted(std::string_view(m_at, 1));
    return refuse(RefusalReason::Syntax, "is not valid JSON: expected " + std::string(expected) +
                                             " at byte " + std::to_string(m_at - m_start) +
                                             ", found " + found);
}

} // namespace tinyobs
