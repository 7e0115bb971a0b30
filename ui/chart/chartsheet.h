#pragma once

// A whole chart on paper: title, axes, plot, legend; for pictures, SVG and reports. And its numbers
// as CSV. Plain functions of the GUI thread.

#include "ui/chart/plotpainter.h"

#include <QByteArray>
#include <QSize>
#include <QString>
#include <QTimeZone>

class QPainter;

namespace tinyobs::ui {

class ChartModel;

struct SheetColors
{
    PlotColors plot;
    QColor text;
    QColor muted;
    QColor faint;
    QColor grid;
};

/// From the map that Theme.plotColors is.
SheetColors toSheetColors(const QVariantMap &colors);

/// As the window shows it, in a size of its own.
void paintSheet(QPainter &painter, const QSize &size, const ChartModel &chart,
                const SheetColors &colors);

/// Twice as many pixels as the size says.
QImage sheetImage(const QSize &size, const ChartModel &chart, const SheetColors &colors);
QByteArray sheetSvg(const QSize &size, const ChartModel &chart, const SheetColors &colors);

/// A row for each moment: ISO 8601 in the zone, milliseconds since 1970, then each shown line.
/// RFC 4180; no value where a line has none.
QByteArray toCsv(const ChartModel &chart, const QTimeZone &zone);

/// One page that needs nothing else: the charts as SVG, with their figures below.
QByteArray htmlReport(const QString &title, const std::vector<const ChartModel *> &charts,
                      const QTimeZone &zone, const SheetColors &colors);

} // namespace tinyobs::ui
