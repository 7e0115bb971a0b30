#include "ui/chart/queryunit.h"

#include <algorithm>
#include <array>

namespace tinyobs::ui {
namespace {

using namespace promql;

enum class Effect { Keeps, PerSecond, Plain, Seconds };

struct FunctionEffect
{
    std::string_view name;
    Effect effect;
};

// Those that are not here keep the unit of their argument.
constexpr std::array<FunctionEffect, 31> Effects{{
    {"rate", Effect::PerSecond},
    {"irate", Effect::PerSecond},
    {"deriv", Effect::PerSecond},
    {"changes", Effect::Plain},
    {"resets", Effect::Plain},
    {"count_over_time", Effect::Plain},
    {"present_over_time", Effect::Plain},
    {"absent", Effect::Plain},
    {"absent_over_time", Effect::Plain},
    {"stdvar_over_time", Effect::Plain},
    {"histogram_count", Effect::Plain},
    {"histogram_fraction", Effect::Plain},
    {"histogram_stdvar", Effect::Plain},
    {"sgn", Effect::Plain},
    {"exp", Effect::Plain},
    {"ln", Effect::Plain},
    {"log2", Effect::Plain},
    {"log10", Effect::Plain},
    {"sqrt", Effect::Plain},
    {"vector", Effect::Plain},
    {"pi", Effect::Plain},
    {"day_of_month", Effect::Plain},
    {"day_of_week", Effect::Plain},
    {"day_of_year", Effect::Plain},
    {"days_in_month", Effect::Plain},
    {"hour", Effect::Plain},
    {"minute", Effect::Plain},
    {"month", Effect::Plain},
    {"year", Effect::Plain},
    {"time", Effect::Seconds},
    {"timestamp", Effect::Seconds},
}};

/// Unit and, while it is that of one metric, its name: a rate of requests is in requests.
struct Measure
{
    Unit unit;
    std::string_view metric;
    bool isKnown = false; // else it takes the unit of whatever it is combined with
};

class UnitFinder
{
public:
    explicit UnitFinder(const DescribeMetric &describe)
        : m_describe(describe)
    {
    }

    // Queries are at most some thousand levels deep, and then no chart of anybody.
    Measure of(const Expr &expr, int depth = 0) const
    {
        if (depth > MaxDepth)
            return {};
        switch (expr.kind) {
        case ExprKind::Selector:
            return ofMetric(static_cast<const SelectorExpr &>(expr).metric);
        case ExprKind::Call:
            return ofCall(static_cast<const CallExpr &>(expr), depth);
        case ExprKind::Aggregate:
            return ofAggregate(static_cast<const AggregateExpr &>(expr), depth);
        case ExprKind::Binary:
            return ofBinary(static_cast<const BinaryExpr &>(expr), depth);
        default: {
            const std::vector<const Expr *> children = childrenOf(expr);
            return children.empty() ? Measure{} : of(*children.front(), depth + 1);
        }
        }
    }

private:
    static constexpr int MaxDepth = 100;

