#include "app/server/livehub.h"

#include "app/server/httpmessage.h"
#include "app/server/liveevents.h"
#include "core/engine/engine.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs::server {
namespace {

constexpr std::chrono::seconds StatsInterval(1);
constexpr int StatsPerComment = 15;

/// One connection. Lives in its network thread, which is where its channel may be used.
class LiveClient : public QObject
{
public:
    explicit LiveClient(std::shared_ptr<StreamChannel> channel)
        : m_channel(std::move(channel))
    {
    }
    void write(const QByteArray &bytes) { m_channel->write(bytes); }

private:
    std::shared_ptr<StreamChannel> m_channel;
};

} // namespace

class LiveHub::Impl
{
public:
    explicit Impl(Engine &ownEngine)
        : engine(ownEngine)
        , listening(ownEngine.settings().listen.toString())
    {
        worker.moveToThread(&thread);
        statsTimer.moveToThread(&thread);
        QObject::connect(&statsTimer, &QTimer::timeout, &worker, [this] { sendStats(); });
        thread.setObjectName(QStringLiteral("live hub"));
        thread.start();
    }

    ~Impl()
    {
        QMetaObject::invokeMethod(&worker, [this] {
            pause();
            thread.quit();
        });
        thread.wait();
    }

    QByteArray statusDocument() const
    {
        const std::lock_guard lock(mutex);
        return statusJson(engine.status(), listening, listeners, clients.size());
    }

    void remove(LiveClient *client)
    {
        bool wasLast = false;
        {
            const std::lock_guard lock(mutex);
            std::erase(clients, client);
            wasLast = clients.empty();
        }
        client->deleteLater();
        if (wasLast)
            QMetaObject::invokeMethod(&worker, [this] { follow(); });
    }

    // In the hub's thread: starts or ends the sending, by whether anyone listens now.
    void follow()
    {
        bool wanted = false;
        {
            const std::lock_guard lock(mutex);
            wanted = !clients.empty();
        }
        if (!wanted)
            pause();
        else if (!statsTimer.isActive())
            resume();
    }

    void resume()
    {
        updates = QObject::connect(&engine.live(), &LiveUpdates::updated, &worker,
                                   [this](const std::shared_ptr<const LiveUpdate> &update) {
                                       broadcast(liveEvent("update", updateJson(*update)));
                                   });
        statsTimer.start(StatsInterval);
    }

    void pause()
    {
        QObject::disconnect(updates);
        statsTimer.stop();
    }

    void sendStats()
    {
        QByteArray bytes = liveEvent("stats", statusDocument());
        if (++statsSent % StatsPerComment == 0)
            bytes.prepend(": still here\n\n");
        broadcast(bytes);
    }

    void broadcast(const QByteArray &bytes)
    {
        const std::lock_guard lock(mutex);
        for (LiveClient *client : clients)
            QMetaObject::invokeMethod(
                client, [client, bytes] { client->write(bytes); }, Qt::QueuedConnection);
    }

    Engine &engine;
    mutable std::mutex mutex;
    std::string listening;                // guarded by mutex
    std::vector<ListenerState> listeners; // guarded by mutex
    std::vector<LiveClient *> clients;    // guarded by mutex; each is deleted in its own thread

    QThread thread;
    QObject worker;    // the context of what runs in the hub's thread
    QTimer statsTimer; // in the hub's thread, as all below
    QMetaObject::Connection updates;
    int statsSent = 0;
};

LiveHub::LiveHub(Engine &engine)
    : m_impl(std::make_unique<Impl>(engine))
{
}

LiveHub::~LiveHub() = default;

void LiveHub::setListening(const ListenAddress &address)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->listening = address.toString();
}

void LiveHub::setListeners(std::vector<ListenerState> listeners)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->listeners = std::move(listeners);
}

void LiveHub::add(std::shared_ptr<StreamChannel> channel)
{
    const Status status = m_impl->engine.status();
    channel->write(QByteArrayLiteral("retry: 2000\n") + liveEvent("hello", helloJson(status)));
    auto *client = new LiveClient(channel);
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->clients.push_back(client);
    }
    client->write(liveEvent("stats", m_impl->statusDocument()));
    Impl *impl = m_impl.get();
    QMetaObject::invokeMethod(&impl->worker, [impl] { impl->follow(); });
    channel->onClosed([impl, client] { impl->remove(client); });
}

std::size_t LiveHub::clients() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->clients.size();
}

QByteArray LiveHub::statusDocument() const
{
    return m_impl->statusDocument();
}

} // namespace tinyobs::server
