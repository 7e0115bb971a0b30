#pragma once

// How many series there are by what their labels say: what makes a store large. Plain values.

#include <cstdint>
#include <string>
#include <vector>

namespace tinyobs {

struct NamedCount
{
    std::string name;
    std::uint64_t count = 0;
};

/// Each list by count, the largest first.
struct Cardinality
{
    std::uint64_t series = 0;
    std::uint64_t labelPairs = 0;
    std::vector<NamedCount> seriesByMetric;
    std::vector<NamedCount> seriesByPair;  // "name=value"
    std::vector<NamedCount> valuesByLabel; // different ones
    std::vector<NamedCount> bytesByLabel;  // of the values, once for each series
};

} // namespace tinyobs
