#pragma once

// Logging: one QLoggingCategory per folder, one line per message on stderr:
//   2026-11-22T10:00:00.000Z info tinyobs.server listening on http://127.0.0.1:8080
// Control characters in a message are escaped, so that no client can forge a line.
// Installed once by main; safe from any thread.

#include "core/base/result.h"

#include <QLoggingCategory>

#include <string_view>

namespace tinyobs {

enum class LogLevel { Debug, Info, Warning, Error };

/// "debug", "info", "warning" or "error".
Result<LogLevel> parseLogLevel(std::string_view text);

/// Routes every Qt message through our format and drops those below the level.
void installLog(LogLevel level);

} // namespace tinyobs
