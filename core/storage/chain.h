#pragma once

// The samples of one series in one generation of the head: the encoder's state and the chain of
// chunks that holds the bytes. 64 bytes, one cache line. Guarded by the store's lock while its
// generation takes appends, immutable afterwards.

#include "core/encoding/headstream.h"

#include <cstdint>

namespace tinyobs {

struct alignas(64) Chain
{
    encoding::HeadStreamState stream; // its ownerBits hold what the functions below name
    TimeMs newestMs = 0;
    TimeMs oldestMs = 0;
    std::uint32_t firstChunk = 0; // oldest chunk
    std::uint32_t openChunk = 0;  // newest chunk, the one that grows
    std::uint32_t lastBlock = 0;  // the block of the open chunk that grows
    std::uint32_t samples = 0;    // 0: the series has none in this generation

    /// Some samples of the open chunk are not newer than what was there before them.
    bool isLate() const { return stream.ownerBits & LateBit; }
    void setLate(bool on)
    {
        const unsigned cleared = stream.ownerBits & ~LateBit;
        stream.ownerBits = static_cast<std::uint8_t>(on ? cleared | LateBit : cleared);
    }
    unsigned openBlocks() const { return stream.ownerBits & BlocksMask; }
    void setOpenBlocks(unsigned count)
    {
        stream.ownerBits = static_cast<std::uint8_t>((stream.ownerBits & ~BlocksMask) | count);
    }

private:
    static constexpr unsigned BlocksMask = 0x0f;
    static constexpr unsigned LateBit = 0x10;
};
static_assert(sizeof(Chain) == 64);

/// A chunk of the head: so many blocks and samples at most. Small enough that reading a short range
/// skips most of a chain.
inline constexpr unsigned MaxChunkBlocks = 8;
inline constexpr std::uint16_t MaxHeadChunkSamples = 4096;

} // namespace tinyobs
