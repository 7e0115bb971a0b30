#pragma once

// What a chart shows for a panel of a dashboard. Plain function, usable in any thread.

#include "core/dashboard/dashboard.h"
#include "core/dashboard/variables.h"
#include "ui/chart/chartsubject.h"

namespace tinyobs::ui {

/// The scope's variables are filled in; what the range fills in is left to the chart.
ChartSubject subjectOf(const dashboard::Panel &panel, const dashboard::VariableScope &scope);

} // namespace tinyobs::ui
