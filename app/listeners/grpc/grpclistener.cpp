#include "app/listeners/grpc/grpclistener.h"

#include "app/listeners/grpc/grpcconnection.h"
#include "app/server/gate/admission.h"
#include "app/server/gate/bindaddress.h"
#include "app/server/httpserver.h"
#include "core/engine/engine.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tinyobs::listeners {
namespace {

constexpr int Backlog = 511;
constexpr std::size_t BodiesUnderWay = 8; // of the largest size, in memory at one time

std::chrono::milliseconds deadlineStep(const HttpLimits &limits)
{
    const auto shortest = std::min({limits.headDeadline, limits.bodyDeadline, limits.idleDeadline,
                                    limits.answerDeadline, limits.writeDeadline});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(10),
                                                 std::chrono::seconds(1));
}

class GrpcListener : public Listener
{
public:
    GrpcListener(const ListenerContext &context, const GrpcService &service, GrpcAnswerer answer);
    ~GrpcListener() override;

    Result<void> listen(const ListenAddress &address) override;
    std::uint16_t port() const override { return m_server.serverPort(); }
    void stop(std::function<void()> stopped) override;
    std::optional<ListenerCounters> counters() const override;

private:
    void accept();
    void remove(std::uint64_t id);
    void checkDeadlines();

    GrpcSetup m_setup;
    server::Admission m_admission;
    QTcpServer m_server;
    QTimer m_deadlineTimer;
    std::unordered_map<std::uint64_t, std::unique_ptr<GrpcConnection>> m_connections;
    std::uint64_t m_lastId = 0;
    GrpcSetup::Counter m_open = 0;
    GrpcSetup::Counter m_accepted = 0;
    GrpcSetup::Counter m_refused = 0;
    std::function<void()> m_stopped; // set while it stops
};

GrpcListener::GrpcListener(const ListenerContext &context, const GrpcService &service,
                           GrpcAnswerer answer)
    : m_setup{.engine = context.engine,
              .limits = context.engine.settings().http,
              .service = service,
              .answer = answer,
              .httpPort = context.http.port(),
              .bodies =
                  server::BodyBudget(BodiesUnderWay * context.engine.settings().http.bodyBytes)}
    , m_admission(m_setup.limits)
{
    m_setup.mailbox =
        std::make_shared<GrpcMailbox>(m_server, [this](const GrpcMailbox::Letter &letter) {
            const auto found = m_connections.find(letter.connection);
            if (found != m_connections.end())
                found->second->answer(letter.stream, letter.answer);
        });
    m_server.setProxy(QNetworkProxy::NoProxy);
    m_server.setListenBacklogSize(Backlog);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
    m_deadlineTimer.setInterval(deadlineStep(m_setup.limits));
    QObject::connect(&m_deadlineTimer, &QTimer::timeout, &m_server, [this] { checkDeadlines(); });
}

GrpcListener::~GrpcListener()
{
    m_setup.mailbox->close();
    for (const auto &[id, connection] : m_connections)
        connection->disconnect();
}

Result<void> GrpcListener::listen(const ListenAddress &address)
{
    const std::optional<QHostAddress> host = server::toHostAddress(address.host);
    if (!host || !m_server.listen(*host, address.port))
        return Failure(server::bindError(m_server.serverError(), m_server.errorString(), address));
    return {};
}

void GrpcListener::accept()
{
    while (QTcpSocket *accepted = m_server.nextPendingConnection()) {
        accepted->setParent(nullptr);
        std::unique_ptr<QTcpSocket> socket(accepted);
        if (!m_admission.enter(socket->peerAddress())) {
            m_refused.fetch_add(1, std::memory_order_relaxed);
            continue;
        }
        m_accepted.fetch_add(1, std::memory_order_relaxed);
        m_open.fetch_add(1, std::memory_order_relaxed);
        const std::uint64_t id = ++m_lastId;
        auto connection = std::make_unique<GrpcConnection>(m_setup, id, std::move(socket));
        QObject::connect(connection.get(), &GrpcConnection::ended, &m_server,
                         [this, id] { remove(id); });
        m_connections.emplace(id, std::move(connection));
        if (!m_deadlineTimer.isActive())
            m_deadlineTimer.start();
    }
}

void GrpcListener::remove(std::uint64_t id)
{
    const auto found = m_connections.find(id);
    m_admission.leave(found->second->peer());
    m_open.fetch_sub(1, std::memory_order_relaxed);
    GrpcConnection *connection = found->second.release();
    connection->setParent(&m_server); // which goes before what the two share
    connection->deleteLater();        // it may be in the middle of one of its functions
    m_connections.erase(found);
    if (!m_connections.empty())
        return;
    m_deadlineTimer.stop();
    if (m_stopped)
        std::exchange(m_stopped, {})();
}

/// A connection may end, and leave the table, while it is visited.
void GrpcListener::checkDeadlines()
{
    const auto now = GrpcConnection::Clock::now();
    std::vector<GrpcConnection *> connections;
    connections.reserve(m_connections.size());
    for (const auto &[id, connection] : m_connections)
        connections.push_back(connection.get());
    for (GrpcConnection *connection : connections)
        connection->checkDeadlines(now);
}

void GrpcListener::stop(std::function<void()> stopped)
{
    m_server.close();
    if (m_connections.empty())
        return stopped();
    m_stopped = std::move(stopped);
    std::vector<GrpcConnection *> connections;
    for (const auto &[id, connection] : m_connections)
        connections.push_back(connection.get());
    for (GrpcConnection *connection : connections)
        connection->drain();
}

std::optional<ListenerCounters> GrpcListener::counters() const
{
    const auto read = [](const GrpcSetup::Counter &counter) {
        return counter.load(std::memory_order_relaxed);
    };
    return ListenerCounters{read(m_open),
                            read(m_accepted),
                            read(m_refused),
                            read(m_setup.requests),
                            read(m_setup.bytesReceived),
                            read(m_setup.bytesSent)};
}

} // namespace

std::unique_ptr<Listener> makeGrpcListener(const ListenerContext &context,
                                           const GrpcService &service, GrpcAnswerer answer)
{
    return std::make_unique<GrpcListener>(context, service, answer);
}

} // namespace tinyobs::listeners
