#pragma once

// The one table of settings (its rows are in settings.cpp): the command line, the environment, the
// config file, --help and --print-config all read it. Immutable; usable in any thread.

#include "core/engine/settings.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs {

enum class SettingKind : unsigned char { Text, Choice, Switch, Number, Duration, Size };

struct SettingRow
{
    std::string_view key; // "retention-size": --retention-size and the key in the config file
    SettingKind kind;
    std::string_view valueName; // in --help: "SIZE", or the choices "strict|relaxed"
    std::string_view defaultText;
    std::uint64_t least; // bounds of numbers, in milliseconds, bytes or pieces
    std::uint64_t most;
    std::string_view help;
    /// Parses, checks and stores. The error says what is wrong with the value, not with which one.
    Result<void> (*apply)(Settings &settings, const SettingRow &row, std::string_view text);
    /// The value in force, as apply() reads it.
    std::string (*show)(const Settings &settings);
};

std::span<const SettingRow> settingTable();
/// Null when there is no such key.
const SettingRow *findSetting(std::string_view key);
/// "TINYOBS_RETENTION_SIZE".
std::string environmentName(const SettingRow &row);
/// "4MiB to 1TiB", for messages and help; empty for kinds without bounds.
std::string boundsText(const SettingRow &row);

} // namespace tinyobs
