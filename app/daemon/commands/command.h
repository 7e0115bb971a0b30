#pragma once

// What tinyobsd does besides serving: one row per command, read by the dispatcher, by its help and
// by the tests. Main thread, before or after an application object exists.

#include "app/startup/options.h"
#include "core/engine/settings.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs::daemon {

using startup::ExitStatus;

/// An option of a command. The server's settings (--data, --config ...) stand beside them.
struct OptionRow
{
    std::string_view name;      // without the dashes
    std::string_view valueName; // empty: a switch
    std::string_view help;
    char letter = 0; // its short form, "-l"
};

struct Command;

/// A command line that was read.
struct CommandLine
{
    const Command *command = nullptr;
    Settings settings;
    std::vector<std::pair<std::string_view, std::string>> options; // in their order
    std::vector<std::string> arguments;

    /// The last one wins; empty when it is not there.
    std::string_view option(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    bool has(std::string_view name) const;
};

struct Command
{
    std::string_view name;
    std::string_view argument; // those it takes: "FILE", or none
    std::string_view summary;
    std::string_view whileServed; // what to do instead while a server holds the folder
    std::span<const OptionRow> options;
    ExitStatus (*run)(const CommandLine &line);
    std::size_t leastArguments = 0;
    std::size_t mostArguments = leastArguments;
    std::string_view details = {}; // the rest of its help
};

std::span<const Command> commands();

/// One line on stderr, "tinyobsd: message"; returns the status.
ExitStatus complain(ExitStatus status, std::string_view message);

/// True when the program was called with a command rather than with options.
bool isCommand(int argc, const char *const *argv);
/// Reads the command line and runs the command; complaints went to stderr.
ExitStatus runCommand(int argc, char **argv);

} // namespace tinyobs::daemon
