// One gRPC connection without sockets: what is taken, what is refused and how, within which limits.

#include "tests/app/listeners/grpcpeer.h"

#include "app/listeners/grpc/grpcsession.h"

#include <QRandomGenerator>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::listeners;
using tinyobs::test::GrpcPeer;
using tinyobs::test::GrpcReply;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t BodyBytes = 100'000;
constexpr const char *Ours = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

HttpLimits limits()
{
    HttpLimits limits;
    limits.bodyBytes = BodyBytes;
    limits.headBytes = 4096;
    return limits;
}

/// Both ends, and what goes between them.
struct Wire
{
    explicit Wire(std::size_t budgetBytes = 8 * BodyBytes)
        : budget(budgetBytes)
    {
    }

    /// Carries bytes both ways until there are none, `step` at a time.
    void exchange(qsizetype step = 1 << 20)
    {
        for (bool goesOn = true; goesOn;) {
            const QByteArray sent = peer.take();
            for (qsizetype at = 0; at < sent.size(); at += step) {
                const QByteArray part = sent.mid(at, step);
                isGood = session.feed({part.constData(), std::size_t(part.size())}, now) && isGood;
            }
            const QByteArray answered = session.takeOutput(1 << 20);
            peer.feed(answered);
            goesOn = !sent.isEmpty() || !answered.isEmpty();
        }
    }

    /// The answer to a call that is refused.
    GrpcReply refusal(const GrpcPeer::Headers &headers, const QByteArray &body, bool isEnded = true)
    {
        const std::int32_t stream = peer.call(headers, body, isEnded);
        exchange();
        return peer.reply(stream);
    }

    const GrpcService service{.method = Ours, .format = WireFormat::Json};
    const HttpLimits bounds = limits();
    server::BodyBudget budget;
    GrpcSession::Clock::time_point now{};
    GrpcSession session{service, bounds, budget, now};
    GrpcPeer peer;
    bool isGood = true;
};

} // namespace

class TestGrpcSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesACall_data();
    void takesACall();
    void answersWithAMessageAndTrailers();
    void answersWithAnError();
    void refusesHeads_data();
    void refusesHeads();
    void refusesMessages_data();
    void refusesMessages();
    void refusedUploadIsStopped();
    void manyCallsAtOnce();
    void streamsBeyondTheLimitAreRefused();
    void resetStreamIsForgotten();
    void floodOfResetsIsSentAway();
    void pings();
    void budgetIsSharedAndGivenBack();
    void slowCallsAreRefused();
    void idleConnectionsEnd();
    void goAwayFinishesWhatIsUnderWay();
    void hostileBytesEndIt_data();
    void hostileBytesEndIt();
    void damagedConnectionsDoNoHarm();
};

void TestGrpcSession::takesACall_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<qsizetype>("step");
    QTest::newRow("an empty message") << QByteArray() << qsizetype(1000);
    QTest::newRow("byte by byte") << QByteArray("hello") << qsizetype(1);
    QTest::newRow("over many frames") << QByteArray(qsizetype(BodyBytes), 'x') << qsizetype(7777);
}

void TestGrpcSession::takesACall()
{
    QFETCH(const QByteArray, message);
    QFETCH(const qsizetype, step);
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed(message));
    wire.exchange(step);
    const std::vector<GrpcCall> calls = wire.session.takeCalls();
    QCOMPARE(calls.size(), std::size_t(1));
    QCOMPARE(calls[0].stream, stream);
    QCOMPARE(calls[0].message, message);
    QVERIFY(calls[0].message.capacity() - calls[0].message.size() >= 64);
    QVERIFY(wire.session.takeRefused().empty());
}

void TestGrpcSession::answersWithAMessageAndTrailers()
{
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("x"));
    wire.exchange();
    wire.session.answer(stream, {.response = "answer"});
    wire.session.answer(stream, {.response = "a second one"});
    wire.exchange();
    const GrpcReply &reply = wire.peer.reply(stream);
    QVERIFY(reply.isEnded);
    QCOMPARE(reply.headers.at(":status"), "200");
    QCOMPARE(reply.headers.at("content-type"), "application/grpc");
    QCOMPARE(reply.grpcStatus(), 0);
    QCOMPARE(reply.data, GrpcPeer::framed("answer"));
    QVERIFY(!wire.session.hasStreams());
}

