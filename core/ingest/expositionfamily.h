#pragma once

// What the lines of a text format are about, from one # TYPE to the next, and what follows from it.
// Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/ingest/expositionline.h"
#include "core/model/metadata.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tinyobs {

struct ExpositionFamily
{
    std::string_view name;
    MetricType type = MetricType::Unknown;
    std::size_t firstRow = 0;
};

/// A series that counts for longer has been seen before, or nothing of it was missed here.
inline constexpr std::chrono::milliseconds LongestStart = std::chrono::minutes(5);

/// Since when a metric of the family counts, if the sample is its `_created`.
std::optional<TimeMs> createdTimeMs(const ExpositionSample &sample, const ExpositionFamily &family);
/// Whether a series is one of those that count since then: of the same labels, `le` aside.
bool countsSince(std::string_view series, std::string_view created, const ExpositionFamily &family);

} // namespace tinyobs
