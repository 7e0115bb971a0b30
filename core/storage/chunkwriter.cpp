#include "core/storage/chunkwriter.h"

namespace tinyobs {
namespace {

using encoding::Encoded;

// One more sample like the last one, as a tag of its own: in the stream it only counted up a tag
// that was there already.
constexpr std::uint8_t RunOfOne[] = {encoding::RunOfOneTag};

std::span<std::uint8_t> openSpan(const Chain &chain, BlockArena &blocks)
{
    return payload(blocks[chain.lastBlock], chain.lastBlock == chain.openChunk);
}

} // namespace

AppendedBytes ChunkWriter::append(Chain &chain, TimeMs timeMs, double value)
{
    AppendedBytes appended;
    if (chain.samples == 0 || chain.stream.samples >= MaxHeadChunkSamples) {
        appended = beginChunk(chain, timeMs, value);
    } else {
        const std::span<std::uint8_t> span = openSpan(chain, m_blocks);
        const std::size_t before = chain.stream.used;
        switch (encoding::appendSample(chain.stream, span, timeMs, value)) {
        case Encoded::Written:
            appended.bytes = span.subspan(before, chain.stream.used - before);
            if (appended.bytes.empty())
                appended.bytes = RunOfOne;
            break;
        case Encoded::NeedsStart:
            appended = beginChunk(chain, timeMs, value);
            break;
        case Encoded::NoRoom:
            appended = growChunk(chain, timeMs, value);
            break;
        }
    }
    if (chain.samples++ == 0) {
        chain.oldestMs = timeMs;
        chain.newestMs = timeMs;
    } else if (timeMs > chain.newestMs) {
        chain.newestMs = timeMs;
    } else {
        chain.setLate(true);
        chain.oldestMs = timeMs < chain.oldestMs ? timeMs : chain.oldestMs;
    }
    return appended;
}

AppendedBytes ChunkWriter::beginChunk(Chain &chain, TimeMs timeMs, double value)
{
    const std::uint32_t chunk = m_blocks.take();
    if (chain.openChunk != 0) {
        encoding::endSpan(chain.stream, openSpan(chain, m_blocks));
        writeChunkHeader(m_blocks[chain.openChunk], {chunk, chain.stream.samples, chain.isLate()});
    } else {
        chain.firstChunk = chunk;
    }
    chain.openChunk = chunk;
    chain.lastBlock = chunk;
    chain.setOpenBlocks(1);
    chain.setLate(false);
    chain.stream.used = 0;
    const std::span<std::uint8_t> span = openSpan(chain, m_blocks);
    encoding::startChunk(chain.stream, span, timeMs, value);
    return {span.first(chain.stream.used), true};
}

AppendedBytes ChunkWriter::growChunk(Chain &chain, TimeMs timeMs, double value)
{
    if (chain.openBlocks() >= MaxChunkBlocks)
        return beginChunk(chain, timeMs, value);
    const std::uint32_t block = m_blocks.take();
    encoding::endSpan(chain.stream, openSpan(chain, m_blocks));
    m_blocks[chain.lastBlock].next = block;
    chain.lastBlock = block;
    chain.setOpenBlocks(chain.openBlocks() + 1);
    const std::span<std::uint8_t> span = openSpan(chain, m_blocks);
    [[maybe_unused]] const Encoded done = encoding::appendSample(chain.stream, span, timeMs, value);
    Q_ASSERT(done == Encoded::Written);
    return {span.first(chain.stream.used), false};
}

} // namespace tinyobs
