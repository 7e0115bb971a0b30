#pragma once

// Reads the chain of chunks of one series. A ChainView is taken under the store's lock; what it
// leads to never changes afterwards while it is pinned, so that reading needs no lock: the only
// block that still grows was copied.

#include "core/model/samples.h"
#include "core/storage/blockarena.h"
#include "core/storage/series.h"

#include <cstdint>

namespace tinyobs {

struct ChainView
{
    std::uint32_t firstChunk = 0;
    std::uint32_t openChunk = 0;
    std::uint32_t lastBlock = 0;
    std::uint16_t openSamples = 0;
    std::uint8_t lastUsed = 0;
    bool openLate = false;
    TimeMs newestMs = 0;
    Block last; // copy of lastBlock
};

ChainView viewOf(const Series &series, const BlockArena &blocks);

/// Appends the samples within [fromMs, toMs] to `out`, which must be empty: ascending, one per
/// timestamp, the last written wins.
void readChain(const ChainView &view, const BlockArena &blocks, TimeMs fromMs, TimeMs toMs,
               SampleColumns &out);

struct ChunkFacts
{
    TimeMs startMs = 0; // of its oldest sample
    TimeMs endMs = 0;   // of its newest sample, or of the next one's begin less 1 ms
    std::uint32_t samples = 0;
    std::uint32_t next = 0; // 0: it is the open chunk
};

/// The oldest chunk of a series that has samples. Cheap unless samples came late.
ChunkFacts frontChunk(const Series &series, const BlockArena &blocks);

/// The newest time in the chain, read from all of it; the series must have samples.
TimeMs findNewest(const Series &series, const BlockArena &blocks);

/// The value of the newest sample; the series must have samples.
double newestValue(const Series &series, const BlockArena &blocks);

} // namespace tinyobs
