#pragma once

// The variables of an open dashboard: what each offers and what is chosen. Lives in the GUI thread.

#include "ui/dashboard/variablevalues.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class VariableRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a dashboard")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        Name = Qt::UserRole,
        Title,
        Kind,
        Options,
        Chosen,
        Text,
        IsMulti,
        IsHidden,
        Problem
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    void show(std::vector<dashboard::Variable> variables, std::vector<ResolvedVariable> resolved);
    const dashboard::Variable &variable(int row) const { return m_variables[std::size_t(row)]; }

    /// What is chosen once this option is clicked: of several the one comes or goes, "All" and the
    /// others exclude each other.
    std::vector<std::string> toggled(int row, const std::string &value) const;

Q_SIGNALS:
    void countChanged();

private:
    QString textOf(std::size_t row) const;

    std::vector<dashboard::Variable> m_variables;
    std::vector<ResolvedVariable> m_resolved;
};

} // namespace tinyobs::ui
