#pragma once

// The config file: TOML with one line per setting. Main thread, at start.

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct ConfigEntry
{
    std::string key;
    std::string value; // as the command line would have it
    std::string place; // "tinyobs.toml:3:1"
};

/// The file's settings in its order. A switch may be a boolean, a number an integer, a list of
/// names an array of strings.
Result<std::vector<ConfigEntry>> readConfigFile(const std::string &path);
/// The same from text; `name` stands in messages.
Result<std::vector<ConfigEntry>> parseConfig(std::string_view text, const std::string &name);

/// The platform's config folder's tinyobs/tinyobs.toml, empty when there is none.
std::string defaultConfigFile();

} // namespace tinyobs
