#include "app/listeners/lines/linelistener.h"

#include "app/listeners/lines/graphitelines.h"
#include "app/listeners/lines/statsdlines.h"
#include "app/server/gate/bindaddress.h"
#include "core/engine/engine.h"

#include <QLoggingCategory>
#include <QNetworkProxy>

#include <algorithm>
#include <optional>
#include <utility>

namespace tinyobs::listeners {

Q_LOGGING_CATEGORY(linesLog, "tinyobs.listeners.lines")

namespace {

constexpr int Backlog = 511;
/// Any free port of TCP is mostly free for UDP too.
constexpr int BindAttempts = 8;

template <typename Protocol>
std::unique_ptr<LineProtocol> make(Engine &engine)
{
    return std::make_unique<Protocol>(engine);
}

} // namespace

std::unique_ptr<Listener> makeStatsdListener(Engine &engine)
{
    return std::make_unique<LineListener>(engine, make<StatsdLines>);
}

std::unique_ptr<Listener> makeGraphiteListener(Engine &engine)
{
    return std::make_unique<LineListener>(engine, make<GraphiteLines>);
}

LineListener::LineListener(Engine &engine, MakeProtocol make)
    : m_engine(engine)
    , m_make(make)
{
}

LineListener::~LineListener() = default;

Result<void> LineListener::listen(const ListenAddress &address)
{
    const std::optional<QHostAddress> host = server::toHostAddress(address.host);
    if (!host)
        return fail(Error::Code::Io, "'" + address.host + "' is not an IP address to listen on");
    Result<void> bound = bindBoth(*host, address);
    for (int attempt = 1; !bound && address.port == 0 && attempt < BindAttempts; ++attempt)
        bound = bindBoth(*host, address);
    if (!bound) {
        m_server.reset();
        m_datagrams.reset();
        return bound;
    }
    m_tcpPath = "tcp:" + std::to_string(port());
    m_udpPath = "udp:" + std::to_string(port());
    m_protocol = m_make(m_engine);
    return {};
}

Result<void> LineListener::bindBoth(const QHostAddress &host, const ListenAddress &address)
{
    m_server = std::make_unique<QTcpServer>();
    m_server->setProxy(QNetworkProxy::NoProxy);
    m_server->setListenBacklogSize(Backlog);
    if (!m_server->listen(host, address.port))
        return Failure(
            server::bindError(m_server->serverError(), m_server->errorString(), address));
    QObject::connect(m_server.get(), &QTcpServer::newConnection, m_server.get(),
                     [this] { acceptAll(); });
    const auto take = [this](std::string_view lines, const std::string &sender,
                             std::uint64_t datagrams) {
        m_protocol->take(lines, {.path = m_udpPath, .sender = sender},
                         [this, datagrams](bool isTaken) {
                             if (!isTaken)
                                 LineCounters::add(m_counters.datagramsDropped, datagrams);
                         });
    };
    m_datagrams = std::make_unique<DatagramSocket>(m_counters, take);
    return m_datagrams->bind(host, {.host = address.host, .port = m_server->serverPort()});
}

std::uint16_t LineListener::port() const
{
    return m_server ? m_server->serverPort() : std::uint16_t(0);
}

void LineListener::acceptAll()
{
    while (m_server->hasPendingConnections())
        accept(std::unique_ptr<QTcpSocket>(m_server->nextPendingConnection()));
}

void LineListener::accept(std::unique_ptr<QTcpSocket> socket)
{
    if (!hasRoomFor(socket->peerAddress())) {
        LineCounters::add(m_counters.connectionsRefused);
        socket->abort();
        return;
    }
    LineCounters::add(m_counters.connectionsAccepted);
    auto owned =
        std::make_unique<LineConnection>(std::move(socket), m_tcpPath, *m_protocol, m_counters);
    LineConnection *const connection = owned.get();
    m_connections.emplace(connection, std::move(owned));
    QObject::connect(connection, &LineConnection::lineNeverEnded, connection,
                     [this, connection] { refuseEndless(connection->sender()); });
    QObject::connect(connection, &LineConnection::ended, connection,
                     [this, connection] { forget(connection); });
}

bool LineListener::hasRoomFor(const QHostAddress &peer) const
{
    const HttpLimits &limits = m_engine.settings().http;
    if (m_connections.size() >= limits.connections)
        return false;
    const auto ofPeer = std::ranges::count_if(
        m_connections, [&peer](const auto &each) { return each.second->peer() == peer; });
    return static_cast<std::size_t>(ofPeer) <
           (peer.isLoopback() ? limits.connectionsPerLoopback : limits.connectionsPerAddress);
}

void LineListener::refuseEndless(const std::string &sender)
{
    const std::string message = "a line is longer than " +
                                std::to_string(LineConnection::LineBytes) +
                                " bytes, the connection is closed";
    m_engine.refuse({.format = m_protocol->format(),
                     .reason = "line_too_long",
                     .message = message,
                     .path = m_tcpPath,
                     .sender = sender});
    if (!std::exchange(m_hasWarned, true))
        qCWarning(linesLog).noquote()
            << QString::fromStdString(m_tcpPath + " from " + sender + ": " + message);
}

void LineListener::forget(LineConnection *connection)
{
    const auto known = m_connections.find(connection);
    known->second.release()->deleteLater(); // it is still at work
    m_connections.erase(known);
    finishWhenIdle();
}

void LineListener::stop(std::function<void()> stopped)
{
    m_stopped = std::move(stopped);
    if (m_server) {
        acceptAll();
        m_server->close();
        m_datagrams->close();
    }
    std::vector<LineConnection *> connections;
    for (const auto &[connection, owned] : m_connections)
        connections.push_back(connection);
    for (LineConnection *connection : connections)
        connection->stop();
    finishWhenIdle();
}

void LineListener::finishWhenIdle()
{
    if (!m_stopped || !m_connections.empty())
        return;
    std::function<void()> stopped = std::exchange(m_stopped, nullptr);
    if (m_protocol)
        m_protocol->finish(std::move(stopped));
    else
        stopped();
}

std::optional<ListenerCounters> LineListener::counters() const
{
    const auto read = [](const LineCounters::Counter &counter) {
        return counter.load(std::memory_order_relaxed);
    };
    return ListenerCounters{.connectionsOpen = read(m_counters.connectionsOpen),
                            .connectionsAccepted = read(m_counters.connectionsAccepted),
                            .connectionsRefused = read(m_counters.connectionsRefused),
                            .requests = read(m_counters.documents),
                            .bytesReceived = read(m_counters.bytesReceived),
                            .dropped = read(m_counters.datagramsDropped)};
}

} // namespace tinyobs::listeners
