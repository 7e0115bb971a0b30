// Calls of functions: which operator computes which function.

#include "core/promql/eval/leafoperator.h"
#include "core/promql/eval/rowmap.h"

#include <cmath>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

using Plan = Result<OperatorPtr> (*)(EvalContext &, const CallExpr &, const StepGrid &);

Result<OperatorPtr> planVectorOf(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    auto scalar = evalScalar(context, *expr.arguments[0], grid);
    if (!scalar)
        return Failure(scalar.error());
    return vectorOf(context, *std::move(scalar));
}

/// Of a selector the times of its samples, of anything else the moment of evaluation.
Result<OperatorPtr> planTimestamp(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    const Expr &argument = withoutParens(*expr.arguments[0]);
    if (argument.kind == ExprKind::Selector) {
        WindowWork work;
        work.run = latestTime;
        work.keepsName = true;
        work.span = argument.span;
        auto times = planInstant(context, static_cast<const SelectorExpr &>(argument),
                                 std::move(work), grid);
        if (!times)
            return times;
        return dropNames(context, *std::move(times), grid);
    }
    auto source = planVector(context, argument, grid);
    if (!source)
        return source;
    auto times = mapRows(
        context, *std::move(source), grid, expr.span, {}, [](const InstantCall &call, Row out) {
            for (std::size_t step = 0; step < call.grid.count; ++step) {
                const bool hasHistogram = !call.histograms.empty() && call.histograms[step];
                if (!isAbsent(call.floats[step]) || hasHistogram)
                    out.floats[step] = static_cast<double>(call.grid.at(step)) / 1000;
            }
            return Remarks();
        });
    return dropNames(context, std::move(times), grid);
}

struct PlanRow
{
    FunctionId id{};
    Plan plan = nullptr;
};

constexpr PlanRow Plans[] = {
    {FunctionId::Absent, planAbsent},
    {FunctionId::AbsentOverTime, planAbsentOverTime},
    {FunctionId::HistogramFraction, planHistogramQuantile},
    {FunctionId::HistogramQuantile, planHistogramQuantile},
    {FunctionId::HistogramQuantiles, planHistogramQuantile},
    {FunctionId::Info, planInfo},
    {FunctionId::LabelJoin, planLabelJoin},
    {FunctionId::LabelReplace, planLabelReplace},
    {FunctionId::Sort, planSort},
    {FunctionId::SortByLabel, planSort},
    {FunctionId::SortByLabelDesc, planSort},
    {FunctionId::SortDesc, planSort},
    {FunctionId::Timestamp, planTimestamp},
    {FunctionId::Vector, planVectorOf},
};

Result<std::vector<std::vector<double>>> scalarArguments(EvalContext &context, const CallExpr &expr,
                                                         const StepGrid &grid)
{
    std::vector<std::vector<double>> scalars;
    for (const ExprPtr &argument : expr.arguments) {
        if (argument->type != ValueType::Scalar)
            continue;
        auto scalar = evalScalar(context, *argument, grid);
        if (!scalar)
            return Failure(scalar.error());
        scalars.push_back(*std::move(scalar));
    }
    return scalars;
}

/// Which functions know what to do with samples outside the window.
Result<void> checkExtension(const CallExpr &expr, const Expr &range)
{
    const Expr &bare = withoutParens(range);
    if (bare.kind != ExprKind::Selector)
        return {};
    const RangeExtension extension = static_cast<const SelectorExpr &>(bare).extension;
    const auto refused = [&](const char *word, const char *functions) {
        return fail(Error::Code::Execution, std::string(word) +
                                                " modifier can only be used with: " + functions +
                                                " - not with " + std::string(expr.function->name));
    };
    const FunctionId id = expr.function->id;
    const bool isRate =
        id == FunctionId::Rate || id == FunctionId::Increase || id == FunctionId::Delta;
    const bool isCounting = id == FunctionId::Changes || id == FunctionId::Resets;
    if (extension == RangeExtension::Anchored && !isRate && !isCounting)
        return refused("anchored", "changes, delta, increase, rate, resets");
    if (extension == RangeExtension::Smoothed && !isRate)
        return refused("smoothed", "delta, increase, rate");
    return {};
}

