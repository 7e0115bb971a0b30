#include "core/base/rfc3339.h"
#include "core/base/valuetext.h"
#include "core/transfer/csv.h"

#include <algorithm>

namespace tinyobs {
namespace {

constexpr std::string_view FixedColumns = "metric,time,value";
constexpr std::size_t FixedColumnCount = 3;

void appendCell(std::string &out, std::string_view text)
{
    const bool blank = text.starts_with(' ') || text.ends_with(' ');
    if (!blank && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

class CsvWriter : public SeriesWriter
{
public:
    Result<void> begin(const std::vector<std::string> &labelNames, std::string &out) override;
    void family(const MetricFamily &, std::string &) override {}
    Result<void> samples(const Labels &labels, const SampleColumns &samples,
                         std::string &out) override;
    void end(std::string &) override {}

private:
    std::vector<std::string> m_labelNames;
};

Result<void> CsvWriter::begin(const std::vector<std::string> &labelNames, std::string &out)
{
    const std::size_t columns = labelNames.size() + FixedColumnCount;
    if (columns > MaxCsvColumns)
        return fail(Error::Code::LimitExceeded,
                    "the selected series have " + std::to_string(labelNames.size()) +
                        " label names, a table may have " + std::to_string(MaxCsvColumns) +
                        " columns: select fewer or take another format");
    m_labelNames = labelNames;
    out += FixedColumns;
    for (const std::string &name : labelNames) {
        out += ',';
        appendCell(out, name);
    }
    out += '\n';
    return {};
}

Result<void> CsvWriter::samples(const Labels &labels, const SampleColumns &samples,
                                std::string &out)
{
    std::string tail;
    std::size_t placed = 0;
    for (const std::string &name : m_labelNames) {
        const std::string_view value = labels.value(name);
        placed += value.empty() ? 0 : 1;
        tail += ',';
        appendCell(tail, value);
    }
    tail += '\n';
    const auto all = static_cast<std::size_t>(std::distance(labels.begin(), labels.end()));
    if (placed + (labels.metricName().empty() ? 0 : 1) != all)
        return fail(Error::Code::Unavailable,
                    "series " + labels.toString() +
                        " appeared during the export with a label that has no column: repeat it");
    std::string head;
    appendCell(head, labels.metricName());
    head += ',';
    for (std::size_t i = 0; i < samples.size(); ++i) {
        out += head;
        const auto time = formatRfc3339(samples.timesMs[i]);
        out.append(time.data(), time.size());
        out += ',';
        appendValue(out, samples.values[i]);
        out += tail;
    }
    return {};
}

} // namespace

std::unique_ptr<SeriesWriter> makeCsvWriter()
{
    return std::make_unique<CsvWriter>();
}

} // namespace tinyobs
