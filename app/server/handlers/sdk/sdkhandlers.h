#pragma once

// The paths under /v1 that the SDK and the dashboard of the first TinyObs ask, in its shapes. As
// for all handlers: called from several network threads at once, work is done in the query pool.

#include "app/server/httpmessage.h"

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

/// The newest samples of series; with a query what PromQL says now.
Handler sdkLatestHandler(Engine &engine);
Handler sdkRangeHandler(Engine &engine);
Handler sdkInstantHandler(Engine &engine);
Handler sdkExecuteHandler(Engine &engine);

Handler sdkMetricsListHandler(Engine &engine);
Handler sdkStatsHandler(const Engine &engine);
Handler sdkCardinalityHandler(Engine &engine);
Handler sdkStorageHandler(const Engine &engine);
Handler sdkHealthHandler(const Engine &engine);

Handler sdkExportHandler(const Engine &engine);

} // namespace tinyobs::server
