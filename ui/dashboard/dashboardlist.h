#pragma once

// The dashboards there are, by where they come from, narrowed by what is typed. Lives in the GUI
// thread.

#include "core/engine/dashboardlibrary.h"

#include <QAbstractListModel>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class DashboardList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the list of dashboards")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int ownCount READ ownCount NOTIFY countChanged)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)

public:
    enum Role { Name = Qt::UserRole, Title, Description, Tags, Origin, Section, Detail, Error };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    /// Of the user's, whatever the filter.
    int ownCount() const;
    QString filter() const { return m_filter; }
    void setFilter(const QString &filter);

    void setEntries(std::vector<DashboardListing> entries);
    Q_INVOKABLE QString nameAt(int row) const;

Q_SIGNALS:
    void countChanged();
    void filterChanged();

private:
    void narrow();

    std::vector<DashboardListing> m_entries;
    std::vector<std::size_t> m_rows; // entries that pass the filter
    QString m_filter;
};

} // namespace tinyobs::ui
