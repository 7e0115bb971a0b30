#include "core/promql/syntax/aggregations.h"

#include <array>

namespace tinyobs::promql {
namespace {

constexpr std::array Rows{
    AggregationRow{AggregateOp::Sum, "sum", {}},
    AggregationRow{AggregateOp::Avg, "avg", {}},
    AggregationRow{AggregateOp::Count, "count", {}},
    AggregationRow{AggregateOp::Min, "min", {}},
    AggregationRow{AggregateOp::Max, "max", {}},
    AggregationRow{AggregateOp::Group, "group", {}},
    AggregationRow{AggregateOp::Stddev, "stddev", {}},
    AggregationRow{AggregateOp::Stdvar, "stdvar", {}},
    AggregationRow{AggregateOp::Topk, "topk", ValueType::Scalar},
    AggregationRow{AggregateOp::Bottomk, "bottomk", ValueType::Scalar},
    AggregationRow{AggregateOp::Quantile, "quantile", ValueType::Scalar},
    AggregationRow{AggregateOp::CountValues, "count_values", ValueType::String},
    AggregationRow{AggregateOp::Limitk, "limitk", ValueType::Scalar, true},
    AggregationRow{AggregateOp::LimitRatio, "limit_ratio", ValueType::Scalar, true},
};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < Rows.size(); ++i) {
        if (static_cast<std::size_t>(Rows[i].op) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());

} // namespace

std::span<const AggregationRow> aggregationRows()
{
    return Rows;
}

const AggregationRow &rowOf(AggregateOp op)
{
    return Rows[static_cast<std::size_t>(op)];
}

std::string_view toText(AggregateOp op)
{
    return rowOf(op).name;
}

} // namespace tinyobs::promql
