#pragma once

// Rows of findInstantFunction() for native histograms: histogram_count and the like.

#include "core/promql/functions/instant.h"

#include <span>

namespace tinyobs::promql {

std::span<const InstantRow> histogramFunctions();

} // namespace tinyobs::promql
