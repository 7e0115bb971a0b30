#pragma once

// The log of one head epoch: records in the order in which they were written, one transaction each.
// A SQLite database in WAL mode that is never checkpointed, so that its -wal file is an
// append-only, checksummed log whose torn tail is found and cut by SQLite.
//   record(id INTEGER PRIMARY KEY, data BLOB)
// One thread at a time writes. The contents of a record are journalrecord.h's.

#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tinyobs {

enum class Sync {
    Full,     // on the device when write() returns
    WriteOut, // given to the system; survives a kill, not a loss of power
};

class Journal
{
public:
    /// Makes a journal, or opens one to go on writing behind its last whole record.
    static Result<std::unique_ptr<Journal>> open(const std::string &folder, Epoch epoch,
                                                 const char *vfs = nullptr);
    ~Journal();

    /// Appends a record. An error leaves the journal as it was before, ready for the next try.
    Result<void> write(Bytes record, Sync sync);

    struct ReadReport
    {
        std::uint64_t records = 0;
        std::uint64_t tornBytes = 0; // at the end, of a write that never completed
    };
    /// Gives every committed record to `take`, in order; an error of `take` ends the reading.
    /// May be called between writes, by the writing thread.
    Result<ReadReport> read(const std::function<Result<void>(Bytes record)> &take);

    Epoch epoch() const { return m_epoch; }
    /// On the device, roughly: what was written since open() and what was there.
    std::uint64_t bytes() const { return m_bytes; }

    /// Deletes a journal's files. It must not be open.
    static Result<void> remove(const std::string &folder, Epoch epoch);

private:
    Journal(Database database, Epoch epoch);

    Database m_database;
    Statement m_insert;
    Epoch m_epoch = 0;
    Sync m_sync = Sync::Full;
    std::uint64_t m_bytes = 0;
};

} // namespace tinyobs
