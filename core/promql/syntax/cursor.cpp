#include "core/promql/syntax/cursor.h"

#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/quoting.h"

#include <utility>

namespace tinyobs::promql {

const Token &Cursor::peek()
{
    if (!m_next)
        m_next = m_lexer.next();
    return *m_next;
}

Token Cursor::take()
{
    Token token = peek();
    m_next.reset();
    m_lastEnd = token.span.end;
    return token;
}

bool Cursor::accept(TokenKind kind)
{
    if (!at(kind))
        return false;
    take();
    return true;
}

Failure Cursor::unexpected(std::string_view context, std::string_view expected)
{
    const Token &token = peek();
    if (token.kind == TokenKind::Error)
        return wrong(token.span, token.message);
    std::string what = "unexpected " + describe(token);
    if (!context.empty())
        what.append(" in ").append(context);
    if (!expected.empty())
        what.append(", expected ").append(expected);
    return wrong(token.span, what);
}

Failure Cursor::wrong(TextSpan where, const std::string &what) const
{
    return fail(Error::Code::InvalidArgument,
                positionText(m_text, where.begin) + ": parse error: " + what);
}

Result<std::vector<std::string>> Cursor::takeLabels()
{
    constexpr std::string_view Context = "grouping opts";
    if (!accept(TokenKind::LeftParen))
        return unexpected(Context, "\"(\"");
    std::vector<std::string> labels;
    while (!accept(TokenKind::RightParen)) {
        const bool isString = at(TokenKind::String);
        if (!isString && !isLabelName(peek()))
            return unexpected(Context, "label");
        const Token token = take();
        std::string label = isString ? unquoted(token.text) : std::string(token.text);
        if (label.empty() || !isUtf8(label))
            return wrong(token.span, "invalid label name for grouping: " + quotedText(label));
        labels.push_back(std::move(label));
        if (!accept(TokenKind::Comma) && !at(TokenKind::RightParen))
            return unexpected(Context, "\",\" or \")\"");
    }
    return labels;
}

Result<Cursor::Literal> Cursor::takeLiteral()
{
    const Token token = take();
    Literal literal;
    literal.span = token.span;
    literal.isDuration = token.kind == TokenKind::Duration;
    if (literal.isDuration) {
        const Result<TimeMs> ms = parseDurationText(token.text);
        if (!ms)
            return wrong(token.span, ms.error().message);
        literal.value = static_cast<double>(*ms) / 1000;
        return literal;
    }
    const Result<double> number = parseNumber(token.text);
    if (!number)
        return wrong(token.span, number.error().message);
    literal.value = *number;
    return literal;
}

} // namespace tinyobs::promql
