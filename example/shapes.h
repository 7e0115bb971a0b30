#pragma once

// How traffic and trouble vary over simulated time: pure functions of Unix seconds, so that a chart
// looks the same whenever it was recorded.

#include <string_view>

namespace tinyobs::example {

enum class Shape {
    Steady,  ///< nearly level
    Daily,   ///< low at night, peaks at noon and in the evening (UTC)
    Batches, ///< little, and a burst of half a minute every five minutes
};

/// What the average rate is multiplied with; the mean over a day is near 1.
double shapeFactor(Shape shape, double unixSeconds);

/// Share of requests that fail in addition to the usual few: 0 most of the time, up to 0.2 in a
/// burst of under a minute that each service has about three times an hour.
double errorBurstShare(std::string_view service, double unixSeconds);

} // namespace tinyobs::example
