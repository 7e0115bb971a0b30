#pragma once

// The text of a selector alone, name{label="value",other=~"re"}, as match[] of the HTTP API has it:
// what a query writes where it means series, without a range, an offset or a moment. The text may
// come from anybody. Plain function, usable in any thread.

#include "core/base/result.h"
#include "core/model/matcher.h"

#include <string_view>
#include <vector>

namespace tinyobs::promql {

/// The conditions in the order of the text, the metric's name as __name__ first. Messages and
/// limits are those of parse(); a selector that every series passes is refused as there.
Result<std::vector<Matcher>> parseSelector(std::string_view text);

} // namespace tinyobs::promql
