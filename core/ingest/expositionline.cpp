#include "core/ingest/expositionline.h"

#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/expositionlabels.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

constexpr std::string_view Blanks = " \t";
/// Decimal digits that a 64-bit integer holds whatever they are.
constexpr std::size_t SafeDigits = 18;
/// Those that a double holds.
constexpr std::size_t ExactDigits = 15;
/// Longest text that is shown of a line.
constexpr std::size_t ShownBytes = 24;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
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
    std::size_t length = 0;
    while (length < text.size() && !isBlank(text[length]))
        ++length;
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    return word;
}

/// A whole number of up to so many digits, and nothing else.
std::optional<std::int64_t> wholeNumber(std::string_view text, std::size_t mostDigits)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    if (text.empty() || text.size() > mostDigits || !std::ranges::all_of(text, isDigit))
        return std::nullopt;
    std::int64_t number = 0;
    for (const char c : text)
        number = number * 10 + (c - '0');
    return negative ? -number : number;
}

std::optional<double> valueOf(std::string_view text)
{
    // A third of the time of the general way, and what counters and buckets mostly are. Minus zero
    // is no integer.
    if (!text.starts_with('-')) {
        if (const auto whole = wholeNumber(text, ExactDigits))
            return static_cast<double>(*whole);
    }
    return parseValue(text);
}

std::optional<TimeMs> parseMilliseconds(std::string_view text)
{
    return wholeNumber(text, SafeDigits);
}

/// "1795341600.123" without the detour over doubles, which do not hold it exactly. At most
/// milliseconds.
std::optional<TimeMs> shortSeconds(std::string_view text)
{
    constexpr std::size_t MostSecondDigits = 12;
    constexpr std::size_t MostFractionDigits = 3;
    constexpr std::array<TimeMs, MostFractionDigits + 1> MsOfDigit{1000, 100, 10, 1};
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    const auto seconds = wholeNumber(text.substr(0, point), MostSecondDigits);
    if (!seconds || *seconds <= 0 || fraction.size() > MostFractionDigits)
        return std::nullopt;
    if (fraction.empty())
        return *seconds * 1000;
    const auto part =
        fraction.starts_with('-') ? std::nullopt : wholeNumber(fraction, MostFractionDigits);
    if (!part)
        return std::nullopt;
    return *seconds * 1000 + *part * MsOfDigit[fraction.size()];
}

/// Where the labels that begin a text with their brace end, quotes respected; npos when they do
/// not.
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

bool hasOpenLabels(std::string_view series)
{
    const std::size_t brace = series.find('{');
    return brace != std::string_view::npos &&
           closingBrace(series.substr(brace)) == std::string_view::npos;
}

Refused openLabels()
{
    return refuse(RefusalReason::Syntax, "labels are not closed with '}'");
}

/// The length of name and labels. Without an exemplar the last brace of the line closes the labels,
/// or they are wrong, which is found when they are read.
tl::expected<std::size_t, Refusal> seriesLength(std::string_view line)
{
    if (line.find('#') == std::string_view::npos) {
        const std::size_t close = line.rfind('}');
        if (close != std::string_view::npos)
            return close + 1;
    }
    const std::size_t blank = std::min(line.find_first_of(Blanks), line.size());
    // Blanks may stand between the name and its labels.
    const std::size_t behind = std::min(line.find_first_not_of(Blanks, blank), line.size());
    const std::size_t brace = std::min(line.find('{'), line.size());
    if (brace > behind || brace == line.size())
        return blank;
    const std::size_t close = closingBrace(line.substr(brace));
    if (close == std::string_view::npos)
        return openLabels();
    return brace + close + 1;
}

tl::expected<void, Refusal> readTime(std::string_view text, ExpositionDialect dialect,
                                     std::optional<TimeMs> &timeMs)
{
    const bool inSeconds = dialect == ExpositionDialect::OpenMetrics;
    timeMs = inSeconds ? parseExpositionSeconds(text) : parseMilliseconds(text);
    if (timeMs)
        return {};
    return refuse(RefusalReason::BadTime,
                  "timestamp " + quoted(text) +
                      (inSeconds ? " is not a number of Unix seconds"
                                 : " is not a whole number of Unix milliseconds"));
}

Refused notANumber(std::string_view text)
{
    return refuse(RefusalReason::BadValue, "value " + quoted(text) + " is not a number");
}

