#include "core/engine/settingshelp.h"

#include "core/base/version.h"
#include "core/engine/settingtable.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::size_t HelpColumn = 36;

constexpr std::array<CommandOption, 4> Commands{{
    {"config", "FILE", "read settings from this file (also TINYOBS_CONFIG)"},
    {"print-config", "", "print the settings in force as a config file, and leave"},
    {"version", "", "print the version, and leave"},
    {"help", "", "print this text, and leave"},
}};

std::string option(std::string_view name, std::string_view valueName)
{
    std::string text = "  --" + std::string(name);
    if (!valueName.empty())
        text += " " + std::string(valueName);
    return text;
}

/// The option, and its help from one column on or on the next line.
std::string helpLine(const std::string &option, const std::string &help)
{
    const bool fits = option.size() + 2 <= HelpColumn;
    const std::string gap =
        fits ? std::string(HelpColumn - option.size(), ' ') : "\n" + std::string(HelpColumn, ' ');
    return option + gap + help + "\n";
}

std::string helpOf(const SettingRow &row)
{
    std::string help(row.help);
    if (!row.defaultText.empty())
        help += " [" + std::string(row.defaultText) + "]";
    return help;
}

std::string tomlString(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string tomlValue(const SettingRow &row, const std::string &text)
{
    if (row.kind == SettingKind::Number)
        return text;
    if (row.kind == SettingKind::Switch)
        return text == "on" ? "true" : "false";
    return tomlString(text);
}

} // namespace

std::span<const CommandOption> commandOptions()
{
    return Commands;
}

std::string helpText(std::string_view program)
{
    std::string text =
        "Usage: " + std::string(program) + " [--OPTION VALUE]...\n\n" +
        "TinyObs keeps and shows the metrics of one machine's services.\n"
        "Every option is also an environment variable (--log-level: TINYOBS_LOG_LEVEL)\n"
        "and a line of the config file (log-level = \"info\"). The command line wins over\n"
        "the environment, and the environment over the file. [In brackets: the default.]\n\n";
    for (const SettingRow &row : settingTable())
        text += helpLine(option(row.key, row.valueName), helpOf(row));
    text += "\n";
    for (const CommandOption &command : Commands)
        text += helpLine(option(command.name, command.valueName), std::string(command.help));
    return text;
}

std::string versionText(std::string_view program)
{
    return std::string(program) + " " + std::string(version()) + " (" + std::string(revision()) +
           ", " + std::string(compiler()) + ")\n";
}

std::string configText(const Settings &settings, std::span<const std::string> origins)
{
    std::string text = "# The settings in force, and where they come from.\n";
    for (std::size_t i = 0; i < settingTable().size(); ++i) {
        const SettingRow &row = settingTable()[i];
        text += std::string(row.key) + " = " + tomlValue(row, row.show(settings)) + " # " +
                origins[i] + "\n";
    }
    return text;
}

} // namespace tinyobs
