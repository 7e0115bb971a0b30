#pragma once

// The live stream's other end: every update, and the state each second, is written to bytes once
// and shared by all clients. The hub has a thread of its own, idle without clients; a client's
// bytes are written in the network thread of its connection. Functions are safe from any thread,
// but the hub is made and destroyed in the main thread: after the engine, and when no server uses
// it any more.

#include "app/server/listenerstate.h"
#include "core/engine/settings.h"

#include <QByteArray>

#include <cstddef>
#include <memory>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

class StreamChannel;

class LiveHub
{
public:
    static constexpr std::size_t MaxClients = 256;

    explicit LiveHub(Engine &engine);
    ~LiveHub();
    LiveHub(const LiveHub &) = delete;
    LiveHub &operator=(const LiveHub &) = delete;

    /// Where the server really listens, for the status. Until it is set, what the settings ask for.
    void setListening(const ListenAddress &address);

    /// The ports beside it, for the status.
    void setListeners(std::vector<ListenerState> listeners);

    /// Greets the client, and sends until its connection ends. From the connection's own network
    /// thread.
    void add(std::shared_ptr<StreamChannel> channel);
    std::size_t clients() const;

    /// The object of GET /api/status and of the event "stats".
    QByteArray statusDocument() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs::server
