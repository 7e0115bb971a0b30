#include "app/startup/stopsignals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace tinyobs::startup {

#ifdef Q_OS_UNIX
namespace {

constexpr std::array<int, 2> Signals{SIGTERM, SIGINT};

// A signal handler reaches nothing but globals. The pipe is made before the handler is set.
std::array<int, 2> g_pipe{-1, -1};
std::atomic_bool g_asked = false;
static_assert(std::atomic_bool::is_always_lock_free);

void setDisposition(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int number : Signals)
        sigaction(number, &action, nullptr);
}

/// Runs in any thread, also while another runs it: only functions that are safe there.
void handleSignal(int number)
{
    if (g_asked.exchange(true)) {
        setDisposition(SIG_DFL);
        raise(number);
        return;
    }
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(g_pipe[1], &byte, 1);
}

} // namespace

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{
    if (pipe(g_pipe.data()) != 0)
        return; // no descriptors left: the system's own disposition stays
    for (const int end : g_pipe)
        fcntl(end, F_SETFD, FD_CLOEXEC);
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT stopRequested();
    });
    setDisposition(handleSignal);
}

StopSignals::~StopSignals()
{
    setDisposition(SIG_DFL);
    m_notifier.reset();
    for (int &end : g_pipe) {
        if (end >= 0)
            close(end);
        end = -1;
    }
}
#else
StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{
}

StopSignals::~StopSignals() = default;
#endif

} // namespace tinyobs::startup
