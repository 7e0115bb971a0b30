#pragma once

// A line listener on a free port of loopback, in a thread of its own as the programs have it.

#include "app/listeners/listener.h"

#include <QSemaphore>
#include <QThread>

#include <memory>
#include <utility>

namespace tinyobs::test {

class LinePort
{
public:
    using Make = std::unique_ptr<listeners::Listener> (*)(Engine &);

    LinePort(Engine &engine, Make make)
    {
        m_context.moveToThread(&m_thread);
        m_thread.start();
        inThread([&] {
            m_listener = make(engine);
            const auto listening = m_listener->listen({.host = "127.0.0.1", .port = 0});
            if (!listening)
                qFatal("%s", listening.error().message.c_str());
        });
    }
    ~LinePort()
    {
        stop();
        inThread([this] { m_listener.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    quint16 port() const { return m_listener->port(); }
    listeners::ListenerCounters counters() const { return *m_listener->counters(); }
    /// Waits until what is under way is done.
    void stop()
    {
        if (std::exchange(m_isStopped, true))
            return;
        QSemaphore stopped;
        inThread([&] { m_listener->stop([&] { stopped.release(); }); });
        if (!stopped.tryAcquire(1, 10'000))
            qFatal("the listener does not stop");
    }

private:
    template <typename Work>
    void inThread(Work work)
    {
        QMetaObject::invokeMethod(&m_context, work, Qt::BlockingQueuedConnection);
    }

    QThread m_thread;
    QObject m_context;
    std::unique_ptr<listeners::Listener> m_listener;
    bool m_isStopped = false;
};

} // namespace tinyobs::test
