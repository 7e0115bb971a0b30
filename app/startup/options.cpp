#include "app/startup/options.h"

#include "core/base/log.h"

#include <QtGlobal>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#ifdef Q_OS_UNIX
extern char **environ;
#endif

namespace tinyobs::startup {
namespace {

std::vector<std::string> environment()
{
    std::vector<std::string> all;
#ifdef Q_OS_UNIX
    for (char **entry = environ; entry && *entry; ++entry)
        all.emplace_back(*entry);
#else
    for (char **entry = _environ; entry && *entry; ++entry)
        all.emplace_back(*entry);
#endif
    return all;
}

void print(std::FILE *stream, std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

} // namespace

void complain(std::string_view program, std::string_view message)
{
    print(stderr, std::string(program) + ": " + std::string(message) + "\n");
}

std::variant<Settings, ExitStatus> readOptions(std::string_view program, int argc,
                                               const char *const *argv)
{
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i)
        arguments.emplace_back(argv[i]);
    Result<StartRequest> request = readSettings(program, arguments, environment());
    if (!request) {
        complain(program, request.error().message + " (see " + std::string(program) + " --help)");
        return ExitStatus::Usage;
    }
    if (request->action == StartRequest::Action::PrintAndExit) {
        print(stdout, request->text);
        return ExitStatus::Success;
    }
    installLog(request->settings.logLevel);
    return std::move(request->settings);
}

} // namespace tinyobs::startup
