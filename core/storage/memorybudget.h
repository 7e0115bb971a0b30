#pragma once

// What --memory means for the head: half of what the series leave is for the generation that takes
// appends, the rest for those on their way to disk. Plain functions under the store's lock.

#include "core/storage/head.h"

#include <algorithm>
#include <cstddef>

namespace tinyobs {

class MemoryBudget
{
public:
    explicit MemoryBudget(std::size_t bytes)
        : m_bytes(bytes)
    {
    }

    /// Bytes at which the current generation is frozen and written to data files.
    std::size_t freezeAt(const Head &head) const
    {
        const std::size_t series = head.seriesBytes();
        const std::size_t rest = m_bytes - std::min(m_bytes, series);
        return std::max(rest / 2, m_bytes / 16);
    }
    bool wantsFreeze(const Head &head) const
    {
        return head.current().samples() != 0 && head.current().bytes() >= freezeAt(head);
    }
    /// No more samples before some are on disk.
    bool isFull(const Head &head) const { return head.bytes() >= m_bytes; }
    /// False when series alone, with a chain and a block each, would leave too little for samples.
    bool hasRoomForSeries(const Head &head, std::size_t bytes) const
    {
        return head.seriesBytes() + head.series.count() * PerSeries + bytes <=
               m_bytes / Sixteenths * 14;
    }
    std::size_t bytes() const { return m_bytes; }

    /// What the samples of a series take at least, once in the current generation and once in one
    /// that is being written.
    static constexpr std::size_t PerSeries = 2 * (sizeof(Chain) + BlockBytes);

private:
    static constexpr std::size_t Sixteenths = 16;

    std::size_t m_bytes;
};

} // namespace tinyobs
