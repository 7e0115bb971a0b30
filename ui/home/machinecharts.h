#pragma once

// The charts of "This machine", from the host's own series: one row per chart. Plain values.

#include "ui/chart/view.h"

#include <QString>

#include <vector>

namespace tinyobs::ui {

struct MachineChart
{
    std::string id;
    QString title;
    QString subtitle;
    View view;
    std::vector<std::pair<std::string, std::string>> exclude; // label != value
    double reachesTo = 0;
};

/// In the order shown. A chart is left out when the host does not send its first metric.
std::vector<MachineChart> machineCharts();

} // namespace tinyobs::ui
