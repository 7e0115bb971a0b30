#pragma once

// Dashboards over HTTP: what there is, one of them, replacing, removing, importing. The document of
// a dashboard is its file (core/dashboard/dashboardjson.h). They share one library, which outlives
// them in their copies. Called from network threads; the work is done in the engine's pool.

#include "app/server/route.h"

#include <memory>

namespace tinyobs {
class DashboardLibrary;
class Engine;
} // namespace tinyobs

namespace tinyobs::server {

RouteTable dashboardRoutes(Engine &engine);

} // namespace tinyobs::server
