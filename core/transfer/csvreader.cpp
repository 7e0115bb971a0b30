#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/limits.h"
#include "core/ingest/timeparser.h"
#include "core/transfer/csv.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

enum Column : std::size_t { Metric, Time, Value, ColumnCount };
constexpr std::array<std::string_view, ColumnCount> ColumnNames{"metric", "time", "value"};
constexpr std::string_view ByteOrderMark = "\xef\xbb\xbf";

class CsvReader : public SampleReader
{
public:
    Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) override;
    Result<void> end() override;

private:
    std::optional<std::string> split(std::string_view record);
    Result<void> readHeader(std::string_view record, std::uint64_t line);
    bool takeQuoted(std::string_view &record, std::string_view &cell);
    bool isSeriesOfLastRow() const;
    tl::expected<void, Refusal> readLabels();
    tl::expected<void, Refusal> readRow(std::uint64_t line, ReadSamples &out);

    const IngestLimits m_limits;
    TimeParser m_timeParser;
    std::vector<std::string> m_header; // empty until it was read
    std::array<std::size_t, ColumnCount> m_columns{};
    std::vector<std::string_view> m_cells; // of the row being read
    std::deque<std::string> m_joined;      // cells that hold quotes
    // Rows of one series mostly follow each other.
    std::vector<std::string> m_lastRow;
    std::optional<Labels> m_labels; // of the last row
};

/// From behind the opening quote to behind the closing one; false when there is none.
bool CsvReader::takeQuoted(std::string_view &record, std::string_view &cell)
{
    std::string *joined = nullptr; // once a doubled quote stands in it
    for (;;) {
        const std::size_t close = record.find('"');
        if (close == std::string_view::npos)
            return false;
        const std::string_view part = record.substr(0, close);
        record.remove_prefix(close + 1);
        if (joined)
            *joined += part;
        else
            cell = part;
        if (!record.starts_with('"'))
            break;
        if (!joined)
            joined = &m_joined.emplace_back(part);
        *joined += '"';
        record.remove_prefix(1);
    }
    if (joined)
        cell = *joined;
    return true;
}

/// Fills the cells; what is wrong with them, if something is.
std::optional<std::string> CsvReader::split(std::string_view record)
{
    m_cells.clear();
    m_joined.clear();
    for (;; record.remove_prefix(1)) {
        if (m_cells.size() == MaxCsvColumns)
            return "has more than " + std::to_string(MaxCsvColumns) + " cells";
        std::string_view &cell = m_cells.emplace_back();
        if (record.starts_with('"')) {
            record.remove_prefix(1);
            if (!takeQuoted(record, cell))
                return "cell " + std::to_string(m_cells.size()) + " has a quote that is not closed";
        } else {
            cell = record.substr(0, record.find(','));
            record.remove_prefix(cell.size());
        }
        if (record.empty())
            return std::nullopt;
        if (record.front() != ',')
            return "cell " + std::to_string(m_cells.size()) + " goes on behind its closing quote";
    }
}

Result<void> CsvReader::readHeader(std::string_view record, std::uint64_t line)
{
    const auto wrong = [line](const std::string &what) {
        return fail(Error::Code::InvalidArgument,
                    "line " + std::to_string(line) + ": the header " + what);
    };
    if (record.starts_with(ByteOrderMark))
        record.remove_prefix(ByteOrderMark.size());
    if (const std::optional<std::string> broken = split(record))
        return wrong(*broken);
    m_header.assign(m_cells.begin(), m_cells.end());
    for (std::size_t i = 0; i < ColumnCount; ++i) {
        const auto found = std::ranges::find(m_header, ColumnNames[i]);
        if (found == m_header.end())
            return wrong("has no column '" + std::string(ColumnNames[i]) + "': it begins with " +
                         quoted(record) +
                         ", expected are metric, time, value and label names, "
                         "with commas between them");
        m_columns[i] = static_cast<std::size_t>(found - m_header.begin());
    }
    std::vector<LabelView> names;
    for (std::size_t i = 0; i < m_header.size(); ++i) {
        if (std::ranges::find(m_columns, i) == m_columns.end())
            names.push_back({m_header[i], "x"});
    }
    IngestLimits limits;
    limits.set(IngestLimit::LabelsPerSeries, MaxCsvColumns);
    if (auto checked = makeLabels("x", names, limits); !checked)
        return wrong("is wrong" + checked.error().message.substr(sizeof ".labels" - 1));
    return {};
}

bool CsvReader::isSeriesOfLastRow() const
{
    if (!m_labels)
        return false;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (i != m_columns[Time] && i != m_columns[Value] && m_cells[i] != m_lastRow[i])
            return false;
    }
    return true;
}

tl::expected<void, Refusal> CsvReader::readLabels()
{
    if (isSeriesOfLastRow())
        return {};
    m_labels.reset();
    std::vector<LabelView> pairs;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const bool isLabel = std::ranges::find(m_columns, i) == m_columns.end();
        if (isLabel && !m_cells[i].empty())
            pairs.push_back({m_header[i], m_cells[i]});
    }
    auto labels = makeLabels(m_cells[m_columns[Metric]], std::move(pairs), m_limits);
    if (!labels)
        return tl::unexpected<Refusal>(std::move(labels.error()));
    m_labels = std::move(*labels);
    m_lastRow.assign(m_cells.begin(), m_cells.end());
    return {};
}

tl::expected<void, Refusal> CsvReader::readRow(std::uint64_t line, ReadSamples &out)
{
    const auto refuse = [](RefusalReason reason, std::string message) {
        return tl::unexpected<Refusal>(Refusal{reason, 0, std::move(message)});
    };
    if (m_cells.size() != m_header.size())
        return refuse(RefusalReason::WrongType, "has " + std::to_string(m_cells.size()) +
                                                    " cells, the header has " +
                                                    std::to_string(m_header.size()));
    const std::string_view valueText = m_cells[m_columns[Value]];
    const std::optional<double> value = parseValue(valueText);
    if (!value)
        return refuse(RefusalReason::BadValue, "value " + quoted(valueText) + " is not a number");
    const std::string_view timeText = m_cells[m_columns[Time]];
    const bool isDate = timeText.find(':') != std::string_view::npos;
    const Result<TimeMs> timeMs = isDate ? m_timeParser.parse(timeText) : parseUnixTime(timeText);
    if (!timeMs)
        return refuse(RefusalReason::BadTime, timeMs.error().message);
    if (auto labels = readLabels(); !labels)
        return labels;
    out.beginSeries(*m_labels);
    out.append(line, *timeMs, *value);
    return {};
}

Result<void> CsvReader::read(std::string_view record, std::uint64_t line, ReadSamples &out)
{
    if (record.empty())
        return {};
    if (m_header.empty())
        return readHeader(record, line);
    if (std::optional<std::string> broken = split(record)) {
        out.refuse(line, RefusalReason::Syntax, std::move(*broken));
        return {};
    }
    if (auto row = readRow(line, out); !row)
        out.refuse(line, row.error().reason, std::move(row.error().message));
    return {};
}

Result<void> CsvReader::end()
{
    if (m_header.empty())
        return fail(Error::Code::InvalidArgument, "the table is empty, not even a header is there");
    return {};
}

} // namespace

std::unique_ptr<SampleReader> makeCsvReader()
{
    return std::make_unique<CsvReader>();
}

} // namespace tinyobs
