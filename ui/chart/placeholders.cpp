#include "ui/chart/placeholders.h"

#include "core/promql/syntax/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs::ui {
namespace {

constexpr TimeMs DefaultSampleIntervalMs = 15'000;

bool isNameCharacter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Reference
{
    std::string_view name;
    std::string_view format;
    std::size_t size = 0; // in the text
};

Reference bracketed(std::string_view text, std::string_view open, std::string_view close)
{
    const std::size_t end = text.find(close, open.size());
    if (end == text.npos)
        return {};
    const std::string_view inner = text.substr(open.size(), end - open.size());
    const std::size_t colon = std::min(inner.find(':'), inner.size());
    const std::string_view name = inner.substr(0, colon);
    if (name.empty() || !std::all_of(name.begin(), name.end(), isNameCharacter))
        return {};
    return {name, inner.substr(std::min(colon + 1, inner.size())), end + close.size()};
}

/// The reference at the beginning of the text; size 0 when there is none.
Reference referenceAt(std::string_view text)
{
    if (text.starts_with("${"))
        return bracketed(text, "${", "}");
    if (text.starts_with("[["))
        return bracketed(text, "[[", "]]");
    if (!text.starts_with('$'))
        return {};
    const auto end = std::find_if_not(text.begin() + 1, text.end(), isNameCharacter);
    const auto size = std::size_t(end - text.begin());
    return size == 1 ? Reference{} : Reference{text.substr(1, size - 1), {}, size};
}

bool takesLabels(promql::TokenKind kind)
{
    using promql::TokenKind;
    return kind == TokenKind::By || kind == TokenKind::Without || kind == TokenKind::On ||
           kind == TokenKind::Ignoring || kind == TokenKind::GroupLeft ||
           kind == TokenKind::GroupRight;
}

/// Knows whether a name stands for an operand or for a label.
class Surroundings
{
public:
    bool areLabels() const { return m_braces > 0 || m_inList; }
    void pass(promql::TokenKind kind)
    {
        using promql::TokenKind;
        m_braces += (kind == TokenKind::LeftBrace) - (kind == TokenKind::RightBrace);
        if (kind == TokenKind::LeftParen && m_isListNext)
            m_inList = true;
        if (kind == TokenKind::RightParen)
            m_inList = false;
        m_isListNext = takesLabels(kind);
    }

private:
    int m_braces = 0;
    bool m_isListNext = false;
    bool m_inList = false;
};

Result<std::string> expand(const ChartQuery &query, const std::vector<ChartQuery> &all,
                           std::vector<std::string> &within)
{
    if (std::find(within.begin(), within.end(), query.letter) != within.end())
        return fail(Error::Code::InvalidArgument,
                    "the formula " + query.letter + " leads back to itself");
    within.push_back(query.letter);
    std::string out;
    std::size_t done = 0;
    promql::Lexer lexer(query.expr);
    Surroundings surroundings;
    for (promql::Token token = lexer.next();
         token.kind != promql::TokenKind::End && token.kind != promql::TokenKind::Error;
         token = lexer.next()) {
        surroundings.pass(token.kind);
        if (token.kind != promql::TokenKind::Identifier || surroundings.areLabels())
            continue;
        const auto other = std::find_if(all.begin(), all.end(), [&token](const ChartQuery &each) {
            return each.letter == token.text && !each.expr.empty();
        });
        if (other == all.end())
            continue;
        Result<std::string> inner = expand(*other, all, within);
        if (!inner)
            return inner;
        out.append(query.expr, done, token.span.begin - done);
        out.append("(").append(*inner).append(")");
        done = token.span.end;
    }
    out.append(query.expr, done);
    within.pop_back();
    return out;
}

} // namespace

std::string substituteVariables(std::string_view text, const VariableLookup &lookup)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Reference reference = referenceAt(text);
        const std::optional<std::string> value =
            reference.size ? lookup(reference.name, reference.format) : std::nullopt;
        out.append(value ? std::string_view(*value)
                         : text.substr(0, std::max<std::size_t>(1, reference.size)));
        text.remove_prefix(std::max<std::size_t>(1, reference.size));
    }
    return out;
}

std::string maskedVariables(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = referenceAt(text).size;
        if (size >= 2)
            out.append(size - 2, '0').append("1m");
        else
            out.append(text.substr(0, 1));
        text.remove_prefix(std::max<std::size_t>(1, size));
    }
    return out;
}

TimeMs rateIntervalMs(const AskedRange &range)
{
    const TimeMs interval =
        range.sampleIntervalMs > 0 ? range.sampleIntervalMs : DefaultSampleIntervalMs;
    const TimeMs least = std::max(4 * interval, 2 * range.stepMs);
    // Whole seconds, so that it reads well.
    return std::max<TimeMs>(1000, (least + 999) / 1000 * 1000);
}

std::string durationText(TimeMs ms)
{
    constexpr std::array<std::pair<TimeMs, std::string_view>, 5> Units{{
        {86'400'000, "d"},
        {3'600'000, "h"},
        {60'000, "m"},
        {1000, "s"},
        {1, "ms"},
    }};
    std::string text;
    for (const auto &[size, unit] : Units) {
        if (ms < size)
            continue;
        text.append(std::to_string(ms / size)).append(unit);
        ms %= size;
    }
    return text.empty() ? "0s" : text;
}

std::optional<std::string> rangeVariable(std::string_view name, const AskedRange &range)
{
    if (name == "__from")
        return std::to_string(range.startMs);
    if (name == "__to")
        return std::to_string(range.endMs);
    const std::array<std::pair<std::string_view, TimeMs>, 3> spans{{
        {"__interval", std::max<TimeMs>(1, range.stepMs)},
        {"__rate_interval", rateIntervalMs(range)},
        {"__range", std::max<TimeMs>(1, range.endMs - range.startMs)},
    }};
    for (const auto &[base, ms] : spans) {
        if (name == base)
            return durationText(ms);
        if (!name.starts_with(base))
            continue;
        const std::string_view rest = name.substr(base.size());
        if (rest == "_ms")
            return std::to_string(ms);
        if (rest == "_s")
            return std::to_string(std::max<TimeMs>(1, ms / 1000));
    }
    return std::nullopt;
}

Result<std::string> withoutLetters(const ChartQuery &query, const std::vector<ChartQuery> &all)
{
    std::vector<std::string> within;
    return expand(query, all, within);
}

} // namespace tinyobs::ui
