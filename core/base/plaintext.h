#pragma once

// Text of strangers as it may be shown and logged: well-formed, on one line, in one direction, and
// no longer than allowed. Plain function, usable in any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace tinyobs {

/// Control characters, line separators, marks of writing direction and broken UTF-8 become U+FFFD.
/// What is longer than maxBytes is cut at a character's border and ends in "...".
std::string plainText(std::string_view text, std::size_t maxBytes);

} // namespace tinyobs
