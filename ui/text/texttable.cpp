#include "ui/text/texttable.h"

#include <algorithm>
#include <utility>

namespace tinyobs::ui {

int TextTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TextTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || role != Cells)
        return {};
    return m_rows[std::size_t(index.row())];
}

QHash<int, QByteArray> TextTable::roleNames() const
{
    return {{Cells, "cells"}};
}

void TextTable::setRows(std::vector<QStringList> rows)
{
    const int before = rowCount();
    const int after = int(rows.size());
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_rows.resize(rows.size());
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_rows.resize(rows.size());
        endRemoveRows();
    }
    for (int row = 0; row < after; ++row) {
        QStringList &shown = m_rows[std::size_t(row)];
        if (shown == rows[std::size_t(row)])
            continue;
        shown = std::move(rows[std::size_t(row)]);
        Q_EMIT dataChanged(index(row), index(row));
    }
    if (after != before)
        Q_EMIT countChanged();
}

} // namespace tinyobs::ui
