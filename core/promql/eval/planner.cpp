#include "core/promql/eval/planner.h"

#include "core/promql/eval/invariance.h"
#include "core/promql/eval/leafoperator.h"
#include "core/promql/eval/report.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/histogram/histogrammath.h"

#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

Result<OperatorPtr> negate(EvalContext &context, const UnaryExpr &expr, const StepGrid &grid)
{
    auto source = planVector(context, *expr.expr, grid);
    if (!source || !expr.isNegative)
        return source;
    auto negated = mapRows(
        context, *std::move(source), grid, expr.span, {}, [](const InstantCall &call, Row out) {
            for (std::size_t i = 0; i < out.floats.size(); ++i) {
                if (!isAbsent(call.floats[i]))
                    out.floats[i] = -call.floats[i];
            }
            for (std::size_t i = 0; i < call.histograms.size(); ++i) {
                if (!call.histograms[i])
                    continue;
                auto copy = std::make_shared<NativeHistogram>(*call.histograms[i]);
                multiply(*copy, -1);
                out.setHistogram(i, std::move(copy));
            }
            return Remarks();
        });
    return dropNamesOrRefuse(context, std::move(negated), grid);
}

Result<OperatorPtr> planBinary(EvalContext &context, const BinaryExpr &expr, const StepGrid &grid)
{
    if (expr.left->type == ValueType::Scalar || expr.right->type == ValueType::Scalar)
        return planVectorScalar(context, expr, grid);
    return isSetOperator(expr.op) ? planSetOperator(context, expr, grid)
                                  : planVectorBinary(context, expr, grid);
}

Result<OperatorPtr> planNode(EvalContext &context, const Expr &expr, const StepGrid &grid)
{
    switch (expr.kind) {
    case ExprKind::Paren:
        return planVector(context, *static_cast<const ParenExpr &>(expr).expr, grid);
    case ExprKind::Unary:
        return negate(context, static_cast<const UnaryExpr &>(expr), grid);
    case ExprKind::Selector:
        return planSelector(context, static_cast<const SelectorExpr &>(expr), grid);
    case ExprKind::Call:
        return planCall(context, static_cast<const CallExpr &>(expr), grid);
    case ExprKind::Aggregate:
        return planAggregate(context, static_cast<const AggregateExpr &>(expr), grid);
    case ExprKind::Binary:
        return planBinary(context, static_cast<const BinaryExpr &>(expr), grid);
    case ExprKind::Number:
    case ExprKind::String:
    case ExprKind::Subquery:
        break; // of other types: the parser has refused them here
    }
    return fail(Error::Code::InvalidArgument, "expected an instant vector");
}

} // namespace

Result<OperatorPtr> planVector(EvalContext &context, const Expr &expr, const StepGrid &grid)
{
    NodeTimer timer(context, expr);
    if (grid.count > 1 && isInvariant(expr)) {
        auto once = planNode(context, expr, {grid.startMs, 0, 1});
        if (!once)
            return once;
        return timer.watch(repeat(*std::move(once), grid));
    }
    auto planned = planNode(context, expr, grid);
    if (!planned)
        return planned;
    return timer.watch(*std::move(planned));
}

Result<OperatorPtr> planSelector(EvalContext &context, const SelectorExpr &expr,
                                 const StepGrid &grid)
{
    WindowWork work;
    work.run = expr.extension == RangeExtension::Smoothed ? smoothedSample : latestSample;
    work.keepsName = true;
    work.span = expr.span;
    return planInstant(context, expr, std::move(work), grid);
}

} // namespace tinyobs::promql
