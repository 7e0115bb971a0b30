#pragma once

// What a metric is and counts, and in which words: from what senders said about it or its family,
// else guessed from its name. Plain functions, usable in any thread.

#include "core/model/metadata.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tinyobs {

struct MetricDescription
{
    MetricKind kind = MetricKind::Gauge;
    std::string unit; // "seconds", "bytes", ... or empty
    std::string help; // empty where nobody said any
};

using MetadataLookup = std::function<std::optional<Metadata>(std::string_view metric)>;

/// foo_bucket, foo_sum and foo_count are of a family foo that is a histogram or summary, foo_total
/// of a counter foo; whatever is said of the name itself goes first.
MetricDescription describe(std::string_view metric, const MetadataLookup &lookup);

} // namespace tinyobs
