#pragma once

// Half an hour of a small shop, made up: something to look at before there is anything else. The
// same times give the same values. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

inline constexpr std::string_view DemoService = "demo-shop";
inline constexpr TimeMs DemoSpanMs = 30 * 60'000;
inline constexpr TimeMs DemoStepMs = 10'000;

/// In the Prometheus text format with times, up to and including endMs: requests by route and
/// status (a counter), their durations (a histogram), orders that wait (a gauge).
std::string demoDocument(TimeMs endMs);

/// Sends it to the engine, ending now. Waits for the disk: not in the GUI thread.
Result<void> loadDemoData(Engine &engine);

} // namespace tinyobs::ui
