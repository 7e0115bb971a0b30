#pragma once

// The meta table of a data file: its bounds as integers, and columns with one number per series.
// A column is u32 count | integer column (core/encoding/intcolumn.h) | u32 XXH3 of all before;
// the integers are verified by a checksum over all of them. Plain values, usable in any thread.

#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"
#include "core/storage/seriesset.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tinyobs {

struct DataFileMeta
{
    std::int64_t tier = 0;
    std::int64_t firstDay = 0;
    std::int64_t lastDay = 0;
    std::int64_t firstEpoch = 0;
    std::int64_t lastEpoch = 0;
    TimeMs minMs = 0;
    TimeMs maxMs = 0;
    std::int64_t samples = 0;
    std::int64_t chunks = 0;
    std::int64_t tombstones = 0;
    std::int64_t closed = 0; // 1: rollups have been made of all samples in it

    /// Whether it can stand in a file of this name: same period and epochs, times within.
    bool fits(const FileName &name) const;
};

inline constexpr std::string_view SeriesKey = "series";
inline constexpr std::string_view SeriesSamplesKey = "series_samples";
inline constexpr std::string_view SeriesNewestKey = "series_newest";

Result<void> writeMeta(Database &database, const DataFileMeta &meta);
/// Corruption when a number is missing or the checksum does not match.
Result<DataFileMeta> readMeta(Database &database);

Result<void> writeMetaColumn(Database &database, std::string_view key,
                             std::span<const std::int64_t> numbers);
/// Corruption when it is damaged or has more than `most` numbers.
Result<std::vector<std::int64_t>> readMetaColumn(Database &database, std::string_view key,
                                                 std::size_t most);

/// The bytes of a column, appended to `out`.
void encodeMetaColumn(std::span<const std::int64_t> numbers, std::vector<std::uint8_t> &out);
Result<std::vector<std::int64_t>> decodeMetaColumn(Bytes bytes, std::size_t most);
/// Series numbers as a set: Corruption unless they ascend and have 32 bits.
Result<SeriesSet> toSeriesSet(std::span<const std::int64_t> numbers);

} // namespace tinyobs
