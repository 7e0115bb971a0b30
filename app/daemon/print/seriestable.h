#pragma once

// Series with what is known of each: what all of them share is said once above, what they differ in
// has a column for each label. Where that is too wide, each series is written out. Plain functions.

#include "app/daemon/client/source.h"
#include "app/daemon/print/table.h"

#include <string>
#include <vector>

namespace tinyobs::daemon {

struct SeriesRow
{
    Pairs labels;
    std::vector<std::string> cells; // one for each further column
};

/// up{job="api", instance="a:1"}; {} without a label.
std::string seriesText(const Pairs &labels);

/// The columns that come behind those of the labels.
std::string seriesTable(const std::vector<SeriesRow> &rows, const std::vector<TableColumn> &columns,
                        const Screen &screen);
/// How much room those columns have, which need `least`; nothing where any amount is.
std::optional<std::size_t> roomBeside(const std::vector<SeriesRow> &rows, std::size_t least,
                                      const Screen &screen);

/// A table for spreadsheets, quoted as in RFC 4180: the columns of `before`, a column for each
/// label that occurs, the columns of `after`.
class SeriesCsv
{
public:
    SeriesCsv(const std::vector<Pairs> &series, const std::vector<std::string> &before,
              const std::vector<std::string> &after);

    void add(const std::vector<std::string> &before, const Pairs &labels,
             const std::vector<std::string> &after);
    const std::string &text() const { return m_text; }

private:
    void addLine(const std::vector<std::string> &before, const std::vector<std::string> &middle,
                 const std::vector<std::string> &after);

    std::vector<std::string> m_labels;
    std::string m_text;
};

/// Six significant digits, whole numbers in full: "12", "0.333333", "1.5e-07".
std::string readableNumber(double value);

} // namespace tinyobs::daemon