void TestGrpcSession::answersWithAnError()
{
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("x"));
    wire.exchange();
    wire.session.answer(stream, {.status = GrpcStatus::Unavailable,
                                 .message = "the disk is 100% full\n\u00fc",
                                 .mayRepeat = true});
    wire.exchange();
    const GrpcReply &reply = wire.peer.reply(stream);
    QVERIFY(reply.isEnded);
    QCOMPARE(reply.grpcStatus(), 14);
    QCOMPARE(reply.message(), "the disk is 100%25 full%0A%C3%BC");
    QCOMPARE(reply.headers.at("grpc-retry-pushback-ms"), "5000");
    // google.rpc.Status of code, message and one detail: RetryInfo of 5 s.
    const QByteArray details =
        QByteArray::fromStdString(reply.headers.at("grpc-status-details-bin"));
    QVERIFY(!details.endsWith('='));
    QCOMPARE(QByteArray::fromBase64(details),
             QByteArray("\x08\x0e\x12\x18the disk is 100% full\n\xc3\xbc\x1a\x30\x0a\x28"
                        "type.googleapis.com/google.rpc.RetryInfo\x12\x04\x0a\x02\x08\x05"));
    QVERIFY(reply.data.isEmpty());
}

void TestGrpcSession::refusesHeads_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const char *name, const QByteArray &value, int status,
                        const char *message) {
        QTest::newRow(title) << QByteArray(name) << value << status << QByteArray(message);
    };
    row("an unknown method", ":path", "/helloworld.Greeter/SayHello", 12,
        (QByteArray("method '/helloworld.Greeter/SayHello' is unknown, ") + Ours +
         " is what is served")
            .constData());
    row("traces", ":path", "/opentelemetry.proto.collector.trace.v1.TraceService/Export", 12,
        (QByteArray("TinyObs takes metrics only (") + Ours + "), not trace").constData());
    row("logs", ":path", "/opentelemetry.proto.collector.logs.v1.LogsService/Export", 12,
        (QByteArray("TinyObs takes metrics only (") + Ours + "), not logs").constData());
    row("another HTTP method", ":method", "PUT", 12, "gRPC calls are POST, this is PUT");
    row("another content type", "content-type", "application/json", 3,
        "content type is 'application/json', expected application/grpc");
    row("no content type", "content-type", "", 3, "content type is '', expected application/grpc");
    row("another serialisation", "content-type", "application/grpc+json", 3,
        "content type is 'application/grpc+json', expected application/grpc");
    row("an unknown encoding", "grpc-encoding", "br", 12,
        "grpc-encoding is 'br', expected identity or gzip");
    row("too large headers", "x-large", QByteArray(5000, 'x'), 8,
        "the call's headers are larger than 4096 bytes");
}

void TestGrpcSession::refusesHeads()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const int, status);
    QFETCH(const QByteArray, message);
    Wire wire;
    const GrpcReply reply = wire.refusal(
        GrpcPeer::headers({{name.toStdString(), value.toStdString()}}), GrpcPeer::framed("x"));
    QCOMPARE(reply.grpcStatus(), status);
    QCOMPARE(QByteArray::fromStdString(reply.message()), message);
    QVERIFY(reply.isEnded);
    QVERIFY(wire.session.takeCalls().empty());
    QCOMPARE(wire.session.takeRefused().size(), std::size_t(1));
    QVERIFY(!wire.session.hasStreams());
}

void TestGrpcSession::refusesMessages_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &body, int status,
                        const QByteArray &message) {
        QTest::newRow(title) << body << status << message;
    };
    row("no message", {}, 3, "the call has no message");
    row("a cut prefix", QByteArray(3, '\0'), 3, "the call has no message");
    row("a cut message", GrpcPeer::framed("hello").chopped(2), 3,
        "the message ends after 3 of 5 bytes");
    row("two messages", GrpcPeer::framed("a") + GrpcPeer::framed("b"), 3,
        "more follows the message, expected exactly one");
    row("a compressed message without its encoding", GrpcPeer::framed("a", 1), 3,
        "the message is compressed, but grpc-encoding does not say how");
    row("an unknown first byte", GrpcPeer::framed("a", 2), 3,
        "the message's first byte is 2, expected 0 or 1");
    row("one byte over the limit", GrpcPeer::framed(QByteArray(qsizetype(BodyBytes) + 1, 'x')), 8,
        "the message is 100001 bytes, limit 100000");
    row("a length beyond everything", QByteArray("\0\xff\xff\xff\xff", 5), 8,
        "the message is 4294967295 bytes, limit 100000");
}

