#pragma once

// The socket of one gRPC connection: bytes to its session and back, whole calls to the engine.
// What a client does not take, or sends faster than it takes answers, waits in the kernel. Lives in
// the listeners' thread; ended() is its last word, and it is deleted later.

#include "app/listeners/grpc/grpcmailbox.h"
#include "app/listeners/grpc/grpcsession.h"
#include "core/engine/engine.h"

#include <QObject>
#include <QTcpSocket>

#include <atomic>
#include <memory>

namespace tinyobs::listeners {

/// What the connections of a listener share. Outlives them.
struct GrpcSetup
{
    using Counter = std::atomic<std::uint64_t>;

    Engine &engine;
    const HttpLimits limits;
    const GrpcService service;
    GrpcAnswer (*answer)(const Result<IngestReport> &report);
    std::uint16_t httpPort = 0; // for those who do not speak gRPC
    server::BodyBudget bodies;
    std::shared_ptr<GrpcMailbox> mailbox = {};
    Counter requests = 0;
    Counter bytesReceived = 0;
    Counter bytesSent = 0;
};

class GrpcConnection : public QObject
{
    Q_OBJECT

public:
    using Clock = GrpcSession::Clock;

    GrpcConnection(GrpcSetup &setup, std::uint64_t id, std::unique_ptr<QTcpSocket> socket);
    ~GrpcConnection() override;

    QHostAddress peer() const { return m_peer; }
    void answer(std::int32_t stream, const GrpcAnswer &answer);
    void checkDeadlines(Clock::time_point now);
    /// Ends once the calls under way are answered.
    void drain();
    void abort();

Q_SIGNALS:
    void ended();

private:
    void read();
    bool isGreeted(const QByteArray &bytes);
    void feed(const QByteArray &bytes);
    void ingest(const GrpcCall &call);
    void note(const RefusedCall &call);
    void flush();
    void refuseHttp1();
    void linger();
    void gone();

    GrpcSetup &m_setup;
    const std::uint64_t m_id;
    std::unique_ptr<QTcpSocket> m_socket;
    const QHostAddress m_peer;
    GrpcSession m_session;
    QByteArray m_greeting; // until it is known to be HTTP/2
    bool m_isHttp2 = false;
    bool m_isLingering = false; // the last words are out, what still comes is thrown away
    bool m_isEnded = false;
    Clock::time_point m_writeDeadline; // while bytes wait to be written
};

} // namespace tinyobs::listeners
