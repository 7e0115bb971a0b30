#pragma once

// What keeps the head within its bounds of time, count and memory: the oldest chunk of all series
// goes first, and series without samples go with their last chunk. Called under the store's lock.

#include "core/storage/head.h"

#include <cstddef>
#include <cstdint>

namespace tinyobs {

class Retention
{
public:
    Retention(const StoreOptions &options, Head &head)
        : m_options(options)
        , m_head(head)
    {
    }

    /// False when series alone, with one block each, would fill the budget.
    bool hasRoomForSeries(std::size_t bytes) const;
    /// Makes room by dropping series that are idle, the longest idle first.
    void makeRoomForSeries(std::size_t bytes, TimeMs nowMs);
    /// Blocks in use at which dropForMemory() must run before more samples are appended.
    std::size_t blockLimit() const;
    /// Drops down to a little below the memory budget. Leaves empty series to the caller.
    void dropForMemory(TimeMs nowMs);
    /// Drops down to a little below the bound by count, when it is passed.
    void dropForCount();
    /// Drops the expired chunks of the series with numbers in [first, end) and returns the
    /// earliest end among the chunks that stay in front.
    TimeMs dropExpired(std::uint32_t first, std::uint32_t end, TimeMs cutoffMs);

private:
    template <typename Done>
    void dropOldest(TimeMs activeSinceMs, Done done);
    void dropIdleSeries(std::size_t bytes, TimeMs activeSinceMs);

    const StoreOptions &m_options;
    Head &m_head;
    TimeMs m_searchAgainMs = 0;
    std::size_t m_blocksAfterSweep = 0; // of a sweep that could not get low enough, else 0
};

} // namespace tinyobs
