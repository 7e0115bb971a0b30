#pragma once

// Finds the rows in a damaged SQLite file without its b-trees: tries every byte of every page as
// the beginning of a row. What is found must prove itself (our rows carry checksums); a row may be
// found more than once. https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1.
// Plain values and functions, usable in any thread.

#include "core/storage/disk/database.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tinyobs {

struct ScannedValue
{
    enum class Kind { Null, Integer, Text, Blob };
    Kind kind = Kind::Null;
    std::int64_t integer = 0;
    Bytes bytes; // of text and blobs
};

/// The views live until the visit ends.
struct ScannedRow
{
    std::int64_t id = 0;
    std::size_t offset = 0; // in the file
    std::span<const ScannedValue> values;
};

/// Visits everything that looks like a row of so many columns of a table with row ids. `file` may
/// be cut anywhere.
void scanRows(Bytes file, std::size_t pageBytes, std::size_t columns,
              const std::function<void(const ScannedRow &)> &visit);

/// Reads again what scanRows() found at this offset; false when it is not there.
bool readRowAt(Bytes file, std::size_t pageBytes, std::size_t columns, std::size_t offset,
               const std::function<void(const ScannedRow &)> &visit);

/// Page sizes to try: what the header says first, all others when that was damaged.
std::vector<std::size_t> likelyPageBytes(Bytes file);

} // namespace tinyobs
