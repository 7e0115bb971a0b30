#pragma once

// The few character classes and comparisons of HTTP (RFC 9110 section 5.6). Pure functions.

#include <algorithm>
#include <array>
#include <string_view>

namespace tinyobs::server {

constexpr char asciiLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// `lowerCase` must be in lower case already.
constexpr bool equalsIgnoringCase(std::string_view text, std::string_view lowerCase)
{
    return std::equal(text.begin(), text.end(), lowerCase.begin(), lowerCase.end(),
                      [](char a, char b) { return asciiLower(a) == b; });
}

constexpr int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char letter = asciiLower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

constexpr std::array<bool, 256> tokenCharacters()
{
    std::array<bool, 256> isToken{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        isToken[static_cast<unsigned char>(c)] = true;
    return isToken;
}

inline constexpr std::array<bool, 256> IsToken = tokenCharacters();

constexpr bool isTokenCharacter(char c)
{
    return IsToken[static_cast<unsigned char>(c)];
}

inline bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

/// What may stand in a field value: visible characters, space, tab, and bytes above ASCII.
constexpr bool isFieldValueCharacter(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || c == '\t';
}

constexpr std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace tinyobs::server
