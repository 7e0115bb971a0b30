#pragma once

// "Did you mean": the known word that a mistyped one is closest to. Plain function, any thread.

#include <span>
#include <string_view>

namespace tinyobs {

/// The closest candidate by insertions, deletions, replacements and swapped neighbours; empty when
/// none is close enough to be meant.
std::string_view closestWord(std::string_view word, std::span<const std::string_view> candidates);

} // namespace tinyobs
