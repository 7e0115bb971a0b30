#pragma once

// Dashboards that come with the program: the machine, HTTP services, runtimes, TinyObs itself.
// Plain functions, usable in any thread.

#include "core/base/result.h"
#include "core/dashboard/dashboard.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

/// "host", "http-service", ... in the order to show.
const std::vector<std::string> &readyNames();
Result<Dashboard> readyDashboard(std::string_view name);
/// The file as it is.
std::string readyJson(std::string_view name);

} // namespace tinyobs::dashboard
