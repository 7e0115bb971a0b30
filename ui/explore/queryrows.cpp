#include "ui/explore/queryrows.h"

#include <algorithm>
#include <utility>

namespace tinyobs::ui {

int QueryRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant QueryRows::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !isRow(index.row()))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Letter:
        return QString::fromStdString(row.query.letter);
    case Text:
        return QString::fromStdString(row.query.expr);
    case IsHidden:
        return row.query.isHidden;
    case IsBuilt:
        return row.isBuilt;
    default:
        return {};
    }
}

QHash<int, QByteArray> QueryRows::roleNames() const
{
    return {{Letter, "letter"}, {Text, "text"}, {IsHidden, "isHidden"}, {IsBuilt, "isBuilt"}};
}

std::vector<ChartQuery> QueryRows::queries() const
{
    std::vector<ChartQuery> queries;
    for (const Row &row : m_rows)
        queries.push_back(row.query);
    return queries;
}

std::string QueryRows::freeLetter() const
{
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
        const bool isTaken = std::any_of(m_rows.begin(), m_rows.end(), [letter](const Row &row) {
            return row.query.letter == std::string_view(&letter, 1);
        });
        if (!isTaken)
            return std::string(1, letter);
    }
    return {};
}

void QueryRows::setBuilt(const std::vector<ChartQuery> &queries)
{
    const auto built = std::size_t(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.isBuilt; }));
    // The same shape: only the texts change, so that nothing jumps and no focus is lost.
    if (built == queries.size() && built > 0) {
        std::size_t next = 0;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (!m_rows[i].isBuilt)
                continue;
            m_rows[i].query.expr = queries[next].expr;
            m_rows[i].query.legend = queries[next++].legend;
            Q_EMIT dataChanged(index(int(i)), index(int(i)));
        }
        Q_EMIT changed();
        return;
    }
    beginResetModel();
    std::vector<Row> others;
    std::copy_if(m_rows.begin(), m_rows.end(), std::back_inserter(others),
                 [](const Row &row) { return !row.isBuilt && !row.query.expr.empty(); });
    m_rows = std::move(others);
    std::vector<Row> made;
    for (const ChartQuery &query : queries) {
        const std::string letter = freeLetter();
        if (letter.empty())
            break;
        Row row{query, true};
        row.query.letter = letter;
        // Taken for the next one to see.
        m_rows.push_back(row);
        made.push_back(std::move(row));
    }
    m_rows.resize(m_rows.size() - made.size());
    m_rows.insert(m_rows.begin(), std::make_move_iterator(made.begin()),
                  std::make_move_iterator(made.end()));
    endResetModel();
    Q_EMIT countChanged();
    Q_EMIT changed();
}

bool QueryRows::isAllBuilt() const
{
    return std::all_of(m_rows.begin(), m_rows.end(),
                       [](const Row &row) { return row.isBuilt || row.query.expr.empty(); });
}

bool QueryRows::isAnyBuilt() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.isBuilt; });
}

void QueryRows::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
    Q_EMIT countChanged();
}

bool QueryRows::append(const std::string &expr, const std::string &legend)
{
    const std::string letter = freeLetter();
    if (letter.empty())
        return false;
    beginInsertRows({}, rowCount(), rowCount());
    m_rows.push_back({{.letter = letter, .expr = expr, .legend = legend}, false});
    endInsertRows();
    Q_EMIT countChanged();
    if (!expr.empty())
        Q_EMIT changed();
    return true;
}

void QueryRows::setText(int row, const QString &text)
{
    if (!isRow(row))
        return;
    Row &changedRow = m_rows[std::size_t(row)];
    const std::string expr = text.trimmed().toStdString();
    if (changedRow.query.expr == expr)
        return;
    changedRow.query.expr = expr;
    changedRow.query.legend.clear();
    changedRow.isBuilt = false;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed();
}

void QueryRows::toggleHidden(int row)
{
    if (!isRow(row))
        return;
    ChartQuery &query = m_rows[std::size_t(row)].query;
    query.isHidden = !query.isHidden;
    Q_EMIT dataChanged(index(row), index(row), {IsHidden});
    Q_EMIT changed();
}

void QueryRows::remove(int row)
{
    if (!isRow(row) || rowCount() == 1)
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    Q_EMIT countChanged();
    Q_EMIT changed();
}

void QueryRows::add()
{
    append({});
}

} // namespace tinyobs::ui
