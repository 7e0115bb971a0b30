#pragma once

// One number of each line of a picture, for panels that show numbers instead of curves, and the
// pieces of a state timeline. Plain functions, usable in any thread.

#include "core/dashboard/dashboard.h"
#include "ui/chart/chartpicture.h"

#include <QString>
#include <QStringList>
#include <QVariantList>

#include <vector>

namespace tinyobs::ui {

/// NaN where there is no finite value.
double reduced(const SampleColumns &points, dashboard::Reduce reduce);

/// Of the threshold that holds at a value; -1: none.
int levelAt(double value, const std::vector<dashboard::Threshold> &thresholds);

/// With the panel's decimals, else three significant digits.
QString panelValueText(double value, const Unit &unit, const dashboard::Panel &panel);

/// {name, text, share 0..1 of the panel's bounds, level, color} of each line.
QVariantList panelValues(const ChartPicture &picture, const dashboard::Panel &panel);

/// {name, pieces: [{from, to 0..1 of the range, text, level}]} of each line; neighbours of equal
/// text are one piece.
QVariantList panelStates(const ChartPicture &picture, const dashboard::Panel &panel);

struct PanelTable
{
    QStringList titles; // the last one is of a number
    std::vector<QStringList> rows;
};

/// A row for each line: the labels in which they differ, then the value.
PanelTable panelTable(const ChartPicture &picture, const dashboard::Panel &panel);

} // namespace tinyobs::ui
