#pragma once

// Numbers of one width side by side, low bits first, padded with zero bits to a whole byte.
// Plain functions, usable in any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

constexpr std::size_t packedBytes(std::size_t count, unsigned width)
{
    return (count * width + 7) / 8;
}

/// Appends the low `width` (0 .. 64) bits of every number; higher bits are left out.
void packBits(std::span<const std::uint64_t> numbers, unsigned width,
              std::vector<std::uint8_t> &out);

/// Reading whole words from the last packed byte on touches this many bytes behind it.
inline constexpr std::size_t UnpackSlackBytes = 9;

/// Reads numbers.size() numbers of `width` (0 .. 64) bits from `packed`, which holds at least
/// packedBytes() of them. `readable` counts the bytes from packed.data() on that may be read.
void unpackBits(std::span<const std::uint8_t> packed, std::size_t readable, unsigned width,
                std::span<std::uint64_t> numbers);

} // namespace tinyobs::encoding
