#pragma once

// The values of a sealed chunk: exact decimal mantissas of one exponent as integers, or when that
// does not pay the bits of the doubles. Lossless for every bit pattern.
//   u8      exponent 0 .. 10, or 255: no decimals
//   decimals:
//     varint  exceptions, which are no decimals of this exponent
//     with exceptions: integer column of their positions, integer column of their ordered bits
//     integer column of all mantissas; at an exception stands any number
//   no decimals: integer column of all ordered bits
// Ordered bits sort like the values: the bits of a double, those of a negative one but the sign
// inverted. Plain functions, usable in any thread.

#include "core/base/result.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

constexpr std::int64_t orderedBits(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value);
    return bits ^ static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 63) >> 1);
}

constexpr double fromOrderedBits(std::int64_t ordered)
{
    return std::bit_cast<double>(
        ordered ^ static_cast<std::int64_t>(static_cast<std::uint64_t>(ordered >> 63) >> 1));
}

/// Appends the column; at least one value.
void encodeValueColumn(std::span<const double> values, std::vector<std::uint8_t> &out);

/// Fills exactly values.size() values and returns how many bytes they were.
Result<std::size_t> decodeValueColumn(std::span<const std::uint8_t> bytes,
                                      std::span<double> values);

} // namespace tinyobs::encoding
