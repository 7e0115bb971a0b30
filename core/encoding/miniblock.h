#pragma once

// Up to 128 numbers as a base and bit-packed distances from it, the far ones patched:
//   u8      bits 0-5 width, bit 6: has patches, bit 7: has its own base
//   signed  own base - base of the column                      (only with bit 7)
//   ...     numbers, `width` bits each
//   with bit 6:
//     u8    patches - 1
//     u8    width of the patches
//     ...   where: one byte each, or a bit for every number when that is no longer
//     ...   patches, (distance >> width) - 1 each, bit-packed
// A distance is number - base, modulo 2^64, or its zigzag form for numbers on both sides of the
// base; the column says which. Plain functions, usable in any thread.

#include "core/encoding/bytestream.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs::encoding {

inline constexpr std::size_t MiniBlockSize = 128;

enum class Distance : std::uint8_t {
    Above,  // from the base upwards
    Around, // zigzag
};

/// How a block is best written: which bits, and what that costs.
struct MiniBlockPlan
{
    std::uint64_t base = 0;
    unsigned width = 0;
    std::size_t patches = 0;
    std::size_t bits = 0; // with everything but the own base
};

/// Distances of at most MiniBlockSize numbers from a base, and the plan for them.
struct MiniBlockDraft
{
    std::array<std::uint64_t, MiniBlockSize> distances;
    std::size_t count = 0;
    MiniBlockPlan plan;

    void make(std::span<const std::uint64_t> numbers, std::uint64_t base, Distance kind);
    std::span<const std::uint64_t> used() const { return std::span(distances).first(count); }
};

/// The base that suits these numbers by themselves.
std::uint64_t ownBase(std::span<const std::uint64_t> numbers, Distance kind);

void writeMiniBlock(const MiniBlockDraft &draft, std::uint64_t columnBase,
                    std::vector<std::uint8_t> &out);

/// Fills `numbers`; false when the bytes cannot be a block of so many.
bool readMiniBlock(ByteReader &in, std::uint64_t columnBase, Distance kind,
                   std::span<std::uint64_t> numbers);

} // namespace tinyobs::encoding
