#include "app/server/gate/connection.h"

#include "app/server/gate/connectionstream.h"
#include "app/server/gate/httptext.h"
#include "app/server/gate/nativesocket.h"
#include "app/server/gate/networkworker.h"

#include <QEvent>
#include <QTimer>

#include <utility>

namespace tinyobs::server {

namespace {

constexpr qint64 SocketBufferBytes = 64 << 10;
constexpr qsizetype BodyPadding = 64; // simdjson reads this far behind the end
constexpr auto HalfClosedGrace = std::chrono::milliseconds(300);
constexpr qsizetype KeptInputCapacity = 16 << 10;

QByteArray copied(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

} // namespace

Connection::Connection(NetworkWorker &worker, const Site &site, std::unique_ptr<QTcpSocket> socket)
    : m_worker(worker)
    , m_site(site)
    , m_socket(std::move(socket))
    , m_peer(m_socket->peerAddress())
{
    m_socket->setReadBufferSize(SocketBufferBytes);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (auto *notifier : m_socket->findChildren<QSocketNotifier *>()) {
        if (notifier->type() == QSocketNotifier::Read) {
            m_inputNotifier = notifier;
            notifier->installEventFilter(this);
        }
    }
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &Connection::process);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &Connection::sent);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &Connection::gone);
    enter(State::Idle, m_worker.limits().idleDeadline);
}

Connection::~Connection()
{
    m_socket->disconnect(this);
}

void Connection::enter(State state, std::chrono::milliseconds deadline)
{
    m_state = state;
    m_deadline = Clock::now() + deadline;
}

// ---- input

void Connection::process()
{
    if (m_isProcessing) // an answer given within the handler comes back here
        return;
    m_isProcessing = true;
    bool goesOn = true;
    while (goesOn) {
        switch (m_state) {
        case State::Idle:
        case State::Head:
            goesOn = readHead();
            break;
        case State::Body:
            goesOn = readBody();
            break;
        case State::Streaming:
        case State::Lingering:
            discardInput();
            goesOn = false;
            break;
        case State::Handling:
        case State::Writing:
        case State::Closed:
            goesOn = false;
            break;
        }
    }
    m_isProcessing = false;
}

qsizetype Connection::pull()
{
    const qint64 available = m_socket->bytesAvailable();
    if (available <= 0)
        return 0;
    m_input.remove(0, std::exchange(m_position, 0));
    const qsizetype before = m_input.size();
    m_input.resize(before + available);
    const qint64 received = std::max<qint64>(0, m_socket->read(m_input.data() + before, available));
    m_input.resize(before + received);
    GateCounters::add(m_worker.counters().bytesReceived, std::uint64_t(received));
    return received;
}

std::string_view Connection::unread() const
{
    return {m_input.constData() + m_position, std::size_t(m_input.size() - m_position)};
}

void Connection::consume(std::size_t bytes)
{
    m_position += qsizetype(bytes);
    if (m_position == m_input.size()) {
        if (m_input.capacity() > KeptInputCapacity)
            m_input.clear();
        else
            m_input.resize(0);
        m_position = 0;
    }
}

bool Connection::readHead()
{
    const HttpLimits &limits = m_worker.limits();
    if (unread().size() < limits.headBytes)
        pull();
    // Empty lines before a request are ignored (RFC 9112 section 2.2).
    while (m_state == State::Idle && unread().starts_with("\r\n"))
        consume(2);
    if (unread().empty())
        return false;
    if (m_state == State::Idle) {
        m_scanned = 0;
        m_isRequestLineChecked = false;
        enter(State::Head, limits.headDeadline);
    }

    const std::string_view input = unread().substr(0, limits.headBytes);
    const HeadEnd end = findHeadEnd(input, m_scanned);
    if (end.position) {
        startRequest(input.substr(0, *end.position));
        return m_state != State::Head;
    }
    std::optional<GateRefusal> refusal = end.refusal;
    const std::size_t lineEnd = input.find("\r\n");
    if (!refusal && !isTokenCharacter(input.front()) && input.front() != '\r')
        refusal = GateRefusal{400, "bad_request", "this is not HTTP"};
    if (!refusal && lineEnd != std::string_view::npos && !m_isRequestLineChecked) {
        refusal = checkRequestLine(input.substr(0, lineEnd));
        m_isRequestLineChecked = true;
    }
    if (!refusal && input.size() == limits.headBytes)
        refusal = GateRefusal{lineEnd == std::string_view::npos ? 414 : 431, "head_too_large",
                              "the request's head is larger than " +
                                  std::to_string(limits.headBytes) + " bytes"};
    if (refusal)
        refuse(*refusal);
    return refusal.has_value();
}

