#pragma once

// The explorer's list: services, and below each open one its metrics; with a pattern only what
// matches, best first. Flat rows for a ListView. Lives in the GUI thread.

#include "core/engine/catalog.h"
#include "ui/chart/family.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

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

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    QString pattern() const { return m_pattern; }
    void setPattern(const QString &pattern);
    void setCatalog(const std::shared_ptr<const Catalog> &catalog);
    void setCurrent(const std::string &service, const std::string &metric);

    /// The family of a metric, also when a name of one of its parts is given. Null when unknown;
    /// an empty service means any. Valid until the catalog changes.
    const Family *find(const std::string &service, const std::string &metric) const;
    /// The label that names a service; empty for "other" and for what is unknown.
    std::string labelOf(const std::string &service) const;
    /// The first service and metric of users, else of anybody. Empty when there is none.
    std::pair<std::string, std::string> firstMetric() const;

    Q_INVOKABLE void toggleService(const QString &name);

Q_SIGNALS:
    void patternChanged();
    void countChanged();

private:
    struct ServiceEntry
    {
        std::string name;
        std::string label; // that names it
        bool isInternal = false;
        std::vector<Family> families;
    };
    struct Row
    {
        std::size_t service = 0;
        int family = -1; // -1: the service itself

        bool operator==(const Row &) const = default;
    };

    void rebuild();
    void appendMatches(std::vector<Row> &rows) const;

    std::vector<ServiceEntry> m_services;
    std::vector<Row> m_rows;
    std::set<std::string> m_open;
    std::set<std::string> m_seen; // services that were opened or closed by default once
    QString m_pattern;
    std::string m_currentService;
    std::string m_currentMetric;
};

} // namespace tinyobs::ui
