#include "app/listeners/listeners.h"

#include "core/engine/engine.h"

#include <QLoggingCategory>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

namespace tinyobs::listeners {

Q_LOGGING_CATEGORY(listenersLog, "tinyobs.listeners")

namespace {

constexpr auto StopGrace = std::chrono::seconds(2);

struct Entry
{
    const ListenerRow &row;
    server::ListenerState state;
    std::unique_ptr<Listener> listener; // null unless it listens
};

std::string describe(const ListenerRow &row, const Error &error)
{
    return std::string(row.title) + " is not taken: " + error.message + ", usually " +
           std::string(row.usualOwner) + "; choose another port with " + optionOf(row) +
           ", or turn it off with " + optionOf(row) + " 0";
}

} // namespace

class Listeners::Impl
{
public:
    explicit Impl(const ListenerContext &ownContext)
        : context(ownContext)
    {
        for (const ListenerRow &row : listenerTable())
            entries.push_back({row, {row.name, row.title, "off", {}, {}}, nullptr});
    }

    void listen(Entry &entry, const ListenAddress &address);
    void runInThread(const std::function<void()> &work);
    void stopAll();
    void quitWhenStopped();
    void end();

    const ListenerContext context;
    mutable std::mutex
        mutex; // guards the listener of each entry; what it points at has its own rule
    std::vector<Entry> entries;
    QThread thread;
    QObject *worker = nullptr; // lives in the thread while it runs
    std::size_t stopping = 0;  // the thread's
};

/// While the main thread waits.
void Listeners::Impl::runInThread(const std::function<void()> &work)
{
    if (!worker) {
        thread.setObjectName(QStringLiteral("listeners"));
        worker = new QObject;
        worker->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, worker, [this] { end(); });
        thread.start();
    }
    QMetaObject::invokeMethod(worker, work, Qt::BlockingQueuedConnection);
}

void Listeners::Impl::listen(Entry &entry, const ListenAddress &address)
{
    std::unique_ptr<Listener> listener = entry.row.make(context);
    if (const Result<void> listening = listener->listen(address); !listening) {
        entry.state.state = "failed";
        entry.state.error = listening.error().message;
        qCWarning(listenersLog).noquote()
            << QString::fromStdString(describe(entry.row, listening.error()));
        return;
    }
    entry.state.state = "listening";
    entry.state.address = ListenAddress{address.host, listener->port()}.toString();
    const std::lock_guard lock(mutex);
    entry.listener = std::move(listener);
}

void Listeners::Impl::stopAll()
{
    stopping = entries.size();
    for (const Entry &entry : entries) {
        if (entry.listener)
            entry.listener->stop([this] { quitWhenStopped(); });
        else
            quitWhenStopped();
    }
    QTimer::singleShot(StopGrace, worker, [this] { thread.quit(); });
}

void Listeners::Impl::quitWhenStopped()
{
    if (--stopping == 0)
        thread.quit();
}

/// The last thing in the thread: sockets go where they were made.
void Listeners::Impl::end()
{
    for (Entry &entry : entries) {
        std::unique_ptr<Listener> ended;
        const std::lock_guard lock(mutex);
        ended.swap(entry.listener);
    }
    worker->deleteLater();
}

Listeners::Listeners(Engine &engine, server::HttpServer &http)
    : m_impl(std::make_unique<Impl>(ListenerContext{engine, http}))
{
}

Listeners::~Listeners()
{
    stop();
}

void Listeners::start(const std::string &host)
{
    const ListenerPorts &ports = m_impl->context.engine.settings().ports;
    std::string listening;
    for (Entry &entry : m_impl->entries) {
        const ListenerPorts::Port port = ports.*entry.row.port;
        if (!entry.row.make)
            entry.state.state = "not built";
        if (!port || !entry.row.make)
            continue;
        m_impl->runInThread([&] { m_impl->listen(entry, {host, *port}); });
        if (entry.listener)
            listening += (listening.empty() ? "" : ", ") + std::string(entry.row.title) + " on " +
                         entry.state.address;
    }
    if (!listening.empty())
        qCInfo(listenersLog).noquote() << "also taking" << QString::fromStdString(listening);
}

void Listeners::stop()
{
    if (!m_impl->worker)
        return;
    QMetaObject::invokeMethod(m_impl->worker, [this] { m_impl->stopAll(); });
    m_impl->thread.wait();
    m_impl->worker = nullptr;
}

std::vector<server::ListenerState> Listeners::states() const
{
    std::vector<server::ListenerState> states;
    for (const Entry &entry : m_impl->entries)
        states.push_back(entry.state);
    return states;
}

std::vector<Listeners::Counted> Listeners::counters() const
{
    std::vector<Counted> all;
    const std::lock_guard lock(m_impl->mutex);
    for (const Entry &entry : m_impl->entries) {
        if (!entry.listener)
            continue;
        if (const std::optional<ListenerCounters> counters = entry.listener->counters())
            all.push_back({entry.row.name, *counters});
    }
    return all;
}

} // namespace tinyobs::listeners
