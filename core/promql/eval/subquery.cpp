#include "core/promql/eval/subquery.h"

#include "core/promql/eval/labelops.h"

#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

/// Beyond it one row alone would not fit into any sensible memory.
constexpr TimeMs MaxSubquerySteps = 20'000'000;

class SubqueryOperator : public Operator
{
public:
    SubqueryOperator(EvalContext &context, OperatorPtr inner, const StepGrid &innerGrid,
                     const Windows &windows, const StepGrid &grid, WindowWork work)
        : m_context(context)
        , m_inner(std::move(inner))
        , m_innerGrid(innerGrid)
        , m_windows(windows)
        , m_grid(grid)
        , m_work(std::move(work))
        , m_scalars(m_work.scalars.begin(), m_work.scalars.end())
    {
    }

    std::size_t size() const override { return m_inner->size(); }
    Labels labels(std::size_t series) const override
    {
        return m_work.keepsName ? m_inner->labels(series) : withoutName(m_inner->labels(series));
    }
    bool isUniqueWithoutName() const override { return m_inner->isUniqueWithoutName(); }

    Result<void> next(RowBlock &block) override
    {
        if (auto read = m_inner->next(m_innerBlock); !read)
            return read;
        block.reset(m_innerBlock.rows(), m_grid.count);
        for (std::size_t i = 0; i < block.rows(); ++i, ++m_series) {
            toSamples(m_innerBlock, i, m_innerGrid, m_samples);
            if (m_samples.timesMs.empty() && m_samples.histograms.empty())
                continue;
            if (auto counted = m_context.check(); !counted)
                return counted;
            const Remarks remarks = m_work.run(
                {m_samples, m_windows, m_grid, m_scalars, RangeExtension::None}, block.row(i));
            if (!remarks.isEmpty())
                m_context.annotations.add(remarks, m_work.span,
                                          m_inner->labels(m_series).metricName());
        }
        return {};
    }

private:
    EvalContext &m_context;
    OperatorPtr m_inner;
    StepGrid m_innerGrid;
    Windows m_windows;
    StepGrid m_grid;
    WindowWork m_work;
    std::vector<ScalarColumn> m_scalars;
    RowBlock m_innerBlock;
    SeriesSamples m_samples;
    std::size_t m_series = 0;
};

} // namespace

std::optional<StepGrid> gridOf(const SubqueryExpr &expr, const Windows &windows,
                               const StepGrid &grid, const Query &query)
{
    const TimeMs stepMs = expr.step ? expr.step->ms : query.evaluationIntervalMs;
    const TimeMs beginMs = windows.beginMs(0);
    const TimeMs endMs = windows.endMs(grid.count - 1);
    TimeMs startMs = beginMs / stepMs * stepMs; // towards zero: not behind it when negative
    if (startMs <= beginMs)
        startMs += stepMs;
    if (startMs > endMs)
        return std::nullopt;
    return StepGrid{startMs, stepMs, static_cast<std::size_t>((endMs - startMs) / stepMs) + 1};
}

void toSamples(const RowBlock &block, std::size_t row, const StepGrid &grid, SeriesSamples &out)
{
    out.clear();
    const std::span<const double> floats = block.floats(row);
    for (std::size_t step = 0; step < floats.size(); ++step) {
        if (isAbsent(floats[step]))
            continue;
        out.timesMs.push_back(grid.at(step));
        out.values.push_back(floats[step]);
    }
    const std::vector<HistogramPtr> &histograms = block.histograms(row);
    for (std::size_t step = 0; step < histograms.size(); ++step) {
        HistogramPtr histogram = histograms[step];
        if (!histogram)
            continue;
        if (histogram->resetHint == ResetHint::Reset ||
            histogram->resetHint == ResetHint::NoReset) {
            auto copy = std::make_shared<NativeHistogram>(*histogram);
            copy->resetHint = ResetHint::Unknown;
            histogram = std::move(copy);
        }
        out.histogramTimesMs.push_back(grid.at(step));
        out.histograms.push_back(std::move(histogram));
    }
}

Result<OperatorPtr> planSubquery(EvalContext &context, const SubqueryExpr &expr, WindowWork work,
                                 const StepGrid &grid)
{
    const Windows windows = windowsOf(expr.shift, expr.range.ms, grid, context.query.grid);
    const std::optional<StepGrid> innerGrid = gridOf(expr, windows, grid, context.query);
    if (!innerGrid)
        return makeRows(context, {});
    if (innerGrid->count > std::size_t(MaxSubquerySteps))
        return fail(Error::Code::LimitExceeded, "subquery has " + std::to_string(innerGrid->count) +
                                                    " steps; the limit is " +
                                                    std::to_string(MaxSubquerySteps));
    auto inner = planVector(context, *expr.expr, *innerGrid);
    if (!inner)
        return inner;
    return std::make_unique<SubqueryOperator>(context, *std::move(inner), *innerGrid, windows, grid,
                                              std::move(work));
}

} // namespace tinyobs::promql
