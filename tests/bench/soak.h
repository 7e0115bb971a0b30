#pragma once

// A load of many days pushed through a store on disk as fast as it goes, under a clock that moves
// with the samples, with the upkeep that the housekeeper would do; and the proof afterwards that
// everything that should be there is, bit for bit. Plain functions, one thread.

#include "core/base/result.h"
#include "core/storage/store.h"
#include "tests/bench/workload.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace tinyobs::bench {

struct SoakOptions
{
    std::string folder; // an empty one that exists
    int days = 53;
    std::size_t series = 60;
    TimeMs stepMs = 2000; // divides a minute
    StoreOptions store = {};
};

/// What is there when a simulated day is over.
struct SoakDay
{
    int day = 0; // from 1
    StoreStats stats;
    std::array<std::uint64_t, Tiers.size()> tierBytes{};
    std::uint64_t otherBytes = 0; // catalog and journals
    std::uint64_t files = 0;
};

struct SoakCheck
{
    double restartSeconds = 0;
    std::uint64_t samples = 0; // read and compared
    std::uint64_t clipped = 0; // older than what is kept
    std::uint64_t minuteRows = 0;
    std::uint64_t hourRows = 0;
};

/// The samples that a soak appends.
Workload soakWorkload(const SoakOptions &options);
/// Appends everything, closes the last day, and writes the head to files. Returns how often a full
/// store or journal made it wait.
Result<std::uint64_t> runSoak(const SoakOptions &options,
                              const std::function<void(const SoakDay &)> &dayPassed);
/// Starts a store in the folder again and compares each sample that is kept with the workload, and
/// the number of rollup rows with what the days must have given. Corruption names what differs.
Result<SoakCheck> checkSoak(const SoakOptions &options);

} // namespace tinyobs::bench
