#include "core/promql/syntax/quoting.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace tinyobs::promql {
namespace {

/// Escapes of one letter; a quote stands for itself within its own kind of quotes.
constexpr std::array<std::pair<char, char>, 8> SimpleEscapes{{{'a', '\a'},
                                                              {'b', '\b'},
                                                              {'f', '\f'},
                                                              {'n', '\n'},
                                                              {'r', '\r'},
                                                              {'t', '\t'},
                                                              {'v', '\v'},
                                                              {'\\', '\\'}}};

/// Escapes of digits: how many, of which base, whether they name a character or a byte.
struct DigitEscape
{
    std::size_t lettersBefore = 1;
    std::size_t digits = 0;
    int base = 16;
    bool isCharacter = false;
};

struct Escape
{
    std::size_t length = 0; // with the backslash
    std::string text;
};

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

void appendCharacter(std::string &out, std::uint32_t code)
{
    const auto tail = [code](unsigned shift) {
        return static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80)
        out += static_cast<char>(code);
    else if (code < 0x800)
        out.append({static_cast<char>(0xc0 | (code >> 6)), tail(0)});
    else if (code < 0x10000)
        out.append({static_cast<char>(0xe0 | (code >> 12)), tail(6), tail(0)});
    else
        out.append({static_cast<char>(0xf0 | (code >> 18)), tail(12), tail(6), tail(0)});
}

std::uint32_t codeOf(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character.front());
    constexpr std::array<unsigned, 5> FirstMask{0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t code = first & FirstMask[character.size()];
    for (const char c : character.substr(1))
        code = (code << 6) | (static_cast<unsigned char>(c) & 0x3fu);
    return code;
}

/// U+0064 'd'
std::string namedCharacter(std::string_view text)
{
    const std::size_t length = utf8CharacterLength(text);
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X ",
                  length == 0 ? 0xfffdu : codeOf(text.substr(0, length)));
    return code + quotedCharacter(text);
}

Failure wrong(std::string message)
{
    return fail(Error::Code::InvalidArgument, std::move(message));
}

Result<Escape> readDigits(std::string_view text, const DigitEscape &kind)
{
    std::uint64_t code = 0;
    for (std::size_t i = 0; i < kind.digits; ++i) {
        const std::size_t at = 1 + kind.lettersBefore + i;
        if (at >= text.size())
            return wrong("escape sequence not terminated");
        if (digitOf(text[at]) >= kind.base)
            return wrong("illegal character " + namedCharacter(text.substr(at)) +
                         " in escape sequence");
        code = code * static_cast<unsigned>(kind.base) + static_cast<unsigned>(digitOf(text[at]));
    }
    const std::uint64_t most = kind.isCharacter ? 0x10ffff : 0xff;
    if (code > most || (code >= 0xd800 && code < 0xe000))
        return wrong("escape sequence is an invalid Unicode code point");
    Escape escape{.length = 1 + kind.lettersBefore + kind.digits, .text = {}};
    if (kind.isCharacter)
        appendCharacter(escape.text, static_cast<std::uint32_t>(code));
    else
        escape.text += static_cast<char>(code);
    return escape;
}

/// From the backslash on.
Result<Escape> readEscape(std::string_view text, char quote)
{
    if (text.size() < 2)
        return wrong("escape sequence not terminated");
    const char letter = text[1];
    if (letter == quote)
        return Escape{.length = 2, .text = std::string(1, quote)};
    const auto simple = std::ranges::find(SimpleEscapes, letter, &std::pair<char, char>::first);
    if (simple != SimpleEscapes.end())
        return Escape{.length = 2, .text = std::string(1, simple->second)};
    if (letter >= '0' && letter <= '7')
        return readDigits(text, {.lettersBefore = 0, .digits = 3, .base = 8});
    if (letter == 'x')
        return readDigits(text, {.digits = 2});
    if (letter == 'u')
        return readDigits(text, {.digits = 4, .isCharacter = true});
    if (letter == 'U')
        return readDigits(text, {.digits = 8, .isCharacter = true});
    return wrong("unknown escape sequence " + namedCharacter(text.substr(1)));
}

bool isRaw(char quote)
{
    return quote == '`';
}

} // namespace

void appendQuoted(std::string &out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text.front());
        const std::size_t length = utf8CharacterLength(text);
        const auto simple =
            std::ranges::find(SimpleEscapes, text.front(), &std::pair<char, char>::second);
        if (simple != SimpleEscapes.end()) {
            out += {'\\', simple->first};
        } else if (byte == '"') {
            out += "\\\"";
        } else if (length == 0 || byte < 0x20 || byte == 0x7f) {
            char escape[5];
            std::snprintf(escape, sizeof escape, "\\x%02x", byte);
            out += escape;
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

std::string quotedText(std::string_view text)
{
    std::string out;
    appendQuoted(out, text);
    return out;
}

std::string quotedCharacter(std::string_view text)
{
    const std::size_t length = text.empty() ? 0 : utf8CharacterLength(text);
    if (length == 0)
        return "'\xef\xbf\xbd'";
    if (text.front() == '\'')
        return "'\\''";
    if (text.front() == '"')
        return "'\"'";
    std::string out = quotedText(text.substr(0, length));
    out.front() = out.back() = '\'';
    return out;
}

std::string_view firstCharacters(std::string_view text, std::size_t count)
{
    std::size_t at = 0;
    for (; count > 0 && at < text.size(); --count)
        at += std::max<std::size_t>(utf8CharacterLength(text.substr(at)), 1);
    return text.substr(0, at);
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = utf8CharacterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

Result<std::size_t> quotedLength(std::string_view text)
{
    const char quote = text.front();
    std::size_t at = 1;
    while (at < text.size()) {
        const char c = text[at];
        if (c == quote)
            return at + 1;
        if (c == '\n' && !isRaw(quote))
            break;
        if (c == '\\' && !isRaw(quote)) {
            const Result<Escape> escape = readEscape(text.substr(at), quote);
            if (!escape)
                return Failure(escape.error());
            at += escape->length;
            continue;
        }
        const std::size_t length = utf8CharacterLength(text.substr(at));
        if (length == 0)
            return wrong("invalid UTF-8 rune");
        at += length;
    }
    return wrong(isRaw(quote) ? "unterminated raw string" : "unterminated quoted string");
}

std::string unquoted(std::string_view text)
{
    const char quote = text.front();
    const std::string_view inner = text.substr(1, text.size() - 2);
    if (isRaw(quote))
        return std::string(inner);
    std::string out;
    for (std::size_t at = 0; at < inner.size();) {
        if (inner[at] != '\\') {
            out += inner[at++];
            continue;
        }
        const Result<Escape> escape = readEscape(inner.substr(at), quote);
        if (!escape)
            break;
        out += escape->text;
        at += escape->length;
    }
    return out;
}

} // namespace tinyobs::promql
