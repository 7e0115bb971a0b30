#pragma once

// Metrics as people think of them: the _bucket, _sum and _count of a histogram are one thing. The
// dashboard's lib/families.ts follows the same rules. Plain values, usable in any thread.

#include "core/engine/catalog.h"

#include <string>
#include <vector>

namespace tinyobs::ui {

struct Family
{
    std::string name;
    MetricKind kind = MetricKind::Gauge;
    std::string unit;
    std::size_t series = 0;
    TimeMs lastTimeMs = 0;
    std::vector<std::string> labels;
    std::string help; // what its sender says of it, or empty
    /// The stored metrics behind a histogram or summary; empty where there is none. A native
    /// histogram has its own name as count.
    std::string bucket, sum, count, quantiles;
};

/// The families of a service, by name.
std::vector<Family> familiesOf(const std::vector<CatalogMetric> &metrics);

/// The metric that tells how much a service does: its requests, else any counter, else any metric.
/// Null when there is none.
const Family *headlineOf(const std::vector<Family> &families);

} // namespace tinyobs::ui
