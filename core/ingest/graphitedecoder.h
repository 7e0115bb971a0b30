#pragma once

// Graphite's plaintext protocol straight into columns: one line per sample, nothing allocated per
// line. A path is hashed as it stands in the text and made into labels only when the store asks.
// One thread; reusable, and then its buffers stay warm.
//
//   path value [timestamp]         fields parted by spaces or tabs, lines by \n or \r\n
//   path;tag=value;tag2=value2 value [timestamp]
//
// The timestamp is in Unix seconds, also with a fraction; -1 and none mean now. The path's name and
// the tags' names are cleaned (linetext.h): web-01.cpu.load -> web_01_cpu_load. NaN is left out.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/limits.h"
#include "core/ingest/linetext.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tinyobs {

class GraphiteDecoder : public DocumentDecoder
{
public:
    explicit GraphiteDecoder(const IngestLimits &limits = {});

    /// The document's options must live as long as its bytes.
    tl::expected<void, Refusal> decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const Refusal> refusals() const override { return m_refusals.all(); }
    std::size_t documentIndex(std::size_t row) const override { return m_rows[row].line; }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "line 17"
    std::string path(std::size_t row) const override;

    void clear() override;

private:
    struct RowText
    {
        std::string_view path;
        std::uint32_t line = 0;
    };

    void forget();
    std::optional<LineProblem> decodeLine(std::string_view line, std::size_t index, TimeMs nowMs);

    IngestLimits m_limits;
    const DocumentOptions *m_options = nullptr;
    WireHash m_space;
    SampleBatch m_batch;
    std::vector<RowText> m_rows; // beside the batch's columns
    LineRefusals m_refusals;
};

} // namespace tinyobs
