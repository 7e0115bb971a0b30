#pragma once

// Options that several commands which ask have in common. Plain functions.

#include "app/daemon/client/source.h"
#include "app/daemon/commands/command.h"

#include <string>

namespace tinyobs::daemon {

enum class Shape : unsigned char { Table, Json, Csv };

/// --json and --csv exclude each other.
Result<Shape> readShape(const CommandLine &line);
/// Adds "limit" if --limit is there: a whole number above 0.
Result<void> addLimit(Pairs &parameters, const CommandLine &line);
/// Adds the time of an option, if it is there, under its own name.
Result<void> addTime(Pairs &parameters, const CommandLine &line, std::string_view option,
                     TimeMs nowMs);
/// Unix seconds with three decimals.
std::string apiTime(TimeMs timeMs);
/// RFC 3339 in UTC.
std::string timeText(TimeMs timeMs);

} // namespace tinyobs::daemon