void Connection::startRequest(std::string_view headBytes)
{
    m_startedAt = Clock::now();
    m_request = HttpRequest{};
    GateCounters::add(m_worker.counters().requests);

    RequestHead &head = m_worker.headBuffer();
    const std::optional<GateRefusal> refusal = parseHead(headBytes, head);
    m_request.method = head.method;
    m_isHeadRequest = head.method == Method::Head;
    m_isHttp11 = head.isHttp11;
    m_keepsAlive = head.keepsAlive && !m_isDraining;
    if (refusal)
        return refuse(*refusal);
    takeHead(head, checkRequest(head, m_site.origins, m_site.routes, m_worker.limits()));
}

void Connection::takeHead(const RequestHead &head, CheckedRequest checked)
{
    m_isBodyPending = head.isChunked || head.contentLength.value_or(0) > 0;
    const std::string_view refused = checked.refusal ? checked.refusal->reason : "";
    const bool isOriginServed = refused != "origin_not_allowed" && refused != "host_not_allowed";
    if (isOriginServed && m_site.origins.needsCorsHeaders(head))
        m_corsOrigin = copied(*head.origin);
    const bool expectsContinue = head.expectsContinue;

    if (!checked.answer) {
        m_row = checked.row;
        m_request.path = std::move(checked.path);
        m_request.rawQuery = copied(head.rawQuery);
        m_request.peer = m_peer;
        m_request.headers.reserve(head.fields.size());
        for (const HeaderView &field : head.fields)
            m_request.headers.push_back({copied(field.name), copied(field.value)});
        m_bodyBytes = std::size_t(head.contentLength.value_or(0));
        m_chunks.reset();
        if (head.isChunked)
            m_chunks.emplace(m_worker.limits().bodyBytes);
    }
    if (checked.refusal)
        m_worker.noteRefusal(m_peer, head.method, head.rawPath, *checked.refusal);
    consume(m_scanned);
    m_scanned = 0;
    if (checked.answer) {
        m_keepsAlive = m_keepsAlive && !m_isBodyPending;
        return send(*checked.answer);
    }
    if (!m_isBodyPending)
        return dispatch();
    enter(State::Body, m_worker.limits().bodyDeadline);
    if (!m_chunks)
        m_request.body.reserve(qsizetype(m_bodyBytes) + BodyPadding);
    if (expectsContinue && unread().empty() && m_socket->bytesAvailable() == 0) {
        m_socket->write(QByteArrayLiteral("HTTP/1.1 100 Continue\r\n\r\n"));
        m_socket->flush();
    }
}

bool Connection::readBody()
{
    const bool isComplete = m_chunks ? readChunkedBody() : readSizedBody();
    if (m_state != State::Body)
        return true; // refused
    if (isComplete)
        dispatch();
    else
        holdBody();
    return isComplete || m_state != State::Body;
}

void Connection::holdBody()
{
    if (!m_worker.bodies().resize(m_heldBytes, std::size_t(m_request.body.size())))
        refuse({503, "overloaded", "too many large bodies are under way"});
}

