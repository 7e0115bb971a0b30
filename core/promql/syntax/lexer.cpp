#include "core/promql/syntax/lexer.h"

#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/operators.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs::promql {
namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isWord(char c)
{
    return isLetter(c) || isDigit(c);
}

bool isQuote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/// Words within brackets; min and max have other names since Prometheus 3.13.
constexpr std::array<std::pair<std::string_view, TokenKind>, 6> DurationWords{
    {{"step", TokenKind::StepWord},
     {"range", TokenKind::RangeWord},
     {"min", TokenKind::MinOf},
     {"min_of", TokenKind::MinOf},
     {"max", TokenKind::MaxOf},
     {"max_of", TokenKind::MaxOf}}};

} // namespace

Token Lexer::token(TokenKind kind, std::size_t bytes)
{
    Token token;
    token.kind = kind;
    token.span = {static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(m_at + bytes)};
    token.text = m_text.substr(m_at, bytes);
    m_at += bytes;
    return token;
}

Token Lexer::error(std::string message) const
{
    Token token;
    token.kind = TokenKind::Error;
    token.span = {static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(m_text.size())};
    token.message = std::move(message);
    return token;
}

void Lexer::skipBlanks()
{
    while (!atEnd()) {
        if (here() == '#')
            m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
        else if (isBlank(here()))
            ++m_at;
        else
            return;
    }
}

Token Lexer::next()
{
    skipBlanks();
    return m_inBraces ? withinBraces() : statement();
}

Token Lexer::statement()
{
    if (atEnd())
        return end();
    const char c = here();
    const bool isNumber =
        isDigit(c) || (c == '.' && m_at + 1 < m_text.size() && isDigit(m_text[m_at + 1]));
    if (isNumber)
        return number();
    if (m_inBrackets && c == ':')
        return colon();
    if (m_inBrackets && isLetter(c))
        return wordWithinBrackets();
    if (isLetter(c) || c == ':')
        return word();
    if (isQuote(c))
        return quoted();
    if (c == '(' || c == ')')
        return paren();
    if (c == '[' || c == ']')
        return bracket();
    return symbol();
}

Token Lexer::end()
{
    if (m_inBrackets && !m_sawNumber)
        return error("unexpected end of input in duration expression");
    if (m_parens != 0)
        return error("unclosed left parenthesis");
    if (m_inBrackets)
        return error("unclosed left bracket");
    return token(TokenKind::End, 0);
}

Token Lexer::symbol()
{
    const char c = here();
    const std::string_view after = m_text.substr(m_at + 1);
    if (starts("=~"))
        return error("unexpected character after '=': '~'");
    if (c == '!' && !after.starts_with('='))
        return error("unexpected character after '!': " + quotedCharacter(after));
    const OperatorRow *longest = nullptr;
    for (const OperatorRow &row : operatorRows()) {
        if (starts(row.text) && (!longest || row.text.size() > longest->text.size()))
            longest = &row;
    }
    if (longest) {
        Token result = token(TokenKind::Operator, longest->text.size());
        result.op = longest->op;
        return result;
    }
    switch (c) {
    case ',':
        return token(TokenKind::Comma, 1);
    case '=':
        return token(TokenKind::Assign, 1);
    case '@':
        return token(TokenKind::At, 1);
    case '{':
        if (m_inBrackets)
            break;
        m_inBraces = true;
        return token(TokenKind::LeftBrace, 1);
    default:
        break;
    }
    return error((m_inBrackets ? "unexpected character in duration expression: "
                               : "unexpected character: ") +
                 quotedCharacter(m_text.substr(m_at)));
}

Token Lexer::paren()
{
    if (here() == '(') {
        ++m_parens;
        return token(TokenKind::LeftParen, 1);
    }
    const Token closing = token(TokenKind::RightParen, 1);
    return --m_parens < 0 ? error("unexpected right parenthesis ')'") : closing;
}

