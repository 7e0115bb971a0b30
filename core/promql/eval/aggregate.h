#pragma once

// Aggregations: rows of many series -> a row for each group, or some of the rows. Each takes its
// source's rows as they come and keeps only what stands for a group.

#include "core/promql/eval/planner.h"

#include <vector>

namespace tinyobs::promql {

struct AggregateCall
{
    const AggregateExpr &expr;
    StepGrid grid;
    SeriesGroups groups;
    std::vector<double> parameter; // k, q or the ratio at each step; empty without one
};

/// sum avg min max count group stddev stdvar
OperatorPtr makeFold(EvalContext &context, OperatorPtr source, AggregateCall call);
OperatorPtr makeQuantile(EvalContext &context, OperatorPtr source, AggregateCall call);
/// topk bottomk
Result<OperatorPtr> makeTop(EvalContext &context, OperatorPtr source, AggregateCall call);
/// limitk limit_ratio
OperatorPtr makeLimit(EvalContext &context, OperatorPtr source, AggregateCall call);
Result<OperatorPtr> makeCountValues(EvalContext &context, OperatorPtr source,
                                    const AggregateExpr &expr, const StepGrid &grid);

/// Reads the source once, when the first row is asked for, and yields a block of rows in the end:
/// the frame of all aggregations.
class AggregateOperator : public Operator
{
public:
    AggregateOperator(EvalContext &context, OperatorPtr source, AggregateCall call);

    std::size_t size() const override { return m_call.groups.labels.size(); }
    Labels labels(std::size_t group) const override { return m_call.groups.labels[group]; }
    bool isUniqueWithoutName() const override { return m_call.expr.without; }
    Result<void> next(RowBlock &block) override;

protected:
    /// Makes room before the first row.
    virtual Result<void> begin() = 0;
    virtual Result<void> take(std::size_t series, const RowBlock &block, std::size_t row) = 0;
    virtual Result<RowBlock> finish() = 0;

    std::size_t steps() const { return m_call.grid.count; }
    std::size_t cells() const { return size() * steps(); }
    TextSpan inputSpan() const { return m_call.expr.expr->span; }

    EvalContext &m_context;
    OperatorPtr m_source;
    AggregateCall m_call;
    MemoryCharge m_memory;

private:
    bool m_isDone = false;
};

} // namespace tinyobs::promql
