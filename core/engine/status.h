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
    std::uint64_t requestsRefused = 0; // documents refused whole
    std::array<std::uint64_t, RefusalReasonCount> refusedByReason{}; // rows
    std::uint64_t samplesRefused() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t count : refusedByReason)
            sum += count;
        return sum;
    }
};

} // namespace tinyobs
