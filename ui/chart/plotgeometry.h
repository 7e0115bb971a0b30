#pragma once

// Where everything of a picture lies once it is known which lines are hidden: the value axis,
// stacked areas, bars. Cheap enough for the GUI thread at each change. Plain values.

#include "ui/chart/chartpicture.h"

#include <functional>
#include <vector>

namespace tinyobs::ui {

struct PlotLine
{
    std::size_t line = 0; // of the picture
    std::vector<QList<QPointF>> pieces;
    /// Below each piece; empty: nothing is filled, one point: down to that value.
    std::vector<QList<QPointF>> floors;
};

struct PlotGeometry
{
    double spanSeconds = 1;
    ValueAxisTicks valueAxis;
    bool isLog = false;
    std::vector<PlotLine> lines; // shown ones, in drawing order
    double barSeconds = 0;       // how wide bars are; 0: no bars

    /// 0 at the low end of the axis, 1 at the high end.
    double position(double value) const;
    double valueAt(double position) const;
};

using IsHidden = std::function<bool(std::size_t line)>;

PlotGeometry geometryOf(const ChartPicture &picture, const ChartOptions &options,
                        const IsHidden &isHidden);

} // namespace tinyobs::ui
