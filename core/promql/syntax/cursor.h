#pragma once

// Where the parser stands: the next token, how to refuse it, and what may be used. One for each
// call of parse(), handed to the functions that read the parts of the language.

#include "core/base/result.h"
#include "core/promql/syntax/lexer.h"
#include "core/promql/syntax/parser.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

class Cursor
{
public:
    Cursor(std::string_view text, const ParseOptions &options)
        : m_text(text)
        , m_options(options)
        , m_lexer(text)
    {
    }

    const ParseOptions &options() const { return m_options; }

    const Token &peek();
    Token take();
    bool at(TokenKind kind) { return peek().kind == kind; }
    /// Takes the next token when it is of this kind.
    bool accept(TokenKind kind);
    /// Behind the last token taken.
    std::uint32_t lastEnd() const { return m_lastEnd; }

    /// "unexpected <token> in <context>, expected <expected>", or why there is no token.
    Failure unexpected(std::string_view context = {}, std::string_view expected = {});
    /// With the place, as every message has it.
    Failure wrong(TextSpan where, const std::string &what) const;

    /// Labels in parentheses: by (a, "b.c",)
    Result<std::vector<std::string>> takeLabels();
    /// A number or a duration; the next token must be one. Durations are told by the flag.
    struct Literal
    {
        double value = 0;
        bool isDuration = false;
        TextSpan span;
    };
    bool atLiteral() { return at(TokenKind::Number) || at(TokenKind::Duration); }
    Result<Literal> takeLiteral();

private:
    std::string_view m_text;
    ParseOptions m_options;
    Lexer m_lexer;
    std::optional<Token> m_next;
    std::uint32_t m_lastEnd = 0;
};

} // namespace tinyobs::promql
