#pragma once

// The state of the server in numbers: the status bar, /api/status and the live stream's "stats".

#include "core/base/clock.h"
#include "core/model/refusal.h"
#include "core/storage/store.h"

#include <array>
#include <cstdint>
#include <string>

namespace tinyobs {

struct Status
{
    TimeMs nowMs = 0;
    TimeMs startedMs = 0;
    StoreStats store;
    std::size_t memoryBudgetBytes = 0;
    std::string storageProblem; // why no samples are taken at the moment; empty: they are
    std::uint64_t keepForMs = 0;
    double samplesPerSecond = 0;       // over the last ten seconds
    std::uint64_t residentBytes = 0;   // of the process, 0 where unknown
    std::uint64_t requestsRefused = 0; // whole
    std::uint64_t requestsNotRead = 0; // of them, those whose samples were not looked at
    std::array<std::uint64_t, RefusalReasonCount> refusedByReason{}; // samples
    TimeMs lastRefusalMs = 0;                                        // zero: none yet
    std::uint64_t samplesRefused() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t count : refusedByReason)
            sum += count;
        return sum;
    }
    /// Each thing once: samples, documents that could not be read, requests that were not.
    std::uint64_t refusals() const { return samplesRefused() + requestsNotRead; }
};

} // namespace tinyobs
