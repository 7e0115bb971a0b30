#pragma once

// Times of the command line. Plain function.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string_view>

namespace tinyobs::daemon {

/// RFC 3339, Unix seconds or milliseconds, "now", "now-15m", "-15m". The error names the option.
Result<TimeMs> parseTimeOption(std::string_view option, std::string_view text, TimeMs nowMs);

} // namespace tinyobs::daemon
