// How answers leave the gate: their form, their order, and what happens when handlers are late,
// when clients leave early, when streams are read slowly and when the server is stopped.

#include "tests/app/server/gate/rawclient.h"
#include "tests/app/server/gate/testserver.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::server;

class TestGateAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void bodyComesUnchanged_data();
    void bodyComesUnchanged();
    void headHasNoBody();
    void largeAnswerIsWhole();
    void headersOfAnAnswer();
    void crossOriginAnswer();
    void preflight();
    void gateHeadersAreHidden();
    void wrongPathNamesTheRightOne();
    void expectedContinue();
    void expectedContinueRefused();
    void pipelinedAnswersKeepTheirOrder();
    void manyPipelinedAnswers();
    void lateAnswerFromAnotherThread();
    void droppedResponderGives500();
    void clientLeavesWhileHandlerWorks();
    void clientLeavesInTheMiddleOfABody();
    void streamIsWritten();
    void streamEndsWithItsClient();
    void streamIsClosedByItsHandler();
    void streamOfASlowReaderIsDropped();
    void countersCount();
    void portInUse();
    void addressOfAnotherMachine();
    void stopWithOpenConnections();
    void stopLetsARequestFinish();
    void answerAfterTheServerHasGone();
    void severalThreads();
};

void TestGateAnswers::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("seen");
    QTest::newRow("plus is a space in a query")
        << QByteArray("/hello?a=1+2") << QByteArray("/hello|a=1 2");
    QTest::newRow("percent codes in a query")
        << QByteArray("/hello?a%3D=%26&b") << QByteArray("/hello|a==&|b=");
    QTest::newRow("a stray percent sign in a query")
        << QByteArray("/hello?a=100%") << QByteArray("/hello|a=100%");
    QTest::newRow("an encoded slash in a path")
        << QByteArray("/files/a%2Fb") << QByteArray("/files/a/b");
    QTest::newRow("an encoded letter in a literal path")
        << QByteArray("/h%65llo") << QByteArray("/hello");
    QTest::newRow("UTF-8 in a path")
        << QByteArray("/files/%C3%A4 x").replace(' ', "%20") << QByteArray("/files/\xC3\xA4 x");
    QTest::newRow("signs that mean something to QUrl")
        << QByteArray("/files/a:b@c;d=e,f%3Fg%23h[i]{j}|k")
        << QByteArray("/files/a:b@c;d=e,f?g#h[i]{j}|k");
    QTest::newRow("repeated slashes") << QByteArray("//files///a") << QByteArray("/files/a");
    QTest::newRow("bytes that are no UTF-8")
        << QByteArray("/files/%ff") << QByteArray("/files/\xFF");
}

void TestGateAnswers::targets()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, seen);
    TestServer server;
    RawClient client(server.port());
    client.send(get(target));
    const std::optional<Reply> reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->body, seen);
}

void TestGateAnswers::bodyComesUnchanged_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {1, 100, 16 << 10, 65536, 65537, 1 << 20, 20 << 20})
        QTest::addRow("%d bytes", int(size)) << size;
}

void TestGateAnswers::bodyComesUnchanged()
{
    QFETCH(qsizetype, size);
    TestServer server;
    QByteArray body(size, '\0');
    for (qsizetype i = 0; i < size; ++i)
        body[i] = char(i * 31 + i / 251);
    RawClient client(server.port());
    client.socket().write(post("/echo", body, "Content-Encoding: gzip\r\n") + get("/hello"));
    const std::optional<Reply> reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->header("x-padded"), "1");
    QCOMPARE(reply->header("x-encoding"), "gzip");
    QVERIFY(reply->body == body);
    QCOMPARE(client.read()->body, "/hello");
}

void TestGateAnswers::headHasNoBody()
{
    TestServer server;
    RawClient client(server.port());
    client.send("HEAD /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                "HEAD /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" +
                get("/hello"));
    const std::optional<Reply> head = client.read(false);
    QCOMPARE(head->status, 200);
    QCOMPARE(head->header("content-length"), "6");
    QCOMPARE(client.read(false)->status, 404);
    QCOMPARE(client.read()->body, "/hello");
}

