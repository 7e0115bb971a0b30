#include "app/daemon/print/livescreen.h"

#include "app/daemon/print/terminal.h"

#include <algorithm>
#include <array>
#include <string>

#ifdef Q_OS_UNIX
#include <termios.h>
#include <unistd.h>
#endif

namespace tinyobs::daemon {

#ifdef Q_OS_UNIX
struct LiveScreen::Mode
{
    termios value = {};
};
#else
struct LiveScreen::Mode
{
};
#endif

LiveScreen::LiveScreen(std::function<void()> quit)
    : m_quit(std::move(quit))
{
#ifdef Q_OS_UNIX
    Mode before;
    if (tcgetattr(STDIN_FILENO, &before.value) == 0) { // else keys come from elsewhere
        m_modeBefore = std::make_unique<Mode>(before);
        termios raw = before.value;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO); // Ctrl-C stays a signal
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
        m_keys = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        QObject::connect(m_keys.get(), &QSocketNotifier::activated, m_keys.get(),
                         [this] { readKeys(); });
    }
#endif
    writeOut("\x1b[?1049h\x1b[?25l");
}

LiveScreen::~LiveScreen()
{
    writeOut("\x1b[?25h\x1b[?1049l");
#ifdef Q_OS_UNIX
    if (m_modeBefore)
        tcsetattr(STDIN_FILENO, TCSANOW, &m_modeBefore->value);
#endif
}

void LiveScreen::readKeys()
{
#ifdef Q_OS_UNIX
    std::array<char, 64> keys;
    const ssize_t count = read(STDIN_FILENO, keys.data(), keys.size());
    if (count <= 0) {
        m_keys->setEnabled(false);
        return;
    }
    const std::string_view pressed(keys.data(), static_cast<std::size_t>(count));
    // Escape alone; an arrow key is a longer sequence.
    if (pressed.find_first_of("qQ") != std::string_view::npos || pressed == "\x1b")
        m_quit();
#endif
}

bool LiveScreen::draw(std::string_view page)
{
    std::string text = "\x1b[H";
    while (!page.empty()) {
        const std::size_t end = std::min(page.find('\n'), page.size());
        text += page.substr(0, end);
        text += "\x1b[K";
        page.remove_prefix(std::min(end + 1, page.size()));
        if (!page.empty())
            text += "\r\n";
    }
    return writeOut(text + "\x1b[J");
}

} // namespace tinyobs::daemon
