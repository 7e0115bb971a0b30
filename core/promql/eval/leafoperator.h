#pragma once

// Selectors, and functions over the windows of selectors: each series is read and evaluated by
// itself, in several threads where there are many.

#include "core/promql/eval/planner.h"
#include "core/promql/eval/rolluprows.h"
#include "core/promql/functions/window.h"

namespace tinyobs::promql {

/// What is computed of the samples of each series.
struct WindowWork
{
    WindowFunction run = nullptr;
    bool keepsName = false;
    bool keepsStale = false; // run wants to see the stale markers
    bool isCounter = false;
    RollupUse rollups;
    std::vector<std::vector<double>> scalars; // the function's other arguments, at each step
    TextSpan span;                            // of remarks
};

/// A function of a range vector: a selector's, with its range, or a subquery's.
Result<OperatorPtr> planWindow(EvalContext &context, const Expr &range, WindowWork work,
                               const StepGrid &grid);
/// An instant selector, evaluated by `run` over the lookback.
Result<OperatorPtr> planInstant(EvalContext &context, const SelectorExpr &selector, WindowWork work,
                                const StepGrid &grid);

/// The windows that a selector or subquery sees on a grid.
Windows windowsOf(const TimeShift &shift, TimeMs rangeMs, const StepGrid &grid,
                  const StepGrid &whole);

// What an instant selector sees of a window, its stale markers included.
Remarks latestSample(const WindowCall &call, Row out);
Remarks latestTime(const WindowCall &call, Row out);     // of timestamp(), in seconds
Remarks smoothedSample(const WindowCall &call, Row out); // experimental: smoothed

} // namespace tinyobs::promql
