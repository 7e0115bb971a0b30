#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/engine/configfile.h"
#include "core/engine/settings.h"
#include "core/engine/settingshelp.h"
#include "core/engine/settingtable.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tinyobs {
namespace {

/// What the command line says, in its order.
struct CommandLine
{
    std::vector<std::pair<const SettingRow *, std::string>> settings;
    std::string configFile;
    bool printConfig = false;
    std::optional<std::string> text; // help or version: nothing else matters then
};

Failure invalid(std::string message)
{
    return fail(Error::Code::InvalidArgument, std::move(message));
}

std::string meant(std::string_view word, std::string_view prefix)
{
    std::vector<std::string_view> known;
    for (const SettingRow &row : settingTable())
        known.push_back(row.key);
    if (!prefix.empty()) {
        for (const CommandOption &command : commandOptions())
            known.push_back(command.name);
    }
    const std::string_view closest = closestWord(word, known);
    if (closest.empty())
        return {};
    return ", did you mean '" + std::string(prefix) + std::string(closest) + "'?";
}

/// Walks the arguments; an option's value follows it or stands behind "=".
class CommandLineParser
{
public:
    CommandLineParser(std::string_view program, std::span<const std::string> arguments)
        : m_program(program)
        , m_arguments(arguments)
    {
    }

    Result<CommandLine> parse()
    {
        for (; m_at < m_arguments.size(); ++m_at) {
            const std::string_view argument = m_arguments[m_at];
            if (argument == "-h") {
                m_line.text = helpText(m_program);
            } else if (!argument.starts_with("--") || argument.size() == 2) {
                return invalid("argument " + quoted(argument) + " is not an option");
            } else if (Result<void> read = readOption(argument.substr(2)); !read) {
                return Failure(read.error());
            }
            if (m_line.text)
                break;
        }
        return std::move(m_line);
    }

private:
    Result<void> readOption(std::string_view option)
    {
        const std::size_t equals = option.find('=');
        const std::string_view name = option.substr(0, equals);
        m_inlineValue = equals == std::string_view::npos
                            ? std::nullopt
                            : std::optional<std::string>(option.substr(equals + 1));
        if (const SettingRow *row = findSetting(name)) {
            return value(name, row->valueName).map([&](std::string text) {
                m_line.settings.emplace_back(row, std::move(text));
            });
        }
        const auto command = std::ranges::find(commandOptions(), name, &CommandOption::name);
        if (command == commandOptions().end())
            return invalid("unknown option '--" + std::string(name) + "'" + meant(name, "--"));
        return readCommand(*command);
    }

    Result<void> readCommand(const CommandOption &command)
    {
        if (command.valueName.empty() && m_inlineValue)
            return invalid("--" + std::string(command.name) + " takes no value");
        if (command.name == "help")
            m_line.text = helpText(m_program);
        else if (command.name == "version")
            m_line.text = versionText(m_program);
        else if (command.name == "print-config")
            m_line.printConfig = true;
        else
            return value(command.name, command.valueName).map([this](std::string text) {
                m_line.configFile = std::move(text);
            });
        return {};
    }

    Result<std::string> value(std::string_view name, std::string_view valueName)
    {
        if (m_inlineValue)
            return *m_inlineValue;
        const bool follows =
            m_at + 1 < m_arguments.size() && !m_arguments[m_at + 1].starts_with("--");
        if (!follows)
            return invalid("--" + std::string(name) + " needs a value: " + std::string(valueName));
        return m_arguments[++m_at];
    }

    std::string_view m_program;
    std::span<const std::string> m_arguments;
    std::size_t m_at = 0;
    std::optional<std::string> m_inlineValue;
    CommandLine m_line;
};

std::optional<std::string> variable(std::span<const std::string> environment,
                                    const std::string &name)
{
    for (const std::string &entry : environment) {
        if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name))
            return entry.substr(name.size() + 1);
    }
    return std::nullopt;
}

/// Settings under construction: later sources overwrite earlier ones.
struct Assembly
{
    Settings settings;
    std::vector<std::string> origins = std::vector<std::string>(settingTable().size(), "default");

    /// `place` begins the message when the value is refused.
    Result<void> apply(const SettingRow &row, std::string_view value, const std::string &place,
                       const std::string &origin)
    {
        Result<void> applied = row.apply(settings, row, value);
        if (!applied)
            return invalid(place + ": " + applied.error().message);
        origins[static_cast<std::size_t>(&row - settingTable().data())] = origin;
        return {};
    }
};

Result<void> applyFile(Assembly &assembly, const std::string &path)
{
    const Result<std::vector<ConfigEntry>> entries = readConfigFile(path);
    if (!entries)
        return Failure(entries.error());
    for (const ConfigEntry &entry : *entries) {
        const SettingRow *row = findSetting(entry.key);
        if (!row)
            return invalid(entry.place + ": unknown setting " + quoted(entry.key) +
                           meant(entry.key, ""));
        if (auto applied =
                assembly.apply(*row, entry.value, entry.place + ": " + entry.key, entry.place);
            !applied)
            return applied;
    }
    assembly.settings.configFile = path;
    return {};
}

Result<void> applyEnvironment(Assembly &assembly, std::span<const std::string> environment)
{
    for (const SettingRow &row : settingTable()) {
        const std::string name = environmentName(row);
        const std::optional<std::string> value = variable(environment, name);
        if (!value)
            continue;
        if (auto applied = assembly.apply(row, *value, name, name); !applied)
            return applied;
    }
    return {};
}

Result<void> applyCommandLine(Assembly &assembly, const CommandLine &line)
{
    for (const auto &[row, value] : line.settings) {
        const std::string option = "--" + std::string(row->key);
        if (auto applied = assembly.apply(*row, value, option, option); !applied)
            return applied;
    }
    return {};
}

std::string configFileFor(const CommandLine &line, std::span<const std::string> environment)
{
    if (!line.configFile.empty())
        return line.configFile;
    return variable(environment, "TINYOBS_CONFIG").value_or(defaultConfigFile());
}

} // namespace

Result<StartRequest> readSettings(std::string_view program, std::span<const std::string> arguments,
                                  std::span<const std::string> environment)
{
    const Result<CommandLine> line = CommandLineParser(program, arguments).parse();
    if (!line)
        return Failure(line.error());
    StartRequest request;
    request.action = StartRequest::Action::PrintAndExit;
    if (line->text) {
        request.text = *line->text;
        return request;
    }
    Assembly assembly;
    const std::string file = configFileFor(*line, environment);
    Result<void> applied = file.empty() ? Result<void>() : applyFile(assembly, file);
    if (applied)
        applied = applyEnvironment(assembly, environment);
    if (applied)
        applied = applyCommandLine(assembly, *line);
    if (!applied)
        return Failure(applied.error());
    request.settings = std::move(assembly.settings);
    if (line->printConfig)
        request.text = configText(request.settings, assembly.origins);
    else
        request.action = StartRequest::Action::Run;
    return request;
}

} // namespace tinyobs
