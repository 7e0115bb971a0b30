#pragma once

// The seed's JSON, {"metrics":[{"name","value","timestamp","labels"}]}, straight into columns: one
// pass, nothing allocated per sample. A row's labels are hashed as they stand in the text and
// parsed only when the store asks for them, so wrong labels are found by labels(), not by decode().
// One thread; reusable, and then its buffers stay warm. Views point into the body, which must live
// until clear() or the next decode.

#include "core/ingest/limits.h"
#include "core/model/samplebatch.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs {

class JsonDecoder : public BatchSource
{
public:
    /// Bytes that must be readable behind a body; what they hold does not matter.
    static constexpr std::size_t Padding = 64;

    explicit JsonDecoder(const IngestLimits &limits = {});
    ~JsonDecoder() override;
    JsonDecoder(const JsonDecoder &) = delete;
    JsonDecoder &operator=(const JsonDecoder &) = delete;

    /// Fills batch(). Samples without a timestamp get nowMs. An error refuses the whole document;
    /// its message is complete ("metrics[17].value: ...") and its row the index in the document.
    /// In GoodRows mode a bad row is listed in refusals() instead, and left out of the batch.
    tl::expected<void, Refusal> decode(std::string_view paddedBody, AppendMode mode, TimeMs nowMs);
    /// The same for a body with nothing behind it, at the price of a copy.
    tl::expected<void, Refusal> decodeUnpadded(std::string_view body, AppendMode mode,
                                               TimeMs nowMs);

    const SampleBatch &batch() const;
    /// The rows that decode() left out, with complete messages and indexes in the document.
    std::span<const Refusal> refusals() const;
    /// Where a row of the batch stands in the document's array.
    std::size_t documentIndex(std::size_t row) const;

    /// A refusal's message begins with its field (".labels: ..."), for located().
    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    std::string path(std::size_t row) const override;

    /// Forgets the document, and gives back buffers that an unusually large one has left.
    void clear();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
