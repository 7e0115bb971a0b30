#pragma once

// rate, increase, delta, changes and resets over a range that is anchored or smoothed. Nothing is
// extrapolated: anchored begins at the last sample before the window, smoothed also interpolates
// at both edges, between the samples around them. Samples farther away than the lookback are not
// seen. Floats only. Pure functions.

#include "core/promql/functions/window.h"

namespace tinyobs::promql {

Remarks extendedRate(const WindowCall &call, Row out);
Remarks extendedIncrease(const WindowCall &call, Row out);
Remarks extendedDelta(const WindowCall &call, Row out);

/// The first sample of those an anchored window looks at: the last one before its begin, if it is
/// within the lookback, else `begin`, the first one in it.
std::size_t anchorOf(const WindowCall &call, std::size_t step, std::size_t begin);

} // namespace tinyobs::promql
