#include "app/listeners/grpc/grpcconnection.h"

#include "app/server/gate/nativesocket.h"
#include "app/server/gate/responsewriter.h"

#include <ctime>
#include <utility>

namespace tinyobs::listeners {
namespace {

constexpr std::string_view Http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr qint64 SocketBufferBytes = 64 << 10;
constexpr qint64 MaxUnsentBytes = 256 << 10;
constexpr std::size_t WriteBytes = 64 << 10;
constexpr auto LingerDeadline = std::chrono::seconds(2);

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

GrpcConnection::GrpcConnection(GrpcSetup &setup, std::uint64_t id,
                               std::unique_ptr<QTcpSocket> socket)
    : m_setup(setup)
    , m_id(id)
    , m_socket(std::move(socket))
    , m_peer(m_socket->peerAddress())
    , m_session(setup.service, setup.limits, setup.bodies, Clock::now())
{
    m_socket->setReadBufferSize(SocketBufferBytes);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &GrpcConnection::read);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
        m_writeDeadline = Clock::now() + m_setup.limits.writeDeadline;
        flush();
        read();
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &GrpcConnection::gone);
}

GrpcConnection::~GrpcConnection()
{
    m_socket->disconnect(this);
}

// ---- input

void GrpcConnection::read()
{
    while (!m_isEnded && m_socket->bytesAvailable() > 0 &&
           m_socket->bytesToWrite() < MaxUnsentBytes) {
        const QByteArray bytes = m_socket->read(SocketBufferBytes);
        m_setup.bytesReceived.fetch_add(std::uint64_t(bytes.size()), std::memory_order_relaxed);
        if (m_isLingering)
            continue;
        if (m_isHttp2)
            feed(bytes);
        else if (isGreeted(bytes))
            feed(std::exchange(m_greeting, {}));
    }
}

/// Collects the first bytes until they are those of HTTP/2, or others.
bool GrpcConnection::isGreeted(const QByteArray &bytes)
{
    m_greeting += bytes;
    const std::string_view start = viewOf(m_greeting).substr(0, Http2Preface.size());
    if (!Http2Preface.starts_with(start)) {
        refuseHttp1();
        return false;
    }
    m_isHttp2 = start.size() == Http2Preface.size();
    return m_isHttp2;
}

void GrpcConnection::feed(const QByteArray &bytes)
{
    m_session.feed(viewOf(bytes), Clock::now());
    for (const RefusedCall &call : m_session.takeRefused())
        note(call);
    for (const GrpcCall &call : m_session.takeCalls())
        ingest(call);
    flush();
}

void GrpcConnection::ingest(const GrpcCall &call)
{
    m_setup.requests.fetch_add(1, std::memory_order_relaxed);
    m_setup.engine.ingest({.format = m_setup.service.format,
                           .encoding = call.encoding,
                           .body = viewOf(call.message),
                           .readableBytes = static_cast<std::size_t>(call.message.capacity()),
                           .mode = AppendMode::GoodRows,
                           .path = m_setup.service.method,
                           .sender = [this] { return m_peer.toString().toStdString(); }},
                          [mailbox = m_setup.mailbox, answer = m_setup.answer, connection = m_id,
                           stream = call.stream](const Result<IngestReport> &report) {
                              mailbox->post({connection, stream, answer(report)});
                          });
}

void GrpcConnection::note(const RefusedCall &call)
{
    const std::string sender = m_peer.toString().toStdString();
    m_setup.engine.refuse({.format = m_setup.service.format,
                           .reason = call.reason,
                           .message = call.message,
                           .path = call.method,
                           .sender = sender});
}

// ---- output

void GrpcConnection::answer(std::int32_t stream, const GrpcAnswer &answer)
{
    m_session.answer(stream, answer);
    flush();
}

void GrpcConnection::flush()
{
    if (m_isEnded || m_isLingering || !m_isHttp2)
        return;
    while (m_socket->bytesToWrite() < MaxUnsentBytes) {
        const QByteArray bytes = m_session.takeOutput(WriteBytes);
        if (bytes.isEmpty())
            break;
        if (m_socket->bytesToWrite() == 0)
            m_writeDeadline = Clock::now() + m_setup.limits.writeDeadline;
        m_setup.bytesSent.fetch_add(std::uint64_t(bytes.size()), std::memory_order_relaxed);
        m_socket->write(bytes);
    }
    m_socket->flush();
    if (m_session.isOver() && m_socket->bytesToWrite() == 0)
        linger();
}

// What was written must not be lost to a reset because something unread still comes.
void GrpcConnection::linger()
{
    m_isLingering = true;
    m_writeDeadline = Clock::now() + LingerDeadline;
    server::shutdownWriting(m_socket->socketDescriptor());
    read();
}

void GrpcConnection::refuseHttp1()
{
    const std::string port = std::to_string(m_setup.httpPort);
    const std::string message = "this port speaks gRPC (HTTP/2) only: send OTLP over HTTP to "
                                "/v1/metrics on port " +
                                port;
    note({"bad_version", {}, message});
    const server::HttpResponse response = server::HttpResponse::error(400, message);
    const QByteArray bytes =
        server::serialiseHead(response, {.body = server::BodyFraming::Length,
                                         .keepsAlive = false,
                                         .isHttp11 = true,
                                         .dateLine = server::dateLine(std::time(nullptr)),
                                         .corsOrigin = {}}) +
        response.body;
    m_setup.bytesSent.fetch_add(std::uint64_t(bytes.size()), std::memory_order_relaxed);
    m_socket->write(bytes);
    m_socket->flush();
    linger();
}

// ---- ends

void GrpcConnection::checkDeadlines(Clock::time_point now)
{
    const bool waitsForPeer = m_isLingering || m_socket->bytesToWrite() > 0;
    if (waitsForPeer && now > m_writeDeadline)
        return abort();
    if (m_isLingering)
        return;
    if (!m_session.checkDeadlines(now)) {
        if (!m_isHttp2)
            return abort();
        m_session.goAway();
    }
    for (const RefusedCall &call : m_session.takeRefused())
        note(call);
    flush();
}

void GrpcConnection::drain()
{
    if (!m_isHttp2)
        return abort();
    m_session.goAway();
    flush();
}

void GrpcConnection::abort()
{
    m_socket->abort();
    gone();
}

void GrpcConnection::gone()
{
    if (!std::exchange(m_isEnded, true))
        Q_EMIT ended();
}

} // namespace tinyobs::listeners
