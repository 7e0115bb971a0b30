#pragma once

// Appends samples to the chain of a series and drops its oldest chunks. A chunk is a few blocks
// that can be read, and freed, without the others. Guarded by the store's lock.

#include "core/base/prefetch.h"
#include "core/storage/blockarena.h"
#include "core/storage/series.h"

#include <cstddef>
#include <cstdint>

namespace tinyobs {

class Reclaimer;

struct ChunkLimits
{
    unsigned blocks = MaxChunkBlocks;
    std::uint16_t samples = 4096;
    TimeMs spanMs = 0; // checked now and then: a chunk may be somewhat longer
};

class ChunkWriter
{
public:
    explicit ChunkWriter(const ChunkLimits &limits)
        : m_limits(limits)
    {
    }

    void append(Series &series, TimeMs timeMs, double value);
    /// Unlinks the oldest chunk and hands it to the reclaimer; returns its samples.
    std::uint32_t dropFront(Series &series, Reclaimer &reclaimer);

    /// Fewer blocks per chunk let retention free memory in smaller steps.
    void setChunkBlocks(unsigned blocks) { m_limits.blocks = blocks; }

    void prefetch(const Series &series) const { prefetchForWrite(&m_blocks[series.lastBlock]); }

    BlockArena &blocks() { return m_blocks; }
    const BlockArena &blocks() const { return m_blocks; }
    /// Blocks that hold samples of today's series; dropped ones that are pinned do not count.
    std::size_t liveBlocks() const { return m_liveBlocks; }

private:
    std::uint32_t takeBlock();
    bool isFull(const Series &series, TimeMs timeMs) const;
    void beginChunk(Series &series, TimeMs timeMs, double value);
    void growChunk(Series &series, TimeMs timeMs, double value);

    ChunkLimits m_limits;
    BlockArena m_blocks;
    std::size_t m_liveBlocks = 0;
};

} // namespace tinyobs
