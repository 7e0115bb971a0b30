#pragma once

// Cells in columns, two spaces between them. A plain value.

#include "app/daemon/print/terminal.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tinyobs::daemon {

struct TableColumn
{
    enum class Side : unsigned char { Left, Right };

    std::string title;
    Side side = Side::Left;
    bool mayBeCut = false; // where the screen is too narrow
};

class Table
{
public:
    static constexpr std::size_t Gap = 2;

    explicit Table(std::vector<TableColumn> columns);

    /// As many cells as there are columns; what a terminal must not see is replaced.
    void add(const std::vector<std::string> &cells);
    std::size_t rows() const { return m_rows.size(); }
    /// Without cutting anything.
    std::size_t width() const;
    /// With everything cut as far as it may be.
    std::size_t leastWidth() const;
    /// Lines with their ends, the titles first unless all are empty.
    std::string toText(const Screen &screen) const;

private:
    std::vector<std::size_t> fittingWidths(const Screen &screen) const;
    std::string line(const std::vector<std::string> &cells,
                     const std::vector<std::size_t> &widths) const;

    std::vector<TableColumn> m_columns;
    std::vector<std::size_t> m_widths;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace tinyobs::daemon
