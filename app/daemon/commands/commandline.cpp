#include "app/daemon/commands/commandline.h"

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
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string &word = words[at];
        if (word == "-h" || word == "--help") {
            out.wantsHelp = true;
            return out;
        }
        if (word == "-" || !word.starts_with('-')) {
            out.line.arguments.push_back(word);
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name =
            word.substr(0, equals).substr(std::min<std::size_t>(2, word.size()));
        const auto own = std::ranges::find(command.options, name, &OptionRow::name);
        const bool isOwn = own != command.options.end();
        if (!word.starts_with("--") || (!isOwn && !isSetting(name)))
            return invalid("unknown option " + quoted(word.substr(0, equals)) +
                           meant(command, name));
        const bool follows = equals == std::string::npos && at + 1 < words.size() &&
                             !words[at + 1].starts_with("--");
        if (!isOwn) {
            out.settings.push_back(word);
            if (follows)
                out.settings.push_back(words[++at]);
            continue;
        }
        if (equals == std::string::npos && !follows)
            return invalid("--" + name + " needs a value: " + std::string(own->valueName));
        out.line.options.emplace_back(own->name, follows ? words[++at] : word.substr(equals + 1));
    }
    const std::size_t wanted = command.argument.empty() ? 0 : 1;
    if (out.line.arguments.size() < wanted)
        return invalid(std::string(command.name) +
                       " needs an argument: " + std::string(command.argument));
    if (out.line.arguments.size() > wanted)
        return invalid("argument " + quoted(out.line.arguments[wanted]) + " is one too many");
    return out;
}

std::string helpText(const Command &command)
{
    std::string text = "Usage: tinyobsd " + std::string(command.name) + " [--OPTION VALUE]...";
    if (!command.argument.empty())
        text += " " + std::string(command.argument);
    text += "\n\n" + std::string(command.summary) + "\n\n";
    for (const OptionRow &row : command.options)
        text += helpLine("--" + std::string(row.name) + " " + std::string(row.valueName), row.help);
    text += helpLine("--data DIR", "the data folder, which no server may be using");
    return text + "\nAll other settings of the server hold here too: tinyobsd --help.\n";
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
