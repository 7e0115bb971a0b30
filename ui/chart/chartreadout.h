#pragma once

// What stands in a chart at a moment, as rows for tooltips and tables. Plain functions of the GUI
// thread.

#include "ui/chart/plotgeometry.h"

#include <QVariantList>

namespace tinyobs::ui {

/// The newest point of each shown line at or before a time, by value descending: {name, color,
/// value, position (0..1 from the low end), isNearest (to nearPosition; below 0: none)}. At most 20
/// and the nearest, then {name} alone says how many more there are. Lines with a gap there are left
/// out.
QVariantList readValues(const ChartPicture &picture, const PlotGeometry &geometry, TimeMs timeMs,
                        double nearPosition);

/// The cell of a heatmap: {name (its bounds), value (count and share of its step)}.
QVariantList readCell(const ChartPicture &picture, TimeMs timeMs, double position);

/// Between two times, of each shown line: {name, color, first, second, difference, perSecond}.
QVariantList readDifferences(const ChartPicture &picture, const PlotGeometry &geometry,
                             TimeMs firstMs, TimeMs secondMs);

} // namespace tinyobs::ui
