#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/limits.h"
#include "core/transfer/openmetrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

void skipBlanks(std::string_view &text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
}

/// Up to the next blank.
std::string_view takeWord(std::string_view &text)
{
    skipBlanks(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

/// Seconds with any fraction. Doubles of our age hold them to a quarter of a microsecond, so that
/// .123 may come out just below; what is finer than a millisecond is cut off.
std::optional<TimeMs> parseSeconds(std::string_view text)
{
    constexpr double LargestSeconds = 253402300800; // the year 10000
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool number = error == std::errc() && end == text.data() + text.size();
    if (!number || !(std::abs(seconds) < LargestSeconds))
        return std::nullopt;
    return static_cast<TimeMs>(std::floor(seconds * 1000 + 1.0 / 2048));
}

class OpenMetricsReader : public SampleReader
{
public:
    Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) override;
    Result<void> end() override;

private:
    tl::expected<void, Refusal> readSample(std::string_view text, std::uint64_t line,
                                           ReadSamples &out);
    tl::expected<void, Refusal> takeSeries(std::string_view &text);
    tl::expected<void, Refusal> readLabels(std::string_view series, std::size_t nameEnd);
    /// From behind the brace to behind the closing one.
    tl::expected<void, Refusal> takePairs(std::string_view &text, std::vector<LabelView> &pairs);

    const IngestLimits m_limits;
    bool m_ended = false;
    std::deque<std::string> m_values; // of the line's labels, without escapes
    // The series of the line before: lines of one series mostly follow each other.
    std::string m_key;
    std::optional<Labels> m_labels;
};

/// Where the braces that begin a text end, quotes respected; npos when they do not.
std::size_t closingBrace(std::string_view text)
{
    bool inQuotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (inQuotes && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            inQuotes = !inQuotes;
        else if (text[i] == '}' && !inQuotes)
            return i;
    }
    return std::string_view::npos;
}

/// Up to the closing quote, which stays; false when there is none.
bool takeValue(std::string_view &text, std::string &out)
{
    while (!text.empty() && text.front() != '"') {
        const bool escape = text.front() == '\\' && text.size() > 1;
        const char next = escape ? text[1] : '\0';
        if (escape && (next == '\\' || next == '"' || next == 'n')) {
            out += next == 'n' ? '\n' : next;
            text.remove_prefix(2);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return !text.empty();
}

tl::expected<void, Refusal> OpenMetricsReader::takePairs(std::string_view &text,
                                                         std::vector<LabelView> &pairs)
{
    const std::size_t most = m_limits[IngestLimit::LabelsPerSeries];
    for (skipBlanks(text); !text.starts_with('}'); skipBlanks(text)) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return refuse(RefusalReason::Syntax,
                          "expected label=\"value\" or '}', found " + quoted(text, 24));
        std::string_view rest = text;
        rest.remove_prefix(equals + 1);
        std::string_view name = text.substr(0, equals);
        while (!name.empty() && isBlank(name.back()))
            name.remove_suffix(1);
        skipBlanks(rest);
        if (!rest.starts_with('"'))
            return refuse(RefusalReason::Syntax,
                          "value of label " + quoted(name) + " is not in quotes");
        rest.remove_prefix(1);
        if (pairs.size() == most)
            return refuse(RefusalReason::TooLarge, "more than " + std::to_string(most) + " labels");
        std::string &value = m_values.emplace_back();
        if (!takeValue(rest, value))
            return refuse(RefusalReason::Syntax,
                          "value of label " + quoted(name) + " is not closed");
        rest.remove_prefix(1);
        pairs.push_back({name, value});
        skipBlanks(rest);
        text = rest;
        if (text.starts_with(','))
            text.remove_prefix(1);
        else if (!text.starts_with('}'))
            return refuse(RefusalReason::Syntax, "expected ',' or '}' behind label " +
                                                     quoted(name) + ", found " + quoted(text, 24));
    }
    text.remove_prefix(1);
    return {};
}

tl::expected<void, Refusal> OpenMetricsReader::readLabels(std::string_view series,
                                                          std::size_t nameEnd)
{
    m_labels.reset();
    m_values.clear();
    std::vector<LabelView> pairs;
    if (nameEnd < series.size()) {
        std::string_view text = series.substr(nameEnd + 1);
        if (auto taken = takePairs(text, pairs); !taken)
            return taken;
        if (!text.empty())
            return refuse(RefusalReason::Syntax, "expected a value, found " + quoted(text, 24));
    }
    auto labels = makeLabels(series.substr(0, nameEnd), std::move(pairs), m_limits);
    if (!labels)
        return Refused(std::move(labels.error()));
    m_labels = std::move(*labels);
    m_key = series;
    return {};
}

/// Takes name and labels off and leaves them in m_labels.
tl::expected<void, Refusal> OpenMetricsReader::takeSeries(std::string_view &text)
{
    const bool same = m_labels && text.size() > m_key.size() && isBlank(text[m_key.size()]) &&
                      text.starts_with(m_key);
    if (same) {
        text.remove_prefix(m_key.size());
        return {};
    }
    const std::size_t brace = text.find('{');
    const std::size_t blank = std::min(text.find_first_of(" \t"), text.size());
    std::size_t nameEnd = blank;
    std::size_t seriesEnd = blank;
    if (brace < blank) {
        const std::size_t close = closingBrace(text.substr(brace));
        if (close == std::string_view::npos)
            return refuse(RefusalReason::Syntax, "labels are not closed with '}'");
        nameEnd = brace;
        seriesEnd = brace + close + 1;
    }
    const std::string_view series = text.substr(0, seriesEnd);
    text.remove_prefix(seriesEnd);
    return readLabels(series, nameEnd);
}

tl::expected<void, Refusal> OpenMetricsReader::readSample(std::string_view text, std::uint64_t line,
                                                          ReadSamples &out)
{
    if (auto taken = takeSeries(text); !taken)
        return taken;
    const std::string_view valueText = takeWord(text);
    const std::string_view timeText = takeWord(text);
    const std::string_view behind = takeWord(text);
    const std::optional<double> value = parseValue(valueText);
    if (!value)
        return refuse(RefusalReason::BadValue, "value " + quoted(valueText) + " is not a number");
    if (timeText.empty() || timeText == "#")
        return refuse(RefusalReason::BadTime, "there is no timestamp");
    const std::optional<TimeMs> timeMs = parseSeconds(timeText);
    if (!timeMs)
        return refuse(RefusalReason::BadTime,
                      "timestamp " + quoted(timeText) + " is not a number of Unix seconds");
    if (!behind.empty() && behind != "#")
        return refuse(RefusalReason::Syntax,
                      "expected the end of the line, found " + quoted(behind, 24));
    out.beginSeries(*m_labels);
    out.append(line, *timeMs, *value);
    return {};
}

Result<void> OpenMetricsReader::read(std::string_view record, std::uint64_t line, ReadSamples &out)
{
    skipBlanks(record);
    if (record.empty())
        return {};
    if (m_ended)
        return fail(Error::Code::InvalidArgument,
                    "line " + std::to_string(line) + ": something follows behind # EOF");
    if (record.starts_with('#')) {
        m_ended = record == "# EOF";
        return {};
    }
    if (auto sample = readSample(record, line, out); !sample)
        out.refuse(line, sample.error().reason, std::move(sample.error().message));
    return {};
}

Result<void> OpenMetricsReader::end()
{
    if (!m_ended)
        return fail(Error::Code::InvalidArgument,
                    "the text ends without # EOF, so that it may not be whole");
    return {};
}

} // namespace

std::unique_ptr<SampleReader> makeOpenMetricsReader()
{
    return std::make_unique<OpenMetricsReader>();
}

} // namespace tinyobs
