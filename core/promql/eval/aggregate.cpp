#include "core/promql/eval/aggregate.h"

#include "core/base/utf8.h"
#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

std::string numberText(double value)
{
    std::string text = std::to_string(value);
    return text;
}

/// What Prometheus says of parameters that make no sense. False: the answer is empty.
Result<bool> checkParameter(EvalContext &context, const AggregateExpr &expr,
                            const std::vector<double> &parameter)
{
    const auto [least, most] = std::minmax_element(parameter.begin(), parameter.end());
    const bool hasNaN = std::any_of(parameter.begin(), parameter.end(),
                                    [](double value) { return std::isnan(value); });
    const TextSpan span = expr.parameter->span;
    constexpr double TwoTo63 = 9223372036854775808.0;
    switch (expr.op) {
    case AggregateOp::Topk:
    case AggregateOp::Bottomk:
    case AggregateOp::Limitk:
        if (!hasNaN && *most < 1)
            return false;
        if (hasNaN)
            return fail(Error::Code::Execution, "Parameter value is NaN");
        if (*least <= -TwoTo63)
            return fail(Error::Code::Execution,
                        "Scalar value " + numberText(*least) + " underflows int64");
        if (*most >= TwoTo63)
            return fail(Error::Code::Execution,
                        "Scalar value " + numberText(*most) + " overflows int64");
        return true;
    case AggregateOp::LimitRatio:
        if (hasNaN)
            return fail(Error::Code::Execution, "Ratio value is NaN");
        if (*most == 0 && *least == 0)
            return false;
        if (*most > 1)
            context.annotations.add(Remark::InvalidRatio, span, *most, 1);
        if (*least < -1)
            context.annotations.add(Remark::InvalidRatio, span, *least, -1);
        return true;
    case AggregateOp::Quantile:
        for (const double q : parameter) {
            if (std::isnan(q) || q < 0 || q > 1)
                context.annotations.add(Remark::InvalidQuantile, span, q);
        }
        return true;
    default:
        return true;
    }
}

} // namespace

AggregateOperator::AggregateOperator(EvalContext &context, OperatorPtr source, AggregateCall call)
    : m_context(context)
    , m_source(std::move(source))
    , m_call(std::move(call))
    , m_memory(context)
{
}

Result<void> AggregateOperator::next(RowBlock &block)
{
    if (std::exchange(m_isDone, true)) {
        block.reset(0, steps());
        return {};
    }
    if (auto begun = begin(); !begun)
        return begun;
    RowBlock part;
    for (std::size_t series = 0;;) {
        if (auto read = m_source->next(part); !read)
            return read;
        if (part.rows() == 0)
            break;
        if (auto going = m_context.check(); !going)
            return going;
        for (std::size_t row = 0; row < part.rows(); ++row, ++series) {
            if (auto taken = take(series, part, row); !taken)
                return taken;
        }
    }
    auto finished = finish();
    if (!finished)
        return Failure(finished.error());
    block = *std::move(finished);
    return {};
}

namespace {

/// What cannot be computed is an error also where nobody wants the values.
Result<void> drain(Operator &source)
{
    RowBlock block;
    do {
        if (auto read = source.next(block); !read)
            return read;
    } while (block.rows() > 0);
    return {};
}

} // namespace

Result<OperatorPtr> planAggregate(EvalContext &context, const AggregateExpr &expr,
                                  const StepGrid &grid)
{
    std::vector<double> parameter;
    if (expr.parameter && expr.op != AggregateOp::CountValues) {
        auto values = evalScalar(context, *expr.parameter, grid);
        if (!values)
            return Failure(values.error());
        parameter = *std::move(values);
    }
    auto source = planVector(context, *expr.expr, grid);
    if (!source)
        return source;
    if (expr.op == AggregateOp::CountValues)
        return makeCountValues(context, *std::move(source), expr, grid);
    if (!parameter.empty()) {
        const auto makesSense = checkParameter(context, expr, parameter);
        if (!makesSense)
            return Failure(makesSense.error());
        if (!*makesSense) {
            if (auto drained = drain(**source); !drained)
                return Failure(drained.error());
            return makeRows(context, {});
        }
    }
    AggregateCall call{expr, grid, (*source)->group({expr.grouping, expr.without}),
                       std::move(parameter)};
    switch (expr.op) {
    case AggregateOp::Topk:
    case AggregateOp::Bottomk:
        return makeTop(context, *std::move(source), std::move(call));
    case AggregateOp::Limitk:
    case AggregateOp::LimitRatio:
        return makeLimit(context, *std::move(source), std::move(call));
    case AggregateOp::Quantile:
        return makeQuantile(context, *std::move(source), std::move(call));
    default:
        return makeFold(context, *std::move(source), std::move(call));
    }
}

} // namespace tinyobs::promql
