#include "core/promql/eval/durations.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tinyobs::promql {
namespace {

/// What a duration in nanoseconds holds, as Prometheus keeps them: 292 years.
constexpr double MaxSeconds = 9223372036.0;

Result<double> seconds(const DurationExpr &expr, const StepGrid &grid)
{
    const auto operand = [&](const std::unique_ptr<DurationExpr> &side) {
        return seconds(*side, grid);
    };
    switch (expr.op) {
    case DurationOp::Literal:
        return expr.seconds;
    case DurationOp::Step:
        return static_cast<double>(grid.stepMs) / 1000;
    case DurationOp::Range:
        return static_cast<double>(grid.endMs() - grid.startMs) / 1000;
    case DurationOp::Negate: {
        auto value = operand(expr.left);
        return value ? Result<double>(-*value) : value;
    }
    case DurationOp::Plus:
        return operand(expr.left);
    default:
        break;
    }
    const auto left = operand(expr.left);
    if (!left)
        return left;
    const auto right = operand(expr.right);
    if (!right)
        return right;
    switch (expr.op) {
    case DurationOp::Add:
        return *left + *right;
    case DurationOp::Subtract:
        return *left - *right;
    case DurationOp::Multiply:
        return *left * *right;
    case DurationOp::Divide:
        if (*right == 0)
            return fail(Error::Code::InvalidArgument, "division by zero");
        return *left / *right;
    case DurationOp::Modulo:
        if (*right == 0)
            return fail(Error::Code::InvalidArgument, "modulo by zero");
        return std::fmod(*left, *right);
    case DurationOp::Power:
        return std::pow(*left, *right);
    case DurationOp::Min:
        return std::min(*left, *right);
    default:
        return std::max(*left, *right);
    }
}

Result<void> resolve(Duration &duration, const StepGrid &grid, const char *positive)
{
    if (!duration.computed)
        return {};
    const auto value = seconds(*duration.computed, grid);
    if (!value)
        return Failure(value.error());
    if (positive && !(*value > 0))
        return fail(Error::Code::InvalidArgument,
                    std::string("duration must be greater than 0: the ") + positive + " is " +
                        std::to_string(*value) + " s");
    if (!(std::abs(*value) < MaxSeconds))
        return fail(Error::Code::InvalidArgument,
                    "duration is out of range: " + std::to_string(*value) + " s");
    duration.ms = static_cast<TimeMs>(*value * 1000);
    return {};
}

} // namespace

Result<void> resolveDurations(Expr &expr, const StepGrid &grid)
{
    if (expr.kind == ExprKind::Selector) {
        auto &selector = static_cast<SelectorExpr &>(expr);
        if (selector.range) {
            if (auto done = resolve(*selector.range, grid, "range"); !done)
                return done;
        }
        return resolve(selector.shift.offset, grid, nullptr);
    }
    if (expr.kind == ExprKind::Subquery) {
        auto &subquery = static_cast<SubqueryExpr &>(expr);
        if (auto done = resolve(subquery.range, grid, "range"); !done)
            return done;
        if (subquery.step) {
            if (auto done = resolve(*subquery.step, grid, "step"); !done)
                return done;
        }
        if (auto done = resolve(subquery.shift.offset, grid, nullptr); !done)
            return done;
    }
    for (const Expr *child : childrenOf(expr)) {
        // The tree is the caller's to change; childrenOf() serves those who only read too.
        if (auto done = resolveDurations(const_cast<Expr &>(*child), grid); !done)
            return done;
    }
    return {};
}

} // namespace tinyobs::promql
