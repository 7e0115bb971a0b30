#pragma once

// Waiting between two looks, which the user may end. Main thread, with a QCoreApplication.

#include "app/daemon/client/source.h"
#include "app/startup/stopsignals.h"

#include <QEventLoop>

#include <chrono>

namespace tinyobs::daemon {

class Pause
{
public:
    /// A signal ends a pause and what the source waits for.
    explicit Pause(Source &source);

    void stop();
    bool isStopped() const { return m_isStopped; }
    /// False when it was ended, or had been before.
    bool wait(std::chrono::milliseconds duration);

private:
    Source &m_source;
    startup::StopSignals m_signals;
    QEventLoop m_loop;
    bool m_isStopped = false;
};

} // namespace tinyobs::daemon
