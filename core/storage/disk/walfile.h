#pragma once

// How much of the -wal file of an open database is whole, found by reading it: SQLite knows, but
// has no way to tell without writing. Plain function, in the connection's thread.
// https://www.sqlite.org/fileformat2.html#walformat, all numbers big-endian:
//   header  32 bytes: u32 magic (lowest bit: sums over big-endian words) | u32 version
//           | u32 page size | u32 checkpoints | u32 salt[2] | u32 sum[2] of the 24 bytes before
//   frame   24 bytes and a page: u32 page | u32 pages of the database, 0 unless this ends a
//           transaction | u32 salt[2] as in the header | u32 sum[2] of all before

#include "core/base/result.h"

#include <cstdint>
#include <span>

struct sqlite3;
struct sqlite3_file;

namespace tinyobs {

struct WalExtent
{
    std::uint64_t frames = 0;     // up to the end of the last whole transaction
    std::uint64_t validBytes = 0; // of the header and those frames
    std::uint64_t fileBytes = 0;
    /// Behind a broken frame there is one that ended a transaction, which a write that merely never
    /// completed does not leave.
    bool isDamaged = false;
};

/// The -wal file of a connection in WAL mode; null before the first use of the database.
sqlite3_file *walFileOf(sqlite3 *handle);

/// Bytes from the beginning to the end of a number of frames; 0 for none.
std::uint64_t walBytes(std::uint64_t frames, int pageBytes);

Result<WalExtent> measureWal(sqlite3_file *file, int pageBytes);

/// Writes the header anew: all it says of a log that was never checkpointed is known, but for the
/// salts, and each frame has those. `wal` is the whole file.
void rebuildWalHeader(std::span<std::uint8_t> wal, int pageBytes);

} // namespace tinyobs
