#include "ui/chart/legendmodel.h"

#include "ui/text/format.h"

namespace tinyobs::ui {

int LegendModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_picture ? 0 : int(m_picture->lines.size());
}

QVariant LegendModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const DrawnLine &line = m_picture->lines[row];
    const auto text = [this](double value) { return formatValue(value, m_picture->unit); };
    switch (role) {
    case Name:
        return line.name;
    case Color:
        return line.style.color;
    case Dash:
        return line.style.dash;
    case Min:
        return text(line.figures.min);
    case Median:
        return text(line.figures.median);
    case Max:
        return text(line.figures.max);
    case Last:
        return text(line.figures.last);
    case Hidden:
        return isHidden(row);
    default:
        return {};
    }
}

QHash<int, QByteArray> LegendModel::roleNames() const
{
    return {{Name, "name"},     {Color, "colorIndex"}, {Dash, "dash"}, {Min, "min"},
            {Median, "median"}, {Max, "max"},          {Last, "last"}, {Hidden, "isHidden"}};
}

void LegendModel::setPicture(std::shared_ptr<const ChartPicture> picture)
{
    const int before = rowCount();
    const int after = picture ? int(picture->lines.size()) : 0;
    // The rows stay while only their figures change, so that a legend under the pointer holds
    // still.
    if (before == after) {
        m_picture = std::move(picture);
        if (after > 0)
            Q_EMIT dataChanged(index(0), index(after - 1));
        return;
    }
    beginResetModel();
    m_picture = std::move(picture);
    endResetModel();
    Q_EMIT countChanged();
}

bool LegendModel::isHidden(std::size_t line) const
{
    return m_hidden.contains(m_picture->lines[line].key);
}

void LegendModel::isolate(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const std::string &key = m_picture->lines[std::size_t(row)].key;
    std::set<std::string> others;
    for (const DrawnLine &line : m_picture->lines) {
        if (line.key != key)
            others.insert(line.key);
    }
    if (m_hidden == others)
        others.clear();
    m_hidden = std::move(others);
    announceHidden();
}

void LegendModel::toggle(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const std::string &key = m_picture->lines[std::size_t(row)].key;
    if (m_hidden.erase(key) == 0)
        m_hidden.insert(key);
    announceHidden();
}

void LegendModel::announceHidden()
{
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Hidden});
    Q_EMIT hiddenChanged();
}

} // namespace tinyobs::ui