/// What functions of a range refuse of their numbers or remark on, once there are series.
Result<void> checkNumbers(EvalContext &context, const CallExpr &expr,
                          const std::vector<std::vector<double>> &scalars)
{
    if (expr.function->id == FunctionId::QuantileOverTime) {
        for (const double q : scalars[0]) {
            if (std::isnan(q) || q < 0 || q > 1)
                context.annotations.add(Remark::InvalidQuantile, expr.arguments[0]->span, q);
        }
    }
    if (expr.function->id != FunctionId::DoubleExponentialSmoothing)
        return {};
    const auto refused = [](const char *name, const char *symbol, double factor) {
        return fail(Error::Code::Execution, std::string("invalid ") + name +
                                                " factor. Expected: 0 < " + symbol +
                                                " < 1, got: " + std::to_string(factor));
    };
    for (std::size_t step = 0; step < scalars[0].size(); ++step) {
        if (scalars[0][step] <= 0 || scalars[0][step] >= 1)
            return refused("smoothing", "sf", scalars[0][step]);
        if (scalars[1][step] <= 0 || scalars[1][step] >= 1)
            return refused("trend", "tf", scalars[1][step]);
    }
    return {};
}

Result<OperatorPtr> planWindowCall(EvalContext &context, const CallExpr &expr, const WindowRow &row,
                                   const StepGrid &grid)
{
    auto scalars = scalarArguments(context, expr, grid);
    if (!scalars)
        return Failure(scalars.error());
    for (const ExprPtr &argument : expr.arguments) {
        if (argument->type != ValueType::RangeVector)
            continue;
        if (auto known = checkExtension(expr, *argument); !known)
            return Failure(known.error());
        WindowWork work;
        work.run = row.run;
        work.keepsName = row.keepsName;
        work.isCounter = row.isCounter;
        work.rollups = rollupUseOf(row.id);
        work.scalars = *scalars;
        work.span = argument->span;
        auto planned = planWindow(context, *argument, std::move(work), grid);
        if (!planned || (*planned)->size() == 0)
            return planned;
        if (auto taken = checkNumbers(context, expr, *scalars); !taken)
            return Failure(taken.error());
        return planned;
    }
    return fail(Error::Code::InvalidArgument, "expected a range vector");
}

Result<OperatorPtr> planInstantCall(EvalContext &context, const CallExpr &expr,
                                    const InstantRow &row, const StepGrid &grid)
{
    auto scalars = scalarArguments(context, expr, grid);
    if (!scalars)
        return Failure(scalars.error());
    auto source = [&]() -> Result<OperatorPtr> {
        if (!expr.arguments.empty())
            return planVector(context, *expr.arguments[0], grid);
        // hour() and the like: of the moment of evaluation.
        std::vector<double> times(grid.count);
        for (std::size_t step = 0; step < grid.count; ++step)
            times[step] = static_cast<double>(grid.at(step)) / 1000;
        return vectorOf(context, std::move(times));
    }();
    if (!source)
        return source;
    auto mapped =
        mapRows(context, *std::move(source), grid, expr.span, *std::move(scalars), row.run);
    return dropNames(context, std::move(mapped), grid);
}

} // namespace

Result<OperatorPtr> planCall(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    const FunctionId id = expr.function->id;
    for (const PlanRow &row : Plans) {
        if (row.id == id)
            return row.plan(context, expr, grid);
    }
    if (const WindowRow *row = findWindowFunction(id))
        return planWindowCall(context, expr, *row, grid);
    if (const InstantRow *row = findInstantFunction(id))
        return planInstantCall(context, expr, *row, grid);
    return fail(Error::Code::InvalidArgument,
                "function " + std::string(expr.function->name) + " yields no instant vector");
}

} // namespace tinyobs::promql
