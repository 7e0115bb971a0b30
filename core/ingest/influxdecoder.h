#pragma once

// InfluxDB's line protocol straight into columns, a row for every field that is a number:
//   cpu\ load,host=web-1 value=0.5,idle=99i,up=t,note="a, b" 1795341600000000000
// Times are nanoseconds unless the options say otherwise; a line without one has the present. The
// bytes of a line's measurement and tags, and of a field's key, are hashed as they stand and parsed
// only when the store asks for them (influxlabels.h). Text in quotes makes no series: refusals()
// has one entry for all of it. Bad lines are left out whatever the mode, as InfluxDB does it. One
// thread; reusable, and then its buffers stay warm.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/limits.h"
#include "core/ingest/linetext.h"

#include <cstdint>
#include <optional>

namespace tinyobs {

class InfluxDecoder : public DocumentDecoder
{
public:
    explicit InfluxDecoder(const IngestLimits &limits = {});

    tl::expected<void, Refusal> decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const Refusal> refusals() const override { return m_refusals.all(); }
    /// The line, from 0.
    std::size_t documentIndex(std::size_t row) const override { return m_fields[row].line; }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "line 17"
    std::string path(std::size_t row) const override { return linePath(m_fields[row].line); }

    void clear() override;

private:
    struct Field
    {
        std::string_view series; // measurement and tags
        std::string_view key;
        std::uint32_t line = 0;
    };
    using Problem = std::optional<LineProblem>;

    void forget();
    tl::expected<void, Refusal> decodeLines();
    Problem decodeLine();
    Problem readSeries();
    Problem readField();
    Problem readValue(std::string_view key);
    Problem readNumber(double &value);
    bool readBoolean(double &value);
    bool skipText();
    Problem readTime(TimeMs &timeMs);
    void skipLine();
    void takeBack(std::size_t firstRow);
    std::string_view token() const;

    IngestLimits m_limits;
    std::vector<std::pair<std::string, std::string>> m_labels;
    WireHash m_space;
    std::uint64_t m_nanosecondsPerUnit = 0;
    TimeMs m_nowMs = 0;
    std::string m_copy;
    SampleBatch m_batch;
    std::vector<Field> m_fields; // beside the batch's columns
    LineRefusals m_refusals;
    std::size_t m_texts = 0; // fields that are no numbers
    std::size_t m_firstText = 0;
    // Of the line being read.
    const char *m_at = nullptr;
    const char *m_end = nullptr; // of the document: behind its last line feed
    std::string_view m_series;
    std::uint32_t m_line = 0;
};

} // namespace tinyobs
