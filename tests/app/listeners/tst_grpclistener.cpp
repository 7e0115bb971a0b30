// The gRPC listener over real sockets, with the seed's documents as messages. Listener, client and
// test share a thread; answers come from the committer's.

#include "tests/app/listeners/grpcpeer.h"
#include "tests/integration/packing.h"

#include "app/listeners/grpc/grpclistener.h"
#include "app/server/httpserver.h"

#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::listeners;
using tinyobs::test::GrpcPeer;
using tinyobs::test::GrpcReply;

namespace {

constexpr std::string_view Method =
    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
constexpr int WaitMs = 20'000;

GrpcAnswer answerOf(const Result<IngestReport> &report)
{
    if (!report)
        return {.status = GrpcStatus::InvalidArgument, .message = report.error().message};
    return {.response = QByteArray::number(qulonglong(report->stored))};
}

struct Running
{
    explicit Running(const HttpLimits &limits = {})
        : engine(settingsOf(limits), clock)
    {
        if (!engine.open(folder.path().toStdString()))
            qFatal("the folder does not open");
        engine.start();
        if (!http.listen({.host = "127.0.0.1", .port = 0}))
            qFatal("the server does not listen");
        listener = makeGrpcListener({engine, http}, {Method, WireFormat::Json}, answerOf);
        if (!listener->listen({.host = "127.0.0.1", .port = 0}))
            qFatal("the listener does not listen");
    }
    ~Running()
    {
        listener.reset();
        http.stop();
        engine.stop();
    }

    static Settings settingsOf(const HttpLimits &limits)
    {
        Settings settings;
        settings.http = limits;
        settings.selfMetrics = false;
        settings.hostMetrics = false;
        return settings;
    }

    QTemporaryDir folder;
    ManualClock clock{1'795'341'600'000};
    Engine engine;
    server::HttpServer http{{}, {}, {}};
    std::unique_ptr<Listener> listener;
};

/// A connected client; what comes is read as it comes.
struct Client
{
    explicit Client(const Running &running)
    {
        socket.connectToHost(QStringLiteral("127.0.0.1"), running.listener->port());
        if (!socket.waitForConnected(WaitMs))
            qFatal("the client does not connect");
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] {
            peer.feed(socket.readAll());
            socket.write(peer.take());
        });
    }

    void send() { socket.write(peer.take()); }
    std::int32_t call(const QByteArray &message, const GrpcPeer::Headers &changed = {},
                      char compressed = 0)
    {
        const std::int32_t stream =
            peer.call(GrpcPeer::headers(changed), GrpcPeer::framed(message, compressed));
        send();
        return stream;
    }
    bool isEnded(std::int32_t stream) { return peer.reply(stream).isEnded; }

    GrpcPeer peer;
    QTcpSocket socket;
};

const QByteArray Good = R"({"metrics":[{"name":"up","value":1}]})";

} // namespace

class TestGrpcListener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesACall();
    void refusesABadDocument();
    void unpacksGzip();
    void bombIsRefused();
    void largeMessageIsWhole();
    void cutConnectionIsForgotten();
    void plainHttpIsToldWhereToGo();
    void silentConnectionEnds();
    void connectionsAreCapped();
    void stopLetsACallFinish();
    void stopWithOpenConnections();
};

void TestGrpcListener::storesACall()
{
    Running running;
    Client client(running);
    for (int i = 0; i < 3; ++i) {
        const std::int32_t stream = client.call(Good);
        QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
        QCOMPARE(client.peer.reply(stream).grpcStatus(), 0);
        QCOMPARE(client.peer.reply(stream).data, GrpcPeer::framed("1"));
    }
    QCOMPARE(running.engine.status().store.series, std::size_t(1));
    const std::optional<ListenerCounters> counters = running.listener->counters();
    QCOMPARE(counters->requests, std::uint64_t(3));
    QCOMPARE(counters->connectionsOpen, std::uint64_t(1));
    QVERIFY(counters->bytesReceived > 3 * std::uint64_t(Good.size()));
}

void TestGrpcListener::refusesABadDocument()
{
    Running running;
    Client client(running);
    const std::int32_t stream = client.call("nonsense");
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    QCOMPARE(client.peer.reply(stream).grpcStatus(), 3);
    QVERIFY(!client.peer.reply(stream).message().empty());
}

