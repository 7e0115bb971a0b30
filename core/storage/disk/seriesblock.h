#pragma once

// Series definitions as the catalog stores them: some thousands in one block that has its own
// dictionary of label pairs, so that a block can be read, checked and rewritten alone.
//   u8      version, 1
//   varint  pairs
//   pair    x pairs:  varint size, name, varint size, value
//   varint  series
//   series  x series: varint number - number before (the first: its number), varint tenant,
//                     varint pairs, varint x pairs: indexes of its pairs, by name
//   u32     low half of XXH3-64 over everything before it
// Plain values and functions, usable in any thread.

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/model/seriesid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs {

struct SeriesDefinition
{
    std::uint32_t series = 0;
    TenantId tenant = 0;
    Labels labels;

    bool operator==(const SeriesDefinition &) const = default;
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
    std::vector<Entry> entries;   // ascending by series, each number once
    std::vector<std::uint32_t> pairIndexes;

    std::span<const std::uint32_t> pairsOf(const Entry &entry) const
    {
        return std::span(pairIndexes).subspan(entry.firstPair, entry.pairCount);
    }
    Labels labelsOf(const Entry &entry) const;
};

/// Ascending by series, each number once. Appends to `out`.
void encodeSeriesBlock(std::span<const SeriesDefinition> definitions,
                       std::vector<std::uint8_t> &out);
/// Corruption when the bytes are not a whole block; `out` is of no use then.
Result<void> decodeSeriesBlock(std::span<const std::uint8_t> bytes, SeriesBlock &out);

} // namespace tinyobs
