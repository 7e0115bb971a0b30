#pragma once

// Who sends what: services, their metrics, and what is known of each. The tree both front ends
// show. An immutable value, shared between threads.

#include "core/base/clock.h"
#include "core/model/metrickind.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tinyobs {

struct CatalogMetric
{
    std::string name;
    MetricKind kind = MetricKind::Gauge;
    std::string unit; // "seconds", "bytes", ... or empty
    std::size_t series = 0;
    TimeMs lastTimeMs = 0;
    std::vector<std::string> labels; // names that occur, without __name__, service, job; sorted
    std::string help = {};           // what its sender says of it, or empty
};

struct CatalogService
{
    std::string name;      // the `service` label, else `job`, else "other"
    bool internal = false; // job is "tinyobs" or "host"
    std::size_t series = 0;
    TimeMs lastTimeMs = 0;
    std::vector<CatalogMetric> metrics; // by name
    std::string label = {};             // that names it: "service" or "job"; empty for "other"
};

struct Catalog
{
    std::uint64_t generation = 0;
    TimeMs madeAtMs = 0;
    std::vector<CatalogService> services; // users' by name, then internal ones
};

} // namespace tinyobs
