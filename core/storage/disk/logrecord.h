#pragma once

// The bytes of a journal, and the reading of them: records behind each other, each with checksums
// that also hold its place, so that what was left of another write is no record. Little-endian.
//   header  16 bytes: "TinyObsJ" | u32 version (1) | u32 epoch
//   record  u32 size | u32 checksum of size and checksum | u64 checksum of the bytes
//           | bytes | zeros up to a multiple of 8
//   then zeros: room that is there before it is needed, so that a commit changes no metadata
// Checksums are XXH3-64 (the first one its low half), seeded with the epoch and the offset of the
// record in the file.

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/storage/disk/filename.h"
#include "core/storage/disk/vfsfile.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs {

inline constexpr std::size_t LogHeaderBytes = 16;

std::array<std::uint8_t, LogHeaderBytes> logHeader(Epoch epoch);
/// Corruption when it is none of this epoch, Unavailable when a newer release wrote it.
Result<void> checkLogHeader(Bytes header, Epoch epoch);

/// What stands before the bytes of a record at that offset.
using LogRecordHead = std::array<std::uint8_t, 16>;
LogRecordHead logRecordHead(Epoch epoch, std::uint64_t offset, Bytes bytes);
/// Of a whole record with so many bytes.
std::uint64_t logRecordBytes(std::uint64_t bytes);

/// Replaces `out` by the record's bytes at that offset.
void makeLogRecord(Epoch epoch, std::uint64_t offset, Bytes bytes, std::vector<std::uint8_t> &out);

/// Reads a file from a record on. One thread.
class LogScanner
{
public:
    LogScanner(const VfsFile &file, Epoch epoch, std::uint64_t begin, std::uint64_t end);

    /// False where no whole record follows. The bytes are there until the next call.
    Result<bool> next(Bytes &record);
    /// Behind the last record that next() gave.
    std::uint64_t offset() const { return m_offset; }

    struct Rest
    {
        std::uint64_t usedBytes = 0; // from offset() to the last eight that are not all zero
        bool hasRecord = false;      // a whole one: what is before it has not merely been cut off
    };
    /// What is behind offset(), when next() has said that it is no record.
    Result<Rest> rest();

private:
    Result<Bytes> view(std::uint64_t offset, std::uint64_t bytes);
    Result<bool> isRecord(std::uint64_t offset, Bytes &record);

    const VfsFile &m_file;
    const Epoch m_epoch;
    std::uint64_t m_offset;
    const std::uint64_t m_end;
    std::uint64_t m_windowBegin = 0;
    std::vector<std::uint8_t> m_window;
};

} // namespace tinyobs