void TestGrpcSession::refusesMessages()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, message);
    Wire wire;
    const GrpcReply reply = wire.refusal(GrpcPeer::headers(), body);
    QCOMPARE(reply.grpcStatus(), status);
    QCOMPARE(QByteArray::fromStdString(reply.message()), message);
    QVERIFY(wire.session.takeCalls().empty());
    // The connection serves on.
    const std::int32_t next = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("good"));
    wire.exchange();
    const std::vector<GrpcCall> calls = wire.session.takeCalls();
    QCOMPARE(calls.size(), std::size_t(1));
    QCOMPARE(calls[0].stream, next);
}

void TestGrpcSession::refusedUploadIsStopped()
{
    Wire wire;
    const GrpcReply reply =
        wire.refusal(GrpcPeer::headers(), QByteArray("\0\xff\xff\xff\xff", 5), false);
    QCOMPARE(reply.grpcStatus(), 8);
    QVERIFY(reply.isEnded);
    QVERIFY(!wire.session.hasStreams());
}

void TestGrpcSession::manyCallsAtOnce()
{
    Wire wire;
    std::vector<std::int32_t> streams;
    for (int i = 0; i < 50; ++i)
        streams.push_back(
            wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed(QByteArray::number(i))));
    wire.exchange(999);
    const std::vector<GrpcCall> calls = wire.session.takeCalls();
    QCOMPARE(calls.size(), streams.size());
    for (auto call = calls.rbegin(); call != calls.rend(); ++call)
        wire.session.answer(call->stream, {.response = call->message});
    wire.exchange();
    for (std::size_t i = 0; i < streams.size(); ++i)
        QCOMPARE(wire.peer.reply(streams[i]).data, GrpcPeer::framed(QByteArray::number(int(i))));
}

void TestGrpcSession::streamsBeyondTheLimitAreRefused()
{
    Wire wire;
    std::vector<std::int32_t> streams;
    for (std::uint32_t i = 0; i < GrpcSession::MaxStreams + 20; ++i)
        streams.push_back(wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("x")));
    wire.exchange();
    QCOMPARE(wire.session.takeCalls().size(), std::size_t(GrpcSession::MaxStreams));
    QCOMPARE(wire.peer.reply(streams.back()).resetBy, std::uint32_t(NGHTTP2_REFUSED_STREAM));
}

void TestGrpcSession::resetStreamIsForgotten()
{
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("x"));
    wire.exchange();
    QCOMPARE(wire.session.takeCalls().size(), std::size_t(1));
    wire.peer.reset(stream);
    wire.exchange();
    QVERIFY(!wire.session.hasStreams());
    wire.session.answer(stream, {.response = "too late"});
    wire.exchange();
    QVERIFY(wire.peer.reply(stream).headers.empty());
}

void TestGrpcSession::floodOfResetsIsSentAway()
{
    Wire wire;
    for (int i = 0; i < 300 && !wire.peer.isSentAway(); ++i) {
        const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), {}, false);
        wire.exchange();
        wire.peer.reset(stream);
        wire.exchange();
    }
    QVERIFY(wire.peer.isSentAway());
    QVERIFY(wire.session.isOver());
}

void TestGrpcSession::pings()
{
    Wire wire;
    wire.peer.ping();
    wire.exchange();
    QCOMPARE(wire.peer.pongs(), 1);
}

void TestGrpcSession::budgetIsSharedAndGivenBack()
{
    Wire wire(100);
    const QByteArray half = GrpcPeer::framed(QByteArray(80, 'x')).chopped(10);
    const std::int32_t first = wire.peer.call(GrpcPeer::headers(), half, false);
    wire.exchange();
    const GrpcReply refused = wire.refusal(GrpcPeer::headers(), half, false);
    QCOMPARE(refused.grpcStatus(), 8);
    QCOMPARE(refused.message(), "too many large messages are under way");
    QCOMPARE(refused.headers.at("grpc-retry-pushback-ms"), "5000");
    wire.peer.reset(first);
    wire.exchange();
    const std::int32_t third =
        wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed(QByteArray(80, 'x')));
    wire.exchange();
    const std::vector<GrpcCall> calls = wire.session.takeCalls();
    QCOMPARE(calls.size(), std::size_t(1));
    QCOMPARE(calls[0].stream, third);
}

