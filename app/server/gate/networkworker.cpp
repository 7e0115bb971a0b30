#include "app/server/gate/networkworker.h"

#include "app/server/gate/nativesocket.h"
#include "app/server/gate/requestpath.h"
#include "app/server/httpcompat.h"
#include "app/server/serverlog.h"

#include <QRegularExpression>
#include <QThread>

#include <ctime>

namespace tinyobs::server {

namespace {

constexpr int MaxRefusalsUnderWay = 64;
constexpr auto RefusalDeadline = std::chrono::seconds(2);
const QByteArray GateIdHeader = QByteArrayLiteral("X-Gate-Id");

QHttpServerRequest::Method qtMethod(Method method)
{
    switch (method) {
    case Method::Get:
        return QHttpServerRequest::Method::Get;
    case Method::Head:
        return QHttpServerRequest::Method::Head;
    case Method::Post:
        return QHttpServerRequest::Method::Post;
    case Method::Put:
        return QHttpServerRequest::Method::Put;
    case Method::Delete:
        return QHttpServerRequest::Method::Delete;
    case Method::Options:
        return QHttpServerRequest::Method::Options;
    case Method::Patch:
        return QHttpServerRequest::Method::Patch;
    }
    return QHttpServerRequest::Method::Unknown;
}

// QHttpServer's patterns are regular expressions over the decoded path.
QString qtPattern(std::string_view path)
{
    const bool isPrefix = path.ends_with("/*");
    if (isPrefix)
        path.remove_suffix(1);
    const QString literal = QString::fromUtf8(path.data(), qsizetype(path.size()));
    return QRegularExpression::escape(literal) + (isPrefix ? QStringLiteral(".*") : QString());
}

std::chrono::milliseconds deadlineStep(const HttpLimits &limits)
{
    const auto shortest = std::min({limits.headDeadline, limits.bodyDeadline, limits.idleDeadline,
                                    limits.answerDeadline, limits.writeDeadline});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(10),
                                                 std::chrono::seconds(1));
}

} // namespace

NetworkWorker::NetworkWorker(GateSetup &setup, GateCounters &counters)
    : m_setup(setup)
    , m_counters(counters)
    , m_deadlineTimer(this)
{
}

NetworkWorker::~NetworkWorker()
{
    if (m_mailbox)
        m_mailbox->close();
}

Result<void> NetworkWorker::start()
{
    m_mailbox = std::make_shared<AnswerMailbox>(*this);
    m_deadlineTimer.setInterval(deadlineStep(limits()));
    connect(&m_deadlineTimer, &QTimer::timeout, this, &NetworkWorker::checkDeadlines);
    m_http = new QHttpServer(this);
    httpcompat::setMissingStatus(*m_http, QHttpServerResponder::StatusCode::NotFound);
    httpcompat::liftOwnDeadlines(*m_http);
    return connectHandlerSocket();
}

// The one place where our tables meet QHttpServer's router. Sites may share paths: whose handler
// answers stands with the request.
void NetworkWorker::bindRoutes(const RouteIndex &routes)
{
    for (const Route &route : routes.routes()) {
        if (!m_boundRoutes.emplace(route.path, route.method).second)
            continue;
        m_http->route(qtPattern(route.path), qtMethod(route.method),
                      [this](const QHttpServerRequest &request) {
                          handle(request.value(GateIdHeader).toULongLong());
                          return QHttpServerResponse(QHttpServerResponse::StatusCode::NoContent);
                      });
    }
}

// QHttpServer takes sockets from listening servers only: this one listens just long enough to hand
// over the one socket that QHttpServer will ever see.
Result<void> NetworkWorker::connectHandlerSocket()
{
    auto *server = new HandoverServer(m_http);
    if (!server->listen(QHostAddress::LocalHost) || !httpcompat::bind(*m_http, server)) {
        const std::string reason = server->errorString().toStdString();
        delete server;
        return fail(Error::Code::Io, "the request router cannot start: " + reason);
    }
    m_handlerSocket = new HandlerSocket(m_http);
    server->handOver(m_handlerSocket);
    server->close();
    server->deleteLater();
    return {};
}

// ---- connections

void NetworkWorker::adopt(qintptr descriptor, const Site &site)
{
    auto socket = std::make_unique<QTcpSocket>();
    if (m_isDraining || !socket->setSocketDescriptor(descriptor)) {
        closeDescriptor(descriptor);
        m_counters.connectionsOpen.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    if (!m_setup.admission.enter(socket->peerAddress())) {
        GateCounters::add(m_counters.connectionsRefused);
        m_counters.connectionsOpen.fetch_sub(1, std::memory_order_relaxed);
        return refuseConnection(std::move(socket));
    }
    GateCounters::add(m_counters.connectionsAccepted);
    auto connection = std::make_unique<Connection>(*this, site, std::move(socket));
    Connection *key = connection.get();
    m_connections.emplace(key, std::move(connection));
    if (!m_deadlineTimer.isActive())
        m_deadlineTimer.start();
}

// Tells a few of the refused why; under a flood the rest is just closed.
void NetworkWorker::refuseConnection(std::unique_ptr<QTcpSocket> socket)
{
    if (m_refusalsUnderWay >= MaxRefusalsUnderWay)
        return;
    ++m_refusalsUnderWay;
    QTcpSocket *refused = socket.release();
    refused->setParent(this);
    connect(refused, &QTcpSocket::readyRead, refused, [refused] { refused->skip(1 << 20); });
    connect(refused, &QTcpSocket::disconnected, this, [this, refused] {
        --m_refusalsUnderWay;
        refused->deleteLater();
    });
    const HttpResponse response = HttpResponse::error(503, "too many connections are open");
    refused->write(serialiseHead(response, {.body = BodyFraming::Length,
                                            .keepsAlive = false,
                                            .isHttp11 = true,
                                            .dateLine = dateLine(),
                                            .corsOrigin = {}}) +
                   response.body);
    refused->flush();
    shutdownWriting(refused->socketDescriptor());
    QTimer::singleShot(RefusalDeadline, refused, [refused] { refused->abort(); });
}

void NetworkWorker::retire(Connection &connection)
{
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end())
        return;
    m_setup.admission.leave(connection.peer());
    m_counters.connectionsOpen.fetch_sub(1, std::memory_order_relaxed);
    found->second.release()->deleteLater(); // it may be in the middle of one of its functions
    m_connections.erase(found);
    if (m_connections.empty())
        m_deadlineTimer.stop();
    finishIfDrained();
}

