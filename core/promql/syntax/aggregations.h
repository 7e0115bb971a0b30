#pragma once

// The aggregations, one row each: their names and parameters.

#include "core/promql/syntax/ast.h"

#include <optional>
#include <span>
#include <string_view>

namespace tinyobs::promql {

struct AggregationRow
{
    AggregateOp op{};
    std::string_view name;
    std::optional<ValueType> parameter; // before the vector
    bool isExperimental = false;
};

/// In the order of AggregateOp.
std::span<const AggregationRow> aggregationRows();
const AggregationRow &rowOf(AggregateOp op);

} // namespace tinyobs::promql
