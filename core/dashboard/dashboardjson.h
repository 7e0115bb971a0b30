#pragma once

// Dashboards as JSON: the file format that both front ends, the HTTP API and version control see.
// The document is one object; "format" says its version, now 1. What has its default is left out,
// keys come in one order, a panel is one block and a query one line, so that a change of one thing
// is a change of one line. resources/docs/dashboard.schema.json describes it for editors. Plain
// functions, usable in any thread.

#include "core/base/result.h"
#include "core/dashboard/dashboard.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

inline constexpr int FormatVersion = 1;

struct ReadDashboard
{
    Dashboard dashboard;
    std::vector<std::string> warnings; // members that are unknown and left out, by their places
};

/// An error names the place, the value and the limit: "panels[3].place.w is 40, expected a whole
/// number 1 to 24". Text that is no JSON is told by line and column.
Result<ReadDashboard> readDashboard(std::string_view json);

/// Ends with a line end. readDashboard() makes an equal dashboard of it.
std::string writeDashboard(const Dashboard &dashboard);
/// One panel as its block, for the clipboard; readPanel() takes it back.
std::string writePanel(const Panel &panel);
Result<Panel> readPanel(std::string_view json);

} // namespace tinyobs::dashboard
