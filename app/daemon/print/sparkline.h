#pragma once

// Values over time as a line of block characters. Plain function.

#include <cstddef>
#include <span>
#include <string>

namespace tinyobs::daemon {

/// One character for each value, ▁ for the lowest and █ for the highest, a blank for NaN. Of more
/// values than there is room for, neighbours share a character: the one that is farthest from the
/// mean of all counts, so that no peak and no gap of one value's neighbours is lost.
std::string sparkline(std::span<const double> values, std::size_t width);

} // namespace tinyobs::daemon
