#include "core/storage/chunkwriter.h"

#include "core/storage/chunkreader.h"
#include "core/storage/reclaimer.h"

#include <cstring>

namespace tinyobs {
namespace {

using encoding::Encoded;

std::span<std::uint8_t> openSpan(const Series &series, BlockArena &blocks)
{
    return payload(blocks[series.lastBlock], series.lastBlock == series.openChunk);
}

} // namespace

std::uint32_t ChunkWriter::takeBlock()
{
    ++m_liveBlocks;
    return m_blocks.take();
}

bool ChunkWriter::isFull(const Series &series, TimeMs timeMs) const
{
    if (series.stream.samples >= m_limits.samples)
        return true;
    // The first block of the chunk is a cache miss: look at it only now and then.
    if (series.stream.samples % 16 != 0)
        return false;
    TimeMs beginMs = 0;
    std::memcpy(&beginMs, payload(m_blocks[series.openChunk], true).data(), sizeof beginMs);
    return timeMs - beginMs > m_limits.spanMs;
}

void ChunkWriter::append(Series &series, TimeMs timeMs, double value)
{
    const bool late = series.samples > 0 && timeMs <= series.newestMs;
    if (series.samples == 0 || isFull(series, timeMs)) {
        beginChunk(series, timeMs, value);
    } else {
        const Encoded done =
            encoding::appendSample(series.stream, openSpan(series, m_blocks), timeMs, value);
        if (done == Encoded::NeedsStart)
            beginChunk(series, timeMs, value);
        else if (done == Encoded::NoRoom)
            growChunk(series, timeMs, value);
    }
    ++series.samples;
    if (late)
        series.setLate(true);
    else
        series.newestMs = timeMs;
}

void ChunkWriter::beginChunk(Series &series, TimeMs timeMs, double value)
{
    const std::uint32_t chunk = takeBlock();
    if (series.openChunk != 0) {
        encoding::endSpan(series.stream, openSpan(series, m_blocks));
        writeChunkHeader(m_blocks[series.openChunk],
                         {chunk, series.stream.samples, series.isLate()});
    } else {
        series.firstChunk = chunk;
    }
    series.openChunk = chunk;
    series.lastBlock = chunk;
    series.setOpenBlocks(1);
    series.setLate(false);
    series.stream.used = 0;
    encoding::startChunk(series.stream, openSpan(series, m_blocks), timeMs, value);
}

void ChunkWriter::growChunk(Series &series, TimeMs timeMs, double value)
{
    if (series.openBlocks() >= m_limits.blocks) {
        beginChunk(series, timeMs, value);
        return;
    }
    const std::uint32_t block = takeBlock();
    encoding::endSpan(series.stream, openSpan(series, m_blocks));
    m_blocks[series.lastBlock].next = block;
    series.lastBlock = block;
    series.setOpenBlocks(series.openBlocks() + 1);
    [[maybe_unused]] const Encoded done =
        encoding::appendSample(series.stream, openSpan(series, m_blocks), timeMs, value);
    Q_ASSERT(done == Encoded::Written);
}

std::uint32_t ChunkWriter::dropFront(Series &series, Reclaimer &reclaimer)
{
    const ChunkFacts front = frontChunk(series, m_blocks);
    for (std::uint32_t block = series.firstChunk; block != 0; block = m_blocks[block].next)
        --m_liveBlocks;
    reclaimer.retire(Retired::Kind::Chunk, series.firstChunk);
    series.samples -= front.samples;
    series.firstChunk = front.next;
    if (front.next == 0) {
        series.openChunk = 0;
        series.lastBlock = 0;
    } else if (front.endMs >= series.newestMs) {
        // What follows came late, so that the newest sample went.
        series.newestMs = findNewest(series, m_blocks);
    }
    return front.samples;
}

} // namespace tinyobs
