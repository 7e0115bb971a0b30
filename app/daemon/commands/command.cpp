#include "app/daemon/commands/command.h"

#include "app/daemon/commands/askcommands.h"
#include "app/daemon/commands/commandline.h"
#include "app/daemon/commands/foldercommands.h"
#include "app/daemon/commands/pushcommand.h"
#include "app/daemon/commands/transfercommands.h"
#include "app/daemon/commands/watchcommands.h"
#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/engine/settingshelp.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdio>
#include <variant>

namespace tinyobs::daemon {
namespace {

constexpr std::string_view Program = "tinyobsd";
constexpr std::string_view Help = "help";
constexpr std::string_view AskTheServer = "ask it with --server instead of --data";

// clang-format off
const std::array<Command, 13> Rows{{
    {"export", "", "writes the samples of a data folder to a file or to standard output",
        "read from it with GET /api/query_range", ExportOptions, runExport},
    {"import", "FILE", "reads samples from a file, or from standard input if it is -",
        "send the samples to it with POST /ingest", ImportOptions, runImport, 1},
    {"check", "", "reads all of a data folder, says what is damaged, and writes nothing",
        "check a backup of it", {}, runCheck},
    {"repair", "", "rewrites damaged files without what cannot be read, and says what is lost",
        "", {}, runRepair},
    {"backup", "TARGET", "copies a data folder to a new one, by hard links where there can be some",
        "ask it with POST /api/v1/admin/tsdb/snapshot", {}, runBackup, 1},
    {"restore", "SOURCE", "makes a data folder of a backup",
        "", {}, runRestore, 1},
    {"query", "[EXPR]", "prints a PromQL expression at one moment",
        AskTheServer, QueryOptions, runQuery, 0, 1, QueryHelp},
    {"query-range", "EXPR", "prints a PromQL expression over time, as a line for each series",
        AskTheServer, QueryRangeOptions, runQueryRange, 1, 1, QueryRangeHelp},
    {"series", "SELECTOR...", "lists the series that any of the selectors matches",
        AskTheServer, SeriesOptions, runSeries, 1, 100},
    {"labels", "[NAME]", "lists the names of labels, or the values of one",
        AskTheServer, LabelsOptions, runLabels, 0, 1},
    {"push", "[NAME VALUE]", "sends a sample, or those on standard input, to a server",
        "", PushOptions, runPush, 0, 2, PushHelp},
    {"top", "[EXPR]", "shows the busiest metrics, or the largest values of an expression",
        AskTheServer, TopOptions, runTop, 0, 1, TopHelp},
    {"tail", "SELECTOR", "prints new samples as they come",
        "", TailOptions, runTail, 1, 1, TailHelp},
}};
// clang-format on

const Command *findCommand(std::string_view name)
{
    const auto found = std::ranges::find(Rows, name, &Command::name);
    return found == Rows.end() ? nullptr : &*found;
}

/// Asks for the options of the server; people look there for the commands, too.
bool isHelpOption(std::string_view word)
{
    return word == "--help" || word == "-h";
}

void print(const std::string &text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

ExitStatus unknownCommand(std::string_view name)
{
    std::vector<std::string_view> known{Help};
    for (const Command &command : Rows)
        known.push_back(command.name);
    const std::string_view closest = closestWord(name, known);
    return complain(ExitStatus::Usage,
                    "unknown command " + quoted(name) +
                        (closest.empty() ? "" : ", did you mean '" + std::string(closest) + "'?") +
                        " (see tinyobsd help)");
}

ExitStatus runHelp(std::span<const std::string> words)
{
    if (words.empty()) {
        print(helpText());
        return ExitStatus::Success;
    }
    const Command *command = findCommand(words.front());
    if (!command)
        return unknownCommand(words.front());
    print(helpText(*command));
    return ExitStatus::Success;
}

/// The settings as the server reads them: the words here, the environment, the config file.
std::variant<Settings, ExitStatus> readSettingWords(const std::vector<std::string> &words)
{
    std::vector<const char *> arguments{Program.data()};
    for (const std::string &word : words)
        arguments.push_back(word.c_str());
    return startup::readOptions(Program, static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

std::string_view CommandLine::option(std::string_view name) const
{
    const std::vector<std::string_view> values = all(name);
    return values.empty() ? std::string_view() : values.back();
}

std::vector<std::string_view> CommandLine::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto &[option, value] : options) {
        if (option == name)
            values.push_back(value);
    }
    return values;
}

bool CommandLine::has(std::string_view name) const
{
    return std::ranges::any_of(options,
                               [name](const auto &option) { return option.first == name; });
}

std::span<const Command> commands()
{
    return Rows;
}

ExitStatus complain(ExitStatus status, std::string_view message)
{
    startup::complain(Program, message);
    return status;
}

bool isCommand(int argc, const char *const *argv)
{
    return argc > 1 && (argv[1][0] != '-' || isHelpOption(argv[1]));
}

ExitStatus runCommand(int argc, char **argv)
{
    const std::string_view name = argv[1];
    const std::vector<std::string> words(argv + 2, argv + argc);
    if (isHelpOption(name)) {
        print(tinyobs::helpText(Program) + "\n" + commandList());
        return ExitStatus::Success;
    }
    if (name == Help)
        return runHelp(words);
    const Command *command = findCommand(name);
    if (!command)
        return unknownCommand(name);
    Result<CommandWords> split = splitCommandLine(*command, words);
    if (!split)
        return complain(ExitStatus::Usage,
                        split.error().message + " (see tinyobsd " + std::string(name) + " --help)");
    if (split->wantsHelp)
        return runHelp(std::vector{std::string(name)});
    auto settings = readSettingWords(split->settings);
    if (const auto *status = std::get_if<ExitStatus>(&settings))
        return *status;
    const QCoreApplication application(argc, argv);
    QCoreApplication::setLibraryPaths({});
    split->line.settings = std::move(std::get<Settings>(settings));
    split->line.command = command;
    return command->run(split->line);
}

} // namespace tinyobs::daemon
