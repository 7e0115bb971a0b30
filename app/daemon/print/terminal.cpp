#include "app/daemon/print/terminal.h"

#include "core/base/plaintext.h"

#include <QtGlobal>

#include <charconv>
#include <cstdio>
#include <cstdlib>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace tinyobs::daemon {
namespace {

constexpr std::size_t LeastColumns = 20;

std::string_view environmentText(const char *name)
{
    const char *text = std::getenv(name);
    return text ? text : "";
}

std::optional<std::size_t> columnsOfEnvironment()
{
    const std::string_view text = environmentText("COLUMNS");
    std::size_t columns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (error != std::errc() || end != text.data() + text.size() || columns < LeastColumns)
        return std::nullopt;
    return columns;
}

} // namespace

Screen standardOutput()
{
    Screen screen;
    screen.columns = columnsOfEnvironment();
#ifdef Q_OS_WIN
    screen.isTerminal = _isatty(_fileno(stdout)) != 0;
#else
    screen.isTerminal = isatty(STDOUT_FILENO) != 0;
    winsize size = {};
    if (screen.isTerminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        screen.columns = std::max<std::size_t>(LeastColumns, size.ws_col);
        screen.rows = size.ws_row;
    }
#endif
    if (screen.isTerminal && !screen.columns)
        screen.columns = 80;
    screen.hasColours = screen.isTerminal && environmentText("NO_COLOR").empty() &&
                        environmentText("TERM") != "dumb";
    return screen;
}

bool writeOut(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
           std::fflush(stdout) == 0;
}

bool writeData(const Screen &screen, std::string_view data)
{
    if (!screen.isTerminal)
        return writeOut(data);
    std::string shown;
    while (!data.empty()) {
        const std::size_t end = std::min(data.find('\n'), data.size());
        shown += plainText(data.substr(0, end), data.size() * 3);
        data.remove_prefix(end);
        if (!data.empty()) {
            shown += '\n';
            data.remove_prefix(1);
        }
    }
    return writeOut(shown);
}

std::string toned(const Screen &screen, Tone tone, std::string_view text)
{
    if (!screen.hasColours)
        return std::string(text);
    const char *begin = tone == Tone::Bold ? "\x1b[1m" : tone == Tone::Dim ? "\x1b[2m" : "\x1b[31m";
    return begin + std::string(text) + "\x1b[0m";
}

} // namespace tinyobs::daemon
