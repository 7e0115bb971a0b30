#include "app/daemon/print/table.h"

#include "app/daemon/print/textwidth.h"
#include "core/base/plaintext.h"

#include <algorithm>
#include <numeric>

namespace tinyobs::daemon {
namespace {

constexpr std::size_t LeastCutWidth = 20; // with less, names look alike
constexpr std::size_t MaxCellBytes = 64 << 10;

std::size_t totalOf(const std::vector<std::size_t> &widths)
{
    const std::size_t gaps = widths.empty() ? 0 : (widths.size() - 1) * Table::Gap;
    return std::accumulate(widths.begin(), widths.end(), gaps);
}

} // namespace

Table::Table(std::vector<TableColumn> columns)
    : m_columns(std::move(columns))
{
    for (TableColumn &column : m_columns) {
        column.title = plainText(column.title, MaxCellBytes);
        m_widths.push_back(textWidth(column.title));
    }
}

void Table::add(const std::vector<std::string> &cells)
{
    std::vector<std::string> &row = m_rows.emplace_back();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        row.push_back(plainText(cells[i], MaxCellBytes));
        m_widths[i] = std::max(m_widths[i], textWidth(row.back()));
    }
}

std::size_t Table::width() const
{
    return totalOf(m_widths);
}

std::size_t Table::leastWidth() const
{
    std::vector<std::size_t> widths = m_widths;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (m_columns[i].mayBeCut)
            widths[i] = std::min(widths[i], LeastCutWidth);
    }
    return totalOf(widths);
}

std::vector<std::size_t> Table::fittingWidths(const Screen &screen) const
{
    std::vector<std::size_t> widths = m_widths;
    if (!screen.columns)
        return widths;
    for (std::size_t total = totalOf(widths); total > *screen.columns; --total) {
        std::size_t *widest = nullptr;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (m_columns[i].mayBeCut && widths[i] > (widest ? *widest : LeastCutWidth))
                widest = &widths[i];
        }
        if (!widest)
            break;
        --*widest;
    }
    return widths;
}

std::string Table::line(const std::vector<std::string> &cells,
                        const std::vector<std::size_t> &widths) const
{
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            text.append(Gap, ' ');
        std::string cell = shortened(cells[i], widths[i]);
        text += m_columns[i].side == TableColumn::Side::Left
                    ? paddedRight(std::move(cell), widths[i])
                    : paddedLeft(std::move(cell), widths[i]);
    }
    text.resize(text.find_last_not_of(' ') + 1);
    return text;
}

std::string Table::toText(const Screen &screen) const
{
    const std::vector<std::size_t> widths = fittingWidths(screen);
    std::vector<std::string> titles;
    bool hasTitle = false;
    for (const TableColumn &column : m_columns) {
        hasTitle = hasTitle || !column.title.empty();
        titles.push_back(column.title);
    }
    std::string text;
    if (hasTitle)
        text += toned(screen, Tone::Bold, line(titles, widths)) + '\n';
    for (const std::vector<std::string> &row : m_rows)
        text += line(row, widths) + '\n';
    return text;
}

} // namespace tinyobs::daemon
