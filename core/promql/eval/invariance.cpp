#include "core/promql/eval/invariance.h"

#include <algorithm>

namespace tinyobs::promql {
namespace {

/// Functions of the moment of evaluation.
bool dependsOnTime(FunctionId id)
{
    switch (id) {
    case FunctionId::DayOfMonth:
    case FunctionId::DayOfWeek:
    case FunctionId::DayOfYear:
    case FunctionId::DaysInMonth:
    case FunctionId::Hour:
    case FunctionId::Info:
    case FunctionId::Minute:
    case FunctionId::Month:
    case FunctionId::PredictLinear:
    case FunctionId::Time:
    case FunctionId::Timestamp:
    case FunctionId::Year:
        return true;
    default:
        return false;
    }
}

} // namespace

bool isInvariant(const Expr &expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::String:
        return true;
    case ExprKind::Selector:
        return static_cast<const SelectorExpr &>(expr).shift.at != AtKind::None;
    case ExprKind::Subquery:
        return static_cast<const SubqueryExpr &>(expr).shift.at != AtKind::None;
    case ExprKind::Call:
        if (dependsOnTime(static_cast<const CallExpr &>(expr).function->id))
            return false;
        break;
    case ExprKind::Aggregate: // its parameter too: a k that is time() differs from step to step
    case ExprKind::Binary:
    case ExprKind::Unary:
    case ExprKind::Paren:
        break;
    }
    const std::vector<const Expr *> children = childrenOf(expr);
    return std::all_of(children.begin(), children.end(),
                       [](const Expr *child) { return isInvariant(*child); });
}

} // namespace tinyobs::promql
