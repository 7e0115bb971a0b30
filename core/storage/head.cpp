#include "core/storage/head.h"

#include "core/storage/chunkreader.h"

#include <algorithm>

namespace tinyobs {
namespace {

// A chunk spans at most this part of the time samples are kept, so that dropping whole chunks keeps
// little more than asked for.
constexpr int ChunksPerKeepFor = 8;
constexpr std::uint64_t ChunksPerKeepSamples = 8;

ChunkLimits limitsFor(const StoreOptions &options)
{
    ChunkLimits limits;
    limits.spanMs = options.keepFor.count() / ChunksPerKeepFor;
    if (options.keepSamples != 0) {
        limits.samples = static_cast<std::uint16_t>(std::clamp<std::uint64_t>(
            options.keepSamples / ChunksPerKeepSamples, 1, limits.samples));
    }
    return limits;
}

} // namespace

Head::Head(const StoreOptions &options)
    : chunks(limitsFor(options))
{
}

void Head::append(std::uint32_t id, TimeMs timeMs, double value)
{
    Series &one = series[id];
    if (one.samples == 0)
        earliestEndMs = std::min(earliestEndMs, timeMs);
    else if (timeMs < one.newestMs)
        ++m_counts.outOfOrder;
    chunks.append(one, timeMs, value);
    changed.mark(id);
    if (m_counts.samples == 0) {
        m_counts.oldestMs = timeMs;
        m_counts.newestMs = timeMs;
    }
    m_counts.oldestMs = std::min(m_counts.oldestMs, timeMs);
    m_counts.newestMs = std::max(m_counts.newestMs, timeMs);
    ++m_counts.samples;
    ++m_counts.samplesAppended;
}

void Head::dropFront(std::uint32_t id)
{
    const std::uint32_t dropped = chunks.dropFront(series[id], reclaimer);
    m_counts.samples -= dropped;
    m_counts.samplesDropped += dropped;
    m_oldestIsStale = true;
    if (series[id].samples == 0)
        m_empty.push_back(id);
}

void Head::removeEmpty()
{
    for (const std::uint32_t id : m_empty) {
        if (series[id].isLive() && series[id].samples == 0)
            series.remove(id, reclaimer);
    }
    m_empty.clear();
}

void Head::reclaim()
{
    while (const auto thing = reclaimer.next()) {
        switch (thing->kind) {
        case Retired::Kind::Chunk:
            chunks.blocks().giveChain(thing->index);
            break;
        case Retired::Kind::Series:
            series.release(thing->index);
            break;
        case Retired::Kind::Pair:
            series.index().destroyPair(thing->index);
            break;
        case Retired::Kind::Name:
            series.index().destroyName(thing->index);
            break;
        }
    }
}

std::size_t Head::seriesBytes() const
{
    return series.bytes() + changed.bytes();
}

std::size_t Head::bytes() const
{
    return seriesBytes() + chunks.liveBlocks() * BlockBytes;
}

void Head::findOldest()
{
    TimeMs oldestMs = Never;
    for (const std::uint32_t id : series.all()) {
        if (series[id].samples != 0)
            oldestMs = std::min(oldestMs, frontChunk(series[id], chunks.blocks()).startMs);
    }
    m_counts.oldestMs = oldestMs;
    m_oldestIsStale = false;
}

StoreStats Head::stats()
{
    if (m_counts.samples == 0) {
        m_counts.oldestMs = 0;
        m_counts.newestMs = 0;
    } else if (m_oldestIsStale) {
        findOldest();
    }
    StoreStats stats = m_counts;
    stats.series = series.count();
    stats.seriesCreated = series.creations();
    stats.seriesRemoved = series.removals();
    stats.generation = series.creations() + series.removals();
    stats.memoryBytes = bytes();
    return stats;
}

} // namespace tinyobs
