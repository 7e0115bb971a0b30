#pragma once

// Operators that take another's rows and change them one by one, or only their labels.

#include "core/promql/eval/planner.h"
#include "core/promql/functions/instant.h"

#include <functional>

namespace tinyobs::promql {

/// Passes its source on: the base of operators that change rows or labels.
class PassingOperator : public Operator
{
public:
    explicit PassingOperator(OperatorPtr source)
        : m_source(std::move(source))
    {
    }
    std::size_t size() const override { return m_source->size(); }
    Labels labels(std::size_t series) const override { return m_source->labels(series); }
    SeriesGroups group(const Grouping &grouping) const override
    {
        return m_source->group(grouping);
    }
    bool isUniqueWithoutName() const override { return m_source->isUniqueWithoutName(); }
    bool isOrdered() const override { return m_source->isOrdered(); }

protected:
    OperatorPtr m_source;
};

using RowChange = std::function<Remarks(const InstantCall &call, Row out)>;

/// Changes every row, keeps labels. The call's floats are the row's.
OperatorPtr mapRows(EvalContext &context, OperatorPtr source, const StepGrid &grid, TextSpan span,
                    std::vector<std::vector<double>> scalars, RowChange change);

/// One series whose row is a scalar: vector(), and time() as the argument of hour().
OperatorPtr vectorOf(EvalContext &context, std::vector<double> scalar);

/// What was evaluated at the first step stands at all of them.
OperatorPtr repeat(OperatorPtr source, const StepGrid &grid);

/// An error when two series with values have equal labels.
Result<OperatorPtr> refuseEqual(EvalContext &context, OperatorPtr source, const StepGrid &grid);

} // namespace tinyobs::promql
