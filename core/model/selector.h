#pragma once

// The text of a selector, name{label="value",other=~"re"}, as PromQL writes it: values in double or
// single quotes with Go's escapes or in backticks as they are, names in quotes where they are no
// identifiers ({"http.requests"}), a comma may end the list, # begins a comment. The text may come
// from anybody. Plain function, usable in any thread.

#include "core/base/result.h"
#include "core/model/matcher.h"

#include <string_view>
#include <vector>

namespace tinyobs {

inline constexpr std::size_t MaxSelectorBytes = 64 * 1024;
inline constexpr std::size_t MaxSelectorMatchers = 256;

/// The conditions in the order of the text, the metric's name as __name__ first. A message names
/// the column (characters, from 1). As in PromQL a selector that every series passes is refused: at
/// least one condition must not take the empty value.
Result<std::vector<Matcher>> parseSelector(std::string_view text);

} // namespace tinyobs
