#pragma once

// The port of a line protocol: TCP and UDP under one number. Lives in the listeners' thread.

#include "app/listeners/lines/datagramsocket.h"
#include "app/listeners/lines/lineconnection.h"
#include "app/listeners/lines/linecounters.h"
#include "app/listeners/lines/lineprotocol.h"
#include "app/listeners/listener.h"

#include <QTcpServer>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace tinyobs {
class Engine;
}

namespace tinyobs::listeners {

std::unique_ptr<Listener> makeStatsdListener(Engine &engine);
std::unique_ptr<Listener> makeGraphiteListener(Engine &engine);

class LineListener : public Listener
{
public:
    using MakeProtocol = std::unique_ptr<LineProtocol> (*)(Engine &);

    /// The engine must outlive the listener.
    LineListener(Engine &engine, MakeProtocol make);
    ~LineListener() override;

    Result<void> listen(const ListenAddress &address) override;
    std::uint16_t port() const override;
    void stop(std::function<void()> stopped) override;
    std::optional<ListenerCounters> counters() const override;

private:
    Result<void> bindBoth(const QHostAddress &host, const ListenAddress &address);
    void acceptAll();
    void accept(std::unique_ptr<QTcpSocket> socket);
    bool hasRoomFor(const QHostAddress &peer) const;
    void refuseEndless(const std::string &sender);
    void forget(LineConnection *connection);
    void finishWhenIdle();

    Engine &m_engine;
    const MakeProtocol m_make;
    LineCounters m_counters;
    std::string m_tcpPath; // "tcp:8125"
    std::string m_udpPath;
    bool m_hasWarned = false;
    std::function<void()> m_stopped;
    std::unique_ptr<LineProtocol> m_protocol; // outlives those below, which give it lines
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<DatagramSocket> m_datagrams;
    std::unordered_map<LineConnection *, std::unique_ptr<LineConnection>> m_connections;
};

} // namespace tinyobs::listeners
