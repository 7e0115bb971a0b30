// Deadlines and caps, set small: slow clients, clients that never read, more connections than
// allowed. After each the server serves the next client.

#include "tests/app/server/gate/rawclient.h"
#include "tests/app/server/gate/testserver.h"

#include <QtTest>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

using namespace tinyobs;
using namespace tinyobs::server;
using namespace std::chrono_literals;

class TestGateLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void slowHead();
    void slowBody();
    void idleConnection();
    void answerThatNeverComes();
    void clientThatNeverReads();
    void bodyOverTheLimit_data();
    void bodyOverTheLimit();
    void headOverTheLimit();
    void refusedBodyIsNotRead();
    void manyLargeBodiesAtOnce();
    void thousandIdleConnections();
    void shareOfOneAddress();

private:
    static void checkServes(const TestServer &server);
};

void TestGateLimits::initTestCase()
{
#ifdef Q_OS_UNIX
    // Both ends of 1100 connections are in this process.
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    setrlimit(RLIMIT_NOFILE, &files);
#endif
}

void TestGateLimits::checkServes(const TestServer &server)
{
    RawClient client(server.port());
    client.send(get("/hello"));
    const std::optional<Reply> reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
}

void TestGateLimits::slowHead()
{
    HttpLimits limits;
    limits.headDeadline = 100ms;
    TestServer server(limits);
    RawClient client(server.port());
    client.send("GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    QCOMPARE(client.read()->status, 408);
    QVERIFY(client.isClosedByServer());
    checkServes(server);
}

void TestGateLimits::slowBody()
{
    HttpLimits limits;
    limits.bodyDeadline = 100ms;
    TestServer server(limits);
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc");
    QCOMPARE(client.read()->status, 408);
    QVERIFY(client.isClosedByServer());
    checkServes(server);
}

void TestGateLimits::idleConnection()
{
    HttpLimits limits;
    limits.idleDeadline = 100ms;
    TestServer server(limits);
    RawClient silent(server.port());
    RawClient used(server.port());
    used.send(get("/hello"));
    QCOMPARE(used.read()->status, 200);
    QVERIFY(silent.isClosedByServer());
    QVERIFY(used.isClosedByServer());
}

void TestGateLimits::answerThatNeverComes()
{
    HttpLimits limits;
    limits.answerDeadline = 100ms;
    TestServer server(limits);
    RawClient client(server.port());
    client.send(get("/later") + get("/hello"));
    QCOMPARE(client.readStatuses(2), (QList{500, 200}));
    QCOMPARE(server.abandoned(), 1);
    server.answerKept();
    checkServes(server);
}

void TestGateLimits::clientThatNeverReads()
{
    HttpLimits limits;
    limits.writeDeadline = 100ms;
    TestServer server(limits);
    RawClient client(server.port());
    client.socket().setReadBufferSize(1);
    client.send(get("/much?bytes=50000000"));
    QTRY_COMPARE(server.server().counters().connectionsOpen, 0u);
    checkServes(server);
}

void TestGateLimits::bodyOverTheLimit_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray chunkHead =
        "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("exactly the limit") << post("/echo", QByteArray(1000, 'x')) << 200;
    QTest::newRow("one byte more") << post("/echo", QByteArray(1001, 'x')) << 413;
    QTest::newRow("chunks up to the limit")
        << chunkHead + QByteArray("64\r\n" + QByteArray(100, 'x') + "\r\n").repeated(10) +
               "0\r\n\r\n"
        << 200;
    QTest::newRow("chunks over the limit")
        << chunkHead + QByteArray("64\r\n" + QByteArray(100, 'x') + "\r\n").repeated(11) +
               "0\r\n\r\n"
        << 413;
}

void TestGateLimits::bodyOverTheLimit()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    HttpLimits limits;
    limits.bodyBytes = 1000;
    TestServer server(limits);
    RawClient client(server.port());
    client.send(request);
    QCOMPARE(client.read()->status, status);
    checkServes(server);
}

void TestGateLimits::headOverTheLimit()
{
    HttpLimits limits;
    limits.headBytes = 200;
    TestServer server(limits);
    RawClient client(server.port());
    client.send(get("/hello") + get("/hello", "X-A: " + QByteArray(300, 'a') + "\r\n"));
    QCOMPARE(client.readStatuses(3), (QList{200, 431}));
    checkServes(server);
}

void TestGateLimits::refusedBodyIsNotRead()
{
    TestServer server;
    RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000\r\n\r\n");
    QCOMPARE(client.read()->status, 413);
    const QByteArray megabyte(1 << 20, 'x');
    for (int i = 0; i < 200 && client.socket().state() == QAbstractSocket::ConnectedState; ++i) {
        client.socket().write(megabyte);
        client.socket().waitForBytesWritten(20000);
    }
    QVERIFY(server.server().counters().bytesReceived < 100u << 20);
    checkServes(server);
}

void TestGateLimits::manyLargeBodiesAtOnce()
{
    HttpLimits limits;
    limits.bodyBytes = 1000000;
    TestServer server(limits);
    const QByteArray request = post("/echo", QByteArray(1000000, 'x'));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->send(request.chopped(1));
        QTRY_VERIFY(server.server().counters().bytesReceived >=
                    std::uint64_t(i + 1) * std::uint64_t(request.size() - 1));
    }
    RawClient oneMore(server.port());
    oneMore.socket().write(request.chopped(1));
    const std::optional<Reply> refused = oneMore.read();
    QCOMPARE(refused->status, 503);
    QCOMPARE(refused->header("retry-after"), "1");
    for (const auto &client : clients) {
        client->send("x");
        QCOMPARE(client->read()->status, 200);
    }
    RawClient next(server.port());
    next.send(request);
    QCOMPARE(next.read()->status, 200);
}

void TestGateLimits::thousandIdleConnections()
{
    HttpLimits limits;
    limits.connections = 1100;
    limits.connectionsPerLoopback = 2000;
    TestServer server(limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < limits.connections; ++i)
        clients.push_back(std::make_unique<RawClient>(server.port()));
    QTRY_COMPARE(server.server().counters().connectionsOpen, 1100u);
    RawClient oneMore(server.port());
    const std::optional<Reply> refused = oneMore.read();
    QCOMPARE(refused->status, 503);
    QCOMPARE(refused->header("retry-after"), "1");
    QVERIFY(oneMore.isClosedByServer());
    QCOMPARE(server.server().counters().connectionsRefused, 1u);
    clients.front()->send(get("/hello"));
    QCOMPARE(clients.front()->read()->status, 200);
    clients.back()->disconnect();
    QTRY_COMPARE(server.server().counters().connectionsOpen, 1099u);
    checkServes(server);
}

void TestGateLimits::shareOfOneAddress()
{
    HttpLimits limits;
    limits.connectionsPerLoopback = 2;
    TestServer server(limits);
    RawClient first(server.port());
    RawClient second(server.port());
    RawClient third(server.port());
    QCOMPARE(third.read()->status, 503);
    first.disconnect();
    QTRY_COMPARE(server.server().counters().connectionsOpen, 1u);
    checkServes(server);
}

QTEST_GUILESS_MAIN(TestGateLimits)
#include "tst_gatelimits.moc"
