#pragma once

// Reads the chain of chunks of one series. A ChainView is taken under the store's lock; what it
// leads to never changes afterwards, so that reading needs no lock: the only block that still
// grows was copied. The view's owner keeps the generation alive.

#include "core/model/samples.h"
#include "core/storage/blockarena.h"
#include "core/storage/chain.h"

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
    TimeMs oldestMs = 0;
    TimeMs newestMs = 0;
    Block last; // copy of lastBlock
};

ChainView viewOf(const Chain &chain, const BlockArena &blocks);

/// Appends the samples within [fromMs, toMs] to `out`, which must be empty: ascending, one per
/// timestamp, the last written wins.
void readChain(const ChainView &view, const BlockArena &blocks, TimeMs fromMs, TimeMs toMs,
               SampleColumns &out);

/// The value of the newest sample; the chain must have samples.
double newestValue(const Chain &chain, const BlockArena &blocks);

} // namespace tinyobs
