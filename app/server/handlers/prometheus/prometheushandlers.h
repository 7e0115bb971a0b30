#pragma once

// What answers Prometheus' HTTP API, one file per subject. As for all handlers: called from several
// network threads at once, work is done in the engine's query pool.

#include "app/server/httpmessage.h"

#include <string_view>

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

Handler instantQueryHandler(Engine &engine);
Handler rangeQueryHandler(Engine &engine);
Handler formatQueryHandler(Engine &engine);
Handler parseQueryHandler(Engine &engine);
Handler explainHandler(Engine &engine);
Handler exemplarsHandler(Engine &engine);
Handler metadataHandler(Engine &engine);

Handler seriesSearchHandler(Engine &engine);
Handler labelNamesHandler(Engine &engine);
Handler labelValuesSearchHandler(Engine &engine);

Handler runtimeInfoHandler(Engine &engine);
Handler flagsHandler(const Engine &engine);
Handler configHandler(const Engine &engine);
Handler tsdbStatusHandler(Engine &engine);
Handler queryLogHandler(const Engine &engine);
/// What is the same at all times: `data` is its JSON.
Handler constantHandler(std::string_view data);

} // namespace tinyobs::server
