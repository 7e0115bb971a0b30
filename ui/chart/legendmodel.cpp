#include "ui/chart/legendmodel.h"

#include "ui/text/format.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

struct FigureColumn
{
    const char16_t *name;
    double Figures::*figure;
    int role;
};

constexpr std::array<FigureColumn, 6> Columns{{
    {u"min", &Figures::min, LegendModel::Min},
    {u"median", &Figures::median, LegendModel::Median},
    {u"max", &Figures::max, LegendModel::Max},
    {u"last", &Figures::last, LegendModel::Last},
    {u"mean", &Figures::mean, LegendModel::Mean},
    {u"sum", &Figures::sum, LegendModel::Sum},
}};

/// Numbers that are none go to the end, whichever way it is sorted.
double sortable(double value, bool isDescending)
{
    if (!std::isnan(value))
        return isDescending ? -value : value;
    return std::numeric_limits<double>::infinity();
}

} // namespace

int LegendModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant LegendModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !isRow(index.row()))
        return {};
    const std::size_t number = m_rows[std::size_t(index.row())];
    const DrawnLine &line = m_picture->lines[number];
    switch (role) {
    case Name:
        return line.isEarlier ? tr("%1, earlier").arg(line.name) : line.name;
    case Color:
        return line.style.color;
    case Dash:
        return line.style.dash;
    case Hidden:
        return isHidden(number);
    case Line:
        return int(number);
    default:
        break;
    }
    const auto column =
        std::find_if(Columns.begin(), Columns.end(),
                     [role](const FigureColumn &each) { return each.role == role; });
    return column == Columns.end() ? QVariant()
                                   : formatValue(line.figures.*column->figure, m_picture->unit);
}

QHash<int, QByteArray> LegendModel::roleNames() const
{
    return {{Name, "name"},     {Color, "colorIndex"}, {Dash, "dash"}, {Min, "min"},
            {Median, "median"}, {Max, "max"},          {Last, "last"}, {Mean, "mean"},
            {Sum, "sum"},       {Hidden, "isHidden"},  {Line, "line"}};
}

void LegendModel::setPicture(std::shared_ptr<const ChartPicture> picture)
{
    const int before = lineCount();
    // Rows point into the picture: until they are renewed, nobody may look.
    const bool sameCount = picture && int(picture->lines.size()) == before;
    if (!sameCount) {
        beginResetModel();
        m_picture = std::move(picture);
        m_rows = orderedRows();
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    m_picture = std::move(picture);
    setRows(orderedRows());
}

/// The rows stay while only their figures change, so that a legend under the pointer holds still.
void LegendModel::setRows(std::vector<std::size_t> rows)
{
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

std::vector<std::size_t> LegendModel::orderedRows() const
{
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; m_picture && i < m_picture->lines.size(); ++i) {
        if (m_filter.isEmpty() || m_picture->lines[i].name.contains(m_filter, Qt::CaseInsensitive))
            rows.push_back(i);
    }
    const auto column =
        std::find_if(Columns.begin(), Columns.end(), [this](const FigureColumn &each) {
            return m_sortColumn == QStringView(each.name);
        });
    if (column != Columns.end()) {
        const auto rank = [&](std::size_t line) {
            return sortable(m_picture->lines[line].figures.*column->figure, m_isDescending);
        };
        std::stable_sort(rows.begin(), rows.end(),
                         [&rank](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    } else if (m_isDescending) {
        std::reverse(rows.begin(), rows.end());
    }
    return rows;
}

bool LegendModel::isHidden(std::size_t line) const
{
    return m_hidden.contains(m_picture->lines[line].key);
}

QStringList LegendModel::hiddenKeys() const
{
    QStringList keys;
    for (const std::string &key : m_hidden)
        keys.append(QString::fromStdString(key));
    return keys;
}

void LegendModel::setHiddenKeys(const QStringList &keys)
{
    m_hidden.clear();
    for (const QString &key : keys)
        m_hidden.insert(key.toStdString());
    announceHidden();
}

void LegendModel::setFilter(const QString &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    Q_EMIT filterChanged();
    setRows(orderedRows());
}

void LegendModel::sortBy(const QString &column)
{
    // The greatest first is what one looks for, names from the beginning.
    m_isDescending = m_sortColumn == column ? !m_isDescending : column != "name"_L1;
    m_sortColumn = column;
    Q_EMIT sortChanged();
    setRows(orderedRows());
}

void LegendModel::isolate(int row)
{
    if (!isRow(row))
        return;
    const std::string key = lineAt(row).key;
    m_lastClicked = key;
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
    if (!isRow(row))
        return;
    const std::string &key = lineAt(row).key;
    m_lastClicked = key;
    if (m_hidden.erase(key) == 0)
        m_hidden.insert(key);
    announceHidden();
}

void LegendModel::selectTo(int row)
{
    if (!isRow(row))
        return;
    int from = row;
    for (int i = 0; i < rowCount(); ++i) {
        if (lineAt(i).key == m_lastClicked)
            from = i;
    }
    m_hidden.clear();
    for (const DrawnLine &line : m_picture->lines)
        m_hidden.insert(line.key);
    for (int i = std::min(from, row); i <= std::max(from, row); ++i)
        m_hidden.erase(lineAt(i).key);
    announceHidden();
}

void LegendModel::announceHidden()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Hidden});
    Q_EMIT hiddenChanged();
}

} // namespace tinyobs::ui