void TestGrpcSession::slowCallsAreRefused()
{
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), QByteArray(3, '\0'), false);
    wire.exchange();
    QVERIFY(wire.session.checkDeadlines(wire.now + wire.bounds.bodyDeadline - 1ms));
    wire.exchange();
    QCOMPARE(wire.peer.reply(stream).grpcStatus(), -1);
    QVERIFY(wire.session.checkDeadlines(wire.now + wire.bounds.bodyDeadline));
    wire.exchange();
    QCOMPARE(wire.peer.reply(stream).grpcStatus(), 4);
    QCOMPARE(wire.session.takeRefused().at(0).reason, "timeout");
}

void TestGrpcSession::idleConnectionsEnd()
{
    Wire silent;
    QVERIFY(silent.session.checkDeadlines(silent.now + silent.bounds.headDeadline - 1ms));
    QVERIFY(!silent.session.checkDeadlines(silent.now + silent.bounds.headDeadline));

    Wire greeted;
    greeted.exchange();
    QVERIFY(greeted.session.checkDeadlines(greeted.now + greeted.bounds.idleDeadline - 1ms));
    QVERIFY(!greeted.session.checkDeadlines(greeted.now + greeted.bounds.idleDeadline));
}

void TestGrpcSession::goAwayFinishesWhatIsUnderWay()
{
    Wire wire;
    const std::int32_t stream = wire.peer.call(GrpcPeer::headers(), GrpcPeer::framed("x"));
    wire.exchange();
    wire.session.goAway();
    wire.exchange();
    QVERIFY(wire.peer.isSentAway());
    QVERIFY(!wire.session.isOver());
    wire.session.answer(stream, {});
    wire.exchange();
    QCOMPARE(wire.peer.reply(stream).grpcStatus(), 0);
    QVERIFY(wire.session.isOver());
}

void TestGrpcSession::hostileBytesEndIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray preface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    const QByteArray settings("\0\0\0\4\0\0\0\0\0", 9);
    QTest::newRow("no preface") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("no settings") << preface + QByteArray(8, '\0') + QByteArray(100, '\1');
    QTest::newRow("a frame beyond the frame size")
        << preface + settings + QByteArray("\xff\xff\xff\0\0\0\0\0\1", 9);
    QTest::newRow("data of stream 0") << preface + settings + QByteArray("\0\0\1\0\0\0\0\0\0x", 10);
    QTest::newRow("headers that cannot be unpacked")
        << preface + settings + QByteArray("\0\0\4\1\5\0\0\0\1\xff\xff\xff\xff", 13);
    QTest::newRow("a window beyond everything")
        << preface + settings + QByteArray("\0\0\4\x8\0\0\0\0\0\x7f\xff\xff\xff", 13);
}

void TestGrpcSession::hostileBytesEndIt()
{
    QFETCH(const QByteArray, bytes);
    Wire wire;
    wire.session.feed({bytes.constData(), std::size_t(bytes.size())}, wire.now);
    wire.session.takeOutput(1 << 20);
    QVERIFY(wire.session.isOver());
    QVERIFY(wire.session.takeCalls().empty());
}

void TestGrpcSession::damagedConnectionsDoNoHarm()
{
    Wire good;
    good.peer.call(GrpcPeer::headers({{"grpc-encoding", "gzip"}}),
                   GrpcPeer::framed(QByteArray(300, 'x')));
    good.peer.ping();
    const QByteArray bytes = good.peer.take();
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    for (int round = 0; round < 3000; ++round) {
        QByteArray damaged = bytes.first(random.bounded(int(bytes.size())) + 1);
        for (int i = random.bounded(4); i > 0; --i)
            damaged[random.bounded(int(damaged.size()))] = char(random.bounded(256));
        Wire wire;
        wire.session.feed({damaged.constData(), std::size_t(damaged.size())}, wire.now);
        QVERIFY2(wire.session.takeCalls().size() <= 1, QByteArray::number(seed));
        wire.session.takeOutput(1 << 20);
        wire.session.checkDeadlines(wire.now + 1h);
        wire.session.takeOutput(1 << 20);
    }
}

QTEST_GUILESS_MAIN(TestGrpcSession)
#include "tst_grpcsession.moc"
