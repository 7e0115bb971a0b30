#include "app/daemon/commands/commandline.h"

#include "app/daemon/client/opensource.h"
#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/engine/settingshelp.h"
#include "core/engine/settingtable.h"

#include <algorithm>
#include <utility>

namespace tinyobs::daemon {
namespace {

constexpr std::size_t HelpColumn = 28;

Failure invalid(std::string message)
{
    return fail(Error::Code::InvalidArgument, std::move(message));
}

bool isSetting(std::string_view name)
{
    return findSetting(name) || std::ranges::find(commandOptions(), name, &CommandOption::name) !=
                                    commandOptions().end();
}

std::string meant(const Command &command, std::string_view name)
{
    std::vector<std::string_view> known;
    for (const OptionRow &row : command.options)
        known.push_back(row.name);
    for (const SettingRow &row : settingTable())
        known.push_back(row.key);
    const std::string_view closest = closestWord(name, known);
    return closest.empty() ? std::string() : ", did you mean '--" + std::string(closest) + "'?";
}

/// What begins with a dash and is no option: "-" for standard input, a number.
bool isArgument(std::string_view word)
{
    if (!word.starts_with('-') || word == "-")
        return true;
    const char second = word[1];
    return (second >= '0' && second <= '9') || second == '.' || second == '(' || word == "-Inf" ||
           word == "-inf";
}

/// The row that a word such as "--match", "--match=x" or "-l" names; null when there is none.
const OptionRow *findOption(const Command &command, std::string_view word)
{
    const bool isLetter = word.size() == 2 && word[0] == '-' && word[1] != '-';
    const std::string_view name = word.substr(std::min<std::size_t>(2, word.size()));
    for (const OptionRow &row : command.options) {
        if (isLetter ? row.letter == word[1] : word.starts_with("--") && row.name == name)
            return &row;
    }
    return nullptr;
}

Result<void> checkArguments(const Command &command, std::span<const std::string> arguments)
{
    if (arguments.size() < command.leastArguments)
        return invalid(std::string(command.name) + " needs " +
                       (command.leastArguments == 1 ? "an argument: " : "arguments: ") +
                       std::string(command.argument));
    if (arguments.size() > command.mostArguments)
        return invalid("argument " + quoted(arguments[command.mostArguments]) + " is one too many");
    return {};
}

std::string helpLine(std::string left, std::string_view right)
{
    left = "  " + left;
    left.resize(std::max(left.size() + 2, HelpColumn), ' ');
    return left + std::string(right) + "\n";
}

} // namespace

Result<CommandWords> splitCommandLine(const Command &command, std::span<const std::string> words)
{
    CommandWords out;
    bool mayBeOption = true;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string &word = words[at];
        if (!mayBeOption || isArgument(word)) {
            out.line.arguments.push_back(word);
            continue;
        }
        if (word == "--") {
            mayBeOption = false;
            continue;
        }
        if (word == "-h" || word == "--help") {
            out.wantsHelp = true;
            return out;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const OptionRow *own = findOption(command, name);
        if (!own && (!word.starts_with("--") || !isSetting(name.substr(2))))
            return invalid("unknown option " + quoted(name) +
                           meant(command, name.substr(std::min<std::size_t>(2, name.size()))));
        const bool follows = equals == std::string::npos && at + 1 < words.size() &&
                             !words[at + 1].starts_with("--");
        if (!own) {
            out.settings.push_back(word);
            if (follows)
                out.settings.push_back(words[++at]);
            continue;
        }
        if (own->valueName.empty()) {
            if (equals != std::string::npos)
                return invalid(name + " takes no value");
            out.line.options.emplace_back(own->name, std::string());
            continue;
        }
        if (equals == std::string::npos && !follows)
            return invalid(name + " needs a value: " + std::string(own->valueName));
        out.line.options.emplace_back(own->name, follows ? words[++at] : word.substr(equals + 1));
    }
    if (const Result<void> checked = checkArguments(command, out.line.arguments); !checked)
        return Failure(checked.error());
    return out;
}

std::string helpText(const Command &command)
{
    std::string text = "Usage: tinyobsd " + std::string(command.name) + " [--OPTION VALUE]...";
    if (!command.argument.empty())
        text += " " + std::string(command.argument);
    text += "\n\n" + std::string(command.summary) + "\n\n";
    for (const OptionRow &row : command.options) {
        std::string left = row.letter ? std::string{'-', row.letter, ',', ' '} : std::string();
        left += "--" + std::string(row.name);
        if (!row.valueName.empty())
            left += " " + std::string(row.valueName);
        text += helpLine(std::move(left), row.help);
    }
    if (!findOption(command, "--data"))
        text += helpLine("--data DIR", "the data folder, which no server may be using");
    text += "\nAll other settings of the server hold here too: tinyobsd --help.\n";
    if (!command.details.empty())
        text += "\n" + std::string(command.details);
    return findOption(command, "--server") ? text + "\n" + std::string(StatusHelp) : text;
}

std::string commandList()
{
    std::string text = "Commands:\n";
    for (const Command &command : commands()) {
        std::string left(command.name);
        if (!command.argument.empty())
            left += " " + std::string(command.argument);
        text += helpLine(std::move(left), command.summary);
    }
    return text + helpLine("help [COMMAND]", "the commands, or the options of one");
}

std::string helpText()
{
    return "Usage: tinyobsd [--OPTION VALUE]...           runs the server\n"
           "       tinyobsd COMMAND [--OPTION VALUE]...   does one thing and leaves\n\n" +
           commandList() + "\nThe options of the server are listed by tinyobsd --help.\n";
}

} // namespace tinyobs::daemon
