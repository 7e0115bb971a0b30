#pragma once

// What the pusher says about itself: tinyobs_client_samples_total by result,
// tinyobs_client_queue_samples. They arrive with the next push, so a gap in the data comes with its
// explanation.

#include "example/client/pusher.h"
#include "example/client/registry.h"

namespace tinyobs::client {

/// The pusher must live as long as the registry is collected.
void addPushMetrics(Registry &registry, const Pusher &pusher);

} // namespace tinyobs::client
