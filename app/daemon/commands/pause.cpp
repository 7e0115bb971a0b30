#include "app/daemon/commands/pause.h"

#include <QTimer>

namespace tinyobs::daemon {

Pause::Pause(Source &source)
    : m_source(source)
{
    QObject::connect(&m_signals, &startup::StopSignals::stopRequested, &m_signals,
                     [this] { stop(); });
}

void Pause::stop()
{
    m_isStopped = true;
    m_source.cancel();
    m_loop.quit();
}

bool Pause::wait(std::chrono::milliseconds duration)
{
    if (m_isStopped)
        return false;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &m_loop, &QEventLoop::quit);
    timer.start(duration);
    m_loop.exec();
    return !m_isStopped;
}

} // namespace tinyobs::daemon
