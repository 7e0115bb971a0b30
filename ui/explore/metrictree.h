#pragma once

// The explorer's list: services, and below each open one its metrics; with a pattern only what
// matches, best first. Flat rows for a ListView. A large forest is searched in the query pool, and
// the rows follow. Lives in the GUI thread.

#include "ui/explore/metricforest.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tinyobs {
class QueryPool;
}

namespace tinyobs::ui {

class MetricTree : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the explorer's model")
    Q_PROPERTY(QString pattern READ pattern WRITE setPattern NOTIFY patternChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { Name = Qt::UserRole, Service, IsService, IsOpen, Detail, IsCurrent, Help };

    /// Searches in the pool what takes longer than a frame; without one always at once.
    explicit MetricTree(QueryPool *pool = nullptr, QObject *parent = nullptr);
    ~MetricTree() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    QString pattern() const { return m_pattern; }
    void setPattern(const QString &pattern);
    void setForest(std::shared_ptr<const MetricForest> forest);
    void setCurrent(const std::string &service, const std::string &metric);

    /// See MetricForest::find(). Valid until the forest changes.
    const Family *find(const std::string &service, const std::string &metric) const
    {
        return m_forest->find(service, metric);
    }
    /// The label that names a service; empty for "other" and for what is unknown.
    std::string labelOf(const std::string &service) const;
    /// The first service and metric of users, else of anybody. Empty when there is none.
    std::pair<std::string, std::string> firstMetric() const;

    Q_INVOKABLE void toggleService(const QString &name);

Q_SIGNALS:
    void patternChanged();
    void countChanged();

private:
    using Row = MetricForest::Place;

    void rebuild();
    void search();
    void setRows(std::vector<Row> rows);
    static std::vector<Row> withServices(const std::vector<Row> &families);

    QueryPool *m_pool;
    CancelToken m_cancel;
    std::shared_ptr<const MetricForest> m_forest = std::make_shared<MetricForest>();
    std::vector<Row> m_rows;
    std::set<std::string> m_open;
    std::set<std::string> m_seen; // services that were opened or closed by default once
    QString m_pattern;
    std::string m_currentService;
    std::string m_currentMetric;
};

} // namespace tinyobs::ui