void TestGateAnswers::largeAnswerIsWhole()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/much?bytes=30000000") + get("/hello"));
    const std::optional<Reply> reply = client.read();
    QCOMPARE(reply->body.size(), 30000000);
    QCOMPARE(reply->body.count('x'), 30000000);
    QCOMPARE(client.read()->body, "/hello");
}

void TestGateAnswers::headersOfAnAnswer()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/status?code=200"));
    const std::optional<Reply> reply = client.read();
    QVERIFY(
        QRegularExpression(QStringLiteral("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} "
                                          "\\d{4} \\d\\d:\\d\\d:\\d\\d GMT$"))
            .match(QString::fromLatin1(reply->header("date")))
            .hasMatch());
    QCOMPARE(reply->header("content-type"), "text/plain; charset=utf-8");
    QCOMPARE(reply->header("x-content-type-options"), "nosniff");
    QCOMPARE(reply->header("x-injected"), QByteArray());
    QCOMPARE(reply->header("x-evil"), QByteArray());
    QCOMPARE(reply->header("access-control-allow-origin"), QByteArray());
}

void TestGateAnswers::crossOriginAnswer()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/hello", "Origin: http://localhost:5173\r\n") +
                get("/hello", "Origin: http://127.0.0.1\r\n") +
                get("/hello", "Origin: http://evil.example\r\n"));
    const std::optional<Reply> loopback = client.read();
    QCOMPARE(loopback->header("access-control-allow-origin"), "http://localhost:5173");
    QCOMPARE(loopback->header("vary"), "Origin");
    QCOMPARE(client.read()->header("access-control-allow-origin"), QByteArray());
    const std::optional<Reply> foreign = client.read();
    QCOMPARE(foreign->status, 403);
    QCOMPARE(foreign->header("access-control-allow-origin"), QByteArray());
}

void TestGateAnswers::preflight()
{
    TestServer server;
    const QByteArray request = "OPTIONS /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                               "Access-Control-Request-Method: POST\r\nOrigin: ";
    RawClient client(server.port());
    client.send(request + "http://localhost:5173\r\n\r\n" + request +
                "http://evil.example\r\n\r\n");
    const std::optional<Reply> granted = client.read();
    QCOMPARE(granted->status, 204);
    QCOMPARE(granted->header("access-control-allow-origin"), "http://localhost:5173");
    QCOMPARE(granted->header("access-control-allow-methods"), "POST, OPTIONS");
    QCOMPARE(client.read()->status, 403);
}

void TestGateAnswers::gateHeadersAreHidden()
{
    TestServer server;
    RawClient client(server.port());
    client.send(
        get("/headers", "X-Gate-Id: 1\r\nConnection: keep-alive\r\nX-A: b\r\nTE: trailers\r\n"));
    QCOMPARE(client.read()->body, "Host=127.0.0.1\nX-A=b\n");
}

void TestGateAnswers::wrongPathNamesTheRightOne()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/helo") + get("/something/else/entirely") + get("/\xFF\"\\"));
    QCOMPARE(client.read()->body,
             "{\"status\":\"error\",\"error\":\"no such path: /helo, did you mean /hello?\"}\n");
    QVERIFY(client.read()->body.contains("GET /api lists them all"));
    const std::optional<Reply> odd = client.read();
    QVERIFY(!QJsonDocument::fromJson(odd->body).isNull());
}

void TestGateAnswers::expectedContinue()
{
    TestServer server;
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n"
                "Expect: 100-continue\r\n\r\n");
    QCOMPARE(client.read(false)->status, 100);
    client.send("abc");
    QCOMPARE(client.read()->body, "abc");
}

void TestGateAnswers::expectedContinueRefused()
{
    TestServer server;
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000\r\n"
                "Expect: 100-continue\r\n\r\n");
    QCOMPARE(client.read()->status, 413);
    QVERIFY(client.isClosedByServer());
}

void TestGateAnswers::pipelinedAnswersKeepTheirOrder()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/elsewhere?1") + get("/hello?2") + get("/elsewhere?3") + post("/echo", "4") +
                get("/later?5") + get("/hello?6"));
    QCOMPARE(client.read()->body, "1");
    QCOMPARE(client.read()->body, "/hello|2=");
    QCOMPARE(client.read()->body, "3");
    QCOMPARE(client.read()->body, "4");
    QVERIFY(server.waitForKept(1));
    QCOMPARE(client.socket().bytesAvailable(), 0);
    server.answerKept();
    QCOMPARE(client.read()->body, "5");
    QCOMPARE(client.read()->body, "/hello|6=");
}

