#pragma once

// What our own metrics are: one row for each that a MetricSource emits, with the name of its
// samples, or of the family where it is a histogram. /metrics and the metadata of what is stored
// read it. Plain values, usable in any thread.

#include "core/model/metadata.h"

#include <span>
#include <string_view>

namespace tinyobs {

std::span<const MetadataView> ownMetrics();
/// The row of a sample's metric, or null.
const MetadataView *findOwnMetric(std::string_view sample);

} // namespace tinyobs
