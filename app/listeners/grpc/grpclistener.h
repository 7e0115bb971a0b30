#pragma once

// A gRPC service without TLS: HTTP/2 with prior knowledge, one method. Lives in the listeners'
// thread.

#include "app/listeners/grpc/grpcsession.h"
#include "app/listeners/listenertable.h"
#include "core/engine/engine.h"

#include <memory>

namespace tinyobs::listeners {

/// How a call ends whose message came to the engine. From any thread.
using GrpcAnswerer = GrpcAnswer (*)(const Result<IngestReport> &report);

std::unique_ptr<Listener> makeGrpcListener(const ListenerContext &context,
                                           const GrpcService &service, GrpcAnswerer answer);

} // namespace tinyobs::listeners
