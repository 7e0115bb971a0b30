#pragma once

// Everything the gate decides from a request's head before its body is read: host and origin, path,
// route, method, size. Pure function; the order of the checks is the order of the answers.

#include "app/server/gate/originpolicy.h"
#include "app/server/gate/routeindex.h"
#include "core/engine/settings.h"

namespace tinyobs::server {

struct CheckedRequest
{
    /// The gate's own answer: a refusal, or the answer to OPTIONS.
    std::optional<HttpResponse> answer;
    std::optional<GateRefusal> refusal; // when the answer is one
    std::size_t row = 0;                // otherwise: of the route table
    QByteArray path;                    // decoded
};

CheckedRequest checkRequest(const RequestHead &head, const OriginPolicy &origins,
                            const RouteIndex &routes, const HttpLimits &limits);

/// The JSON answer of a refusal.
HttpResponse toResponse(const GateRefusal &refusal);

} // namespace tinyobs::server
