#pragma once

// What answers the routes, one file per subject. A handler may be called from several network
// threads at once; what takes longer than a moment answers from the engine's query pool.

#include "app/server/httpmessage.h"
#include "app/server/httpserver.h"
#include "app/server/route.h"

#include <memory>

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

class Assets;
class LiveHub;

Handler recentSamplesHandler(Engine &engine);
Handler seriesHandler(Engine &engine);
Handler queryRangeHandler(Engine &engine);
Handler catalogHandler(Engine &engine);
Handler labelValuesHandler(Engine &engine);

Handler retentionHandler(Engine &engine);
Handler exportHandler(const Engine &engine);
Handler changeRetentionHandler(Engine &engine);
Handler deleteSeriesHandler(Engine &engine);
Handler cleanTombstonesHandler(Engine &engine);
Handler snapshotHandler(Engine &engine);

/// Tells the engine of the gate's refusals that senders of samples should know of.
RefusalObserver refusalObserver(Engine &engine);

Handler statusHandler(LiveHub &hub);
Handler ingestStatusHandler(const Engine &engine);
Handler liveHandler(LiveHub &hub);

Handler ownMetricsHandler(Engine &engine);
/// What InfluxDB's clients ask before they write.
Handler influxPingHandler();
Handler influxHealthHandler();
Handler influxQueryHandler(Engine &engine);

Handler healthHandler();
Handler readinessHandler(const Engine &engine);
Handler buildInfoHandler();
/// The list is made here, so that it holds the rows of this table.
Handler routeListHandler(const RouteTable &routes);

/// The page, whatever the path; its absence in plain words when the program carries none.
Handler pageHandler(std::shared_ptr<const Assets> assets);
/// The file of the request's path.
Handler assetHandler(std::shared_ptr<const Assets> assets);

} // namespace tinyobs::server
