#pragma once

// What the listeners count as metrics of the server itself. Lives in the maintenance thread.

#include "core/engine/metricsource.h"

#include <memory>

namespace tinyobs::listeners {

class Listeners;

/// The listeners must outlive the source.
std::unique_ptr<MetricSource> makeListenerMetrics(const Listeners &listeners);

} // namespace tinyobs::listeners
