#include "tests/core/promql/scripts/seriesline.h"

#include "core/promql/histogram/histogrammath.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

namespace tinyobs::promql {
namespace {

class LineReader
{
public:
    explicit LineReader(std::string_view text)
        : m_rest(text)
    {
    }

    void skipSpaces()
    {
        while (!m_rest.empty() && std::isspace(static_cast<unsigned char>(m_rest.front())))
            m_rest.remove_prefix(1);
    }
    bool isAtEnd() const { return m_rest.empty(); }
    char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    bool startsWith(std::string_view text) const { return m_rest.starts_with(text); }
    bool take(std::string_view text)
    {
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }
    template <typename Accepts>
    std::string takeWhile(Accepts accepts)
    {
        std::size_t length = 0;
        while (length < m_rest.size() && accepts(m_rest[length]))
            ++length;
        std::string taken(m_rest.substr(0, length));
        m_rest.remove_prefix(length);
        return taken;
    }
    /// A text in quotes, which are the next character.
    std::string takeQuoted()
    {
        const char quote = peek();
        m_rest.remove_prefix(1);
        std::string text;
        while (!m_rest.empty() && m_rest.front() != quote) {
            if (m_rest.front() == '\\' && quote != '`' && m_rest.size() > 1) {
                m_rest.remove_prefix(1);
                text += m_rest.front() == 'n' ? '\n' : m_rest.front();
            } else {
                text += m_rest.front();
            }
            m_rest.remove_prefix(1);
        }
        take(std::string_view(&quote, 1));
        return text;
    }
    std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

bool isNameCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == ':';
}

bool isQuote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

Labels readLabels(LineReader &reader)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    const std::string metric = reader.takeWhile(isNameCharacter);
    if (!metric.empty())
        pairs.emplace_back(MetricNameLabel, metric);
    if (reader.take("{")) {
        for (;;) {
            reader.skipSpaces();
            if (reader.take("}") || reader.isAtEnd())
                break;
            if (reader.take(","))
                continue;
            std::string name =
                isQuote(reader.peek()) ? reader.takeQuoted() : reader.takeWhile(isNameCharacter);
            reader.skipSpaces();
            if (reader.take("=")) {
                reader.skipSpaces();
                pairs.emplace_back(std::move(name), reader.takeQuoted());
            } else {
                pairs.emplace_back(MetricNameLabel, std::move(name)); // a quoted metric
            }
        }
    }
    std::vector<LabelView> views;
    for (const auto &[name, value] : pairs)
        views.push_back({name, value});
    return Labels::fromPairs(std::move(views));
}

bool isNumberCharacter(char c)
{
    return !std::isspace(static_cast<unsigned char>(c)) && c != 'x' && c != '}' && c != ']';
}

/// The text of a number, whose exponent may have a sign of its own. None is hexadecimal: 0x9 is
/// nine times more nothing.
std::string takeNumber(LineReader &reader)
{
    std::string text;
    if (reader.peek() == '-' || reader.peek() == '+')
        text =
            reader.takeWhile([first = true](char) mutable { return std::exchange(first, false); });
    char before = '\0';
    return text + reader.takeWhile([&before](char c) {
        const bool isSign = (c == '+' || c == '-') && before != 'e' && before != 'E';
        before = c;
        return isNumberCharacter(c) && !isSign;
    });
}

void readBuckets(LineReader &reader, std::vector<double> &out)
{
    reader.take("[");
    for (;;) {
        reader.skipSpaces();
        if (reader.take("]") || reader.isAtEnd())
            return;
        out.push_back(parseScriptNumber(takeNumber(reader)).value_or(0));
    }
}

void place(const std::vector<double> &counts, int offset, std::vector<HistogramBucket> &out)
{
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] != 0)
            out.push_back({offset + static_cast<int>(i), counts[i]});
    }
}

