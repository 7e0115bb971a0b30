#pragma once

// The options that say whom to ask, and what comes of them. Main thread.

#include "app/daemon/client/answerreader.h"
#include "app/daemon/client/serversource.h"
#include "app/daemon/commands/command.h"
#include "app/daemon/print/terminal.h"

#include <array>
#include <memory>
#include <string_view>

namespace tinyobs::daemon {

// clang-format off
inline constexpr std::array<OptionRow, 4> SourceOptions{{
    {"server", "URL", "the server to ask, also TINYOBS_SERVER; default http://127.0.0.1:8080"},
    {"data", "DIR", "the data folder to ask instead, which no server may be using"},
    {"token", "TOKEN", "sent as Authorization: Bearer; better in TINYOBS_TOKEN, which nobody sees"},
    {"timeout", "DURATION", "how long to wait for an answer; default 30s"},
}};
// clang-format on

/// A command's own options with those of the source behind them.
template <std::size_t Count>
constexpr auto withSource(const std::array<OptionRow, Count> &own)
{
    std::array<OptionRow, Count + SourceOptions.size()> all{};
    for (std::size_t i = 0; i < Count; ++i)
        all[i] = own[i];
    for (std::size_t i = 0; i < SourceOptions.size(); ++i)
        all[Count + i] = SourceOptions[i];
    return all;
}

/// The same for commands that need a server.
template <std::size_t Count>
constexpr auto withServer(const std::array<OptionRow, Count> &own)
{
    auto all = withSource<Count>(own);
    all[Count + 1].help = "refused: this needs a server";
    return all;
}

/// What the exit statuses mean, for the help.
extern const std::string_view StatusHelp;

/// Nothing when there is nobody to ask: then `status` says how to leave, the complaint was made.
std::unique_ptr<Source> openSource(const CommandLine &line, ExitStatus &status);
/// The same for what only a server can do; refuses a data folder with `why`.
std::unique_ptr<ServerSource> openServer(const CommandLine &line, std::string_view why,
                                         ExitStatus &status);

/// Complains of an answer that did not come or says no; shows the query with a mark where the
/// error's line and column are in it.
ExitStatus complainOfAnswer(const Error &error, std::string_view query = {});
/// Warnings and infos on stderr, a line each.
void printRemarks(const AnswerRemarks &remarks);
/// How to leave after the last of the output: with `status`, also when the reader has seen enough
/// (`| head`), or complaining that it could not be written.
ExitStatus leaveAfterWriting(bool isWritten, ExitStatus status = ExitStatus::Success);
/// For people, who would see nothing else; scripts see an empty answer.
void noteNothingFound(const Screen &screen);

} // namespace tinyobs::daemon
