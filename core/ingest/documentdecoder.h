#pragma once

// What every wire format's decoder offers: a document's bytes to columns, and from a row back to
// its labels and its place in the document. One thread; reusable, and then its buffers stay warm.
// Views point into the document, which must live until clear() or the next decode.

#include "core/base/clock.h"
#include "core/model/metadata.h"
#include "core/model/refusal.h"
#include "core/model/samplebatch.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

/// What a request says beside its document.
struct DocumentOptions
{
    /// Added to every series, in place of labels of the same name in the document.
    std::vector<std::pair<std::string, std::string>> labels;
    /// What one of the document's time units is; 0: what the format says.
    std::uint64_t nanosecondsPerUnit = 0;
    /// Of samples without a time, in place of the clock's.
    std::optional<TimeMs> timeMs = {};
};

struct Document
{
    std::string_view bytes;
    /// Bytes that may be read from bytes.data() on. With Padding behind the document it is not
    /// copied.
    std::size_t readableBytes = 0;
    AppendMode mode = AppendMode::WholeBatch;
    TimeMs nowMs = 0; // of samples without a time
    const DocumentOptions &options;
};

class DocumentDecoder : public BatchSource
{
public:
    /// Bytes that should be readable behind a document, whatever they hold: saves some a copy.
    static constexpr std::size_t Padding = 64;

    /// Fills batch(). An error refuses the whole document; its message is complete.
    virtual tl::expected<void, Refusal> decode(const Document &document) = 0;

    virtual const SampleBatch &batch() const = 0;
    /// What the document says about metrics, whether it has samples of them or not.
    virtual std::span<const MetadataView> metadata() const { return {}; }
    /// What decode() left out, with complete messages and indexes in the document: bad rows in
    /// GoodRows mode, and in any mode what TinyObs does not keep.
    virtual std::span<const Refusal> refusals() const = 0;
    /// Where a row of the batch stands in the document's outer array.
    virtual std::size_t documentIndex(std::size_t row) const = 0;
    /// The complete message of a refused row.
    virtual std::string messageOf(const Refusal &refusal) const
    {
        return located(path(refusal.row), refusal);
    }

    /// Forgets the document, and gives back buffers that an unusually large one has left.
    virtual void clear() = 0;
};

} // namespace tinyobs
