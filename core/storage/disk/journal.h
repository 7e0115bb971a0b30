#pragma once

// The log of one head epoch: records in the order in which they were written, each whole or not
// there (logrecord.h has the bytes). Room for records is written before it is needed, so that a
// commit is one write and one sync that change no metadata of the file system.
// One thread at a time uses it. The contents of a record are journalrecord.h's; one that begins
// with a zero byte says nothing (the committer writes such to see whether it can) and is not read.

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/storage/disk/filename.h"
#include "core/storage/disk/vfsfile.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tinyobs {

enum class Sync {
    Full,     // on the device when write() returns
    WriteOut, // given to the system; survives a kill, not a loss of power
};

class Journal
{
public:
    /// Makes a journal, or opens one to go on writing behind its last whole record. Opening one
    /// that is there writes nothing.
    static Result<std::unique_ptr<Journal>> open(const std::string &folder, Epoch epoch,
                                                 const char *vfs = nullptr);
    ~Journal() = default;

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
    const std::string &path() const { return m_file.path(); }
    /// Of the file up to the last record; 0 while there is none.
    std::uint64_t bytes() const { return m_bytes; }

    /// Deletes a journal. It must not be open.
    static Result<void> remove(const std::string &folder, Epoch epoch);

private:
    Journal(VfsFile file, Epoch epoch);
    Result<void> make(const std::string &folder);
    Result<void> measure(std::uint64_t fileBytes);
    Result<void> append(Bytes record);
    Result<void> repairEnd();
    Result<void> rewriteUnsynced();
    void reserve(std::uint64_t end);

    VfsFile m_file;
    Epoch m_epoch = 0;
    // Of whole records, with what is before them; others look at it meanwhile.
    std::atomic<std::uint64_t> m_bytes = 0;
    std::uint64_t m_end = 0;         // of the records: where the next one goes
    std::uint64_t m_reservedEnd = 0; // zeros from there to here
    std::uint64_t m_syncedEnd = 0;   // on the device
    std::uint64_t m_tornBytes = 0;
    bool m_isDamaged = false;
    bool m_needsRepair = false; // before the next write
    std::vector<std::uint8_t> m_buffer;
};

} // namespace tinyobs
