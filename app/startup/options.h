#pragma once

// The first step of both mains: command line, environment and config file to settings, or to an
// exit status. Main thread.

#include "core/engine/settings.h"

#include <string_view>
#include <variant>

namespace tinyobs::startup {

/// The last two are of commands that ask a server or a folder: nobody answered, or what was asked
/// or sent is wrong.
enum class ExitStatus : int { Success = 0, Failure = 1, Usage = 2, NoAnswer = 3, Refused = 4 };

/// Settings to run with, or the status to leave with, after the help, the version or the complaint
/// was printed. The log is installed at the level asked for.
std::variant<Settings, ExitStatus> readOptions(std::string_view program, int argc,
                                               const char *const *argv);

/// One line on stderr: "tinyobsd: message".
void complain(std::string_view program, std::string_view message);

} // namespace tinyobs::startup
