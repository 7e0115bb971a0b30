#include "app/daemon/client/opensource.h"

#include "app/daemon/client/foldersource.h"
#include "app/daemon/client/querymark.h"
#include "app/daemon/commands/folder.h"
#include "core/base/plaintext.h"
#include "core/base/quoted.h"
#include "core/base/units.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace tinyobs::daemon {

const std::string_view StatusHelp =
    "Exit status:\n"
    "  0  done; of --fail-if: nothing was found\n"
    "  1  a condition of --fail-if holds\n"
    "  2  the command line is wrong\n"
    "  3  nobody answered: not reached, no access, busy, out of time, no such data folder\n"
    "  4  refused: the query is wrong or cannot be answered, samples were not taken\n";

namespace {

constexpr std::string_view DefaultServer = "http://127.0.0.1:8080";
constexpr std::size_t MaxMessageBytes = 8192;

std::string fromEnvironment(const char *name)
{
    const char *text = std::getenv(name);
    return text ? text : "";
}

Result<ServerAddress> readAddress(const CommandLine &line)
{
    std::string text(line.option("server"));
    if (text.empty())
        text = fromEnvironment("TINYOBS_SERVER");
    const Result<QUrl> url = parseServerUrl(text.empty() ? DefaultServer : text);
    if (!url)
        return Failure(url.error());
    ServerAddress address{.url = *url, .token = std::string(line.option("token"))};
    if (address.token.empty())
        address.token = fromEnvironment("TINYOBS_TOKEN");
    if (address.token.find_first_of("\r\n") != std::string::npos)
        return fail(Error::Code::InvalidArgument, "--token: it has a line's end");
    if (const std::string_view timeout = line.option("timeout"); !timeout.empty()) {
        const auto duration = parseDuration(timeout);
        if (!duration || duration->count() < 1 || *duration > std::chrono::hours(24))
            return fail(Error::Code::InvalidArgument,
                        "--timeout: " + quoted(timeout) +
                            " is not a duration of up to a day, such as 30s or 5m");
        address.timeout = *duration;
    }
    return address;
}

std::unique_ptr<Source> openFolder(const CommandLine &line, ExitStatus &status)
{
    CommandLine own = line;
    own.settings.dataDir = line.option("data");
    auto folder = lockFolder(own, startup::DataFolder::Missing::Refuse);
    if (!folder) {
        status = complain(ExitStatus::NoAnswer, folder.error().message);
        return nullptr;
    }
    std::vector<std::string> warnings;
    auto source = FolderSource::open(std::move(*folder), own.settings, warnings);
    for (const std::string &warning : warnings)
        complain(ExitStatus::Success, "warning: " + warning);
    if (!source) {
        status = complain(ExitStatus::NoAnswer, source.error().message);
        return nullptr;
    }
    return std::move(*source);
}

} // namespace

std::unique_ptr<Source> openSource(const CommandLine &line, ExitStatus &status)
{
    if (!line.has("data"))
        return openServer(line, {}, status);
    if (!line.has("server"))
        return openFolder(line, status);
    status = complain(ExitStatus::Usage, "--server and --data: ask one of them");
    return nullptr;
}

std::unique_ptr<ServerSource> openServer(const CommandLine &line, std::string_view why,
                                         ExitStatus &status)
{
    if (line.has("data")) {
        status = complain(ExitStatus::Usage, why);
        return nullptr;
    }
    Result<ServerAddress> address = readAddress(line);
    if (!address) {
        status = complain(ExitStatus::Usage, address.error().message);
        return nullptr;
    }
    return std::make_unique<ServerSource>(std::move(*address));
}

ExitStatus complainOfAnswer(const Error &error, std::string_view query)
{
    std::string_view message = error.message;
    constexpr std::string_view OfTheApi = "invalid parameter \"query\": ";
    if (!query.empty() && message.starts_with(OfTheApi))
        message.remove_prefix(OfTheApi.size());
    complain(ExitStatus::Refused, plainText(message, MaxMessageBytes));
    if (!query.empty())
        std::fputs(markedQuery(query, message).c_str(), stderr);
    switch (error.code) {
    case Error::Code::InvalidArgument:
    case Error::Code::NotFound:
    case Error::Code::LimitExceeded:
    case Error::Code::Execution:
        return ExitStatus::Refused;
    default:
        return ExitStatus::NoAnswer;
    }
}

ExitStatus leaveAfterWriting(bool isWritten, ExitStatus status)
{
    const int error = errno;
    if (isWritten || error == EPIPE)
        return status;
    return complain(ExitStatus::NoAnswer,
                    "standard output cannot be written: " + qt_error_string(error).toStdString());
}

void noteNothingFound(const Screen &screen)
{
    if (screen.isTerminal)
        complain(ExitStatus::Success, "nothing found");
}

void printRemarks(const AnswerRemarks &remarks)
{
    const auto print = [](std::string_view kind, std::string_view remark) {
        const std::string text = plainText(remark, MaxMessageBytes);
        // Those of PromQL say themselves what they are.
        complain(ExitStatus::Success,
                 text.starts_with("PromQL ") ? text : std::string(kind) + text);
    };
    for (const std::string &warning : remarks.warnings)
        print("warning: ", warning);
    for (const std::string &info : remarks.infos)
        print("info: ", info);
}

} // namespace tinyobs::daemon
