#pragma once

// What is kept for how long. A plain value; findExpired() in core/storage/disk/expiry.h acts on it.

#include "core/storage/disk/filename.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace tinyobs {

struct RetentionLimits
{
    /// Per tier: how long its data is kept.
    std::array<std::chrono::milliseconds, Tiers.size()> keepFor{
        std::chrono::hours(24 * 15), std::chrono::hours(24 * 90), std::chrono::hours(24 * 730)};
    std::uint64_t keepBytes = 2ull << 30; // of the whole folder; 0: no bound
    std::uint64_t keepSamples = 0;        // in raw files and head; 0: no bound

    std::chrono::milliseconds keepRaw() const { return keepFor[std::size_t(Tier::Raw)]; }
    bool operator==(const RetentionLimits &) const = default;
};

} // namespace tinyobs
