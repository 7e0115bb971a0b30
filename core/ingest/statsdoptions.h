#pragma once

// How the StatsD decoder adds up and how much it keeps. Plain values.

#include "core/base/clock.h"

#include <cstddef>

namespace tinyobs {

struct StatsdOptions
{
    bool sendsAtOnce = false;            // samples are made of each document, not at an interval
    TimeMs repeatMs = 10 * 1000;         // what no line changes is sampled again so often
    TimeMs keepMs = 5 * 60 * 1000;       // and forgotten so long after its last line
    std::size_t maxSeries = 100'000;     // as they are stored: a timer is one for each bucket
    std::size_t maxMembers = 10'000;     // of one set in one interval
    std::size_t maxAllMembers = 200'000; // of all sets
};

} // namespace tinyobs
