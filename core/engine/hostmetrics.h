#pragma once

// The machine as a metric source: job "host", node_exporter's names and units, read from /proc.
// Belongs to the maintenance thread. Elsewhere than on Linux there is none.

#include "core/engine/metricsource.h"

#include <memory>
#include <string>

namespace tinyobs {

/// Null where the system is not Linux. Tests give a folder that stands for "/".
std::unique_ptr<MetricSource> makeHostMetrics(std::string root = "/");

} // namespace tinyobs
