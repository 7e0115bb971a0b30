#pragma once

// Rows of findWindowFunction(), by subject.

#include "core/promql/functions/window.h"

#include <span>

namespace tinyobs::promql {

std::span<const WindowRow> rateFunctions();     // rate, increase, delta, irate, idelta
std::span<const WindowRow> overTimeFunctions(); // sum_over_time and the like
std::span<const WindowRow> rankFunctions();     // of what is greatest, least or in the middle
std::span<const WindowRow> regressionFunctions();
std::span<const WindowRow> changeFunctions(); // changes, resets

} // namespace tinyobs::promql