bool Connection::readSizedBody()
{
    QByteArray &body = m_request.body;
    const std::string_view early = unread().substr(0, m_bodyBytes - std::size_t(body.size()));
    if (!early.empty()) {
        body.append(early.data(), qsizetype(early.size()));
        consume(early.size());
    }
    const qsizetype before = body.size();
    const qint64 wanted =
        std::min<qint64>(qint64(m_bodyBytes) - before, m_socket->bytesAvailable());
    if (wanted > 0) {
        body.resize(before + wanted);
        const qint64 received = std::max<qint64>(0, m_socket->read(body.data() + before, wanted));
        body.resize(before + received);
        GateCounters::add(m_worker.counters().bytesReceived, std::uint64_t(received));
    }
    return body.size() == qsizetype(m_bodyBytes);
}

bool Connection::readChunkedBody()
{
    do {
        consume(m_chunks->feed(unread(), m_request.body));
        if (const std::optional<GateRefusal> refusal = m_chunks->refusal()) {
            refuse(*refusal);
            return false;
        }
    } while (!m_chunks->isComplete() && pull() > 0);
    if (m_chunks->isComplete())
        m_request.body.reserve(m_request.body.size() + BodyPadding);
    return m_chunks->isComplete();
}

void Connection::dispatch()
{
    m_isBodyPending = false;
    enter(State::Handling, m_worker.limits().answerDeadline);
    const HttpRequest request = std::exchange(m_request, HttpRequest{});
    m_requestId = m_worker.dispatch(*this, request, m_site.routes.routes()[m_row]);
    m_worker.bodies().resize(m_heldBytes, 0);
}

void Connection::setResponder(std::weak_ptr<Responder::State> responder)
{
    m_responder = std::move(responder);
}

// ---- ends

bool Connection::eventFilter(QObject *watched, QEvent *event)
{
    const bool isAnswering = m_state == State::Handling || m_state == State::Writing;
    if (watched != m_inputNotifier || event->type() != QEvent::SockAct || !isAnswering ||
        !isAtEnd(m_socket->socketDescriptor()))
        return QObject::eventFilter(watched, event);
    watchInput(false);
    // It may as well have gone for good, which cannot be told apart: what can be given up is given
    // a moment only.
    const auto responder = m_responder.lock();
    if (responder && responder->canBeAbandoned()) {
        QTimer::singleShot(HalfClosedGrace, this, [this, id = m_requestId] {
            if (m_hasInputEnded && m_state == State::Handling && m_requestId == id)
                abort();
        });
    }
    return true;
}

void Connection::watchInput(bool isOn)
{
    m_hasInputEnded = !isOn;
    if (m_inputNotifier)
        m_inputNotifier->setEnabled(isOn);
}

void Connection::checkDeadline(Clock::time_point now)
{
    if (now < m_deadline)
        return;
    switch (m_state) {
    case State::Idle:
    case State::Lingering:
        return abort();
    case State::Head:
        return refuse({408, "timeout", "the request's head did not come in time"});
    case State::Body:
        return refuse({408, "timeout", "the request's body did not come in time"});
    case State::Handling: {
        m_worker.counters().countRefusal("no_answer");
        m_worker.forget(m_requestId);
        if (const auto responder = m_responder.lock())
            responder->abandon();
        return answer(HttpResponse::error(500, "the request was not answered in time"));
    }
    case State::Writing:
    case State::Streaming:
        m_worker.counters().countRefusal("slow_reader");
        return abort();
    case State::Closed:
        return;
    }
}

void Connection::drain()
{
    m_isDraining = true;
    if (m_state == State::Idle)
        abort();
    else if (m_state == State::Streaming)
        m_isStreamChunked ? cutStream() : closeStream();
}

void Connection::abort()
{
    if (m_state == State::Closed)
        return;
    m_socket->abort();
    gone();
}

void Connection::gone()
{
    if (std::exchange(m_state, State::Closed) == State::Closed)
        return;
    m_worker.bodies().resize(m_heldBytes, 0);
    m_worker.forget(m_requestId);
    if (const auto responder = m_responder.lock())
        responder->abandon();
    if (const auto stream = m_stream.lock())
        stream->notifyClosed();
    m_worker.retire(*this);
}

} // namespace tinyobs::server