    Measure ofMetric(std::string_view metric) const
    {
        if (metric.empty())
            return {};
        if (metric.ends_with("_count") && m_describe(metric).unit.empty())
            return {{}, metric, true};
        if (metric.ends_with("_bucket"))
            return {{}, metric, true};
        return {ui::unitOf(metric, m_describe(metric).unit), metric, true};
    }
    Measure ofCall(const CallExpr &call, int depth) const
    {
        const std::string_view name = call.function->name;
        if (name == "histogram_quantile")
            return quantile(*call.arguments.at(1));
        const auto row =
            std::find_if(Effects.begin(), Effects.end(),
                         [name](const FunctionEffect &each) { return each.name == name; });
        const Effect effect = row == Effects.end() ? Effect::Keeps : row->effect;
        if (effect == Effect::Plain)
            return {{}, {}, true};
        if (effect == Effect::Seconds)
            return {{Unit::Base::Instant, 1, {}}, {}, true};
        const auto vector =
            std::find_if(call.arguments.begin(), call.arguments.end(), [](const ExprPtr &each) {
                return each->type == ValueType::Vector || each->type == ValueType::RangeVector;
            });
        if (vector == call.arguments.end())
            return {};
        Measure measure = of(**vector, depth + 1);
        if (effect == Effect::PerSecond)
            measure.unit = perSecond(measure.metric, measure.unit);
        return measure;
    }
    /// The first metric below, whatever is done to its buckets.
    Measure quantile(const Expr &expr) const
    {
        const Expr *node = &expr;
        for (int i = 0; i < MaxDepth; ++i) {
            if (node->kind == ExprKind::Selector) {
                std::string_view metric = static_cast<const SelectorExpr &>(*node).metric;
                const std::string_view family =
                    metric.ends_with("_bucket") ? metric.substr(0, metric.size() - 7) : metric;
                return {ui::unitOf(family, m_describe(metric).unit), {}, true};
            }
            const std::vector<const Expr *> children = childrenOf(*node);
            if (children.empty())
                break;
            node = children.back();
        }
        return {};
    }
    Measure ofAggregate(const AggregateExpr &aggregate, int depth) const
    {
        if (aggregate.op == AggregateOp::Count || aggregate.op == AggregateOp::CountValues ||
            aggregate.op == AggregateOp::Group || aggregate.op == AggregateOp::Stdvar)
            return {{}, {}, true};
        return of(*aggregate.expr, depth + 1);
    }
    Measure ofBinary(const BinaryExpr &binary, int depth) const
    {
        const Measure left = of(*binary.left, depth + 1);
        const Measure right = of(*binary.right, depth + 1);
        if (isComparison(binary.op))
            return binary.returnsBool ? Measure{{}, {}, true} : left;
        if (binary.op == BinaryOp::Multiply || binary.op == BinaryOp::Divide) {
            if (const auto *number = asNumber(*binary.right); number && left.isKnown)
                return scaled(left, binary.op == BinaryOp::Multiply ? *number : 1 / *number);
            if (const auto *number = asNumber(*binary.left);
                number && right.isKnown && binary.op == BinaryOp::Multiply)
                return scaled(right, *number);
        }
        if (binary.op == BinaryOp::Divide && left.isKnown && right.isKnown)
            return left.unit == right.unit ? Measure{{}, {}, true} : quotient(left, right);
        if (binary.op == BinaryOp::Multiply && left.isKnown && right.isKnown)
            return {{}, {}, true};
        return left.isKnown ? left : right;
    }
    static const double *asNumber(const Expr &expr)
    {
        const Expr &inner = withoutParens(expr);
        return inner.kind == ExprKind::Number ? &static_cast<const NumberExpr &>(inner).value
                                              : nullptr;
    }
    /// A hundred times a share is still that share; eight times bytes are meant as bits.
    static Measure scaled(Measure measure, double by)
    {
        if (by == 8 && measure.unit.base == Unit::Base::Bytes)
            measure.unit = {Unit::Base::Number, 1, "bit" + measure.unit.suffix};
        else if (measure.unit.base != Unit::Base::Number && by != 0)
            measure.unit.factor /= by;
        measure.metric = {};
        return measure;
    }
    /// Seconds of work per second by requests per second: seconds each. A rate of seconds is in
    /// percent by then.
    static Measure quotient(const Measure &left, const Measure &right)
    {
        Unit unit = left.unit;
        const bool isPerSecond = right.unit.suffix.ends_with("/s");
        if (isPerSecond && unit.base == Unit::Base::Percent)
            unit = {Unit::Base::Seconds, unit.factor / 100, {}};
        else if (isPerSecond && unit.suffix.ends_with("/s"))
            unit.suffix.resize(unit.suffix.size() - 2);
        return {unit, {}, true};
    }

    const DescribeMetric &m_describe;
};

} // namespace

Unit unitOf(const promql::Expr &expr, const DescribeMetric &describe)
{
    return UnitFinder(describe).of(expr).unit;
}

} // namespace tinyobs::ui
