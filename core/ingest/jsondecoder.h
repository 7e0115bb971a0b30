#pragma once

// The seed's JSON, {"metrics":[{"name","value","timestamp","labels"}]}, straight into columns: one
// pass, nothing allocated per sample. An array of samples and a single one are taken too, and lines
// of which each holds any of the three: a body is read as lines when it is no document as a whole,
// so that the common shape pays nothing for them. A row's labels are hashed as they stand in the
// text and parsed only when the store asks for them, so wrong labels are found by labels(), not by
// decode(). One thread; reusable, and then its buffers stay warm. Views point into the body, which
// must live until clear() or the next decode.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/limits.h"

#include <memory>

namespace tinyobs {

class JsonDecoder : public DocumentDecoder
{
public:
    explicit JsonDecoder(const IngestLimits &limits = {});
    ~JsonDecoder() override;
    JsonDecoder(const JsonDecoder &) = delete;
    JsonDecoder &operator=(const JsonDecoder &) = delete;

    /// A body with Padding readable bytes behind it. A refusal's row is the index in the document,
    /// its message complete ("metrics[17].value: ...", "[17].value: ...", "line 17.value: ..."). In
    /// GoodRows mode a bad row is listed in refusals() instead, and left out of the batch.
    tl::expected<void, Refusal> decode(std::string_view paddedBody, AppendMode mode, TimeMs nowMs);
    /// The same for a body with nothing behind it, at the price of a copy.
    tl::expected<void, Refusal> decodeUnpadded(std::string_view body, AppendMode mode,
                                               TimeMs nowMs);
    tl::expected<void, Refusal> decode(const Document &document) override;

    const SampleBatch &batch() const override;
    std::span<const Refusal> refusals() const override;
    std::size_t documentIndex(std::size_t row) const override;

    /// A refusal's message begins with its field (".labels: ..."), for located().
    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    std::string path(std::size_t row) const override;

    void clear() override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
