#include "core/promql/syntax/selectors.h"

#include "core/model/labels.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs::promql {
namespace {

constexpr std::string_view Context = "label matching";

std::optional<Matcher::Op> matchOp(const Token &token)
{
    switch (token.kind) {
    case TokenKind::Assign:
        return Matcher::Op::Equal;
    case TokenKind::Match:
        return Matcher::Op::Match;
    case TokenKind::NotMatch:
        return Matcher::Op::NotMatch;
    case TokenKind::Operator:
        if (token.op == BinaryOp::NotEqual)
            return Matcher::Op::NotEqual;
        break;
    default:
        break;
    }
    return std::nullopt;
}

Result<void> addMatcher(Cursor &cursor, SelectorExpr &selector, TextSpan where, Matcher::Op op,
                        std::string name, std::string value)
{
    if (selector.matchers.size() == MaxSelectorMatchers)
        return cursor.wrong(where, "more than " + std::to_string(MaxSelectorMatchers) +
                                       " label matchers in one selector");
    Result<Matcher> matcher = Matcher::make(op, std::move(name), std::move(value));
    if (!matcher)
        return cursor.wrong(where, matcher.error().message);
    selector.matchers.push_back(std::move(*matcher));
    return {};
}

Result<void> takeMatcher(Cursor &cursor, SelectorExpr &selector)
{
    const bool isString = cursor.at(TokenKind::String);
    if (!isString && !cursor.at(TokenKind::Identifier))
        return cursor.unexpected(Context, "identifier or \"}\"");
    const Token token = cursor.take();
    std::string name = isString ? unquoted(token.text) : std::string(token.text);
    const std::optional<Matcher::Op> op = matchOp(cursor.peek());
    if (!op && isString) {
        if (selector.metric.empty())
            selector.metric = name;
        return addMatcher(cursor, selector, token.span, Matcher::Op::Equal,
                          std::string(MetricNameLabel), std::move(name));
    }
    if (!op)
        return cursor.unexpected(Context, "label matching operator");
    cursor.take();
    if (!cursor.at(TokenKind::String))
        return cursor.unexpected(Context, "string");
    const Token value = cursor.take();
    return addMatcher(cursor, selector, {token.span.begin, value.span.end}, *op, std::move(name),
                      unquoted(value.text));
}

/// Between the braces, and both of them.
Result<void> takeMatchers(Cursor &cursor, SelectorExpr &selector)
{
    cursor.take();
    while (!cursor.accept(TokenKind::RightBrace)) {
        if (Result<void> taken = takeMatcher(cursor, selector); !taken)
            return taken;
        if (!cursor.accept(TokenKind::Comma) && !cursor.at(TokenKind::RightBrace))
            return cursor.unexpected(Context, "\",\" or \"}\"");
    }
    return {};
}

/// The metric's name last, wherever it stood.
void moveNameLast(SelectorExpr &selector)
{
    const auto named = std::ranges::find_if(selector.matchers, [&](const Matcher &matcher) {
        return matcher.op() == Matcher::Op::Equal && matcher.name() == MetricNameLabel &&
               matcher.value() == selector.metric;
    });
    if (named != selector.matchers.end())
        std::rotate(named, named + 1, selector.matchers.end());
}

bool isPlain(std::string_view name, bool colons)
{
    const auto isLetter = [colons](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colons && c == ':');
    };
    return !name.empty() && isLetter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

} // namespace

Result<std::unique_ptr<SelectorExpr>> takeSelector(Cursor &cursor, const std::optional<Token> &name)
{
    auto selector = std::make_unique<SelectorExpr>();
    selector->span.begin = name ? name->span.begin : cursor.peek().span.begin;
    if (cursor.at(TokenKind::LeftBrace)) {
        if (Result<void> taken = takeMatchers(cursor, *selector); !taken)
            return Failure(taken.error());
    } else if (!name) {
        return cursor.unexpected();
    }
    selector->span.end = cursor.lastEnd();
    if (!name) {
        selector->isNamedInBraces = !selector->metric.empty();
        moveNameLast(*selector);
        return selector;
    }
    const auto again = std::ranges::find(selector->matchers, MetricNameLabel, &Matcher::name);
    if (again != selector->matchers.end())
        return cursor.wrong(selector->span,
                            "metric name must not be set twice: " + quotedText(name->text) +
                                " or " + quotedText(again->value()));
    selector->metric = std::string(name->text);
    if (Result<void> added = addMatcher(cursor, *selector, name->span, Matcher::Op::Equal,
                                        std::string(MetricNameLabel), selector->metric);
        !added)
        return Failure(added.error());
    return selector;
}

bool isPlainMetricName(std::string_view name)
{
    if (!isPlain(name, true))
        return false;
    const std::optional<Token> keyword = findKeyword(name);
    const bool isFill = keyword && keyword->kind >= TokenKind::Fill &&
                        keyword->kind <= TokenKind::FillRight; // names where no value follows
    return !keyword || isFill || isMetricName(*keyword);
}

bool isPlainLabelName(std::string_view name)
{
    return isPlain(name, false);
}

std::string_view toText(Matcher::Op op)
{
    constexpr std::array<std::string_view, 4> Texts{"=", "!=", "=~", "!~"};
    return Texts[static_cast<std::size_t>(op)];
}

} // namespace tinyobs::promql
