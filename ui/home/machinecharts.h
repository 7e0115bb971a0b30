#pragma once

// The charts that say how the machine does: CPU, memory, network, disk, of the host's own metrics.
// Plain values.

#include "ui/chart/chartsubject.h"

#include <QString>

#include <string>
#include <vector>

namespace tinyobs::ui {

struct MachineChart
{
    std::string id;
    std::string metric; // without which there is nothing to show
    QString title;
    QString subtitle;
    Unit unit;
    std::vector<ChartQuery> queries;
    double reachesTo = 0; // the value axis goes at least this far
};

std::vector<MachineChart> machineCharts();

} // namespace tinyobs::ui
