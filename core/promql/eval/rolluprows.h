#pragma once

// Where only rollups are kept, functions read their rows as samples: most of them the last sample
// of each row, which is a real one; those of a minimum, a sum and so on what the rows have kept of
// it, so that windows of whole rows give what the samples gave. Plain functions.

#include "core/encoding/rollupblock.h"
#include "core/promql/functions/window.h"

#include <cstdint>

namespace tinyobs::promql {

/// What a row becomes.
enum class RowPart : std::uint8_t {
    Last,    // at its own time
    Counter, // the last one, after what makes a counter's function see all of the row's increase
    Min,     // these at the row's end
    Max,
    Sum,
    Count, // samples that are no rows count 1 each
};

/// How a function over windows reads rows.
struct RollupUse
{
    RowPart part = RowPart::Last;
    WindowFunction run = nullptr; // instead of the function; null: itself
    bool isMean = false;          // sums divided by counts
    /// Rows give what their samples give, up to the rounding of sums.
    bool isExact = false;
};

/// Of a function over windows. isExact: where windows are of whole rows.
RollupUse rollupUseOf(FunctionId id);

/// Appends the rows; what stands there is earlier.
void appendSamples(const encoding::RollupColumns &rows, RowPart part, std::vector<TimeMs> &timesMs,
                   std::vector<double> &values);
/// What samples that are no rows are for a part, from `first` on.
void toPart(RowPart part, std::size_t first, std::vector<double> &values);

} // namespace tinyobs::promql
