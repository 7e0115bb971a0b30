#pragma once

// Dashboards of Grafana (the classic schema, as "Export as JSON" and grafana.com have it) as ours.
// What has no counterpart is left out or drawn as what comes nearest, and every such thing is told
// with its panel and the reason. Plain function, usable in any thread.

#include "core/base/result.h"
#include "core/dashboard/dashboard.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

struct ImportNote
{
    std::string panel; // its title; empty for the dashboard as a whole
    std::string reason;

    bool operator==(const ImportNote &) const = default;
};

struct Imported
{
    Dashboard dashboard;
    std::vector<ImportNote> notes;
};

/// InvalidArgument for what is no dashboard, or is one in Grafana's newer schema (v2), with the way
/// to get the classic one.
Result<Imported> importGrafana(std::string_view json);

/// Whichever of the two formats a document is in; warnings of our own reader become notes.
Result<Imported> importDashboard(std::string_view json);

} // namespace tinyobs::dashboard