void TestGateAnswers::manyPipelinedAnswers()
{
    TestServer server;
    RawClient client(server.port());
    QByteArray requests;
    for (int i = 0; i < 2000; ++i)
        requests += get((i % 3 == 0 ? "/elsewhere?" : "/hello?") + QByteArray::number(i));
    client.socket().write(requests);
    for (int i = 0; i < 2000; ++i) {
        const QByteArray number = QByteArray::number(i);
        QCOMPARE(client.read()->body, i % 3 == 0 ? number : "/hello|" + number + "=");
    }
}

void TestGateAnswers::lateAnswerFromAnotherThread()
{
    TestServer server;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->send(get("/later?" + QByteArray::number(i)));
    }
    QVERIFY(server.waitForKept(20));
    server.answerKept();
    for (int i = 0; i < 20; ++i)
        QCOMPARE(clients[std::size_t(i)]->read()->body, QByteArray::number(i));
}

void TestGateAnswers::droppedResponderGives500()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/later") + get("/hello"));
    QVERIFY(server.waitForKept(1));
    server.dropKept();
    QCOMPARE(client.readStatuses(2), (QList{500, 200}));
}

void TestGateAnswers::clientLeavesWhileHandlerWorks()
{
    constexpr int Rounds = 200;
    TestServer server;
    for (int i = 0; i < Rounds; ++i) {
        RawClient client(server.port());
        client.send(i % 2 == 0 ? get("/later") : post("/later", "body") + get("/hello"));
        QVERIFY(server.waitForKept(1));
        client.disconnect();
        if (i % 10 == 0)
            QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
        if (i % 5 == 0)
            server.dropKept();
        else
            server.answerKept();
    }
    QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
    QVERIFY(server.abandoned() >= Rounds / 10);
    RawClient next(server.port());
    next.send(get("/hello"));
    QCOMPARE(next.read()->status, 200);
}

void TestGateAnswers::clientLeavesInTheMiddleOfABody()
{
    TestServer server;
    for (int i = 0; i < 20; ++i) {
        RawClient client(server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc");
        client.disconnect();
    }
    QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
}

void TestGateAnswers::streamIsWritten()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/events"));
    const std::optional<Reply> head = client.read(false);
    QCOMPARE(head->status, 200);
    QCOMPARE(head->header("content-type"), "text/event-stream");
    QCOMPARE(head->header("content-length"), QByteArray());
    QVERIFY(client.waitFor("data: hello\n\n"));
    QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
}

void TestGateAnswers::streamEndsWithItsClient()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/events"));
    QVERIFY(client.waitFor("hello"));
    client.disconnect();
    QTRY_COMPARE(server.closedStreams(), 1);
    QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
}

void TestGateAnswers::streamIsClosedByItsHandler()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/events?close=1"));
    QVERIFY(client.waitFor("hello"));
    client.buffer().clear();
    QVERIFY(client.isClosedByServer());
    QTRY_COMPARE(server.closedStreams(), 1);
}

void TestGateAnswers::streamOfASlowReaderIsDropped()
{
    TestServer server;
    RawClient client(server.port());
    client.socket().setReadBufferSize(1);
    client.send(get("/events?flood=1"));
    QTRY_COMPARE(server.closedStreams(), 1);
    QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
}

void TestGateAnswers::countersCount()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/hello") + get("/nothing") + get("/throw"));
    QCOMPARE(client.readStatuses(3), (QList{200, 404, 500}));
    const HttpCounters counters = server.server().counters();
    QCOMPARE(counters.connectionsOpen, 1u);
    QCOMPARE(counters.connectionsAccepted, 1u);
    QCOMPARE(counters.requests, 3u);
    QCOMPARE(counters.responsesByClass[2], 1u);
    QCOMPARE(counters.responsesByClass[4], 1u);
    QCOMPARE(counters.responsesByClass[5], 1u);
    QCOMPARE(counters.latencyBuckets.back(), 3u);
    QVERIFY(counters.latencySumSeconds > 0);
    QCOMPARE(counters.bytesReceived,
             std::uint64_t((get("/hello") + get("/nothing") + get("/throw")).size()));
    QVERIFY(counters.bytesSent > 300);
    for (const HttpCounters::Refused &refused : counters.refusedByGate)
        QCOMPARE(refused.count, refused.reason == "not_found" ? 1u : 0u);
}

