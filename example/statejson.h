#pragma once

// What the page shows, as JSON: the push, the services, the faults. Pure functions.

#include "example/client/pusher.h"
#include "example/demo.h"
#include "example/options.h"

#include <QJsonObject>

namespace tinyobs::example {

/// What does not change while the program runs: the tables and the options.
QJsonObject describe(const Options &options);
/// What does.
QJsonObject stateOf(const Demo &demo, const client::PushState &push, client::TimeMs nowMs);

} // namespace tinyobs::example
