#pragma once

// The queries of the explorer, a row each: letter, text, whether hidden, and who wrote it. Rows of
// the builder are replaced as it changes; rows of the user stay. Lives in the GUI thread.

#include "ui/chart/chartsubject.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class QueryRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the explorer's model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { Letter = Qt::UserRole, Text, IsHidden, IsBuilt };

    static constexpr int MaxRows = 26; // as many as there are letters

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    std::vector<ChartQuery> queries() const;
    /// Replaces the rows of the builder, which stand first; the user's stay behind them.
    void setBuilt(const std::vector<ChartQuery> &queries);
    /// Whether all rows with a text are the builder's.
    bool isAllBuilt() const;
    bool isAnyBuilt() const;
    void clear();
    /// Adds a row of the user's; false when there is no letter left.
    bool append(const std::string &expr, const std::string &legend = {});

    /// From now on the row is the user's.
    Q_INVOKABLE void setText(int row, const QString &text);
    Q_INVOKABLE void toggleHidden(int row);
    Q_INVOKABLE void remove(int row);
    /// An empty row, to be written.
    Q_INVOKABLE void add();

Q_SIGNALS:
    void countChanged();
    void changed();

private:
    struct Row
    {
        ChartQuery query;
        bool isBuilt = false;
    };

    bool isRow(int row) const { return row >= 0 && row < rowCount(); }
    std::string freeLetter() const;

    std::vector<Row> m_rows;
};

} // namespace tinyobs::ui
