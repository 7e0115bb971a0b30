#include "core/storage/retention.h"

#include "core/storage/chunkreader.h"

#include <algorithm>
#include <queue>
#include <vector>

namespace tinyobs {
namespace {

// A series that got nothing for this long is idle: its last chunk may go to make room for others.
constexpr TimeMs IdleAfterMs = 5 * 60 * 1000;
// A search for idle series that found too few is not repeated sooner than this.
constexpr TimeMs SearchAgainMs = 1000;

// Sweeping starts at 15/16 of the budget and goes down to 14/16, so that one look at all series
// pays for a sixteenth of the budget.
constexpr std::size_t Sixteenths = 16;

std::size_t part(std::size_t budget, std::size_t sixteenths)
{
    return budget / Sixteenths * sixteenths;
}

struct Front
{
    TimeMs endMs = 0;
    std::uint32_t id = 0;

    bool operator>(const Front &other) const { return endMs > other.endMs; }
};

} // namespace

template <typename Done>
void Retention::dropOldest(TimeMs activeSinceMs, Done done)
{
    const BlockArena &blocks = m_head.chunks.blocks();
    const auto mayGo = [activeSinceMs](const Series &series) {
        return series.samples != 0 &&
               (series.firstChunk != series.openChunk || series.newestMs < activeSinceMs);
    };
    std::vector<Front> fronts;
    for (const std::uint32_t id : m_head.series.all()) {
        const Series &series = m_head.series[id];
        if (mayGo(series))
            fronts.push_back({frontChunk(series, blocks).endMs, id});
    }
    std::priority_queue oldest(std::greater<Front>{}, std::move(fronts));
    while (!oldest.empty() && !done()) {
        const std::uint32_t id = oldest.top().id;
        oldest.pop();
        m_head.dropFront(id);
        const Series &series = m_head.series[id];
        if (mayGo(series))
            oldest.push({frontChunk(series, blocks).endMs, id});
    }
}

bool Retention::hasRoomForSeries(std::size_t bytes) const
{
    return m_head.seriesBytes() + m_head.series.count() * BlockBytes + bytes <=
           part(m_options.memoryBytes, 14);
}

void Retention::makeRoomForSeries(std::size_t bytes, TimeMs nowMs)
{
    if (nowMs < m_searchAgainMs && m_searchAgainMs - nowMs <= SearchAgainMs)
        return;
    dropIdleSeries(bytes + part(m_options.memoryBytes, 1), nowMs - IdleAfterMs);
    if (!hasRoomForSeries(bytes))
        m_searchAgainMs = nowMs + SearchAgainMs;
}

void Retention::dropIdleSeries(std::size_t bytes, TimeMs activeSinceMs)
{
    std::vector<Front> idle;
    for (const std::uint32_t id : m_head.series.all()) {
        if (m_head.series[id].newestMs < activeSinceMs)
            idle.push_back({m_head.series[id].newestMs, id});
    }
    const std::size_t each =
        m_head.seriesBytes() / std::max<std::size_t>(m_head.series.count(), 1) + BlockBytes;
    const std::size_t count = std::min(idle.size(), bytes / each + 1);
    const auto end = idle.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::nth_element(idle, end, std::less<>{}, &Front::endMs);
    for (auto one = idle.begin(); one != end; ++one) {
        while (m_head.series[one->id].samples != 0)
            m_head.dropFront(one->id);
    }
    m_head.removeEmpty();
    m_head.reclaim();
}

std::size_t Retention::blockLimit() const
{
    const std::size_t limit = part(m_options.memoryBytes, 15);
    const std::size_t blocks = (limit - std::min(limit, m_head.seriesBytes())) / BlockBytes;
    // Where a sweep could not get below the limit, the next one waits until it is worth its cost.
    const std::size_t step = part(m_options.memoryBytes, 1) / 4 / BlockBytes + 1;
    return std::max(blocks, m_blocksAfterSweep + step);
}

void Retention::dropForMemory(TimeMs nowMs)
{
    const auto done = [this] { return m_head.bytes() <= part(m_options.memoryBytes, 14); };
    dropOldest(nowMs - IdleAfterMs, done);
    // Where every series is active and has no closed chunk left, its newest samples must go too,
    // and chunks of one block make sure that next time there are closed ones.
    const bool pressed = !done();
    if (pressed)
        dropOldest(Head::Never, done);
    m_head.chunks.setChunkBlocks(pressed ? 1 : MaxChunkBlocks);
    m_head.reclaim();
    m_blocksAfterSweep = done() ? 0 : m_head.chunks.liveBlocks();
}

void Retention::dropForCount()
{
    const std::uint64_t keep = m_options.keepSamples;
    if (keep == 0 || m_head.sampleCount() <= keep)
        return;
    dropOldest(Head::Never, [&] { return m_head.sampleCount() <= keep - keep / Sixteenths; });
    m_head.removeEmpty();
    m_head.reclaim();
}

TimeMs Retention::dropExpired(std::uint32_t first, std::uint32_t end, TimeMs cutoffMs)
{
    TimeMs earliestMs = Head::Never;
    for (std::uint32_t id = first; id < end; ++id) {
        const Series &series = m_head.series[id];
        if (!series.isLive())
            continue;
        while (series.samples != 0) {
            const TimeMs endMs = frontChunk(series, m_head.chunks.blocks()).endMs;
            if (endMs >= cutoffMs) {
                earliestMs = std::min(earliestMs, endMs);
                break;
            }
            m_head.dropFront(id);
        }
    }
    m_head.removeEmpty();
    m_head.reclaim();
    return earliestMs;
}

} // namespace tinyobs
