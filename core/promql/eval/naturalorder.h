#pragma once

// The order that people expect of names with numbers in them: a2 before a10. Pure function.

#include <string_view>

namespace tinyobs::promql {

/// Runs of digits are compared as numbers, everything else as text.
bool isNaturallyBefore(std::string_view left, std::string_view right);

} // namespace tinyobs::promql