void TestGrpcListener::unpacksGzip()
{
    Running running;
    Client client(running);
    const std::int32_t stream = client.call(test::gzipOf(Good), {{"grpc-encoding", "gzip"}}, 1);
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    QCOMPARE(client.peer.reply(stream).grpcStatus(), 0);
}

void TestGrpcListener::bombIsRefused()
{
    HttpLimits limits;
    limits.decodedBodyBytes = 100'000;
    Running running(limits);
    Client client(running);
    const QByteArray bomb = test::gzipOf(QByteArray(10'000'000, ' '));
    QVERIFY(bomb.size() < 20'000);
    const std::int32_t stream = client.call(bomb, {{"grpc-encoding", "gzip"}}, 1);
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    QCOMPARE(client.peer.reply(stream).grpcStatus(), 3);
}

void TestGrpcListener::largeMessageIsWhole()
{
    Running running;
    Client client(running);
    const std::int32_t stream = client.call(Good + QByteArray(10'000'000, ' '));
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    QCOMPARE(client.peer.reply(stream).grpcStatus(), 0);
}

void TestGrpcListener::cutConnectionIsForgotten()
{
    Running running;
    Client client(running);
    client.peer.call(GrpcPeer::headers(), GrpcPeer::framed(Good).chopped(3), false);
    client.send();
    const auto open = [&] { return running.listener->counters()->connectionsOpen; };
    QTRY_COMPARE_WITH_TIMEOUT(open(), std::uint64_t(1), WaitMs);
    client.socket.abort();
    QTRY_COMPARE_WITH_TIMEOUT(open(), std::uint64_t(0), WaitMs);
    QCOMPARE(running.listener->counters()->requests, std::uint64_t(0));
}

void TestGrpcListener::plainHttpIsToldWhereToGo()
{
    Running running;
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), running.listener->port());
    socket.write("POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
    QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::UnconnectedState, WaitMs);
    const QByteArray answer = socket.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 400 "), answer);
    QVERIFY2(answer.contains("this port speaks gRPC (HTTP/2) only: send OTLP over HTTP to "
                             "/v1/metrics on port " +
                             QByteArray::number(running.http.port())),
             answer);
}

void TestGrpcListener::silentConnectionEnds()
{
    HttpLimits limits;
    limits.headDeadline = std::chrono::milliseconds(50);
    Running running(limits);
    Client client(running);
    QTRY_COMPARE_WITH_TIMEOUT(client.socket.state(), QAbstractSocket::UnconnectedState, WaitMs);
}

void TestGrpcListener::connectionsAreCapped()
{
    HttpLimits limits;
    limits.connectionsPerLoopback = 1;
    Running running(limits);
    Client first(running);
    const std::int32_t stream = first.call(Good);
    QTRY_VERIFY_WITH_TIMEOUT(first.isEnded(stream), WaitMs);
    Client second(running);
    const auto refused = [&] { return running.listener->counters()->connectionsRefused; };
    QTRY_COMPARE_WITH_TIMEOUT(refused(), std::uint64_t(1), WaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(second.socket.state(), QAbstractSocket::UnconnectedState, WaitMs);
}

void TestGrpcListener::stopLetsACallFinish()
{
    Running running;
    Client client(running);
    const std::int32_t stream =
        client.peer.call(GrpcPeer::headers(), GrpcPeer::framed(Good), false);
    client.send();
    QTRY_VERIFY_WITH_TIMEOUT(running.listener->counters()->bytesReceived > 0, WaitMs);
    bool isStopped = false;
    running.listener->stop([&] { isStopped = true; });
    QTRY_VERIFY_WITH_TIMEOUT(client.peer.isSentAway(), WaitMs);
    QVERIFY(!isStopped);
    client.peer.end(stream);
    client.send();
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    QCOMPARE(client.peer.reply(stream).grpcStatus(), 0);
    client.socket.disconnectFromHost();
    QTRY_VERIFY_WITH_TIMEOUT(isStopped, WaitMs);
}

void TestGrpcListener::stopWithOpenConnections()
{
    Running running;
    Client client(running);
    const std::int32_t stream = client.call(Good);
    QTRY_VERIFY_WITH_TIMEOUT(client.isEnded(stream), WaitMs);
    bool isStopped = false;
    running.listener->stop([&] { isStopped = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isStopped, WaitMs);
    QVERIFY(client.peer.isSentAway());
}

QTEST_GUILESS_MAIN(TestGrpcListener)
#include "tst_grpclistener.moc"