Token Lexer::bracket()
{
    if (here() == '[') {
        if (m_inBrackets)
            return error("unexpected left bracket '['");
        m_inBrackets = true;
        m_sawColon = m_sawNumber = false;
        return token(TokenKind::LeftBracket, 1);
    }
    if (!m_inBrackets)
        return error("unexpected right bracket ']'");
    m_inBrackets = false;
    return token(TokenKind::RightBracket, 1);
}

Token Lexer::colon()
{
    if (m_sawColon)
        return error("unexpected colon ':'");
    m_sawColon = true;
    return token(TokenKind::Colon, 1);
}

Token Lexer::word()
{
    std::size_t end = m_at;
    while (end < m_text.size() && (isWord(m_text[end]) || m_text[end] == ':'))
        ++end;
    const std::string_view text = m_text.substr(m_at, end - m_at);
    std::optional<Token> keyword = findKeyword(text);
    if (keyword && (keyword->kind == TokenKind::Fill || keyword->kind == TokenKind::FillLeft ||
                    keyword->kind == TokenKind::FillRight)) {
        // Younger than many metrics of these names: a modifier only before its value.
        const std::size_t after = m_text.find_first_not_of(" \t\r\n", end);
        if (after == std::string_view::npos || m_text[after] != '(')
            keyword.reset();
    }
    const TokenKind name = text.find(':') == std::string_view::npos ? TokenKind::Identifier
                                                                    : TokenKind::MetricIdentifier;
    Token result = token(keyword ? keyword->kind : name, text.size());
    if (keyword) {
        result.op = keyword->op;
        result.aggregation = keyword->aggregation;
    }
    return result;
}

Token Lexer::wordWithinBrackets()
{
    std::size_t end = m_at;
    while (end < m_text.size() && isLetter(m_text[end]))
        ++end;
    std::string lower(m_text.substr(m_at, end - m_at));
    for (char &c : lower)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    const auto row = std::ranges::find_if(
        DurationWords, [&lower](const auto &entry) { return entry.first == lower; });
    if (row != DurationWords.end())
        return token(row->second, lower.size());
    const std::string character = quotedCharacter(m_text.substr(m_at));
    return error(m_sawNumber ? "unexpected character: " + character + ", expected ':'"
                             : "unexpected character in duration expression: " + character);
}

Token Lexer::number()
{
    m_sawNumber = true;
    const LiteralLength literal = literalLength(m_text.substr(m_at));
    if (literal.kind == LiteralKind::None)
        return error("bad number or duration syntax: " +
                     quotedText(firstCharacters(m_text.substr(m_at, literal.bytes), 64)));
    return token(literal.kind == LiteralKind::Number ? TokenKind::Number : TokenKind::Duration,
                 literal.bytes);
}

Token Lexer::quoted()
{
    const Result<std::size_t> length = quotedLength(m_text.substr(m_at));
    return length ? token(TokenKind::String, *length) : error(length.error().message);
}

Token Lexer::withinBraces()
{
    if (atEnd())
        return error("unexpected end of input inside braces");
    const char c = here();
    if (isLetter(c)) {
        std::size_t bytes = 1;
        while (m_at + bytes < m_text.size() && isWord(m_text[m_at + bytes]))
            ++bytes;
        return token(TokenKind::Identifier, bytes);
    }
    if (isQuote(c))
        return quoted();
    if (c == ',')
        return token(TokenKind::Comma, 1);
    if (starts("=~"))
        return token(TokenKind::Match, 2);
    if (starts("!~"))
        return token(TokenKind::NotMatch, 2);
    if (c == '=')
        return token(TokenKind::Assign, 1);
    if (starts("!=")) {
        Token result = token(TokenKind::Operator, 2);
        result.op = BinaryOp::NotEqual;
        return result;
    }
    if (c == '!')
        return error("unexpected character after '!' inside braces: " +
                     quotedCharacter(m_text.substr(m_at + 1)));
    if (c == '{')
        return error("unexpected left brace '{'");
    if (c == '}') {
        m_inBraces = false;
        return token(TokenKind::RightBrace, 1);
    }
    return error("unexpected character inside braces: " + quotedCharacter(m_text.substr(m_at)));
}

} // namespace tinyobs::promql
