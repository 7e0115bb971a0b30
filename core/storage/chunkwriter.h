#pragma once

// Appends samples to chains. A chunk is a few blocks that can be read without the others. Guarded
// by the store's lock.

#include "core/base/prefetch.h"
#include "core/storage/blockarena.h"
#include "core/storage/chain.h"

#include <cstdint>
#include <span>

namespace tinyobs {

/// What an append added to the stream, as the journal wants it: a full first sample of a chunk, or
/// one sample behind the last. The bytes live until the next append.
struct AppendedBytes
{
    std::span<const std::uint8_t> bytes;
    bool startsChunk = false;
};

class ChunkWriter
{
public:
    AppendedBytes append(Chain &chain, TimeMs timeMs, double value);

    void prefetch(const Chain &chain) const { prefetchForWrite(&m_blocks[chain.lastBlock]); }
    const BlockArena &blocks() const { return m_blocks; }

private:
    AppendedBytes beginChunk(Chain &chain, TimeMs timeMs, double value);
    AppendedBytes growChunk(Chain &chain, TimeMs timeMs, double value);

    BlockArena m_blocks;
};

} // namespace tinyobs
