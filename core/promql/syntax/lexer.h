#pragma once

// The text of a query -> its tokens, one at a time. What a character means depends on whether it
// stands within braces or brackets, which the lexer keeps track of. Comments are skipped. A plain
// value; the text must outlive it and its tokens.

#include "core/promql/syntax/token.h"

#include <string_view>

namespace tinyobs::promql {

class Lexer
{
public:
    explicit Lexer(std::string_view text, std::uint32_t begin = 0)
        : m_text(text)
        , m_at(begin)
    {
    }

    /// Error once the text makes no sense, End at its end.
    Token next();

private:
    bool atEnd() const { return m_at == m_text.size(); }
    char here() const { return m_text[m_at]; }
    bool starts(std::string_view with) const { return m_text.substr(m_at).starts_with(with); }
    Token token(TokenKind kind, std::size_t bytes);
    Token error(std::string message) const;
    void skipBlanks();

    Token statement();
    Token end();
    Token symbol();
    Token paren();
    Token bracket();
    Token colon();
    Token word();
    Token number();
    Token quoted();
    Token withinBraces();
    Token wordWithinBrackets();

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_parens = 0;
    bool m_inBraces = false;
    bool m_inBrackets = false;
    bool m_sawColon = false;  // within the brackets
    bool m_sawNumber = false; // within the brackets
};

} // namespace tinyobs::promql
