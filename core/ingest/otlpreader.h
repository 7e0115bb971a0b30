#pragma once

// One of OTLP's two forms as the rules see it: a reader walks over a document and tells OtlpRows
// what it finds, and reads attributes again when a label set has to be made of them. One thread.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/otlpattributes.h"
#include "core/ingest/otlppoint.h"

#include <tl/expected.hpp>

#include <memory>
#include <string_view>

namespace tinyobs {

class OtlpRows;

class OtlpReader
{
public:
    using Outcome = tl::expected<void, Refusal>;

    virtual ~OtlpReader() = default;
    /// The format's name, which keeps its hashes apart from others'.
    virtual std::string_view name() const = 0;
    /// An error refuses the whole document; its message is complete.
    virtual Outcome read(const Document &document, OtlpRows &rows) = 0;

    /// Of texts that read() handed over; a refusal reads on from the row's path.
    virtual Outcome readAttributes(const OtlpText &text, OtlpAttributes &attributes) = 0;
    virtual Outcome readScope(std::string_view text, OtlpScope &scope) = 0;
    /// Forgets the document.
    virtual void clear() = 0;
};

} // namespace tinyobs