void TestGateAnswers::portInUse()
{
    TestServer server;
    HttpServer second({}, {}, {});
    const Result<void> listening = second.listen({.host = "127.0.0.1", .port = server.port()});
    QVERIFY(!listening);
    QCOMPARE(listening.error().code, Error::Code::Io);
    QCOMPARE(listening.error().message,
             "port " + std::to_string(server.port()) +
                 " is in use by another program: end it or choose another port with --port");
}

void TestGateAnswers::addressOfAnotherMachine()
{
    HttpServer server({}, {}, {});
    const Result<void> listening = server.listen({.host = "192.0.2.1", .port = 0});
    QVERIFY(!listening);
    QVERIFY(
        QByteArray::fromStdString(listening.error().message).contains("not one of this machine"));
    QVERIFY(!server.listen({.host = "no address", .port = 0}));
}

void TestGateAnswers::stopWithOpenConnections()
{
    TestServer server;
    RawClient idle(server.port());
    RawClient used(server.port());
    RawClient partial(server.port());
    RawClient streaming(server.port());
    RawClient waiting(server.port());
    used.send(get("/hello"));
    QCOMPARE(used.read()->status, 200);
    partial.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc");
    streaming.send(get("/events"));
    QVERIFY(streaming.waitFor("hello"));
    streaming.buffer().clear();
    waiting.send(get("/later"));
    QVERIFY(server.waitForKept(1));
    server.server().stop();
    QVERIFY(idle.isClosedByServer());
    QVERIFY(used.isClosedByServer());
    QVERIFY(partial.isClosedByServer());
    QVERIFY(streaming.isClosedByServer());
    QVERIFY(waiting.isClosedByServer());
    QCOMPARE(server.server().counters().connectionsOpen, 0u);
    QCOMPARE(server.abandoned(), 1);
    server.answerKept();
}

void TestGateAnswers::stopLetsARequestFinish()
{
    TestServer server;
    RawClient client(server.port());
    client.send(get("/later?done"));
    QVERIFY(server.waitForKept(1));
    std::thread stopping([&] { server.server().stop(); });
    RawClient probe(server.port()); // is refused once the server no longer listens
    server.answerKept();
    const std::optional<Reply> reply = client.read();
    stopping.join();
    QVERIFY(reply);
    QCOMPARE(reply->body, "done");
}

void TestGateAnswers::answerAfterTheServerHasGone()
{
    std::vector<Responder> kept;
    std::atomic<bool> isKept = false;
    const Handler keep = [&](const HttpRequest &, const Responder &responder) {
        kept.push_back(responder);
        isKept = true;
    };
    auto server = std::make_unique<HttpServer>(HttpLimits{}, std::vector<std::string>{},
                                               RouteTable{{Method::Get, "/keep", "", keep}});
    QVERIFY(server->listen({.host = "127.0.0.1", .port = 0}));
    RawClient client(server->port());
    client.send(get("/keep"));
    QTRY_VERIFY(isKept);
    client.disconnect();
    server.reset();
    QVERIFY(kept.front().isAbandoned());
    kept.front().send(HttpResponse::text("too late"));
    bool isTold = false;
    kept.front().onAbandoned([&] { isTold = true; });
    QVERIFY(!isTold);
}

void TestGateAnswers::severalThreads()
{
    HttpLimits limits;
    limits.threads = 3;
    TestServer server(limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 30; ++i)
        clients.push_back(std::make_unique<RawClient>(server.port()));
    for (int round = 0; round < 20; ++round) {
        for (auto &client : clients)
            client->send(get("/elsewhere?a") + get("/hello") + get("/drop"));
        for (auto &client : clients)
            QCOMPARE(client->readStatuses(3), (QList{200, 200, 500}));
    }
    QCOMPARE(server.server().counters().requests, 1800u);
}

QTEST_GUILESS_MAIN(TestGateAnswers)
#include "tst_gateanswers.moc"
