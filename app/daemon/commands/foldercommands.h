#pragma once

// backup and restore: a data folder that no server is using, as a whole. Main thread.

#include "app/daemon/commands/command.h"

namespace tinyobs::daemon {

ExitStatus runBackup(const CommandLine &line);
ExitStatus runRestore(const CommandLine &line);

} // namespace tinyobs::daemon
