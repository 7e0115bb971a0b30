#pragma once

// The log of one head epoch: records in the order in which they were written, one transaction each.
// A SQLite database in WAL mode that is never checkpointed, so that its -wal file is an
// append-only, checksummed log whose torn tail is found and cut by SQLite.
//   record(id INTEGER PRIMARY KEY, data BLOB)
// One thread at a time uses it. The contents of a record are journalrecord.h's; one that begins
// with a zero byte says nothing (the committer writes such to see whether it can) and is not read.

#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"

#include <atomic>
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
    /// A commit writes each page it touches whole. Measured against 4 KB: a commit of 100 B brings
    /// 5.4 KB to the device instead of 8.4; one of 200 KB costs 0.46 ms of CPU instead of 0.23.
    static constexpr int PageBytes = 1024;

    /// Makes a journal, or opens one to go on writing behind its last whole record. Opening one
    /// that is there writes nothing.
    static Result<std::unique_ptr<Journal>> open(const std::string &folder, Epoch epoch,
                                                 const char *vfs = nullptr);
    ~Journal();

    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    /// Appends a record. An error leaves the journal as it was before, ready for the next try.
    Result<void> write(Bytes record, Sync sync);
    /// Brings what was written with Sync::WriteOut to the device.
    Result<void> sync();

    struct ReadReport
    {
        std::uint64_t records = 0;
        std::uint64_t tornBytes = 0; // at the end when it was opened: writes that never completed
        bool isDamaged = false;      // they did complete: whole records follow broken bytes
    };
    /// Gives every committed record to `take`, in order; an error of `take` ends the reading.
    /// May be called between writes.
    Result<ReadReport> read(const std::function<Result<void>(Bytes record)> &take);

    Epoch epoch() const { return m_epoch; }
    const std::string &path() const { return m_database.path(); }
    /// Of the -wal file up to the last record.
    std::uint64_t bytes() const { return m_bytes; }

    /// Deletes a journal's files. It must not be open.
    static Result<void> remove(const std::string &folder, Epoch epoch);

private:
    Journal(Database database, Epoch epoch);
    Result<void> prepare(const std::string &folder);
    Result<void> keepLog();
    Result<void> measure();
    Result<void> setSync(Sync sync);
    Result<void> repairEnd();
    Result<void> rewriteUnsynced();
    Error failureOf(int code) const;

    Database m_database;
    Statement m_insert;
    Epoch m_epoch = 0;
    Sync m_sync = Sync::Full; // of the connection
    // Of whole records, with what is before them; others look at it meanwhile.
    std::atomic<std::uint64_t> m_bytes = 0;
    std::uint64_t m_syncedBytes = 0; // of them, on the device
    std::uint64_t m_tornBytes = 0;
    bool m_isDamaged = false;
    bool m_needsRepair = false; // before the next write
};

} // namespace tinyobs
