#pragma once

// What every wire format's decoder offers: a document's bytes to columns, and from a row back to
// its labels and its place in the document. One thread; reusable, and then its buffers stay warm.
// Views point into the document, which must live until clear() or the next decode.

#include "core/base/clock.h"
#include "core/model/refusal.h"
#include "core/model/samplebatch.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs {

class DocumentDecoder : public BatchSource
{
public:
    /// Bytes that should be readable behind a document, whatever they hold: saves some a copy.
    static constexpr std::size_t Padding = 64;

    /// Fills batch(). Samples without a timestamp get nowMs. An error refuses the whole document;
    /// its message is complete. From body.data() on readableBytes may be read.
    virtual tl::expected<void, Refusal> decode(std::string_view body, std::size_t readableBytes,
                                               AppendMode mode, TimeMs nowMs) = 0;

    virtual const SampleBatch &batch() const = 0;
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
