#pragma once

// Durations where the language asks for one: [5m], [1h:30s], offset -5m, and the experimental
// expressions of durations, [2 * step()].

#include "core/promql/syntax/cursor.h"

#include <string_view>

namespace tinyobs::promql {

/// Of nested duration expressions.
inline constexpr int MaxDurationDepth = 64;

/// Within brackets: greater than zero. `context` and `expected` are for an operand that is missing.
Result<Duration> takeRangeDuration(Cursor &cursor, std::string_view context,
                                   std::string_view expected);
/// Behind offset: any, with a sign; operators only within parentheses.
Result<Duration> takeOffsetDuration(Cursor &cursor);

/// An expression -> text that reads back to it.
void appendDurationExpr(std::string &out, const DurationExpr &expr);

} // namespace tinyobs::promql