// A connection may end, and leave the table, while it is visited.
void NetworkWorker::forEachConnection(const std::function<void(Connection &)> &visit)
{
    std::vector<Connection *> connections;
    connections.reserve(m_connections.size());
    for (const auto &[connection, owner] : m_connections)
        connections.push_back(connection);
    for (Connection *connection : connections) {
        if (m_connections.contains(connection))
            visit(*connection);
    }
}

void NetworkWorker::checkDeadlines()
{
    const auto now = Connection::Clock::now();
    forEachConnection([&](Connection &connection) { connection.checkDeadline(now); });
}

void NetworkWorker::drain(std::chrono::milliseconds grace)
{
    m_isDraining = true;
    forEachConnection([](Connection &connection) { connection.drain(); });
    QTimer::singleShot(grace, this, [this] {
        forEachConnection([](Connection &connection) { connection.abort(); });
    });
    finishIfDrained();
}

void NetworkWorker::finishIfDrained()
{
    if (m_isDraining && m_connections.empty())
        thread()->quit();
}

void NetworkWorker::noteRefusal(const QHostAddress &peer, std::optional<Method> method,
                                std::string_view path, const GateRefusal &refusal)
{
    m_counters.countRefusal(refusal.reason);
    if (m_setup.observer)
        m_setup.observer({peer, method, path, refusal.reason, refusal.message});
}

const QByteArray &NetworkWorker::dateLine()
{
    const std::int64_t now = std::time(nullptr);
    if (std::exchange(m_dateSeconds, now) != now)
        m_dateLine = server::dateLine(now);
    return m_dateLine;
}

// ---- requests

std::uint64_t NetworkWorker::dispatch(Connection &connection, const HttpRequest &request,
                                      const Route &route)
{
    const std::uint64_t id = ++m_lastRequestId;
    m_pending.emplace(id, Pending{&connection, &request, &route});
    if (!m_handlerSocket || !m_handlerSocket->isUsable())
        std::ignore = connectHandlerSocket();
    if (m_handlerSocket) {
        const std::string_view method = toText(route.method);
        QByteArray canonical(method.data(), qsizetype(method.size()));
        canonical += ' ' + canonicalPath(request.path) + " HTTP/1.1\r\n" + GateIdHeader + ": " +
                     QByteArray::number(id) + "\r\n\r\n";
        m_handlerSocket->deliver(std::move(canonical));
    }
    const auto pending = m_pending.find(id);
    if (pending == m_pending.end())
        return 0;
    if (std::exchange(pending->second.request, nullptr)) {
        qCCritical(serverLog, "no handler was reached for a request to %s",
                   request.path.constData());
        deliverAnswer(id, HttpResponse::error(500, "the request could not be routed"));
        return 0;
    }
    return id;
}

void NetworkWorker::handle(std::uint64_t requestId)
{
    const auto pending = m_pending.find(requestId);
    if (pending == m_pending.end() || !pending->second.request)
        return;
    const HttpRequest &request = *std::exchange(pending->second.request, nullptr);
    const Route &route = *pending->second.route;
    Connection &connection = *pending->second.connection;
    const Responder responder = [&] {
        auto state = std::make_shared<Responder::State>(m_mailbox, requestId);
        connection.setResponder(state);
        return Responder(std::move(state));
    }();
    try {
        route.handler(request, responder);
    } catch (const std::exception &exception) {
        qCCritical(serverLog, "the handler of %s failed: %s", request.path.constData(),
                   exception.what());
        responder.send(HttpResponse::error(500, "the request's handler failed"));
    } catch (...) {
        qCCritical(serverLog, "the handler of %s failed", request.path.constData());
        responder.send(HttpResponse::error(500, "the request's handler failed"));
    }
}

void NetworkWorker::forget(std::uint64_t requestId)
{
    m_pending.erase(requestId);
}

void NetworkWorker::deliverAnswer(std::uint64_t requestId, const HttpResponse &response)
{
    const auto pending = m_pending.find(requestId);
    if (pending == m_pending.end())
        return;
    Connection &connection = *pending->second.connection;
    m_pending.erase(pending);
    connection.answer(response);
}

std::shared_ptr<StreamChannel> NetworkWorker::openStream(std::uint64_t requestId,
                                                         const HttpResponse &head)
{
    const auto pending = m_pending.find(requestId);
    if (pending == m_pending.end())
        return nullptr;
    Connection &connection = *pending->second.connection;
    m_pending.erase(pending);
    return connection.openStream(head);
}

} // namespace tinyobs::server
