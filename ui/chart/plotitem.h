#pragma once

// The inside of a chart as an item of the window. Qt Charts needs six times as long for the same
// lines (BENCHMARKS, "Window"), and cannot draw bands, heat or stacks that follow the legend.

#include "ui/chart/chartmodel.h"
#include "ui/chart/plotpainter.h"

#include <QQuickPaintedItem>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class PlotItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(tinyobs::ui::ChartModel *model READ model WRITE setModel NOTIFY modelChanged)
    /// {series: colors, ground, ok, warn, bad, isDark}, as Theme.plotColors has it.
    Q_PROPERTY(QVariantMap colors READ colors WRITE setColors NOTIFY colorsChanged)

public:
    explicit PlotItem(QQuickItem *parent = nullptr);

    ChartModel *model() const { return m_model; }
    void setModel(ChartModel *model);
    QVariantMap colors() const { return m_colors; }
    void setColors(const QVariantMap &colors);
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void modelChanged();
    void colorsChanged();

private:
    QPointer<ChartModel> m_model;
    QVariantMap m_colors;
    PlotStyle m_style;
};

} // namespace tinyobs::ui
