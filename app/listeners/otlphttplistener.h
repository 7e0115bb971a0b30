#pragma once

// OTLP over HTTP on the port where its senders look for it: a further address of the HTTP server,
// with few routes. Lives in the listeners' thread; what it takes is served by the HTTP server's.

#include "app/listeners/listenertable.h"

#include <memory>

namespace tinyobs::listeners {

std::unique_ptr<Listener> makeOtlpHttpListener(const ListenerContext &context);

} // namespace tinyobs::listeners
