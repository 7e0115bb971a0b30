#pragma once

// The samples of one epoch in memory. The current generation takes appends under the store's lock;
// a frozen one is immutable, is read without a lock, and goes when it lies in data files.

#include "core/storage/chaintable.h"
#include "core/storage/chunkwriter.h"
#include "core/storage/disk/filename.h"
#include "core/storage/seriesset.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinyobs {

class Generation
{
public:
    explicit Generation(Epoch epoch)
        : m_epoch(epoch)
    {
    }

    /// The bytes that the journal needs; they live until the next append.
    AppendedBytes append(std::uint32_t series, TimeMs timeMs, double value);
    const Chain *find(std::uint32_t series) const { return m_chains.find(series); }
    void prefetchChain(std::uint32_t series) const { m_chains.prefetch(series); }
    void prefetchBlock(std::uint32_t series) const
    {
        if (const Chain *chain = m_chains.find(series))
            m_chunks.prefetch(*chain);
    }

    Epoch epoch() const { return m_epoch; }
    const BlockArena &blocks() const { return m_chunks.blocks(); }
    /// The series with samples here.
    const SeriesSet &members() const { return m_members; }
    std::uint64_t samples() const { return m_samples; }
    std::uint64_t outOfOrder() const { return m_outOfOrder; }
    TimeMs oldestMs() const { return m_oldestMs; } // meaningless without samples
    TimeMs newestMs() const { return m_newestMs; }
    std::size_t bytes() const { return m_chains.bytes() + m_chunks.blocks().bytes(); }

    /// Series whose definition stands in this epoch's journal and not in the catalog yet.
    std::vector<std::uint32_t> newSeries;

private:
    Epoch m_epoch;
    ChainTable m_chains;
    ChunkWriter m_chunks;
    SeriesSet m_members;
    std::uint64_t m_samples = 0;
    std::uint64_t m_outOfOrder = 0;
    TimeMs m_oldestMs = 0;
    TimeMs m_newestMs = 0;
};

} // namespace tinyobs
