// quantile(): keeps the values of each group and step until all have come.

#include "core/promql/eval/aggregate.h"
#include "core/promql/functions/quantileof.h"

#include <algorithm>
#include <utility>

namespace tinyobs::promql {
namespace {

class QuantileOperator : public AggregateOperator
{
public:
    using AggregateOperator::AggregateOperator;

protected:
    Result<void> begin() override
    {
        m_values.resize(cells());
        return m_memory.add(cells() * sizeof(m_values[0]) +
                            m_source->size() * steps() * sizeof(double));
    }

    Result<void> take(std::size_t series, const RowBlock &block, std::size_t row) override
    {
        const std::size_t first = m_call.groups.groupOf[series] * steps();
        const std::span<const double> floats = block.floats(row);
        for (std::size_t step = 0; step < floats.size(); ++step) {
            if (!isAbsent(floats[step]))
                m_values[first + step].push_back(floats[step]);
        }
        const auto &histograms = block.histograms(row);
        if (std::any_of(histograms.begin(), histograms.end(),
                        [](const HistogramPtr &histogram) { return histogram != nullptr; }))
            m_context.annotations.add(Remark::HistogramIgnoredInAggregation, inputSpan(),
                                      toText(m_call.expr.op));
        return {};
    }

    Result<RowBlock> finish() override
    {
        RowBlock block;
        block.reset(size(), steps());
        for (std::size_t group = 0; group < size(); ++group) {
            const Row row = block.row(group);
            for (std::size_t step = 0; step < steps(); ++step) {
                std::vector<double> &values = m_values[group * steps() + step];
                if (!values.empty())
                    row.floats[step] = quantileOf(m_call.parameter[step], values);
            }
        }
        return block;
    }

private:
    std::vector<std::vector<double>> m_values; // of each group and step
};

} // namespace

OperatorPtr makeQuantile(EvalContext &context, OperatorPtr source, AggregateCall call)
{
    return std::make_unique<QuantileOperator>(context, std::move(source), std::move(call));
}

} // namespace tinyobs::promql
