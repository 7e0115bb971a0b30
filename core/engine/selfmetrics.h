#pragma once

// The server as a metric source: job "tinyobs", the process by the names that Prometheus clients
// use, the store and the engine as tinyobs_*. Belongs to the maintenance thread.

#include "core/engine/metricsource.h"

#include <memory>

namespace tinyobs {

class Engine;

/// The engine must outlive the source.
std::unique_ptr<MetricSource> makeSelfMetrics(const Engine &engine);

} // namespace tinyobs
