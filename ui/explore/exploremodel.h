#pragma once

// The explorer: queries, made by the builder (which metric, by which function, under which label
// filters, grouped by what) or written by the user, and the large chart that follows. Lives in the
// GUI thread.

#include "ui/chart/chartmodel.h"
#include "ui/chart/view.h"
#include "ui/explore/answertable.h"
#include "ui/explore/metrictree.h"
#include "ui/explore/queryrows.h"

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
    Q_PROPERTY(tinyobs::ui::QueryRows *queries READ queries CONSTANT)
    Q_PROPERTY(tinyobs::ui::AnswerTable *table READ table CONSTANT)
    Q_PROPERTY(bool hasMetric READ hasMetric NOTIFY changed)
    Q_PROPERTY(QString metric READ metric NOTIFY changed)
    Q_PROPERTY(bool isBuilt READ isBuilt NOTIFY changed)
    Q_PROPERTY(QVariantList views READ views NOTIFY changed)
    Q_PROPERTY(QString viewId READ viewId WRITE setViewId NOTIFY changed)
    Q_PROPERTY(QStringList labels READ labels NOTIFY changed)
    Q_PROPERTY(QString groupBy READ groupBy WRITE setGroupBy NOTIFY changed)
    Q_PROPERTY(QStringList filters READ filters NOTIFY changed)
    Q_PROPERTY(QStringList labelValues READ labelValues NOTIFY labelValuesChanged)
    Q_PROPERTY(QVariantList valueCounts READ valueCounts NOTIFY labelValuesChanged)

public:
    ExploreModel(Engine &engine, const TimeRange &range, QObject *parent = nullptr);

    MetricTree *tree() { return &m_tree; }
    ChartModel *chart() { return &m_chart; }
    QueryRows *queries() { return &m_queries; }
    AnswerTable *table() { return &m_table; }
    bool hasMetric() const { return !m_family.name.empty(); }
    QString metric() const { return QString::fromStdString(m_family.name); }
    /// Whether all that is shown was made by the builder: else it shows nothing as chosen.
    bool isBuilt() const { return m_queries.isAnyBuilt(); }
    /// {id, name} of each function that fits.
    QVariantList views() const;
    QString viewId() const { return isBuilt() ? QString::fromStdString(m_viewId) : QString(); }
    void setViewId(const QString &id);
    QStringList labels() const;
    /// A label, "*" for all together, or empty.
    QString groupBy() const { return QString::fromStdString(m_groupBy); }
    void setGroupBy(const QString &label);
    /// As text: "status != 500".
    QStringList filters() const;
    QStringList labelValues() const { return m_labelValues; }
    /// {value, count (of series), share} of the label last loaded, the most frequent first.
    QVariantList valueCounts() const { return m_valueCounts; }

    void setForest(std::shared_ptr<const MetricForest> forest);
    /// The same of a catalog, made here and now: for few metrics.
    void setCatalog(const std::shared_ptr<const Catalog> &catalog)
    {
        setForest(makeForest(*catalog));
    }

    Q_INVOKABLE void open(const QString &service, const QString &metric);
    /// One more query beside those that are there: the metric by its first function.
    Q_INVOKABLE void add(const QString &service, const QString &metric);
    /// Replaces all queries by this text.
    Q_INVOKABLE void openQuery(const QString &expr);
    /// One more query for the line of a chart.
    Q_INVOKABLE void addLine(tinyobs::ui::ChartModel *chart, int line);
    /// A text written into a row: where a view could have made it, the builder shows that.
    Q_INVOKABLE void writeQuery(int row, const QString &text);
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
    void takeService();
    Selection selection() const;
    void apply();
    void showQueries();

    Engine &m_engine;
    MetricTree m_tree;
    ChartModel m_chart;
    QueryRows m_queries;
    AnswerTable m_table;
    bool m_isChosen = false; // by the user; until then the first service that sends is shown
    std::string m_service;
    Family m_family;
    std::string m_viewId;
    std::string m_groupBy;
    std::vector<LabelFilter> m_filters;
    QStringList m_labelValues;
    QVariantList m_valueCounts;
};

} // namespace tinyobs::ui
