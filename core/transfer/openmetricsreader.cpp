#include "core/base/result.h"
#include "core/ingest/expositionline.h"
#include "core/transfer/openmetrics.h"

#include <optional>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

class OpenMetricsReader : public SampleReader
{
public:
    Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) override;
    Result<void> end() override;

private:
    tl::expected<void, Refusal> readSample(std::string_view text, std::uint64_t line,
                                           ReadSamples &out);

    const IngestLimits m_limits;
    bool m_ended = false;
    // The series of the line before: lines of one series mostly follow each other.
    std::string m_series;
    std::optional<Labels> m_labels;
};

tl::expected<void, Refusal> OpenMetricsReader::readSample(std::string_view text, std::uint64_t line,
                                                          ReadSamples &out)
{
    ExpositionSample sample;
    if (auto read = readExpositionSample(text, ExpositionDialect::OpenMetrics, sample); !read)
        return read;
    if (!sample.timeMs)
        return tl::unexpected(Refusal{
            .reason = RefusalReason::BadTime, .row = 0, .message = "there is no timestamp"});
    if (!m_labels || m_series != sample.series) {
        m_labels.reset();
        auto labels = readExpositionLabels(sample.series, m_limits);
        if (!labels)
            return tl::unexpected(std::move(labels.error()));
        m_labels = std::move(*labels);
        m_series = sample.series;
    }
    out.beginSeries(*m_labels);
    out.append(line, *sample.timeMs, sample.value);
    return {};
}

Result<void> OpenMetricsReader::read(std::string_view record, std::uint64_t line, ReadSamples &out)
{
    record = trimmedLine(record);
    if (record.empty())
        return {};
    if (m_ended)
        return fail(Error::Code::InvalidArgument,
                    "line " + std::to_string(line) + ": something follows behind # EOF");
    if (record.starts_with('#')) {
        m_ended = readExpositionComment(record).word == ExpositionComment::Word::End;
        return {};
    }
    if (auto sample = readSample(record, line, out); !sample)
        out.refuse(line, sample.error().reason, std::move(sample.error().message));
    return {};
}

Result<void> OpenMetricsReader::end()
{
    if (!m_ended)
        return fail(Error::Code::InvalidArgument,
                    "the text ends without # EOF, so that it may not be whole");
    return {};
}

} // namespace

std::unique_ptr<SampleReader> makeOpenMetricsReader()
{
    return std::make_unique<OpenMetricsReader>();
}

} // namespace tinyobs
