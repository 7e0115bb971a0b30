#pragma once

// What a wide query needs of a chunk without decoding it. As bytes:
//   u8      version 1 in the high half, decimal exponent in the low half, 15: none
//   varint  samples, at least 1
//   signed  first time
//   varint  last time - first time
//   u8 x 3  codes of first and last, min and max, sum and increase, the first of each pair low
//   ...     fields in this order: code 0 - 7: mantissa - expected mantissa, zigzag of so many
//   bytes;
//           8: the bits, 8 bytes; 9: the expected bits, no field;
//           10 - 15: i8 correction of the ordered bits (valuecolumn.h), then zigzag of 0 - 5 bytes
//           as above, for sums and increases that rounding errors keep from being decimals
//   u32     checksum (checksum.h)
// Expected are: last = first, min and max = those of first and last, sum = samples * middle of
// first and last, increase = last - first. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

struct ChunkStatistics
{
    std::uint32_t samples = 0;
    TimeMs firstMs = 0;
    TimeMs lastMs = 0;
    double first = 0;
    double last = 0;
    double min = 0; // min and max leave NaN out, unless there is nothing else
    double max = 0;
    double sum = 0;      // from left to right
    double increase = 0; // of a counter: a decrease is a restart from zero, NaN is left out
};

/// Columns of equal length, at least one sample, times ascending.
ChunkStatistics statisticsOf(std::span<const TimeMs> timesMs, std::span<const double> values);

/// Appends 11 to 81 bytes, bit for bit.
void writeStatistics(const ChunkStatistics &statistics, std::vector<std::uint8_t> &out);

/// Corruption for anything but exactly the bytes of writeStatistics().
Result<ChunkStatistics> readStatistics(std::span<const std::uint8_t> bytes);

} // namespace tinyobs::encoding
