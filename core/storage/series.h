#pragma once

// One series in 64 bytes: its labels, the encoder's state, and the chain of chunks that holds its
// samples. Guarded by the store's lock.

#include "core/encoding/headstream.h"

#include <cstdint>
#include <memory>
#include <span>

namespace tinyobs {

/// Numbers of a series' name-value pairs in the order of the canonical label set; the first entry
/// is their count. Never changes once it is made.
using PairList = std::unique_ptr<const std::uint32_t[]>;

struct Series
{
    PairList pairs;
    encoding::HeadStreamState stream; // its ownerBits hold what the functions below name
    TimeMs newestMs = 0;
    std::uint32_t firstChunk = 0; // oldest chunk, 0: no samples
    std::uint32_t openChunk = 0;  // newest chunk, the one that grows
    std::uint32_t lastBlock = 0;  // the block of the open chunk that grows
    std::uint32_t samples = 0;

    bool isLive() const { return stream.ownerBits & LiveBit; }
    void setLive(bool on) { set(LiveBit, on); }
    /// Some samples of the open chunk are not newer than what was there before them.
    bool isLate() const { return stream.ownerBits & LateBit; }
    void setLate(bool on) { set(LateBit, on); }
    unsigned openBlocks() const { return stream.ownerBits & BlocksMask; }
    void setOpenBlocks(unsigned count)
    {
        stream.ownerBits = static_cast<std::uint8_t>((stream.ownerBits & ~BlocksMask) | count);
    }

    std::span<const std::uint32_t> pairSpan() const { return {pairs.get() + 1, pairs[0]}; }

private:
    static constexpr unsigned BlocksMask = 0x0f;
    static constexpr unsigned LateBit = 0x10;
    static constexpr unsigned LiveBit = 0x20;

    void set(unsigned bit, bool on)
    {
        const unsigned cleared = stream.ownerBits & ~bit;
        stream.ownerBits = static_cast<std::uint8_t>(on ? cleared | bit : cleared);
    }
};
static_assert(sizeof(Series) == 64);

inline constexpr unsigned MaxChunkBlocks = 8;

} // namespace tinyobs
