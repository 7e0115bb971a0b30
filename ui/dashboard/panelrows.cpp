#include "ui/dashboard/panelrows.h"

#include <QQmlEngine>

#include <algorithm>
#include <optional>
#include <utility>

namespace tinyobs::ui {

PanelRows::PanelRows(Engine &engine, const TimeRange &range, QObject *parent)
    : QAbstractListModel(parent)
    , m_engine(engine)
    , m_range(range)
{
}

int PanelRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_panels.size());
}

QVariant PanelRows::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = std::size_t(index.row());
    const dashboard::Place &place = m_shown[row].place;
    switch (role) {
    case Panel:
        return QVariant::fromValue(m_panels[row]);
    case CellX:
        return place.x;
    case CellY:
        return place.y;
    case CellW:
        return place.w;
    case CellH:
        return place.h;
    case Stored:
        return int(m_shown[row].panel);
    default:
        return {};
    }
}

QHash<int, QByteArray> PanelRows::roleNames() const
{
    return {{Panel, "panel"}, {CellX, "cellX"}, {CellY, "cellY"},
            {CellW, "cellW"}, {CellH, "cellH"}, {Stored, "stored"}};
}

int PanelRows::gridRows() const
{
    int bottom = 0;
    for (const dashboard::ShownPanel &shown : m_shown)
        bottom = std::max(bottom, shown.place.y + shown.place.h);
    return bottom;
}

/// In the order of the rows: first those that a row shows already, then the others.
std::vector<dashboard::ShownPanel>
PanelRows::matched(const dashboard::Dashboard &board,
                   std::vector<dashboard::ShownPanel> wanted) const
{
    std::vector<std::optional<dashboard::ShownPanel>> rows(wanted.size());
    std::vector<dashboard::ShownPanel> rest;
    for (dashboard::ShownPanel &shown : wanted) {
        std::size_t row = 0;
        const std::size_t known = std::min(m_panels.size(), rows.size());
        while (row < known &&
               (rows[row] || !m_panels[row]->shows(board.panels[shown.panel], shown)))
            ++row;
        if (row < known)
            rows[row] = std::move(shown);
        else
            rest.push_back(std::move(shown));
    }
    std::vector<dashboard::ShownPanel> all;
    auto next = rest.begin();
    for (std::optional<dashboard::ShownPanel> &row : rows)
        all.push_back(row ? std::move(*row) : std::move(*next++));
    return all;
}

void PanelRows::setCount(std::size_t count)
{
    if (count < m_panels.size()) {
        beginRemoveRows({}, int(count), int(m_panels.size()) - 1);
        for (std::size_t i = count; i < m_panels.size(); ++i)
            m_panels[i]->deleteLater();
        m_panels.resize(count);
        m_shown.resize(count);
        endRemoveRows();
    } else if (count > m_panels.size()) {
        beginInsertRows({}, int(m_panels.size()), int(count) - 1);
        m_shown.resize(count);
        while (m_panels.size() < count) {
            auto *panel = new PanelModel(m_engine, m_range, this);
            QQmlEngine::setObjectOwnership(panel, QQmlEngine::CppOwnership);
            m_panels.push_back(panel);
        }
        endInsertRows();
    } else {
        return;
    }
    Q_EMIT countChanged();
}

void PanelRows::show(const dashboard::Dashboard &board, const dashboard::RepeatValues &repeats,
                     const dashboard::VariableScope &scope)
{
    std::vector<dashboard::ShownPanel> rows =
        matched(board, dashboard::shownPanels(board, repeats));
    setCount(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        m_panels[i]->show(board.panels[rows[i].panel], rows[i], scope);
    m_shown = std::move(rows);
    if (!m_panels.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CellX, CellY, CellW, CellH, Stored});
    Q_EMIT placesChanged();
}

int PanelRows::rowOf(int stored) const
{
    const auto found =
        std::ranges::find(m_shown, std::size_t(stored), &dashboard::ShownPanel::panel);
    return found == m_shown.end() || stored < 0 ? -1 : int(found - m_shown.begin());
}

PanelModel *PanelRows::panelAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : m_panels[std::size_t(row)];
}

void PanelRows::noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged)
{
    for (PanelModel *panel : m_panels) {
        if (panel->hasQueries())
            panel->chart()->noteChanges(changed, seriesChanged);
    }
}

} // namespace tinyobs::ui
