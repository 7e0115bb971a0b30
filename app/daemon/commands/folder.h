#pragma once

// The data folder of a command: locked, so that no server works on it meanwhile. Main thread.

#include "app/daemon/commands/command.h"
#include "app/startup/datafolder.h"
#include "core/base/result.h"

namespace tinyobs::daemon {

/// Locks the folder of --data. An error says what to do; while a server is at work, also what the
/// command's row names for that case.
Result<startup::DataFolder> lockFolder(const CommandLine &line,
                                       startup::DataFolder::Missing missing);

} // namespace tinyobs::daemon
