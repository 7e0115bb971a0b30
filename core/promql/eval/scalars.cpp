// Expressions that are scalars: a column of values, one for each step.

#include "core/promql/eval/binaryvalue.h"
#include "core/promql/eval/planner.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

using Column = std::vector<double>;

Column constant(double value, const StepGrid &grid)
{
    return Column(grid.count, value);
}

/// The value of the only float element; NaN where there is none, or more than one.
Result<Column> scalarOf(EvalContext &context, const Expr &vector, const StepGrid &grid)
{
    auto source = planVector(context, vector, grid);
    if (!source)
        return Failure(source.error());
    Column values = constant(AbsentValue, grid);
    RowBlock block;
    for (;;) {
        if (auto read = (*source)->next(block); !read)
            return Failure(read.error());
        if (block.rows() == 0)
            break;
        for (std::size_t i = 0; i < block.rows(); ++i) {
            const std::span<const double> row = block.floats(i);
            for (std::size_t step = 0; step < row.size(); ++step) {
                if (!isAbsent(row[step]))
                    values[step] = isAbsent(values[step])
                                       ? row[step]
                                       : std::numeric_limits<double>::quiet_NaN();
            }
        }
    }
    for (double &value : values) {
        if (isAbsent(value))
            value = std::numeric_limits<double>::quiet_NaN();
    }
    return values;
}

Result<Column> call(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    const StepGrid &whole = context.query.grid;
    switch (expr.function->id) {
    case FunctionId::Pi:
        return constant(std::numbers::pi, grid);
    case FunctionId::Time: {
        Column times(grid.count);
        for (std::size_t step = 0; step < grid.count; ++step)
            times[step] = static_cast<double>(grid.at(step)) / 1000;
        return times;
    }
    case FunctionId::Start:
        return constant(static_cast<double>(whole.startMs) / 1000, grid);
    case FunctionId::End:
        return constant(static_cast<double>(whole.endMs()) / 1000, grid);
    case FunctionId::Range:
        return constant(static_cast<double>(whole.endMs() - whole.startMs) / 1000, grid);
    case FunctionId::Step:
        return constant(static_cast<double>(whole.stepMs) / 1000, grid);
    case FunctionId::Scalar:
        return scalarOf(context, *expr.arguments[0], grid);
    default:
        return fail(Error::Code::InvalidArgument,
                    "function " + std::string(expr.function->name) + " yields no scalar");
    }
}

Result<Column> binary(EvalContext &context, const BinaryExpr &expr, const StepGrid &grid)
{
    auto left = evalScalar(context, *expr.left, grid);
    if (!left)
        return left;
    const auto right = evalScalar(context, *expr.right, grid);
    if (!right)
        return right;
    for (std::size_t step = 0; step < grid.count; ++step)
        (*left)[step] = binaryNumber(expr.op, (*left)[step], (*right)[step]);
    return left;
}

} // namespace

Result<Column> evalScalar(EvalContext &context, const Expr &expr, const StepGrid &grid)
{
    switch (expr.kind) {
    case ExprKind::Number:
        return constant(static_cast<const NumberExpr &>(expr).value, grid);
    case ExprKind::Paren:
        return evalScalar(context, *static_cast<const ParenExpr &>(expr).expr, grid);
    case ExprKind::Unary: {
        const auto &unary = static_cast<const UnaryExpr &>(expr);
        auto values = evalScalar(context, *unary.expr, grid);
        if (values && unary.isNegative) {
            for (double &value : *values)
                value = -value;
        }
        return values;
    }
    case ExprKind::Binary:
        return binary(context, static_cast<const BinaryExpr &>(expr), grid);
    case ExprKind::Call:
        return call(context, static_cast<const CallExpr &>(expr), grid);
    default:
        return fail(Error::Code::InvalidArgument, "expected a scalar");
    }
}

} // namespace tinyobs::promql
