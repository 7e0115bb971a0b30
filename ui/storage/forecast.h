#pragma once

// How long a disk budget lasts, and what is really kept, from what the store holds now and how fast
// it grows. Plain functions, usable in any thread.

#include "core/base/clock.h"

#include <QString>

#include <cstdint>

namespace tinyobs::ui {

struct StorageState
{
    std::uint64_t diskBytes = 0;
    std::uint64_t samples = 0;
    double samplesPerSecond = 0;
    TimeMs heldMs = 0; // from the oldest sample to now
};

struct StorageLimits
{
    std::uint64_t keepBytes = 0; // 0: no bound
    TimeMs keepRawMs = 0;
};

struct Forecast
{
    double bytesPerDay = 0;  // 0: nothing comes in, or too little is stored to tell
    double daysInBudget = 0; // infinite without a bound or without growth
    double daysKept = 0;     // the budget or the time, whichever ends first
    bool endsByBudget = false;
    /// Of what is held now, the share that would have to go at once.
    double shareToGo = 0;
};

Forecast forecastOf(const StorageState &state, const StorageLimits &limits);

/// "At 41 MiB a day 2 GiB hold 48 days; raw samples go after 15 d, so the budget is not reached."
QString toWords(const Forecast &forecast, const StorageLimits &limits);

} // namespace tinyobs::ui
