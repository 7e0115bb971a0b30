#pragma once

// Durations that are computed: [5m * 2], offset step(). Resolved once, when a query begins.

#include "core/base/result.h"
#include "core/promql/syntax/ast.h"
#include "core/promql/values.h"

namespace tinyobs::promql {

/// Sets the milliseconds of all computed durations of the tree. InvalidArgument for a range or step
/// that comes out as nothing or less, or that no duration can hold.
Result<void> resolveDurations(Expr &expr, const StepGrid &grid);

} // namespace tinyobs::promql
