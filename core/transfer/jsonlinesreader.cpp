#include "core/transfer/jsonlines.h"

#include "core/base/release.h"
#include "core/ingest/documentdecoder.h"
#include "core/ingest/jsonlabels.h"
#include "core/ingest/limits.h"
#include "core/ingest/seriesline.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

/// Buffers that a long line has left are given back beyond these.
constexpr std::size_t KeptBytes = 4u << 20;
constexpr std::size_t KeptSamples = 256u << 10;

class JsonLinesReader : public SampleReader
{
public:
    Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) override;

private:
    tl::expected<Labels, Refusal> readLine(std::string_view record);
    void clear();

    const IngestLimits m_limits;
    SeriesLineReader m_reader;
    JsonLabelParser m_labelParser{m_limits};
    std::string m_padded;
    std::vector<double> m_values;
    std::vector<TimeMs> m_timesMs;
};

tl::expected<Labels, Refusal> JsonLinesReader::readLine(std::string_view record)
{
    m_padded.reserve(record.size() + 1 + DocumentDecoder::Padding);
    m_padded.assign(record);
    m_padded += '\n';
    const auto metric = m_reader.read(std::string_view(m_padded).substr(0, record.size()),
                                      m_limits[IngestLimit::SamplesPerImport], m_timesMs, m_values);
    if (!metric)
        return tl::unexpected<Refusal>(metric.error());
    auto labels = m_labelParser.parse(*metric, AddedLabels{});
    if (!labels)
        labels.error().count = std::max<std::size_t>(1, m_values.size());
    return labels;
}

Result<void> JsonLinesReader::read(std::string_view record, std::uint64_t line, ReadSamples &out)
{
    if (record.find_first_not_of(" \t") == std::string_view::npos)
        return {};
    auto labels = readLine(record);
    if (labels) {
        out.beginSeries(*labels);
        for (std::size_t i = 0; i < m_values.size(); ++i)
            out.append(line, m_timesMs[i], m_values[i]);
    } else {
        Refusal &refusal = labels.error();
        out.refuse(line, refusal.reason, std::move(refusal.message), refusal.count);
    }
    clear();
    return {};
}

void JsonLinesReader::clear()
{
    m_values.clear();
    m_timesMs.clear();
    m_labelParser.clear();
    if (m_padded.capacity() > KeptBytes)
        release(m_padded);
    if (m_values.capacity() > KeptSamples) {
        release(m_values);
        release(m_timesMs);
    }
}

} // namespace

std::unique_ptr<SampleReader> makeJsonLinesReader()
{
    return std::make_unique<JsonLinesReader>();
}

} // namespace tinyobs
