#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <utility>

namespace tinyobs::promql {
namespace {

class MapOperator : public PassingOperator
{
public:
    MapOperator(EvalContext &context, OperatorPtr source, const StepGrid &grid, TextSpan span,
                std::vector<std::vector<double>> scalars, RowChange change)
        : PassingOperator(std::move(source))
        , m_context(context)
        , m_grid(grid)
        , m_span(span)
        , m_scalarValues(std::move(scalars))
        , m_scalars(m_scalarValues.begin(), m_scalarValues.end())
        , m_change(std::move(change))
    {
    }

    bool isOrdered() const override { return false; }
    Result<void> next(RowBlock &block) override
    {
        if (auto read = m_source->next(m_block); !read)
            return read;
        block.reset(m_block.rows(), m_grid.count);
        for (std::size_t i = 0; i < block.rows(); ++i, ++m_series) {
            const Remarks remarks = m_change(
                {m_block.floats(i), m_block.histograms(i), m_grid, m_scalars}, block.row(i));
            if (!remarks.isEmpty())
                m_context.annotations.add(remarks, m_span, m_source->labels(m_series).metricName());
        }
        return {};
    }

private:
    EvalContext &m_context;
    StepGrid m_grid;
    TextSpan m_span;
    std::vector<std::vector<double>> m_scalarValues;
    std::vector<ScalarColumn> m_scalars;
    RowChange m_change;
    RowBlock m_block;
    std::size_t m_series = 0;
};

class RepeatOperator : public PassingOperator
{
public:
    RepeatOperator(OperatorPtr source, const StepGrid &grid)
        : PassingOperator(std::move(source))
        , m_grid(grid)
    {
    }

    bool isOrdered() const override { return false; }
    Result<void> next(RowBlock &block) override
    {
        if (auto read = m_source->next(m_block); !read)
            return read;
        block.reset(m_block.rows(), m_grid.count);
        for (std::size_t i = 0; i < block.rows(); ++i) {
            const Row row = block.row(i);
            std::fill(row.floats.begin(), row.floats.end(), m_block.floats(i)[0]);
            if (!m_block.histograms(i).empty())
                row.histograms->assign(m_grid.count, m_block.histograms(i)[0]);
        }
        return {};
    }

private:
    StepGrid m_grid;
    RowBlock m_block;
};

} // namespace

OperatorPtr mapRows(EvalContext &context, OperatorPtr source, const StepGrid &grid, TextSpan span,
                    std::vector<std::vector<double>> scalars, RowChange change)
{
    return std::make_unique<MapOperator>(context, std::move(source), grid, span, std::move(scalars),
                                         std::move(change));
}

OperatorPtr vectorOf(EvalContext &context, std::vector<double> scalar)
{
    Rows rows;
    rows.labels.emplace_back();
    rows.isUniqueWithoutName = true;
    rows.block.reset(1, scalar.size());
    std::copy(scalar.begin(), scalar.end(), rows.block.row(0).floats.begin());
    return makeRows(context, std::move(rows));
}

OperatorPtr repeat(OperatorPtr source, const StepGrid &grid)
{
    return std::make_unique<RepeatOperator>(std::move(source), grid);
}

} // namespace tinyobs::promql
