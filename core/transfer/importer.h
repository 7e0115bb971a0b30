#pragma once

// Reads a document of one of the transfer formats into a store, piece by piece as its bytes come,
// with memory that does not grow with it. What the store or a format's rules refuse is counted by
// its reason and the first ones are kept; the rest is stored. To import the same document again
// changes nothing: the last sample of a timestamp wins. Waits for the disk, and has the head
// written to data files where its memory is full. One object per document, one thread.

#include "core/base/result.h"
#include "core/model/refusal.h"
#include "core/transfer/transferformat.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class Store;

struct ImportReport
{
    static constexpr std::size_t MaxListed = 10;

    std::uint64_t bytes = 0;
    std::uint64_t records = 0; // lines, or rows of a table
    std::uint64_t appended = 0;
    std::array<std::uint64_t, RefusalReasonCount> refused{}; // samples, by reason
    std::vector<std::string> firstRefusals;                  // "line 17: ...", at most MaxListed

    std::uint64_t refusedInAll() const;
};

class Importer
{
public:
    /// The store and the format must outlive the importer.
    Importer(Store &store, const TransferFormat &format);
    ~Importer();

    /// An error ends the import: what stood before is stored, what follows cannot be read.
    Result<void> add(std::string_view bytes);
    /// After the last bytes: stores what is left, and says if the document is not whole. What the
    /// report counts as appended is on disk when it returns without an error.
    Result<void> finish();

    const ImportReport &report() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
