#pragma once

// How the rows of the catalog prove that they are whole; the tables stand in catalogfile.h.
// Plain functions, usable in any thread.

#include "core/storage/disk/catalogfile.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tinyobs {

struct TombstoneRow
{
    std::int64_t id = 0;
    std::int64_t fromMs = 0;
    std::int64_t toMs = 0;
    std::int64_t lastEpoch = 0;
    Bytes series;
};

/// The series column of a tombstone.
std::vector<std::uint8_t> sealTombstone(const Tombstone &tombstone);
/// nullopt when the row is damaged.
std::optional<Tombstone> openTombstone(const TombstoneRow &row);

std::int64_t settingChecksum(std::string_view key, std::string_view value);

struct MetadataRow
{
    std::string_view metric;
    std::string_view type;
    std::string_view unit;
    std::string_view help;
    std::int64_t checksum = 0;
};

/// Its texts are those of the metadata.
MetadataRow sealMetadata(const MetricMetadata &metadata);
/// nullopt when the row is damaged.
std::optional<MetricMetadata> openMetadata(const MetadataRow &row);

} // namespace tinyobs
