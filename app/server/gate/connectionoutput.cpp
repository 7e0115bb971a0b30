// What leaves a connection: answers, streams, and its orderly end.

#include "app/server/gate/connection.h"

#include "app/server/gate/connectionstream.h"
#include "app/server/gate/nativesocket.h"
#include "app/server/gate/networkworker.h"

namespace tinyobs::server {

namespace {

constexpr qint64 MaxUnsentStreamBytes = 1 << 20;
constexpr auto LingerDeadline = std::chrono::seconds(2);

} // namespace

void Connection::refuse(const GateRefusal &refusal)
{
    const bool isHeadRead = m_state == State::Body;
    m_worker.noteRefusal(m_peer, isHeadRead ? std::optional(m_request.method) : std::nullopt,
                         {m_request.path.constData(), std::size_t(m_request.path.size())}, refusal);
    m_worker.bodies().resize(m_heldBytes, 0);
    m_request.body.clear();
    m_keepsAlive = false;
    m_isBodyPending = true; // what follows cannot be framed any more
    if (!isHeadRead)
        m_startedAt = Clock::now();
    send(toResponse(refusal));
}

void Connection::answer(const HttpResponse &response)
{
    m_responder.reset();
    m_requestId = 0;
    if (m_state != State::Handling)
        return;
    send(response);
    process();
}

void Connection::send(const HttpResponse &response)
{
    m_keepsAlive = m_keepsAlive && !m_isDraining;
    enter(State::Writing, m_worker.limits().writeDeadline);
    const bool hasBody = !m_isHeadRequest && !isBodyless(response.status);
    const bool isJoined = hasBody && response.body.size() <= MaxJoinedBody;
    QByteArray bytes = serialiseHead(response, {.body = BodyFraming::Length,
                                                .keepsAlive = m_keepsAlive,
                                                .isHttp11 = m_isHttp11,
                                                .dateLine = m_worker.dateLine(),
                                                .corsOrigin = m_corsOrigin});
    if (isJoined)
        bytes += response.body;
    GateCounters::add(
        m_worker.counters().bytesSent,
        std::uint64_t(bytes.size() + (hasBody && !isJoined ? response.body.size() : 0)));
    m_worker.counters().countResponse(response.status, Clock::now() - m_startedAt);
    m_socket->write(bytes);
    if (hasBody && !isJoined)
        m_socket->write(response.body);
    m_socket->flush();
    sent();
}

// Also the slot of every piece that went out.
void Connection::sent()
{
    const bool isAllOut = m_socket->bytesToWrite() == 0;
    if (m_state == State::Writing) {
        m_deadline = Clock::now() + m_worker.limits().writeDeadline;
        if (isAllOut)
            finishResponse();
    } else if (m_state == State::Streaming) {
        m_deadline =
            isAllOut ? Clock::time_point::max() : Clock::now() + m_worker.limits().writeDeadline;
        const auto stream = isAllOut ? m_stream.lock() : nullptr;
        if (stream)
            stream->notifyDrained();
    }
}

void Connection::finishResponse()
{
    if (m_hasInputEnded)
        watchInput(true);
    if (!m_keepsAlive || m_isDraining) {
        if (m_isBodyPending || !unread().empty() || m_socket->bytesAvailable() > 0)
            return linger();
        enter(State::Lingering, LingerDeadline);
        m_socket->disconnectFromHost();
        return;
    }
    m_corsOrigin.clear();
    m_isHeadRequest = false;
    enter(State::Idle, m_worker.limits().idleDeadline);
    process();
}

// Closing with unread input would reset the connection, and the client might never see the answer.
void Connection::linger()
{
    enter(State::Lingering, LingerDeadline);
    shutdownWriting(m_socket->socketDescriptor());
    consume(unread().size());
    discardInput();
}

void Connection::discardInput()
{
    const qint64 limit = 2 * qint64(m_worker.limits().bodyBytes);
    while (pull() > 0) {
        m_discardedBytes += qint64(unread().size());
        consume(unread().size());
    }
    if (m_discardedBytes > limit)
        abort();
}

// ---- streams

std::shared_ptr<StreamChannel> Connection::openStream(const HttpResponse &head)
{
    m_responder.reset();
    m_requestId = 0;
    if (m_state != State::Handling)
        return nullptr;
    m_keepsAlive = false;
    if (m_isHeadRequest) {
        HttpResponse headOnly = head;
        headOnly.body.clear();
        send(headOnly);
        return nullptr;
    }
    enter(State::Streaming, m_worker.limits().writeDeadline);
    m_worker.counters().countResponse(head.status, Clock::now() - m_startedAt);
    auto stream = std::make_shared<ConnectionStream>(this);
    m_stream = stream;
    HttpResponse bare = head;
    bare.body.clear();
    m_isStreamChunked = head.isChunked && m_isHttp11;
    writeToStream(serialiseHead(
        bare, {.body = m_isStreamChunked ? BodyFraming::Chunked : BodyFraming::UntilClose,
               .keepsAlive = false,
               .isHttp11 = m_isHttp11,
               .dateLine = m_worker.dateLine(),
               .corsOrigin = m_corsOrigin}));
    return stream;
}

bool Connection::writeStream(const QByteArray &bytes)
{
    if (!m_isStreamChunked)
        return writeToStream(bytes);
    if (bytes.isEmpty()) // an empty chunk would be the last one
        return m_state == State::Streaming;
    return writeToStream(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

bool Connection::writeToStream(const QByteArray &bytes)
{
    if (m_state != State::Streaming)
        return false;
    if (m_socket->bytesToWrite() + bytes.size() > MaxUnsentStreamBytes) {
        m_worker.counters().countRefusal("slow_reader");
        abort();
        return false;
    }
    const bool wasAllOut = m_socket->bytesToWrite() == 0;
    m_socket->write(bytes);
    m_socket->flush();
    GateCounters::add(m_worker.counters().bytesSent, std::uint64_t(bytes.size()));
    if (m_state == State::Streaming && wasAllOut)
        sent();
    return m_state == State::Streaming;
}

void Connection::closeStream()
{
    if (m_state == State::Streaming && m_isStreamChunked)
        writeToStream(QByteArrayLiteral("0\r\n\r\n"));
    cutStream();
}

void Connection::cutStream()
{
    if (m_state != State::Streaming)
        return;
    enter(State::Lingering, LingerDeadline);
    m_socket->disconnectFromHost();
}

} // namespace tinyobs::server
