#pragma once

// The lines of one chart as rows: style, name, figures, and whether hidden. What is hidden is
// remembered by label set, so it survives refreshing and zooming. Sorted by name or by a figure,
// and filtered by a piece of the name. Lives in the GUI thread.

#include "ui/chart/chartpicture.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tinyobs::ui {

class LegendModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a chart")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int lineCount READ lineCount NOTIFY countChanged)
    Q_PROPERTY(QString sortColumn READ sortColumn NOTIFY sortChanged)
    Q_PROPERTY(bool isDescending READ isDescending NOTIFY sortChanged)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)

public:
    enum Role { Name = Qt::UserRole, Color, Dash, Min, Median, Max, Last, Mean, Sum, Hidden, Line };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    /// Whether shown here or filtered away.
    int lineCount() const { return m_picture ? int(m_picture->lines.size()) : 0; }
    QString sortColumn() const { return m_sortColumn; }
    bool isDescending() const { return m_isDescending; }
    QString filter() const { return m_filter; }
    void setFilter(const QString &filter);

    void setPicture(std::shared_ptr<const ChartPicture> picture);
    bool isHidden(std::size_t line) const;
    /// By the lines' keys, to be remembered.
    QStringList hiddenKeys() const;
    void setHiddenKeys(const QStringList &keys);

    /// Shows this line alone; the second time all of them.
    Q_INVOKABLE void isolate(int row);
    Q_INVOKABLE void toggle(int row);
    /// Shows the lines from the one last clicked to this one, and no others.
    Q_INVOKABLE void selectTo(int row);
    /// "name", "min", "median", "max", "last", "mean" or "sum"; the same again turns it round.
    Q_INVOKABLE void sortBy(const QString &column);

Q_SIGNALS:
    void countChanged();
    void hiddenChanged();
    void sortChanged();
    void filterChanged();

private:
    const DrawnLine &lineAt(int row) const { return m_picture->lines[m_rows[std::size_t(row)]]; }
    bool isRow(int row) const { return row >= 0 && row < rowCount(); }
    std::vector<std::size_t> orderedRows() const;
    void setRows(std::vector<std::size_t> rows);
    void announceHidden();

    std::shared_ptr<const ChartPicture> m_picture;
    std::vector<std::size_t> m_rows; // lines of the picture
    std::set<std::string> m_hidden;
    std::string m_lastClicked;
    QString m_sortColumn = QStringLiteral("name");
    bool m_isDescending = false;
    QString m_filter;
};

} // namespace tinyobs::ui
