#pragma once

// Native histograms as text. Pure functions.

#include "core/model/nativehistogram.h"

#include <string>

namespace tinyobs::promql {

/// {count:4, sum:5, [-0.001,0.001]:1, (1,2]:3}: as the label of count_values has it.
std::string toText(const NativeHistogram &histogram);

/// The form of the HTTP API: {"count":"4","sum":"5","buckets":[[0,"1","2","3"]]}. The first number
/// of a bucket says which bounds belong to it: 0 the upper one, 1 the lower one, 2 none, 3 both.
void appendJson(std::string &out, const NativeHistogram &histogram);

} // namespace tinyobs::promql
