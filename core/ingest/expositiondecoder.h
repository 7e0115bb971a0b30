#pragma once

// The Prometheus text format and OpenMetrics, straight into columns: one pass, nothing allocated
// per sample. A series' name and labels are hashed as they stand and parsed only when the store
// asks for them.
//
// `_created` samples of OpenMetrics are no series of their own: they say since when a counter, a
// histogram or a summary counts, and become its StartRow. In Prometheus text, which has no such
// meaning, they are gauges like any other.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/expositionfamily.h"
#include "core/ingest/expositionline.h"
#include "core/ingest/expositionpush.h"
#include "core/ingest/limits.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace tinyobs {

/// What a document must be beside well-formed.
enum class ExpositionUse : unsigned char {
    Samples, // any samples
    Push,    // the present state of a group: no times, no series twice, one type per metric
};

class ExpositionDecoder : public DocumentDecoder
{
public:
    explicit ExpositionDecoder(ExpositionDialect dialect,
                               ExpositionUse use = ExpositionUse::Samples,
                               const IngestLimits &limits = {});

    using Outcome = tl::expected<void, Refusal>;
    Outcome decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const MetadataView> metadata() const override { return m_metadata; }
    std::span<const Refusal> refusals() const override { return m_refusals; }
    /// The number of its line, from 1.
    std::size_t documentIndex(std::size_t row) const override { return m_rows[row].line; }
    std::string messageOf(const Refusal &refusal) const override;

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "line 17"
    std::string path(std::size_t row) const override;
    std::size_t rows() const { return m_rows.size(); }
    /// Name and labels as they stand in the document.
    std::string_view series(std::size_t row) const;

    void clear() override;

private:
    struct Row
    {
        const char *series;
        std::uint32_t seriesBytes;
        std::uint32_t line;
    };
    struct Start
    {
        std::size_t row;
        TimeMs timeMs;
    };

    void forget();
    Outcome decodeLines(const Document &document);
    Outcome decodeLine(std::string_view line);
    Outcome decodeSample(std::string_view line);
    Outcome decodeComment(const ExpositionComment &comment);
    Outcome takeType(const ExpositionComment &comment);
    Outcome checkEnd();
    bool isFull() const;
    std::size_t mostSamples() const;
    Outcome takeExemplar(std::string_view text, TimeMs sampleTimeMs);
    bool takeCreated(const ExpositionSample &sample);
    void insertStarts();
    MetadataView &metadataOf(std::string_view metric);
    std::string_view unescaped(std::string_view text);
    std::string_view storedName(std::string_view metric, MetricType type);

    const ExpositionDialect m_dialect;
    const ExpositionUse m_use;
    const WireHash m_plainSpace; // of documents that get no labels added
    const IngestLimits m_limits;

    // Of the document.
    const DocumentOptions *m_options = nullptr;
    WireHash m_space;
    TimeMs m_nowMs = 0;
    std::uint32_t m_line = 0;
    bool m_hasEnded = false;
    ExpositionFamily m_family;
    SampleBatch m_batch;
    std::vector<Row> m_rows;
    std::vector<Start> m_starts;
    std::vector<TypeLine> m_types; // of what is pushed
    std::vector<Refusal> m_refusals;
    std::vector<MetadataView> m_metadata;
    std::unordered_map<std::string_view, std::size_t> m_metadataOf; // index of a metric's entry
    std::deque<std::string> m_texts;                                // behind views of m_metadata
};

} // namespace tinyobs
