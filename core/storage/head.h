#pragma once

// What the store's lock guards, in one place: the series, their chunks, what waits for readers, and
// the counts. A struct of parts with the few steps that touch several of them at once.

#include "core/storage/changedset.h"
#include "core/storage/chunkwriter.h"
#include "core/storage/reclaimer.h"
#include "core/storage/seriestable.h"
#include "core/storage/store.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tinyobs {

class Head
{
public:
    static constexpr TimeMs Never = std::numeric_limits<TimeMs>::max();

    explicit Head(const StoreOptions &options);

    void append(std::uint32_t id, TimeMs timeMs, double value);
    /// Drops the oldest chunk of a series. A series left without samples stays until
    /// removeEmpty(), because an append may hold its number.
    void dropFront(std::uint32_t id);
    /// Removes the series that lost their last sample since the last call.
    void removeEmpty();
    /// Frees what no snapshot reads any more.
    void reclaim();

    /// What the budget counts; pinned remains of dropped data are not in it.
    std::size_t bytes() const;
    /// The part of bytes() that is there for the series, whatever their samples.
    std::size_t seriesBytes() const;
    std::uint64_t sampleCount() const { return m_counts.samples; }
    /// Counts and times; generation and memory included.
    StoreStats stats();

    SeriesTable series;
    ChunkWriter chunks;
    Reclaimer reclaimer;
    ChangedSet changed;
    /// Not later than the end of any chunk: nothing expires before it.
    TimeMs earliestEndMs = Never;

private:
    void findOldest();

    StoreStats m_counts;
    std::vector<std::uint32_t> m_empty; // may hold a number twice, or one that got samples again
    bool m_oldestIsStale = false;
};

} // namespace tinyobs
