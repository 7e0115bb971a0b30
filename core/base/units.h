#pragma once

// Durations and sizes as people write them. Plain functions, usable in any thread.

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tinyobs {

/// "15d", "12h", "1h30m", "500ms": whole numbers with ms, s, m, h, d, w or y (365 days).
Result<std::chrono::milliseconds> parseDuration(std::string_view text);
/// In the largest unit that divides it: "15d", "90m", "500ms".
std::string formatDuration(std::chrono::milliseconds duration);

/// "64MiB", "2GiB", "500MB", "4096": a whole number of bytes, of powers of 1024 (KiB, K ...) or of
/// 1000 (kB ...).
Result<std::uint64_t> parseSize(std::string_view text);
/// In the largest power of 1024 that divides it: "64MiB", "1500B".
std::string formatSize(std::uint64_t bytes);

} // namespace tinyobs
