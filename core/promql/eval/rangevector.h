#pragma once

// A range vector as the whole of a query: the samples themselves.

#include "core/promql/eval/planner.h"

namespace tinyobs::promql {

/// A range selector or a subquery at the one step of an instant query.
Result<std::vector<ResultSeries>> evalRangeVector(EvalContext &context, const Expr &expr,
                                                  const StepGrid &grid);

} // namespace tinyobs::promql
