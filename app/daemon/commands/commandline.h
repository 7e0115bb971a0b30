#pragma once

// Reads the command line of a command: its own options, the settings of the server, its argument.
// Main thread.

#include "app/daemon/commands/command.h"
#include "core/base/result.h"

#include <span>
#include <string>

namespace tinyobs::daemon {

/// What stands on a command line before the settings among it are read.
struct CommandWords
{
    CommandLine line;                  // without settings
    std::vector<std::string> settings; // the options that are settings of the server
    bool wantsHelp = false;
};

/// InvalidArgument with one line that names what is wrong.
Result<CommandWords> splitCommandLine(const Command &command, std::span<const std::string> words);

/// What `tinyobsd COMMAND --help` prints.
std::string helpText(const Command &command);
/// What `tinyobsd help` prints.
std::string helpText();
/// The commands with their summaries, a line each, below a headline.
std::string commandList();

} // namespace tinyobs::daemon
