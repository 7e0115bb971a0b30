#pragma once

// A tree -> operators that evaluate it on a grid of steps. Each kind of node has a function of its
// own in a file of its own; they find each other here. To be called in the query's thread.

#include "core/promql/eval/evalcontext.h"
#include "core/promql/eval/operator.h"
#include "core/promql/syntax/ast.h"

#include <vector>

namespace tinyobs::promql {

/// An expression that is an instant vector.
Result<OperatorPtr> planVector(EvalContext &context, const Expr &expr, const StepGrid &grid);
/// An expression that is a scalar: its value at each step.
Result<std::vector<double>> evalScalar(EvalContext &context, const Expr &expr,
                                       const StepGrid &grid);

// Nodes, one file each.
Result<OperatorPtr> planSelector(EvalContext &context, const SelectorExpr &expr,
                                 const StepGrid &grid);
Result<OperatorPtr> planCall(EvalContext &context, const CallExpr &expr, const StepGrid &grid);
Result<OperatorPtr> planAggregate(EvalContext &context, const AggregateExpr &expr,
                                  const StepGrid &grid);
/// Vector with vector: arithmetic, comparisons, trims (binaryoperator.cpp).
Result<OperatorPtr> planVectorBinary(EvalContext &context, const BinaryExpr &expr,
                                     const StepGrid &grid);
/// and, or, unless (setoperator.cpp).
Result<OperatorPtr> planSetOperator(EvalContext &context, const BinaryExpr &expr,
                                    const StepGrid &grid);
/// Vector with scalar, on whichever side (vectorscalar.cpp).
Result<OperatorPtr> planVectorScalar(EvalContext &context, const BinaryExpr &expr,
                                     const StepGrid &grid);

// Functions of whole vectors, one file for each idea.
Result<OperatorPtr> planAbsent(EvalContext &context, const CallExpr &expr, const StepGrid &grid);
Result<OperatorPtr> planAbsentOverTime(EvalContext &context, const CallExpr &expr,
                                       const StepGrid &grid);
Result<OperatorPtr> planLabelReplace(EvalContext &context, const CallExpr &expr,
                                     const StepGrid &grid);
Result<OperatorPtr> planLabelJoin(EvalContext &context, const CallExpr &expr, const StepGrid &grid);
Result<OperatorPtr> planSort(EvalContext &context, const CallExpr &expr, const StepGrid &grid);
Result<OperatorPtr> planHistogramQuantile(EvalContext &context, const CallExpr &expr,
                                          const StepGrid &grid); // and quantiles, fraction
Result<OperatorPtr> planInfo(EvalContext &context, const CallExpr &expr, const StepGrid &grid);

/// Takes the metric's name away. Series that become one are merged where they never meet at a
/// step; where they do it is an error.
Result<OperatorPtr> dropNames(EvalContext &context, OperatorPtr source, const StepGrid &grid);
/// The same, but series that have become equal are an error also where their values never meet.
Result<OperatorPtr> dropNamesOrRefuse(EvalContext &context, OperatorPtr source,
                                      const StepGrid &grid);
/// The same for labels that were changed otherwise: merges series of equal labels. The error is
/// that of dropNames() unless it has words of its own.
Result<OperatorPtr> mergeEqual(EvalContext &context, OperatorPtr source, const StepGrid &grid,
                               const char *refusal = nullptr);

} // namespace tinyobs::promql
