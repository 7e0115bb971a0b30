#pragma once

// The HTTP server's counters as a metric source: tinyobs_http_*, job "tinyobs". Belongs to the
// maintenance thread.

#include "core/engine/metricsource.h"

#include <memory>

namespace tinyobs::server {

class HttpServer;

/// The server must outlive the source, and listen before the source is asked.
std::unique_ptr<MetricSource> makeHttpMetrics(const HttpServer &server);

} // namespace tinyobs::server
