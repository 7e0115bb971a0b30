#pragma once

// The table of routes: one row per path and method, each row's handler in handlers/<subject>.

#include "app/server/route.h"

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

class LiveHub;

/// The engine and the hub must outlive the server that serves the table.
RouteTable makeRoutes(Engine &engine, LiveHub &hub);
/// What is served on OTLP's own port.
RouteTable makeOtlpRoutes(Engine &engine);

} // namespace tinyobs::server
