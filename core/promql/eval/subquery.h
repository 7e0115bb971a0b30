#pragma once

// A function over the windows of a subquery: its expression is evaluated on a grid of its own, and
// each of its rows becomes samples.

#include "core/promql/eval/leafoperator.h"

namespace tinyobs::promql {

/// The moments at which a subquery is evaluated: multiples of its step within all windows. Nothing
/// when there are none.
std::optional<StepGrid> gridOf(const SubqueryExpr &expr, const Windows &windows,
                               const StepGrid &grid, const Query &query);

Result<OperatorPtr> planSubquery(EvalContext &context, const SubqueryExpr &expr, WindowWork work,
                                 const StepGrid &grid);

/// A row on a grid as samples; resets that histograms tell of are not to be trusted any more.
void toSamples(const RowBlock &block, std::size_t row, const StepGrid &grid, SeriesSamples &out);

} // namespace tinyobs::promql
