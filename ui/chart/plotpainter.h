#pragma once

// Draws the inside of a chart: lines, areas, bars, points, bands, heat, thresholds. The same for
// the window, for pictures and for SVG. Plain function; any thread that has the painter.

#include "ui/chart/plotgeometry.h"

#include <QColor>
#include <QList>
#include <QRectF>
#include <QVariantMap>

class QPainter;

namespace tinyobs::ui {

/// The design's colours, as Theme.qml has them.
struct PlotColors
{
    QList<QColor> series;
    QColor ground;
    QColor ok;
    QColor warn;
    QColor bad;
    bool isDark = false;
};

/// From the map that Theme.plotColors is.
PlotColors toPlotColors(const QVariantMap &colors);

struct PlotStyle
{
    PlotColors colors;
    double lineWidth = 1.5;
    double areaOpacity = 0.14;
    int emphasised = -1; // the line of the picture that stands out; -1: none
};

void paintPlot(QPainter &painter, const QRectF &plot, const ChartPicture &picture,
               const PlotGeometry &geometry, const ChartOptions &options, const PlotStyle &style);

/// 0 to 1 -> the colour of a cell of that density.
QColor heatColor(double share, bool isDark);

} // namespace tinyobs::ui
