#pragma once

// What functions of a range vector mean, one window at a time and as plainly as possible: what the
// sliding ones are compared with. Floats only.

#include "core/promql/functions/window.h"

#include <span>
#include <string>
#include <vector>

namespace tinyobs::promql {

std::span<const FunctionId> directFunctions();

/// AbsentValue where there is no value. Of extensions it knows what changes and resets make of
/// them.
double directValue(FunctionId id, const WindowCall &call, std::size_t step);

/// All steps.
std::vector<double> directValues(FunctionId id, const WindowCall &call);

/// The same number, the same absence, or both some NaN.
bool isSame(double left, double right);

/// "step 3: 1.5, but directly 2", empty if all are the same.
std::string difference(std::span<const double> values, std::span<const double> direct);

} // namespace tinyobs::promql
