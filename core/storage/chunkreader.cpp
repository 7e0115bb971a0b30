#include "core/storage/chunkreader.h"

#include <QtGlobal>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

namespace tinyobs {
namespace {

TimeMs firstTime(const Block &firstOfChunk)
{
    TimeMs timeMs = 0;
    std::memcpy(&timeMs, payload(firstOfChunk, true).data(), sizeof timeMs);
    return timeMs;
}

ChunkHeader headerOf(const ChainView &view, const BlockArena &blocks, std::uint32_t chunk)
{
    if (chunk == view.openChunk)
        return {0, view.openSamples, view.openLate};
    return chunkHeader(blocks[chunk]);
}

void readChunk(const ChainView &view, const BlockArena &blocks, std::uint32_t chunk,
               std::size_t samples, SampleColumns &out)
{
    const std::size_t begin = out.size();
    out.timesMs.resize(begin + samples);
    out.values.resize(begin + samples);
    auto timesLeft = std::span(out.timesMs).subspan(begin);
    auto valuesLeft = std::span(out.values).subspan(begin);
    encoding::HeadStreamCursor cursor;
    for (std::uint32_t index = chunk; index != 0;) {
        const bool growing = index == view.lastBlock;
        const Block &block = growing ? view.last : blocks[index];
        auto bytes = payload(block, index == chunk);
        if (growing)
            bytes = bytes.first(view.lastUsed);
        if (index == chunk) {
            [[maybe_unused]] const auto first = encoding::readFirstSample(bytes, cursor);
            Q_ASSERT(first);
            bytes = bytes.subspan(encoding::FirstSampleBytes);
            timesLeft[0] = cursor.timeMs;
            valuesLeft[0] = cursor.value();
            timesLeft = timesLeft.subspan(1);
            valuesLeft = valuesLeft.subspan(1);
        }
        const auto read = encoding::decodeSamples(bytes, cursor, timesLeft, valuesLeft);
        Q_ASSERT(read);
        if (!read)
            break;
        timesLeft = timesLeft.subspan(*read);
        valuesLeft = valuesLeft.subspan(*read);
        index = growing ? 0 : block.next;
    }
    Q_ASSERT(timesLeft.empty());
    out.timesMs.resize(out.timesMs.size() - timesLeft.size());
    out.values.resize(out.values.size() - valuesLeft.size());
}

void sortLastWins(SampleColumns &columns)
{
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&columns](std::size_t a, std::size_t b) {
        return columns.timesMs[a] < columns.timesMs[b];
    });
    SampleColumns sorted;
    sorted.timesMs.reserve(order.size());
    sorted.values.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const TimeMs timeMs = columns.timesMs[order[i]];
        if (i + 1 == order.size() || columns.timesMs[order[i + 1]] != timeMs)
            sorted.append(timeMs, columns.values[order[i]]);
    }
    columns = std::move(sorted);
}

void clip(SampleColumns &columns, TimeMs fromMs, TimeMs toMs)
{
    const auto begin = columns.timesMs.begin();
    const auto first = std::lower_bound(begin, columns.timesMs.end(), fromMs) - begin;
    const auto last = std::upper_bound(begin + first, columns.timesMs.end(), toMs) - begin;
    columns.timesMs.resize(static_cast<std::size_t>(last));
    columns.values.resize(static_cast<std::size_t>(last));
    columns.timesMs.erase(columns.timesMs.begin(), columns.timesMs.begin() + first);
    columns.values.erase(columns.values.begin(), columns.values.begin() + first);
}

} // namespace

ChainView viewOf(const Series &series, const BlockArena &blocks)
{
    ChainView view;
    view.firstChunk = series.firstChunk;
    view.openChunk = series.openChunk;
    view.lastBlock = series.lastBlock;
    view.openSamples = series.stream.samples;
    view.lastUsed = series.stream.used;
    view.openLate = series.isLate();
    view.newestMs = series.newestMs;
    if (series.lastBlock != 0)
        view.last = blocks[series.lastBlock];
    return view;
}

void readChain(const ChainView &view, const BlockArena &blocks, TimeMs fromMs, TimeMs toMs,
               SampleColumns &out)
{
    bool late = false;
    for (std::uint32_t chunk = view.firstChunk; chunk != 0;) {
        const ChunkHeader header = headerOf(view, blocks, chunk);
        // A chunk without late samples begins with its oldest one and is newer than all before it.
        const bool begins = header.late || firstTime(blocks[chunk]) <= toMs;
        bool reaches = true;
        if (header.nextChunk == 0)
            reaches = view.newestMs >= fromMs;
        else if (!headerOf(view, blocks, header.nextChunk).late)
            reaches = firstTime(blocks[header.nextChunk]) > fromMs;
        if (begins && reaches) {
            readChunk(view, blocks, chunk, header.samples, out);
            late = late || header.late;
        }
        chunk = header.nextChunk;
    }
    if (late)
        sortLastWins(out);
    clip(out, fromMs, toMs);
}

ChunkFacts frontChunk(const Series &series, const BlockArena &blocks)
{
    const bool open = series.firstChunk == series.openChunk;
    ChunkHeader header{0, series.stream.samples, series.isLate()};
    if (!open)
        header = chunkHeader(blocks[series.firstChunk]);
    ChunkFacts facts{firstTime(blocks[series.firstChunk]), series.newestMs, header.samples,
                     header.nextChunk};
    bool nextLate = false;
    if (!open) {
        nextLate = header.nextChunk == series.openChunk
                       ? series.isLate()
                       : chunkHeader(blocks[header.nextChunk]).late;
        facts.endMs = firstTime(blocks[header.nextChunk]) - 1;
    }
    if (header.late || nextLate) {
        SampleColumns samples;
        readChunk(viewOf(series, blocks), blocks, series.firstChunk, header.samples, samples);
        const auto [oldest, newest] = std::ranges::minmax(samples.timesMs);
        facts.startMs = oldest;
        facts.endMs = newest;
    }
    return facts;
}

TimeMs findNewest(const Series &series, const BlockArena &blocks)
{
    const ChainView view = viewOf(series, blocks);
    SampleColumns samples;
    for (std::uint32_t chunk = view.firstChunk; chunk != 0;) {
        const ChunkHeader header = headerOf(view, blocks, chunk);
        readChunk(view, blocks, chunk, header.samples, samples);
        chunk = header.nextChunk;
    }
    return std::ranges::max(samples.timesMs);
}

double newestValue(const Series &series, const BlockArena &blocks)
{
    if (series.stream.timeMs == series.newestMs)
        return std::bit_cast<double>(series.stream.valueBits);
    SampleColumns samples;
    readChain(viewOf(series, blocks), blocks, series.newestMs, series.newestMs, samples);
    Q_ASSERT(samples.size() == 1);
    return samples.values.back();
}

} // namespace tinyobs
