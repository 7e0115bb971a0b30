#pragma once

// A disk in memory for SQLite that can lose power, be full or fail. What was written is seen at
// once, but only what was synced survives losePower(): of the rest each sector survives or not by
// the seed, so writes are lost, torn and reordered. Files opened before are dead from then on:
// every call on them fails. Made for connections of one process that do not share files, so it has
// no locks and no shared memory. Safe from any thread.

#include <cstdint>
#include <memory>
#include <string>

namespace tinyobs::test {

class PowerLossVfs
{
public:
    explicit PowerLossVfs(std::uint64_t seed);
    ~PowerLossVfs();
    PowerLossVfs(const PowerLossVfs &) = delete;
    PowerLossVfs &operator=(const PowerLossVfs &) = delete;

    /// For Database::Options::vfs and the like; unique.
    const char *name() const;

    void losePower();
    /// Loses power in the middle of the call that comes after so many writes, truncations, syncs
    /// and removals.
    void losePowerAfter(std::uint64_t calls);
    /// After so many calls fail, until repair(): writes with SQLITE_FULL and SQLITE_IOERR_WRITE,
    /// of which a part is written; syncs with SQLITE_IOERR_FSYNC, which may forget what they had
    /// to sync, so that no later one does; everything with other codes.
    void failAfter(std::uint64_t calls, int code);
    /// From now on reads fail of files whose path has this part; of none when it is empty.
    void failReadsOf(const std::string &part);
    void repair();

    /// Makes real files of what is there: paths are those that SQLite was given. False when that
    /// cannot be done.
    bool writeFiles() const;

    class Disk;

private:
    std::unique_ptr<Disk> m_disk;
};

} // namespace tinyobs::test
