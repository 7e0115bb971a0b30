#pragma once

// The lines of one chart as rows: style, name, figures, and whether hidden. What is hidden is
// remembered by label set, so it survives refreshing and zooming. Lives in the GUI thread.

#include "ui/chart/chartpicture.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <set>
#include <string>

namespace tinyobs::ui {

class LegendModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a chart")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { Name = Qt::UserRole, Color, Dash, Min, Median, Max, Last, Hidden };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    void setPicture(std::shared_ptr<const ChartPicture> picture);
    bool isHidden(std::size_t line) const;

    /// Shows this line alone; the second time all of them.
    Q_INVOKABLE void isolate(int row);
    Q_INVOKABLE void toggle(int row);

Q_SIGNALS:
    void countChanged();
    void hiddenChanged();

private:
    void announceHidden();

    std::shared_ptr<const ChartPicture> m_picture;
    std::set<std::string> m_hidden;
};

} // namespace tinyobs::ui
