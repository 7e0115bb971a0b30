#pragma once

// The labels of what a binary operator makes of an element of the many side and one of the one
// side. The left side is the many one unless group_right says otherwise. Plain values; the
// expression must outlive them.

#include "core/promql/eval/planner.h"

#include <string>
#include <vector>

namespace tinyobs::promql {

struct OwnGrouping
{
    std::vector<std::string> names;
    bool without = false;
};

class ResultLabels
{
public:
    explicit ResultLabels(const BinaryExpr &expr)
        : m_expr(expr)
    {
    }

    bool dropsName() const;
    /// `one` counts only when it gives labels: group_left(x).
    Labels of(const Labels &many, const Labels &one) const;
    bool takesFromOne() const { return !m_expr.matching.include.empty(); }
    /// What groups series of the many side as the grouping does their results. Not when labels are
    /// taken from the one side.
    OwnGrouping onMany(const Grouping &grouping) const;
    /// Whether results of different signatures can have equal labels.
    bool canCollide() const;

private:
    bool isOneToOne() const { return m_expr.matching.cardinality == Cardinality::OneToOne; }

    const BinaryExpr &m_expr;
};

} // namespace tinyobs::promql
