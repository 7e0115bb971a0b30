#pragma once

// The parts of verify.h: one kind of file each. They read and never write; what has a journal of
// its own beside it is read from a copy. An error is what keeps the check from going on (a file of
// a newer release, an unreadable disk); damage is part of the report. One thread at a time.

#include "core/base/clock.h"
#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/verify.h"

#include <QTemporaryDir>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

/// Counts bytes and tells the caller, who may end the work.
class ProgressCounter
{
public:
    ProgressCounter(FolderProgress progress, std::uint64_t all)
        : m_progress(std::move(progress))
        , m_all(all)
    {
    }
    /// Unavailable when the work is to end.
    Result<void> add(std::uint64_t bytes);

private:
    FolderProgress m_progress;
    std::uint64_t m_done = 0;
    std::uint64_t m_all = 0;
};

/// A folder of its own with copies of a database and of what SQLite keeps beside it; gone with the
/// object.
class PrivateCopy
{
public:
    /// Files that are not there are left out.
    static Result<PrivateCopy> make(const std::string &folder, const std::string &name);
    std::string folder() const { return m_folder->path().toStdString(); }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

/// A row of a data file's chunk table, verified.
struct ChunkContents
{
    std::uint32_t samples = 0; // rows of a rollup
    TimeMs firstMs = 0;
    TimeMs lastMs = 0;
};
/// Corruption unless the data can be decoded, its times ascend and the statistics (empty: none)
/// are those of the data.
Result<ChunkContents> verifyChunk(Tier tier, Bytes statistics, Bytes data);

/// Lines of SQLite's own check that are not "ok", some at most.
std::vector<std::string> structureDamage(Database &database);
/// The message without the path of the file.
std::string reasonOf(const Error &error, const std::string &path);
/// Errors that say something about the file and not about the check.
bool isDamage(const Error &error);

/// What the checks of all files learn of the series.
struct SeriesSeen
{
    SeriesSet defined; // in the catalog
    SeriesSet used;    // in data files
};

Result<FolderReport::File> checkDataFile(const std::string &folder, const FileName &name,
                                         SeriesSeen &seen, ProgressCounter &progress);
Result<FolderReport::File> checkJournal(const std::string &folder, Epoch epoch);

struct JournalContents
{
    SeriesSet series;
    std::uint64_t records = 0;
    std::uint64_t samples = 0;
    std::uint64_t tornBytes = 0;
    bool isDamaged = false; // the torn bytes are no write that never completed
    std::string damage;     // what ended the reading, empty: nothing
};
/// Reads a journal that may be changed: a private copy. `take` gets every record that can be read.
Result<JournalContents> readJournal(const std::string &folder, Epoch epoch,
                                    const std::function<Result<void>(Bytes)> &take = {});
Result<FolderReport::File> checkCatalog(const std::string &folder, SeriesSeen &seen);

} // namespace tinyobs
