#pragma once

// The memory of a generation's head streams: blocks of 64 bytes, numbered from 1 (0: none), which
// go together with their generation. Guarded by the store's lock; a block that no longer grows may
// be read without it.
//
// Block:         u32 next block of the chunk, 0 at its end | 60 bytes of head stream
// First block of a chunk:
//                u32 next | u32 first block of the next chunk, 0 at the newest
//                | u16 samples, top bit: some came late | 54 bytes of head stream
// The header fields of a chunk are written when it is closed; while it is open they stand in its
// chain.

#include "core/storage/slabs.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace tinyobs {

inline constexpr std::size_t BlockBytes = 64;

struct alignas(BlockBytes) Block
{
    std::uint32_t next;
    std::uint8_t bytes[BlockBytes - sizeof(std::uint32_t)];
};
static_assert(sizeof(Block) == BlockBytes);

struct ChunkHeader
{
    std::uint32_t nextChunk = 0;
    std::uint16_t samples = 0;
    bool late = false; // some samples are not newer than what was there before them
};
inline constexpr std::size_t ChunkHeaderBytes = 6;
inline constexpr std::uint16_t MaxChunkSamples = 0x7fff;

inline ChunkHeader chunkHeader(const Block &block)
{
    ChunkHeader header;
    std::uint16_t samples = 0;
    std::memcpy(&header.nextChunk, block.bytes, 4);
    std::memcpy(&samples, block.bytes + 4, 2);
    header.samples = samples & MaxChunkSamples;
    header.late = samples > MaxChunkSamples;
    return header;
}

inline void writeChunkHeader(Block &block, const ChunkHeader &header)
{
    const auto samples = static_cast<std::uint16_t>(header.samples | (header.late ? 0x8000u : 0u));
    std::memcpy(block.bytes, &header.nextChunk, 4);
    std::memcpy(block.bytes + 4, &samples, 2);
}

/// The stream's bytes of a block.
inline std::span<std::uint8_t> payload(Block &block, bool firstOfChunk)
{
    return std::span(block.bytes).subspan(firstOfChunk ? ChunkHeaderBytes : 0);
}
inline std::span<const std::uint8_t> payload(const Block &block, bool firstOfChunk)
{
    return std::span(block.bytes).subspan(firstOfChunk ? ChunkHeaderBytes : 0);
}

class BlockArena
{
public:
    BlockArena() { m_blocks.reserve(0); } // block 0 holds nothing, but may be prefetched

    Block &operator[](std::uint32_t index) { return m_blocks[index]; }
    const Block &operator[](std::uint32_t index) const { return m_blocks[index]; }

    std::uint32_t take()
    {
        m_blocks.reserve(m_end);
        m_blocks[m_end].next = 0;
        return m_end++;
    }

    std::size_t bytes() const { return m_end * BlockBytes; }

private:
    Slabs<Block, 12> m_blocks;
    std::uint32_t m_end = 1;
};

} // namespace tinyobs