struct CommentWord
{
    std::string_view text;
    ExpositionComment::Word word;
};

constexpr std::array<CommentWord, 3> CommentWords{{
    {"TYPE", ExpositionComment::Word::Type},
    {"HELP", ExpositionComment::Word::Help},
    {"UNIT", ExpositionComment::Word::Unit},
}};

} // namespace

std::string_view trimmedLine(std::string_view line)
{
    while (!line.empty() && (isBlank(line.back()) || line.back() == '\r'))
        line.remove_suffix(1);
    skipBlanks(line);
    return line;
}

tl::expected<void, Refusal> readExpositionSample(std::string_view line, ExpositionDialect dialect,
                                                 ExpositionSample &sample)
{
    const auto length = seriesLength(line);
    if (!length)
        return Refused(length.error());
    sample.series = line.substr(0, *length);
    line.remove_prefix(*length);
    const std::string_view valueText = takeWord(line);
    const std::optional<double> value = valueOf(valueText);
    if (!value)
        return hasOpenLabels(sample.series) ? openLabels() : notANumber(valueText);
    sample.value = *value;
    sample.timeMs.reset();
    sample.exemplar = {};
    std::string_view word = takeWord(line);
    if (!word.empty() && word.front() != '#') {
        if (auto read = readTime(word, dialect, sample.timeMs); !read)
            return read;
        word = takeWord(line);
    }
    if (word.empty())
        return {};
    skipBlanks(line);
    if (word != "#" || !line.starts_with('{'))
        return refuse(RefusalReason::Syntax,
                      "expected the end of the line, found " + quoted(word, ShownBytes));
    sample.exemplar = line;
    return {};
}

tl::expected<ExpositionExemplar, Refusal> readExpositionExemplar(std::string_view text,
                                                                 const IngestLimits &limits)
{
    ExpositionExemplar exemplar;
    const std::size_t close = closingBrace(text);
    if (close == std::string_view::npos)
        return refuse(RefusalReason::Syntax, "labels of the exemplar are not closed with '}'");
    auto labels = readExemplarLabels(text.substr(0, close + 1), limits);
    if (!labels)
        return Refused(std::move(labels.error()));
    exemplar.labels = std::move(*labels);
    text.remove_prefix(close + 1);
    const std::string_view valueText = takeWord(text);
    const std::optional<double> value = valueOf(valueText);
    if (!value)
        return notANumber(valueText);
    exemplar.value = *value;
    if (const std::string_view time = takeWord(text); !time.empty()) {
        auto read = readTime(time, ExpositionDialect::OpenMetrics, exemplar.timeMs);
        if (!read)
            return Refused(std::move(read.error()));
    }
    if (const std::string_view more = takeWord(text); !more.empty())
        return refuse(RefusalReason::Syntax,
                      "expected the end of the line, found " + quoted(more, ShownBytes));
    return exemplar;
}

ExpositionComment readExpositionComment(std::string_view line)
{
    if (line == "# EOF")
        return {.word = ExpositionComment::Word::End, .metric = {}, .text = {}};
    line.remove_prefix(1);
    const std::string_view word = takeWord(line);
    const auto row = std::ranges::find(CommentWords, word, &CommentWord::text);
    if (row == CommentWords.end())
        return {};
    skipBlanks(line);
    std::string_view metric;
    if (line.starts_with('"')) {
        metric = line.substr(0, std::min(line.find('"', 1), line.size() - 1) + 1);
        line.remove_prefix(metric.size());
    } else {
        metric = takeWord(line);
    }
    skipBlanks(line);
    return {.word = row->word, .metric = metric, .text = line};
}

std::string_view metricNameOf(std::string_view series)
{
    return series.substr(0, series.find_first_of("{ \t"));
}

std::optional<TimeMs> parseExpositionSeconds(std::string_view text)
{
    constexpr double LargestSeconds = 253402300800; // the year 10000
    if (const auto whole = shortSeconds(text); whole && *whole < TimeMs(LargestSeconds) * 1000)
        return whole;
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool isNumber = error == std::errc() && end == text.data() + text.size();
    if (!isNumber || !(std::abs(seconds) < LargestSeconds))
        return std::nullopt;
    // Doubles of our age hold seconds to a quarter of a microsecond, so that .123 may come out
    // just below.
    return static_cast<TimeMs>(std::floor(seconds * 1000 + 1.0 / 2048));
}

} // namespace tinyobs
