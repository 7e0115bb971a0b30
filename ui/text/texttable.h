#pragma once

// Rows of cells as text for a table. New rows are put into those that are shown, so that nothing
// jumps or loses its place when figures move. Lives in the GUI thread.

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class TextTable : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a view model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { Cells = Qt::UserRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    void setRows(std::vector<QStringList> rows);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<QStringList> m_rows;
};

} // namespace tinyobs::ui
