#include "core/model/selector.h"

#include "core/base/quoted.h"
#include "core/base/utf8.h"
#include "core/model/labels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::array<std::pair<std::string_view, Matcher::Op>, 4> Operators{{
    {"=~", Matcher::Op::Match},
    {"!~", Matcher::Op::NotMatch},
    {"!=", Matcher::Op::NotEqual},
    {"=", Matcher::Op::Equal}, // last: it begins the first
}};

/// Escapes of one character; quotes stand for themselves within their own kind of quotes.
constexpr std::array<std::pair<char, char>, 8> SimpleEscapes{{{'a', '\a'},
                                                              {'b', '\b'},
                                                              {'f', '\f'},
                                                              {'n', '\n'},
                                                              {'r', '\r'},
                                                              {'t', '\t'},
                                                              {'v', '\v'},
                                                              {'\\', '\\'}}};

/// Escapes of digits: the letter, how many digits, and whether they name a character or a byte.
struct DigitEscape
{
    char letter;
    std::size_t digits;
    bool isCharacter;
};
constexpr std::array<DigitEscape, 3> DigitEscapes{
    {{'x', 2, false}, {'u', 4, true}, {'U', 8, true}}};

bool isIdentifierByte(char c, bool first, bool colon)
{
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (colon && c == ':') || (!first && c >= '0' && c <= '9');
}

bool isQuote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

std::optional<std::uint32_t> parseDigits(std::string_view text, int base)
{
    std::uint64_t number = 0;
    for (const char c : text) {
        if (digitOf(c) >= base)
            return std::nullopt;
        number = number * static_cast<unsigned>(base) + static_cast<unsigned>(digitOf(c));
    }
    return static_cast<std::uint32_t>(number); // at most eight hexadecimal digits
}

class SelectorParser
{
public:
    explicit SelectorParser(std::string_view text)
        : m_text(text)
    {
    }

    Result<std::vector<Matcher>> parse();

private:
    Failure wrong(std::size_t at, const std::string &what) const;
    Failure expected(const std::string &what) const;

    bool atEnd() const { return m_at == m_text.size(); }
    char here() const { return m_text[m_at]; }
    bool take(std::string_view token);
    void skipBlanks();
    std::string_view takeIdentifier(bool colon);

    Result<std::string> takeQuoted();
    Result<void> takeEscape(char quote, std::string &out);
    Result<void> takeConditions();
    Result<void> takeCondition();
    Result<void> add(std::size_t at, Matcher::Op op, std::string name, std::string value);
    Result<void> setMetric(std::size_t at, std::string name);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<std::string> m_metric;
    std::vector<Matcher> m_matchers;
};

Failure SelectorParser::wrong(std::size_t at, const std::string &what) const
{
    const std::string_view before = m_text.substr(0, at);
    const auto column = 1 + std::ranges::count_if(before, [](char c) {
                            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
                        });
    return fail(Error::Code::InvalidArgument,
                "selector, column " + std::to_string(column) + ": " + what);
}

Failure SelectorParser::expected(const std::string &what) const
{
    if (atEnd())
        return wrong(m_at, "expected " + what + ", but the text ends");
    return wrong(m_at, "expected " + what + ", found " + quoted(m_text.substr(m_at), 16));
}

bool SelectorParser::take(std::string_view token)
{
    if (!m_text.substr(m_at).starts_with(token))
        return false;
    m_at += token.size();
    return true;
}

void SelectorParser::skipBlanks()
{
    constexpr std::string_view Blanks = " \t\r\n";
    while (!atEnd()) {
        if (here() == '#')
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        else if (Blanks.find(here()) != std::string_view::npos)
            ++m_at;
        else
            return;
    }
}

std::string_view SelectorParser::takeIdentifier(bool colon)
{
    const std::size_t begin = m_at;
    while (!atEnd() && isIdentifierByte(here(), m_at == begin, colon))
        ++m_at;
    return m_text.substr(begin, m_at - begin);
}

Result<std::string> SelectorParser::takeQuoted()
{
    const std::size_t begin = m_at;
    const char quote = here();
    const bool raw = quote == '`';
    std::string out;
    for (++m_at; !atEnd(); ++m_at) {
        if (here() == quote) {
            ++m_at;
            return out;
        }
        if (here() == '\n' && !raw)
            break;
        if (here() != '\\' || raw) {
            out += here();
        } else if (Result<void> escaped = takeEscape(quote, out); !escaped) {
            return Failure(escaped.error());
        }
    }
    return wrong(begin, "text in quotes is not closed");
}

