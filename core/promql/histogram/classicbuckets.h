#pragma once

// Classic histograms: cumulative counts by upper bound. Pure functions.

#include "core/promql/annotations.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

struct ClassicBucket
{
    double upperBound = 0;
    double count = 0; // of all observations up to the bound
};

/// Sorts the buckets, adds up those of equal bounds and makes the counts rise (with a remark when
/// they fell by more than rounding errors). NaN without a last bucket up to infinity, with fewer
/// than two, or without observations.
double bucketQuantile(double q, std::vector<ClassicBucket> &buckets, Remarks &remarks);
/// The share of observations in (lower, upper].
double bucketFraction(double lower, double upper, std::vector<ClassicBucket> &buckets);

/// The bound that a label "le" means.
std::optional<double> parseBound(std::string_view le);

} // namespace tinyobs::promql
