#include "example/stopsignal.h"

#include <csignal>

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <sys/socket.h>
#include <unistd.h>
#else
#include <QPointer>
#endif

namespace tinyobs::example {
namespace {

#ifdef Q_OS_UNIX

int g_wakeUp = -1; // a handler can reach nothing but a global; set before it is installed

void handle(int number)
{
    std::signal(number, SIG_DFL);
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(g_wakeUp, &byte, 1);
}

#else

QPointer<StopSignal> g_receiver;

// Windows runs this in a thread of its own, where a queued call is allowed.
void handle(int)
{
    if (g_receiver)
        QMetaObject::invokeMethod(g_receiver, &StopSignal::stopRequested, Qt::QueuedConnection);
}

#endif

} // namespace

StopSignal::StopSignal(QObject *parent)
    : QObject(parent)
{
#ifdef Q_OS_UNIX
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return; // the default action ends the process, which is a stop too
    g_wakeUp = ends[0];
    auto *const notifier = new QSocketNotifier(ends[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        Q_EMIT stopRequested();
    });
#else
    g_receiver = this;
#endif
    std::signal(SIGTERM, handle);
    std::signal(SIGINT, handle);
}

} // namespace tinyobs::example
