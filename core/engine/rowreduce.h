#pragma once

// Rows of rollups reduced to one value per window, as rangequery.h says for samples. It is exact
// when windows are multiples of the rows', except for rates: they are counted from the last sample
// before the window, and where there is none, from the last sample of the first row in it.
// Plain functions, usable in any thread.

#include "core/encoding/rollupblock.h"
#include "core/engine/rangequery.h"

namespace tinyobs {

/// Rows ascending; windows (t - step, t] with ends on multiples of the step, those that end after
/// lastMs or before firstMs are left out.
void reduceRows(const encoding::RollupColumns &rows, TimeMs firstMs, TimeMs lastMs, TimeMs stepMs,
                Reduce reduce, SampleColumns &out);

} // namespace tinyobs
