// absent() and absent_over_time(): 1 at the steps at which no series has a value.

#include "core/promql/eval/leafoperator.h"
#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

/// What is known of a series that is not there: the labels that the selector asks for with "=". One
/// that is asked for twice is not known.
Labels labelsOfAbsent(const Expr &expr)
{
    const Expr &bare = withoutParens(expr);
    if (bare.kind != ExprKind::Selector)
        return {};
    std::map<std::string, std::string> known;
    std::map<std::string, int> times;
    for (const Matcher &matcher : static_cast<const SelectorExpr &>(bare).matchers) {
        if (matcher.name() == MetricNameLabel)
            continue;
        if (matcher.op() == Matcher::Op::Equal && times[matcher.name()]++ == 0)
            known[matcher.name()] = matcher.value();
        else
            known.erase(matcher.name());
    }
    std::vector<LabelView> pairs;
    for (const auto &[name, value] : known)
        pairs.push_back({name, value});
    return Labels::fromPairs(std::move(pairs));
}

class AbsentOperator : public Operator
{
public:
    AbsentOperator(OperatorPtr source, Labels labels, const StepGrid &grid)
        : m_source(std::move(source))
        , m_labels(std::move(labels))
        , m_grid(grid)
    {
    }

    std::size_t size() const override { return 1; }
    Labels labels(std::size_t) const override { return m_labels; }
    bool isUniqueWithoutName() const override { return true; }
    Result<void> next(RowBlock &block) override
    {
        if (std::exchange(m_isRead, true)) {
            block.reset(0, m_grid.count);
            return {};
        }
        std::vector<double> ones(m_grid.count, 1);
        RowBlock part;
        for (;;) {
            if (auto read = m_source->next(part); !read)
                return read;
            if (part.rows() == 0)
                break;
            for (std::size_t i = 0; i < part.rows(); ++i)
                take(part, i, ones);
        }
        block.adopt(1, m_grid.count, std::move(ones));
        return {};
    }

private:
    static void take(const RowBlock &part, std::size_t row, std::vector<double> &ones)
    {
        const std::span<const double> floats = part.floats(row);
        const std::vector<HistogramPtr> &histograms = part.histograms(row);
        for (std::size_t step = 0; step < floats.size(); ++step) {
            if (!isAbsent(floats[step]) || (!histograms.empty() && histograms[step]))
                ones[step] = AbsentValue;
        }
    }

    OperatorPtr m_source;
    Labels m_labels;
    StepGrid m_grid;
    bool m_isRead = false;
};

} // namespace

Result<OperatorPtr> planAbsent(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    auto source = planVector(context, *expr.arguments[0], grid);
    if (!source)
        return source;
    return std::make_unique<AbsentOperator>(*std::move(source), labelsOfAbsent(*expr.arguments[0]),
                                            grid);
}

Result<OperatorPtr> planAbsentOverTime(EvalContext &context, const CallExpr &expr,
                                       const StepGrid &grid)
{
    WindowWork work;
    work.run = findWindowFunction(FunctionId::PresentOverTime)->run;
    work.keepsName = true; // nobody sees it, and no two series must be told apart
    work.span = expr.arguments[0]->span;
    auto source = planWindow(context, *expr.arguments[0], std::move(work), grid);
    if (!source)
        return source;
    return std::make_unique<AbsentOperator>(*std::move(source), labelsOfAbsent(*expr.arguments[0]),
                                            grid);
}

} // namespace tinyobs::promql
