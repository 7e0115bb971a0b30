#pragma once

// What --help, --version and --print-config print, all from the table of settings. Any thread.

#include "core/engine/settings.h"

#include <span>
#include <string>
#include <string_view>

namespace tinyobs {

/// Options that are no settings: they have no place in the config file.
struct CommandOption
{
    std::string_view name; // without the dashes
    std::string_view valueName;
    std::string_view help;
};

std::span<const CommandOption> commandOptions();

std::string helpText(std::string_view program);
std::string versionText(std::string_view program);

/// The settings in force as a config file that reads back to the same. `origins` says for every row
/// of the table where its value comes from.
std::string configText(const Settings &settings, std::span<const std::string> origins);

} // namespace tinyobs
