#pragma once

// Samples of one series as columns: same length, times ascending and unique after a read.
// Plain value, usable in any thread.

#include "core/base/clock.h"

#include <cstddef>
#include <vector>

namespace tinyobs {

struct SampleColumns
{
    std::vector<TimeMs> timesMs;
    std::vector<double> values;

    std::size_t size() const { return timesMs.size(); }
    void clear()
    {
        timesMs.clear();
        values.clear();
    }
    void append(TimeMs timeMs, double value)
    {
        timesMs.push_back(timeMs);
        values.push_back(value);
    }
};

} // namespace tinyobs
