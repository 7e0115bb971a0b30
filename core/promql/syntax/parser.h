#pragma once

// The text of a query -> its tree, checked: types, arguments, matching. The text may come from
// anybody: its length and depth are limited. Plain function, usable in any thread.

#include "core/base/result.h"
#include "core/promql/syntax/ast.h"

#include <string>
#include <string_view>

namespace tinyobs::promql {

inline constexpr std::size_t MaxQueryBytes = 64 * 1024;
/// Of nested expressions; beyond it the query is refused, whatever it means.
inline constexpr int MaxQueryDepth = 4000;

struct ParseOptions
{
    bool experimentalFunctions = false;
    bool durationExpressions = false;
    bool extendedRanges = false; // anchored, smoothed
    bool fillModifiers = false;
};

/// InvalidArgument, the message as "1:5: parse error: ..." (line:column, from 1, in characters),
/// with a suggestion where a name is nearly right.
Result<ExprPtr> parse(std::string_view text, const ParseOptions &options = ParseOptions());

/// "line:column" from 1 of a place in the text.
std::string positionText(std::string_view query, std::uint32_t byte);

} // namespace tinyobs::promql
