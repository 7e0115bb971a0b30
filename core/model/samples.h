#pragma once

// Samples of one series as columns: same length, times ascending and unique after a read.
// Plain value, usable in any thread.

#include "core/base/clock.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinyobs {

/// Prometheus' "the series ends here": a NaN with a payload of its own.
inline constexpr std::uint64_t StaleBits = 0x7ff0000000000002;
constexpr bool isStaleMarker(double value)
{
    return std::bit_cast<std::uint64_t>(value) == StaleBits;
}

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
