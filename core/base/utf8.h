#pragma once

// Well-formed UTF-8, character by character. Plain functions, usable in any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tinyobs {

/// Bytes of the well-formed character at the front of a text that is not empty, 0 when it is
/// broken: no overlong forms, no surrogates, nothing above U+10FFFF (table 3-7 of the Unicode
/// standard).
std::size_t utf8CharacterLength(std::string_view text);
bool isUtf8(std::string_view text);
/// False, and nothing is appended, for what is no character: surrogates, above U+10FFFF.
bool appendUtf8(std::string &out, std::uint32_t code);

} // namespace tinyobs
