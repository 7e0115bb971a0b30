#pragma once

// Columns of 64-bit integers in any order, as the sealed formats keep times, mantissas and counts.
// The count is not stored. All sums are modulo 2^64, so every column comes back exactly.
//   u8      bits 0-2 kind, bit 3: has a factor, bit 4: distances are zigzag, bit 5: the step has a
//           fraction, bit 6: has a base, bit 7: 0
//   signed  first value
//   varint  factor, which every difference to the first value is a multiple of  (only with bit 3)
//   0 const        nothing more: all values are the first
//   1 delta-const  signed delta
//   2 linear       signed step, u32 fraction (bit 5)
//                  value i = first + factor * (i * step + (i * fraction >> 32) + number)
//   3 delta        value i = value i - 1 + factor * number
//   4 delta2       signed first delta; the delta grows by factor * number
// then, for kinds 2 to 4, a signed base (bit 6) and mini-blocks (miniblock.h) of 128 numbers, the
// last one shorter, for all values behind the first (delta2: the first two).
// Plain functions, usable in any thread.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

class ByteReader;

/// Appends the column to `out`; an empty column is no bytes.
void encodeIntColumn(std::span<const std::int64_t> values, std::vector<std::uint8_t> &out);

/// Fills exactly values.size() values and returns how many bytes they were. Corruption when the
/// bytes cannot be a column of so many.
Result<std::size_t> decodeIntColumn(std::span<const std::uint8_t> bytes,
                                    std::span<std::int64_t> values);

/// The same for a column within a larger whole.
Result<void> takeIntColumn(ByteReader &in, std::span<std::int64_t> values);

} // namespace tinyobs::encoding
