#pragma once

// Metrics that belong together, as OpenMetrics groups them: x_bucket, x_sum and x_count are the
// histogram x, x_total is the counter x. Guessed from the names that exist, while no metadata says
// it; names that would clash stay alone. Plain values, usable in any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct MetricFamily
{
    std::string name;
    std::string_view type;            // of OpenMetrics: "gauge", "counter", ... "unknown"
    std::vector<std::string> metrics; // sorted
    // As senders say it, empty where they do not:
    std::string unit = {};
    std::string help = {};
};

/// Sorted by name. The names must be sorted and distinct.
std::vector<MetricFamily> groupFamilies(std::span<const std::string> names);

} // namespace tinyobs
