#pragma once

// One client's connection: frames its requests, passes them on one at a time, writes the answers in
// their order, and keeps every deadline and limit. Requests that come early wait in the socket's
// buffer and then in the kernel's, which is what slows a client down. Lives in its network thread
// and ends by deleteLater only, so that it may be closed from within its own handlers.

#include "app/server/gate/chunkdecoder.h"
#include "app/server/gate/requestcheck.h"
#include "app/server/gate/responderstate.h"
#include "app/server/gate/responsewriter.h"

#include <QPointer>
#include <QSocketNotifier>
#include <QTcpSocket>

#include <chrono>

namespace tinyobs::server {

class ConnectionStream;
class NetworkWorker;
struct Site;

class Connection : public QObject
{
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;

    /// Takes the socket, which is connected.
    Connection(NetworkWorker &worker, const Site &site, std::unique_ptr<QTcpSocket> socket);
    ~Connection() override;

    QHostAddress peer() const { return m_peer; }

    /// The answer to the request under way.
    void answer(const HttpResponse &response);
    /// Answers the request under way with a stream; null for HEAD, which has no body.
    std::shared_ptr<StreamChannel> openStream(const HttpResponse &head);
    void setResponder(std::weak_ptr<Responder::State> responder);

    void checkDeadline(Clock::time_point now);
    /// Closes as soon as the request under way is answered.
    void drain();
    void abort();

    /// Keeps the end of the client's side from the socket while an answer is under way: Qt would
    /// close the connection, and who sends all of a request and then shuts down would never see it.
    bool eventFilter(QObject *watched, QEvent *event) override;

    // For ConnectionStream.
    bool writeStream(const QByteArray &bytes);
    bool isStreamDrained() const { return m_socket->bytesToWrite() == 0; }
    /// Ends the body, then the connection.
    void closeStream();
    /// Ends the connection within the body.
    void cutStream();

private:
    enum class State {
        Idle,
        Head,
        Body,
        Handling,
        Writing,
        Streaming,
        Lingering, // the answer is out, what the client still sends is thrown away
        Closed
    };

    void process();
    bool readHead();
    void startRequest(std::string_view headBytes);
    void takeHead(const RequestHead &head, CheckedRequest checked);
    void takeBodyStart();
    bool readBody();
    void holdBody();
    bool readSizedBody();
    bool readChunkedBody();
    void dispatch();

    qsizetype pull();
    std::string_view unread() const;
    void consume(std::size_t bytes);
    void refuse(const GateRefusal &refusal);
    void send(const HttpResponse &response);
    bool writeToStream(const QByteArray &bytes);
    void sent();
    void finishResponse();
    void watchInput(bool isOn);
    void linger();
    void discardInput();
    void gone();
    void enter(State state, std::chrono::milliseconds deadline);

    NetworkWorker &m_worker;
    const Site &m_site;
    std::unique_ptr<QTcpSocket> m_socket;
    QPointer<QSocketNotifier> m_inputNotifier; // the socket's own
    const QHostAddress m_peer;

    State m_state = State::Idle;
    Clock::time_point m_deadline;
    bool m_isProcessing = false;
    bool m_isDraining = false;
    bool m_hasInputEnded = false; // and the socket was not told so yet

    QByteArray m_input;
    qsizetype m_position = 0;  // of the first byte not yet used
    std::size_t m_scanned = 0; // of the head, behind m_position
    bool m_isRequestLineChecked = false;

    // The request under way.
    HttpRequest m_request;
    std::size_t m_row = 0;
    std::uint64_t m_requestId = 0; // 0: none is being handled
    std::size_t m_bodyBytes = 0;   // declared
    std::size_t m_heldBytes = 0;   // of the budget of all bodies
    std::optional<ChunkDecoder> m_chunks;
    bool m_isHttp11 = true;
    bool m_isHeadRequest = false;
    bool m_keepsAlive = true;
    bool m_isStreamChunked = false;
    bool m_isBodyPending = false;
    QByteArray m_corsOrigin;
    Clock::time_point m_startedAt;
    std::weak_ptr<Responder::State> m_responder;
    std::weak_ptr<ConnectionStream> m_stream;
    qint64 m_discardedBytes = 0;
};

} // namespace tinyobs::server
