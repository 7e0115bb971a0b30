#pragma once

// Answers from the engine's query pool: the handler returns at once, the job runs in the pool, and
// a client that goes ends its query. Usable from any network thread.

#include "app/server/httpmessage.h"
#include "app/server/parameters.h"
#include "core/engine/engine.h"

#include <functional>

namespace tinyobs::server {

/// Makes the response in a pool thread.
using Job = std::function<Result<QByteArray>(const CancelToken &cancel)>;

/// Sends what the job returns as JSON, its error, or 503 when the pool's queue is full.
void answerFromPool(Engine &engine, const Responder &responder, Job job);

inline Parameters parametersOf(const HttpRequest &request, const Engine &engine)
{
    return {request.parameters(), engine.clock().nowMs()};
}

/// The same, with what a form in the body adds.
Parameters parametersWithForm(const HttpRequest &request, const Engine &engine);

} // namespace tinyobs::server
