#include "core/base/quoted.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/limits.h"
#include "core/ingest/timeparser.h"
#include "core/transfer/csv.h"
#include "core/transfer/valuetext.h"

#include <algorithm>
#include <array>
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
    tl::expected<void, Refusal> readLabels();
    tl::expected<void, Refusal> readRow(std::uint64_t line, ReadSamples &out);

    const IngestLimits m_limits;
    TimeParser m_timeParser;
    std::vector<std::string> m_header; // empty until it was read
    std::array<std::size_t, ColumnCount> m_columns{};
    std::vector<std::string> m_cells; // of the row being read; kept for their memory
    std::size_t m_cellCount = 0;
    // The series of the row before: rows of one series mostly follow each other.
    std::string m_key;
    std::optional<Labels> m_labels;
};

/// From behind the opening quote to behind the closing one; false when there is none.
bool takeQuoted(std::string_view &record, std::string &cell)
{
    for (;;) {
        const std::size_t close = record.find('"');
        if (close == std::string_view::npos)
            return false;
        cell += record.substr(0, close);
        record.remove_prefix(close + 1);
        if (!record.starts_with('"'))
            return true;
        cell += '"';
        record.remove_prefix(1);
    }
}

/// Fills the cells; what is wrong with them, if something is.
std::optional<std::string> CsvReader::split(std::string_view record)
{
    m_cellCount = 0;
    for (;; record.remove_prefix(1)) {
        if (m_cellCount == MaxCsvColumns)
            return "has more than " + std::to_string(MaxCsvColumns) + " cells";
        if (m_cellCount == m_cells.size())
            m_cells.emplace_back();
        std::string &cell = m_cells[m_cellCount++];
        cell.clear();
        if (record.starts_with('"')) {
            record.remove_prefix(1);
            if (!takeQuoted(record, cell))
                return "cell " + std::to_string(m_cellCount) + " has a quote that is not closed";
        } else {
            cell = record.substr(0, record.find(','));
            record.remove_prefix(cell.size());
        }
        if (record.empty())
            return std::nullopt;
        if (record.front() != ',')
            return "cell " + std::to_string(m_cellCount) + " goes on behind its closing quote";
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
    m_cells.resize(m_cellCount);
    m_header = m_cells;
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

tl::expected<void, Refusal> CsvReader::readLabels()
{
    std::string key;
    std::vector<LabelView> pairs;
    for (std::size_t i = 0; i < m_cellCount; ++i) {
        if (i == m_columns[Time] || i == m_columns[Value])
            continue;
        key += m_cells[i];
        key += '\0'; // in no label: the rules refuse it
        if (i != m_columns[Metric] && !m_cells[i].empty())
            pairs.push_back({m_header[i], m_cells[i]});
    }
    if (m_labels && key == m_key)
        return {};
    m_labels.reset();
    auto labels = makeLabels(m_cells[m_columns[Metric]], std::move(pairs), m_limits);
    if (!labels)
        return tl::unexpected<Refusal>(std::move(labels.error()));
    m_labels = std::move(*labels);
    m_key = std::move(key);
    return {};
}

tl::expected<void, Refusal> CsvReader::readRow(std::uint64_t line, ReadSamples &out)
{
    const auto refuse = [](RefusalReason reason, std::string message) {
        return tl::unexpected<Refusal>(Refusal{reason, 0, std::move(message)});
    };
    if (m_cellCount != m_header.size())
        return refuse(RefusalReason::WrongType, "has " + std::to_string(m_cellCount) +
                                                    " cells, the header has " +
                                                    std::to_string(m_header.size()));
    const std::string &valueText = m_cells[m_columns[Value]];
    const std::optional<double> value = parseValue(valueText);
    if (!value)
        return refuse(RefusalReason::BadValue, "value " + quoted(valueText) + " is not a number");
    const std::string &timeText = m_cells[m_columns[Time]];
    const bool isDate = timeText.find(':') != std::string::npos;
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
