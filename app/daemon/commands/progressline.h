#pragma once

// How far a command is: one line on a terminal's stderr, drawn anew at most ten times a second,
// and nothing where stderr is no terminal. Also where the command learns that the user has asked
// it to stop. Main thread.

#include "app/startup/stopsignals.h"

#include <QElapsedTimer>

#include <cstdint>
#include <string>
#include <string_view>

namespace tinyobs::daemon {

class ProgressLine
{
public:
    /// With a QCoreApplication only. `unit` is what is counted: "series", "bytes".
    explicit ProgressLine(std::string_view unit);
    ~ProgressLine();

    /// `all` may be 0 when nobody knows. False once the user has asked to stop.
    bool update(std::uint64_t done, std::uint64_t all, std::uint64_t samples);
    /// Takes the line away again.
    void clear();
    /// A last line that stays, on a terminal only.
    void note(std::string_view text);

private:
    void draw(std::uint64_t done, std::uint64_t all, std::uint64_t samples);

    const std::string m_unit;
    const bool m_visible;
    startup::StopSignals m_signals;
    bool m_interrupted = false;
    bool m_drawn = false;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceUpdate;
};

/// 1234567 -> "1.2M": three digits at most.
std::string shortCount(std::uint64_t number);

} // namespace tinyobs::daemon
