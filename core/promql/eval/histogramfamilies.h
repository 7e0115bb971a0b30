#pragma once

// Which series of a vector are one histogram: its native one, or one for each of its buckets. Pure
// functions of the rows that were read.

#include "core/promql/eval/planner.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tinyobs::promql {

struct HistogramFamily
{
    Labels labels; // of results: neither the metric's name nor le
    std::optional<std::uint32_t> native;
    std::vector<std::pair<double, std::uint32_t>> buckets; // upper bound and series, ascending
};

/// Floats without a bound in "le" are no buckets and remarked.
std::vector<HistogramFamily> findFamilies(EvalContext &context, const Operator &source,
                                          const RowBlock &rows, TextSpan span);

} // namespace tinyobs::promql
