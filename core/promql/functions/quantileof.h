#pragma once

// Quantiles of plain values, as quantile() and quantile_over_time() have them: linear interpolation
// between the two nearest ranks. Pure functions.

#include <span>
#include <vector>

namespace tinyobs::promql {

/// The order of quantiles and sorts: NaN is less than any number.
bool isLess(double left, double right);

/// Of values in that order. NaN for no values or a q that is NaN; -Inf below 0, +Inf above 1.
double quantileOfSorted(double q, std::span<const double> sorted);
/// Sorts the values first.
double quantileOf(double q, std::vector<double> &values);

} // namespace tinyobs::promql
