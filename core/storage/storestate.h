#pragma once

// What a Store is made of, and the steps that are more than a few lines: recovery.cpp, flush.cpp,
// upkeep.cpp. Two locks: `upkeep` for those who change what is on disk, one at a time and for as
// long as it takes; `mutex` for everything in memory, for moments. Who needs both takes upkeep
// first.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/committer.h"
#include "core/storage/disk/datafiles.h"
#include "core/storage/head.h"
#include "core/storage/memorybudget.h"
#include "core/storage/snapshotdata.h"
#include "core/storage/store.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {

class StoreState
{
public:
    StoreState(const StoreOptions &given, const Clock &givenClock);
    ~StoreState();

    /// The matching series, ascending. The lock is held on return, and was released in between
    /// only while values were tested.
    SeriesSet select(std::unique_lock<std::mutex> &lock, std::span<const Matcher> matchers);
    std::uint64_t pin() { return head.reclaimer.pin(); }
    void unpin(std::uint64_t epoch);
    bool hasFolder() const { return !folder.empty(); }
    /// Why no samples can be taken now; empty when they can. Under the lock.
    std::string problem() const;

    // recovery.cpp
    Result<OpenReport> open(const std::string &path);
    Result<void> loadMetadata(OpenReport &report);
    Result<void> replayJournals(OpenReport &report);
    void dropUnfinished(Epoch epoch);
    // These three are the committer's.
    /// After a commit that failed: the head goes back to what the journals hold. While they cannot
    /// be read nothing is taken, and nothing is written to data files.
    void rollBack(const Error &refusal);
    /// When commits would succeed again. False while the head holds what was refused.
    bool takeUp();
    Result<void> readBack();

    void adoptGenerations(std::vector<std::shared_ptr<Generation>> generations,
                          const std::vector<std::pair<std::string, std::string>> &pairs);

    // flush.cpp, under `upkeep`
    bool wantsFreeze();
    /// Starts a new epoch; the last one's samples wait to be flushed.
    Result<void> freeze();
    /// Writes the frozen generations to data files, oldest first.
    Result<void> flushFrozen();
    void noteNewest(const Generation &generation);

    // upkeep.cpp, under `upkeep`
    Result<void> mergeFiles();
    Result<void> dropDoneTombstones();
    Result<void> writeMetadata();
    void expireFiles();
    void sweepSeries();
    /// Puts files in and out, in step with what the series know of them. `inStep` runs under the
    /// mutex, too.
    Result<void> replaceFiles(const DataFileList &added, const DataFileList &removed,
                              const std::function<void()> &inStep = {});
    /// What open() found: tells the series what they have in files.
    Result<void> noteFiles();

    const StoreOptions options;
    const Clock &clock;
    const MemoryBudget memory;
    std::string folder;                   // set by open()
    std::atomic<TimeMs> keepRawMs;        // of the retention, for appends
    std::unique_ptr<Committer> committer; // set by open()
    DataFiles files;                      // thread-safe; replaced under the mutex
    MetadataTable metadata;               // thread-safe

    std::mutex upkeep;                  // guards what stands here
    std::optional<CatalogFile> catalog; // set by open()
    std::vector<FileName> unmergeable;  // sources of merges that met damage

    mutable std::mutex mutex; // guards everything below
    Head head;
    RetentionLimits retention;
    std::shared_ptr<const TombstoneList> tombstones = std::make_shared<TombstoneList>();
    std::map<Epoch, std::shared_ptr<Journal>> journals; // of the generations in the head
    std::string failing;                                // why commits fail, empty: they do not
    bool holdsRefused = false;                          // samples of commits that failed
    TimeMs epochStartMs = 0;                            // when the current epoch began
    bool seriesMayBeDead = false;                       // files went since the last sweep
    bool keepsAllSeries = false; // a damaged file may hold any of them; set by open()
    StoreStats counts;           // those that only grow
    std::condition_variable workDue;
    bool isWorkDue = false;
};

/// Samples of a series in files within [fromMs, toMs], put into `out` (cleared first) without what
/// tombstones delete; later files win. Corruption when a part is damaged, `out` holds the others.
Result<void> readFiles(const DataFileList &files, const TombstoneList &tombstones,
                       std::uint32_t series, TimeMs fromMs, TimeMs toMs, SampleColumns &out);

} // namespace tinyobs