/// What stands between {{ and }}.
Result<NativeHistogram> readHistogram(LineReader &reader)
{
    NativeHistogram histogram;
    histogram.isFloat = true;
    std::vector<double> positive;
    std::vector<double> negative;
    double offset = 0;
    double negativeOffset = 0;
    double schema = 0;
    reader.take("{{");
    for (;;) {
        reader.skipSpaces();
        if (reader.take("}}"))
            break;
        if (reader.isAtEnd())
            return fail(Error::Code::InvalidArgument, "a histogram without its end");
        const std::string key = reader.takeWhile(isNameCharacter);
        const std::size_t colon = key.find(':');
        const std::string name = key.substr(0, colon);
        // What is left of the key is the number's beginning.
        std::string text = colon == std::string::npos ? "" : key.substr(colon + 1);
        if (name == "buckets") {
            readBuckets(reader, positive);
            continue;
        }
        if (name == "n_buckets") {
            readBuckets(reader, negative);
            continue;
        }
        if (name == "custom_values") {
            readBuckets(reader, histogram.bounds);
            continue;
        }
        text += takeNumber(reader);
        if (name == "counter_reset_hint") {
            histogram.resetHint = text == "gauge"       ? ResetHint::Gauge
                                  : text == "reset"     ? ResetHint::Reset
                                  : text == "not_reset" ? ResetHint::NoReset
                                                        : ResetHint::Unknown;
            continue;
        }
        const double value = parseScriptNumber(text).value_or(0);
        const std::pair<std::string_view, double *> fields[] = {
            {"schema", &schema},
            {"sum", &histogram.sum},
            {"count", &histogram.count},
            {"offset", &offset},
            {"n_offset", &negativeOffset},
            {"z_bucket", &histogram.zeroCount},
            {"z_bucket_w", &histogram.zeroThreshold}};
        bool isKnown = false;
        for (const auto &[field, target] : fields) {
            if (field == name) {
                *target = value;
                isKnown = true;
            }
        }
        if (!isKnown)
            return fail(Error::Code::InvalidArgument, "a histogram with an unknown " + key);
    }
    histogram.schema = static_cast<int>(schema);
    if (histogram.isCustom()) { // has all its buckets, empty ones too
        positive.insert(positive.begin(), static_cast<std::size_t>(offset), 0);
        positive.resize(histogram.bounds.size() + 1);
        for (std::size_t i = 0; i < positive.size(); ++i)
            histogram.positive.push_back({static_cast<int>(i), positive[i]});
        return histogram;
    }
    place(positive, static_cast<int>(offset), histogram.positive);
    place(negative, static_cast<int>(negativeOffset), histogram.negative);
    return histogram;
}

/// xN: how often a value comes again.
std::optional<std::size_t> readTimes(LineReader &reader)
{
    if (!reader.take("x"))
        return std::nullopt;
    const std::string digits =
        reader.takeWhile([](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
    return static_cast<std::size_t>(std::strtoull(digits.c_str(), nullptr, 10));
}

Result<void> readHistograms(LineReader &reader, ScriptSeries &series)
{
    auto first = readHistogram(reader);
    if (!first)
        return Failure(first.error());
    const bool isSum = reader.startsWith("+{{");
    const bool isDifference = reader.startsWith("-{{");
    if (!isSum && !isDifference) {
        const auto shared = std::make_shared<const NativeHistogram>(*first);
        const std::size_t times = readTimes(reader).value_or(0);
        for (std::size_t i = 0; i <= times; ++i)
            series.values.push_back(ScriptValue{0, shared});
        return {};
    }
    reader.take(isSum ? "+" : "-");
    auto step = readHistogram(reader);
    if (!step)
        return Failure(step.error());
    const std::size_t times = readTimes(reader).value_or(0);
    NativeHistogram current = *first;
    for (std::size_t i = 0; i <= times; ++i) {
        series.values.push_back(ScriptValue{0, std::make_shared<const NativeHistogram>(current)});
        Remarks remarks;
        const ResetHint hint = current.resetHint;
        if (isSum)
            addTo(current, *step, remarks);
        else
            subtractFrom(current, *step, remarks);
        current.resetHint = hint;
    }
    return {};
}

Result<void> readValue(LineReader &reader, ScriptSeries &series)
{
    if (reader.startsWith("{{"))
        return readHistograms(reader, series);
    if (reader.take("_")) {
        const std::size_t times = readTimes(reader).value_or(1);
        series.values.resize(series.values.size() + times);
        return {};
    }
    if (reader.take("stale")) {
        const std::size_t times = readTimes(reader).value_or(0);
        for (std::size_t i = 0; i <= times; ++i)
            series.values.push_back(ScriptValue{AbsentValue, nullptr});
        return {};
    }
    const std::string text = takeNumber(reader);
    const auto first = parseScriptNumber(text);
    if (!first)
        return fail(Error::Code::InvalidArgument,
                    "\"" + text + std::string(reader.rest()) + "\" is no value");
    double step = 0;
    if (reader.peek() == '+' || reader.peek() == '-')
        step = parseScriptNumber(takeNumber(reader)).value_or(0);
    const std::size_t times = readTimes(reader).value_or(0);
    double value = *first;
    for (std::size_t i = 0; i <= times; ++i, value += step)
        series.values.push_back(ScriptValue{value, nullptr});
    return {};
}

} // namespace

std::optional<double> parseScriptNumber(std::string_view text)
{
    const std::string copy(text);
    if (copy.empty())
        return std::nullopt;
    char *end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    if (end != copy.c_str() + copy.size())
        return std::nullopt;
    return std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
}

Result<ScriptSeries> parseSeriesLine(std::string_view line)
{
    LineReader reader(line);
    ScriptSeries series;
    reader.skipSpaces();
    series.labels = readLabels(reader);
    for (;;) {
        reader.skipSpaces();
        if (reader.isAtEnd())
            return series;
        if (auto read = readValue(reader, series); !read)
            return Failure(
                Error{read.error().code, read.error().message + " in " + std::string(line)});
    }
}

} // namespace tinyobs::promql
