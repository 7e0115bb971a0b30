#pragma once

// OTLP over gRPC: the one method of it that we serve, and how its calls are answered.

#include "app/listeners/listenertable.h"

#include <memory>

namespace tinyobs::listeners {

/// In the listeners' thread.
std::unique_ptr<Listener> makeOtlpGrpcListener(const ListenerContext &context);

} // namespace tinyobs::listeners
