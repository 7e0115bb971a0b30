#pragma once

// The explorer: which metric, by which function, under which label filters, grouped by what; and
// the one large chart that follows. Lives in the GUI thread.

#include "ui/chart/chartmodel.h"
#include "ui/chart/view.h"
#include "ui/explore/metrictree.h"

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <string>
#include <vector>

namespace tinyobs::ui {

class ExploreModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(tinyobs::ui::MetricTree *tree READ tree CONSTANT)
    Q_PROPERTY(tinyobs::ui::ChartModel *chart READ chart CONSTANT)
    Q_PROPERTY(bool hasMetric READ hasMetric NOTIFY changed)
    Q_PROPERTY(QVariantList views READ views NOTIFY changed)
    Q_PROPERTY(QString viewId READ viewId WRITE setViewId NOTIFY changed)
    Q_PROPERTY(QStringList labels READ labels NOTIFY changed)
    Q_PROPERTY(QString groupBy READ groupBy WRITE setGroupBy NOTIFY changed)
    Q_PROPERTY(QStringList filters READ filters NOTIFY changed)
    Q_PROPERTY(QStringList labelValues READ labelValues NOTIFY labelValuesChanged)

public:
    ExploreModel(Engine &engine, const TimeRange &range, QObject *parent = nullptr);

    MetricTree *tree() { return &m_tree; }
    ChartModel *chart() { return &m_chart; }
    bool hasMetric() const { return !m_family.name.empty(); }
    /// {id, name} of each function that fits.
    QVariantList views() const;
    QString viewId() const { return QString::fromStdString(m_viewId); }
    void setViewId(const QString &id);
    QStringList labels() const;
    /// A label, "*" for all together, or empty.
    QString groupBy() const { return QString::fromStdString(m_groupBy); }
    void setGroupBy(const QString &label);
    /// As text: "status != 500".
    QStringList filters() const;
    QStringList labelValues() const { return m_labelValues; }

    void setCatalog(const std::shared_ptr<const Catalog> &catalog);

    Q_INVOKABLE void open(const QString &service, const QString &metric);
    /// op is "=", "!=", "=~" or "!~". An invalid regular expression is shown by the chart.
    Q_INVOKABLE void addFilter(const QString &label, const QString &op, const QString &value);
    Q_INVOKABLE void removeFilter(int index);
    /// Fills labelValues with the values a label has on the shown metric.
    Q_INVOKABLE void loadLabelValues(const QString &label);

Q_SIGNALS:
    void changed();
    void labelValuesChanged();

private:
    void show(const std::string &service, const std::string &metric);
    void apply();

    Engine &m_engine;
    MetricTree m_tree;
    ChartModel m_chart;
    bool m_isChosen = false; // by the user; until then the first service that sends is shown
    std::string m_service;
    Family m_family;
    std::string m_viewId;
    std::string m_groupBy;
    std::vector<LabelFilter> m_filters;
    QStringList m_labelValues;
};

} // namespace tinyobs::ui