/// From the backslash to the last byte of the escape.
Result<void> SelectorParser::takeEscape(char quote, std::string &out)
{
    const std::size_t begin = m_at++;
    const char letter = atEnd() ? '\0' : here();
    if (letter == quote) {
        out += quote;
        return {};
    }
    for (const auto &[name, meaning] : SimpleEscapes) {
        if (letter == name) {
            out += meaning;
            return {};
        }
    }
    const auto row = std::ranges::find(DigitEscapes, letter, &DigitEscape::letter);
    const bool octal = row == DigitEscapes.end() && letter >= '0' && letter <= '7';
    const bool known = octal || row != DigitEscapes.end();
    const std::size_t digits = octal ? 3 : known ? row->digits : 0;
    const std::string_view text =
        m_text.substr(octal ? m_at : std::min(m_at + 1, m_text.size()), digits);
    const auto code = parseDigits(text, octal ? 8 : 16);
    bool valid = known && text.size() == digits && code.has_value();
    if (valid && !octal && row->isCharacter)
        valid = appendUtf8(out, *code);
    else if (valid && *code <= 0xff)
        out += static_cast<char>(*code);
    else
        valid = false;
    if (!valid)
        return wrong(begin, "escape " + quoted(m_text.substr(begin, digits + 2)) + " is unknown");
    m_at += octal ? digits - 1 : digits;
    return {};
}

Result<void> SelectorParser::add(std::size_t at, Matcher::Op op, std::string name,
                                 std::string value)
{
    if (m_matchers.size() == MaxSelectorMatchers)
        return wrong(at, "more than " + std::to_string(MaxSelectorMatchers) + " conditions");
    Result<Matcher> matcher = Matcher::make(op, std::move(name), std::move(value));
    if (!matcher)
        return wrong(at, matcher.error().message);
    m_matchers.push_back(std::move(*matcher));
    return {};
}

Result<void> SelectorParser::setMetric(std::size_t at, std::string name)
{
    if (m_metric)
        return wrong(at, "the metric's name is set twice, as " + quoted(*m_metric) + " and as " +
                             quoted(name));
    m_metric = std::move(name);
    return {};
}

Result<void> SelectorParser::takeCondition()
{
    const std::size_t begin = m_at;
    const bool inQuotes = isQuote(here());
    Result<std::string> name = inQuotes ? takeQuoted() : std::string(takeIdentifier(false));
    if (!name)
        return Failure(name.error());
    if (name->empty() && !inQuotes)
        return expected("a label name or '}'");
    skipBlanks();
    const bool nothingFollows = atEnd() || here() == ',' || here() == '}';
    if (inQuotes && nothingFollows)
        return setMetric(begin, std::move(*name));
    const auto op =
        std::ranges::find_if(Operators, [this](const auto &row) { return take(row.first); });
    if (op == Operators.end())
        return expected("=, !=, =~ or !~");
    skipBlanks();
    const std::size_t valueAt = m_at;
    if (atEnd() || !isQuote(here()))
        return expected("a value in quotes");
    Result<std::string> value = takeQuoted();
    if (!value)
        return Failure(value.error());
    return add(valueAt, op->second, std::move(*name), std::move(*value));
}

/// Between the braces, and the closing one.
Result<void> SelectorParser::takeConditions()
{
    for (skipBlanks(); !take("}"); skipBlanks()) {
        if (atEnd())
            return expected("a label name or '}'");
        if (Result<void> taken = takeCondition(); !taken)
            return taken;
        skipBlanks();
        if (take(","))
            continue;
        if (atEnd() || here() != '}')
            return expected("',' or '}'");
    }
    return {};
}

Result<std::vector<Matcher>> SelectorParser::parse()
{
    if (m_text.size() > MaxSelectorBytes)
        return fail(Error::Code::LimitExceeded, "selector is " + std::to_string(m_text.size()) +
                                                    " bytes, limit " +
                                                    std::to_string(MaxSelectorBytes));
    skipBlanks();
    const std::size_t begin = m_at;
    if (const std::string_view name = takeIdentifier(true); !name.empty())
        m_metric = std::string(name);
    skipBlanks();
    if (take("{")) {
        if (Result<void> taken = takeConditions(); !taken)
            return Failure(taken.error());
    } else if (!m_metric) {
        return expected("a metric name or '{'");
    }
    skipBlanks();
    if (!atEnd())
        return expected("the end of the selector");
    if (m_metric) {
        const auto again = std::ranges::find(m_matchers, MetricNameLabel, &Matcher::name);
        if (again != m_matchers.end())
            return wrong(begin, "the metric's name is set twice, as " + quoted(*m_metric) +
                                    " and as " + quoted(again->value()));
        if (Result<void> added =
                add(begin, Matcher::Op::Equal, std::string(MetricNameLabel), std::move(*m_metric));
            !added)
            return Failure(added.error());
        std::rotate(m_matchers.begin(), m_matchers.end() - 1, m_matchers.end());
    }
    if (std::ranges::all_of(m_matchers, &Matcher::matchesEmpty))
        return wrong(begin, "every series would match: at least one condition must refuse the "
                            "empty value, as in {__name__=~\".+\"}");
    return std::move(m_matchers);
}

} // namespace

Result<std::vector<Matcher>> parseSelector(std::string_view text)
{
    return SelectorParser(text).parse();
}

} // namespace tinyobs
