#pragma once

// The metrics of a service as people think of them: the parts of a histogram or summary are one.
// Plain values, usable in any thread.

#include "core/engine/catalog.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct ServiceFamily
{
    std::string name; // without _bucket, _sum, _count where they are parts
    MetricKind kind = MetricKind::Gauge;
    bool hasBuckets = false; // classic ones
    std::size_t series = 0;  // of the most numerous part
    std::vector<std::string> labels = {};
    std::string help = {};

    bool hasLabel(std::string_view label) const;
};

/// By name.
std::vector<ServiceFamily> familiesOf(const CatalogService &service);

} // namespace tinyobs
