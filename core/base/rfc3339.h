#pragma once

// Times as RFC 3339 writes them: UTC with milliseconds, "2026-11-22T10:00:00.123Z". Years are kept
// within 0 and 9999, beyond which the format has no text. Plain function, usable in any thread.

#include "core/base/clock.h"

#include <array>

namespace tinyobs {

inline constexpr std::size_t Rfc3339Bytes = 24;

std::array<char, Rfc3339Bytes> formatRfc3339(TimeMs timeMs);

} // namespace tinyobs
