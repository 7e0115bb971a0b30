#pragma once

// A terminal taken over for a page that is drawn again and again: the alternate screen, without a
// cursor, keys read as they come. Given back with the object. Main thread, with a QCoreApplication.

#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <string_view>

namespace tinyobs::daemon {

class LiveScreen
{
public:
    /// `quit` is called when the user presses q or Escape.
    explicit LiveScreen(std::function<void()> quit);
    ~LiveScreen();
    LiveScreen(const LiveScreen &) = delete;
    LiveScreen &operator=(const LiveScreen &) = delete;

    /// Lines with their ends; replaces what was there without flicker.
    bool draw(std::string_view page);

private:
    void readKeys();

    std::function<void()> m_quit;
    std::unique_ptr<QSocketNotifier> m_keys;
    struct Mode;
    std::unique_ptr<Mode> m_modeBefore;
};

} // namespace tinyobs::daemon
