#pragma once

// The panels of an open dashboard where they are drawn. A row keeps its panel model while that
// shows the same, wherever it moves, so that no chart is asked again for being moved. Lives in the
// GUI thread.

#include "ui/dashboard/panelmodel.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class PanelRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a dashboard")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int gridRows READ gridRows NOTIFY placesChanged)

public:
    enum Role { Panel = Qt::UserRole, CellX, CellY, CellW, CellH, Stored };

    PanelRows(Engine &engine, const TimeRange &range, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    /// Of the grid, as far as panels reach.
    int gridRows() const;

    void show(const dashboard::Dashboard &board, const dashboard::RepeatValues &repeats,
              const dashboard::VariableScope &scope);
    const std::vector<dashboard::ShownPanel> &shown() const { return m_shown; }
    /// The row of a stored panel, -1 where it is folded away.
    Q_INVOKABLE int rowOf(int stored) const;
    Q_INVOKABLE tinyobs::ui::PanelModel *panelAt(int row) const;

    void noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged);

Q_SIGNALS:
    void countChanged();
    void placesChanged();

private:
    std::vector<dashboard::ShownPanel> matched(const dashboard::Dashboard &board,
                                               std::vector<dashboard::ShownPanel> wanted) const;
    void setCount(std::size_t count);

    Engine &m_engine;
    const TimeRange &m_range;
    std::vector<dashboard::ShownPanel> m_shown; // by row
    std::vector<PanelModel *> m_panels;         // of the same rows; children
};

} // namespace tinyobs::ui
