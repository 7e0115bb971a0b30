#include "core/storage/chunkreader.h"

#include "core/storage/samplemerge.h"

#include <QtGlobal>

#include <bit>
#include <cstring>
#include <span>

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

} // namespace

ChainView viewOf(const Chain &chain, const BlockArena &blocks)
{
    ChainView view;
    view.firstChunk = chain.firstChunk;
    view.openChunk = chain.openChunk;
    view.lastBlock = chain.lastBlock;
    view.openSamples = chain.stream.samples;
    view.lastUsed = chain.stream.used;
    view.openLate = chain.isLate();
    view.oldestMs = chain.oldestMs;
    view.newestMs = chain.newestMs;
    if (chain.lastBlock != 0)
        view.last = blocks[chain.lastBlock];
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

double newestValue(const Chain &chain, const BlockArena &blocks)
{
    if (chain.stream.timeMs == chain.newestMs)
        return std::bit_cast<double>(chain.stream.valueBits);
    SampleColumns samples;
    readChain(viewOf(chain, blocks), blocks, chain.newestMs, chain.newestMs, samples);
    Q_ASSERT(samples.size() == 1);
    return samples.values.back();
}

} // namespace tinyobs
