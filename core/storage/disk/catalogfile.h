#pragma once

// catalog.db: what has to be known before any data file can be read. Series definitions in blocks
// (seriesblock.h), tombstones, settings changed while running, the newest flushed epoch.
//   series_block(id INTEGER PRIMARY KEY, data BLOB)       later blocks win over earlier ones
//   tombstone(id INTEGER PRIMARY KEY, from_ms, to_ms, last_epoch, series BLOB)
//       ids are never given twice; series: portable roaring bitmap | u32 checksum
//   setting(key TEXT PRIMARY KEY, value TEXT, checksum)   flushed_epoch among them
//   metadata(metric TEXT PRIMARY KEY, type TEXT, unit TEXT, help TEXT, checksum)
//       type in the words of OpenMetrics; programs before this table leave it alone
// Checksums are the low half of XXH3-64: of a setting over key, a zero byte and value; of metadata
// likewise over its four texts; of a tombstone over i64 from_ms, i64 to_ms, u32 last_epoch and the
// bitmap.
// Rollback journal, synchronous=FULL, locked exclusively; what is deleted is overwritten, so that
// it cannot come back with a repair. One thread at a time (the housekeeper, and before it the one
// that opens the store).

#include "core/base/result.h"
#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"
#include "core/storage/disk/seriesblock.h"
#include "core/storage/metadatatable.h"
#include "core/storage/seriesset.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

inline constexpr std::string_view CatalogName = "catalog.db";

/// Samples of these series between the two times (both included), in files whose last epoch is not
/// after lastEpoch, were deleted by the user.
struct Tombstone
{
    std::uint64_t id = 0; // ascending, given by the catalog
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    Epoch lastEpoch = 0;
    SeriesSet series;
};

class CatalogFile
{
public:
    static constexpr std::size_t SeriesPerBlock = 4096;

    /// Opens the folder's catalog; makes it where there is none.
    static Result<CatalogFile> open(const std::string &folder, const char *vfs = nullptr);

    /// Visits all blocks, oldest first, and returns what is damaged, one line each: damaged blocks
    /// are not visited. An error of `visit`, or damage of the whole table, ends the visits.
    Result<std::vector<std::string>>
    visitSeries(const std::function<Result<void>(const SeriesBlock &)> &visit);
    /// Adds blocks for these definitions, ascending by series, in one transaction.
    Result<void> addSeries(std::span<const SeriesDefinition> definitions);
    /// Drops definitions of series that are not in `alive`: rewrites blocks that are less than
    /// half alive, deletes those that are dead, leaves damaged ones alone. Returns how many blocks
    /// were touched.
    Result<std::size_t> sweepSeries(const SeriesSet &alive);

    /// The newest epoch whose samples are all in data files; 0 before the first flush.
    Result<Epoch> flushedEpoch();
    Result<void> setFlushedEpoch(Epoch epoch);

    /// In order of their ids. Corruption when one is damaged: what a user deleted must not come
    /// back unnoticed.
    Result<std::vector<Tombstone>> tombstones();
    /// Gives the tombstone its id.
    Result<Tombstone> addTombstone(Tombstone tombstone);
    /// Puts one back that has its id; new ones get later ids.
    Result<void> restoreTombstone(const Tombstone &tombstone);
    Result<void> removeTombstone(std::uint64_t id);

    /// nullopt when it was never set.
    Result<std::optional<std::string>> setting(std::string_view key);
    Result<void> setSetting(std::string_view key, std::string_view value);
    /// All of them, by key; Corruption when one is damaged.
    Result<std::vector<std::pair<std::string, std::string>>> settings();

    /// Visits what is known of metrics and returns how many rows are damaged: those are passed
    /// over.
    Result<std::size_t> visitMetadata(const std::function<void(const MetricMetadata &)> &visit);
    /// Puts it in place of what was there, in one transaction.
    Result<void> setMetadata(std::span<const MetricMetadata> metadata);

    /// Writes a consistent copy while the catalog stays open; `path` must not exist. On the device
    /// when it returns.
    Result<void> copyTo(const std::string &path);

private:
    explicit CatalogFile(Database database)
        : m_database(std::move(database))
    {
    }
    Result<std::vector<std::int64_t>> blockIds();

    Database m_database;
};

} // namespace tinyobs
