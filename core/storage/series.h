#pragma once

// What the store knows of a series beside the samples in its head: labels, tenant, and what lies in
// the data files. 32 bytes. Guarded by the store's lock.

#include "core/base/clock.h"
#include "core/model/seriesid.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

namespace tinyobs {

/// Numbers of a series' name-value pairs in the order of the canonical label set; the first entry
/// is their count. Never changes once it is made.
using PairList = std::unique_ptr<const std::uint32_t[]>;

struct Series
{
    static constexpr TimeMs Never = std::numeric_limits<TimeMs>::min();

    PairList pairs;
    TimeMs filedNewestMs = Never; // newest sample in data files
    double filedNewest = 0;       // its value, when it is known
    std::uint64_t filedSamples : 47 = 0;
    std::uint64_t knowsNewest : 1 = 0;
    std::uint64_t tenant : 16 = 0;

    std::span<const std::uint32_t> pairSpan() const { return {pairs.get() + 1, pairs[0]}; }
};
static_assert(sizeof(Series) == 32);

} // namespace tinyobs
