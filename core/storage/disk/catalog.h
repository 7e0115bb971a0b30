#pragma once

// catalog.db: what has to be known before any data file can be read. Series definitions in blocks
// of some thousands, each with its own dictionary of label pairs, so that a block can be read,
// checked and rewritten alone; tombstones; settings changed while running; the newest flushed
// epoch.
//   series_block(id INTEGER PRIMARY KEY, data BLOB)       later blocks win over earlier ones
//   tombstone(id INTEGER PRIMARY KEY, from_ms, to_ms, last_epoch, series BLOB)
//   setting(key TEXT PRIMARY KEY, value)                  flushed_epoch among them
// Rollback journal, synchronous=FULL, locked exclusively. One thread at a time (the housekeeper,
// and before it the one that opens the store).
//
// Series block: u8 version | varint pairs | pairs x { varint size, name | varint size, value }
//   | varint series | series x { varint number - number before | varint tenant | varint pairs
//   | pairs x varint index into the block's pairs } | u32 XXH3 of all before

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/model/seriesid.h"
#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"
#include "core/storage/seriesset.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct SeriesDefinition
{
    std::uint32_t series = 0;
    TenantId tenant = 0;
    Labels labels;
};

/// A decoded block; its views point into the bytes it was decoded from.
struct SeriesBlock
{
    struct Entry
    {
        std::uint32_t series = 0;
        TenantId tenant = 0;
        std::uint32_t firstPair = 0; // index into pairIndexes
        std::uint32_t pairCount = 0;
    };
    std::vector<LabelView> pairs; // the dictionary
    std::vector<Entry> entries;   // ascending by series
    std::vector<std::uint32_t> pairIndexes;

    std::span<const std::uint32_t> pairsOf(const Entry &entry) const
    {
        return std::span(pairIndexes).subspan(entry.firstPair, entry.pairCount);
    }
};

/// Ascending by series. Appends to `out`.
void encodeSeriesBlock(std::span<const SeriesDefinition> definitions,
                       std::vector<std::uint8_t> &out);
Result<void> decodeSeriesBlock(Bytes bytes, SeriesBlock &out);

/// Samples of these series between the two times, in files whose last epoch is not after
/// lastEpoch, were deleted by the user.
struct Tombstone
{
    std::uint64_t id = 0; // ascending, given by the catalog
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    Epoch lastEpoch = 0;
    SeriesSet series;
};

class Catalog
{
public:
    static constexpr std::size_t SeriesPerBlock = 4096;

    static Result<Catalog> open(const std::string &folder, const char *vfs = nullptr);

    /// All blocks, oldest first.
    Result<void> visitSeries(const std::function<Result<void>(const SeriesBlock &)> &visit);
    /// In one transaction: blocks for these definitions, and the epoch they were flushed with.
    Result<void> addSeries(std::span<const SeriesDefinition> definitions);
    /// Drops definitions of series that are not in `alive`: rewrites blocks that are less than
    /// half alive, deletes those that are dead. Returns how many blocks were touched.
    Result<std::size_t> sweepSeries(const SeriesSet &alive);

    Result<Epoch> flushedEpoch();
    Result<void> setFlushedEpoch(Epoch epoch);

    Result<std::vector<Tombstone>> tombstones();
    /// Gives the tombstone its id.
    Result<Tombstone> addTombstone(Tombstone tombstone);
    Result<void> removeTombstone(std::uint64_t id);

    Result<std::optional<std::string>> setting(std::string_view key);
    Result<void> setSetting(std::string_view key, std::string_view value);

    /// A consistent copy while the catalog stays open.
    Result<void> copyTo(const std::string &path);

private:
    explicit Catalog(Database database)
        : m_database(std::move(database))
    {
    }
    Database m_database;
};

} // namespace tinyobs
