#include "ui/chart/plotitem.h"

#include <QPainter>

namespace tinyobs::ui {

PlotItem::PlotItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setOpaquePainting(false);
}

void PlotItem::setModel(ChartModel *model)
{
    if (m_model == model)
        return;
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (model) {
        connect(model, &ChartModel::drawn, this, [this] { update(); });
        connect(model, &ChartModel::emphasisedChanged, this, [this] { update(); });
    }
    Q_EMIT modelChanged();
    update();
}

void PlotItem::setColors(const QVariantMap &colors)
{
    if (m_colors == colors)
        return;
    m_colors = colors;
    m_style.colors = toPlotColors(colors);
    Q_EMIT colorsChanged();
    update();
}

// Called while the GUI thread waits, so the model may be read.
void PlotItem::paint(QPainter *painter)
{
    if (!m_model)
        return;
    m_style.emphasised = m_model->emphasised();
    paintPlot(*painter, boundingRect(), m_model->picture(), m_model->geometry(), m_model->options(),
              m_style);
}

} // namespace tinyobs::ui
