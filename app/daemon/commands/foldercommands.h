#pragma once

// check, repair, backup and restore: a data folder that no server is using, as a whole. Main
// thread.

#include "app/daemon/commands/command.h"

namespace tinyobs::daemon {

ExitStatus runCheck(const CommandLine &line);
ExitStatus runRepair(const CommandLine &line);
ExitStatus runBackup(const CommandLine &line);
ExitStatus runRestore(const CommandLine &line);

} // namespace tinyobs::daemon
