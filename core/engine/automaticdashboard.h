#pragma once

// A dashboard of a service without anybody's work: a row of requests, errors and durations where it
// counts requests, a row of its runtime where that is recognised, then every other metric by its
// kind. Plain function, usable in any thread.

#include "core/dashboard/dashboard.h"
#include "core/engine/catalog.h"

namespace tinyobs {

dashboard::Dashboard automaticDashboard(const CatalogService &service);

} // namespace tinyobs
