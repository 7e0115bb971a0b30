#pragma once

// VictoriaMetrics' JSON lines (seriesline.h), as its /api/v1/export writes them and /api/v1/import
// takes them, straight into columns. A line's metric object is hashed as it stands and parsed only
// when the store asks for it. One thread; reusable, and then its buffers stay warm. Views point
// into the document, which must live until clear() or the next decode.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/jsonlabels.h"
#include "core/ingest/limits.h"
#include "core/ingest/linetext.h"
#include "core/ingest/seriesline.h"

namespace tinyobs {

class VmImportDecoder : public DocumentDecoder
{
public:
    explicit VmImportDecoder(const IngestLimits &limits = {});

    /// In GoodRows mode a bad line is left out, else it refuses the document.
    tl::expected<void, Refusal> decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const Refusal> refusals() const override { return m_refusals.all(); }
    /// The line, from 0.
    std::size_t documentIndex(std::size_t row) const override;
    std::string messageOf(const Refusal &refusal) const override;

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "line 17"
    std::string path(std::size_t row) const override;

    void clear() override;

private:
    struct Line
    {
        std::string_view metric;
        std::size_t index = 0; // in the document
        std::size_t firstRow = 0;
    };
    using Outcome = tl::expected<void, Refusal>;

    void forget();
    const Line &lineOf(std::size_t row) const;
    Outcome decodeLines(std::string_view lines, AppendMode mode);
    Outcome decodeLine(std::string_view line);

    IngestLimits m_limits;
    SeriesLineReader m_reader;
    mutable JsonLabelParser m_labelParser;
    std::string m_copy;
    SampleBatch m_batch;
    std::vector<Line> m_lines; // those with samples
    LineRefusals m_refusals;
    std::vector<std::pair<std::string, std::string>> m_addedLabels;
    WireHash m_space;
    std::size_t m_lineCount = 0;
};

} // namespace tinyobs
