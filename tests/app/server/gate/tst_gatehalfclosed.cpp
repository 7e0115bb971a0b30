// Clients that end their own side of the connection once their request is sent, as nc and simple
// scripts do: they still wait for the answer.

#include "app/server/gate/nativesocket.h"
#include "tests/app/server/gate/rawclient.h"
#include "tests/app/server/gate/testserver.h"

#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

/// Until the kernel has both the bytes and the end.
void sendAndEnd(RawClient &client, const QByteArray &bytes)
{
    client.send(bytes);
    while (client.socket().bytesToWrite() > 0)
        QVERIFY(client.socket().waitForBytesWritten());
    shutdownWriting(client.socket().socketDescriptor());
}

} // namespace

class TestGateHalfClosed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getsAnAnswerThatComesLater()
    {
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, post("/promise?kept", "samples"));
        QVERIFY(server.waitForKept(1));
        QTest::qWait(20); // lets the end arrive before the answer is given, either order must do
        server.answerKept();
        const std::optional<Reply> reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->body, QByteArray("kept"));
        QVERIFY(client.isClosedByServer());
        QTRY_COMPARE(server.server().counters().connectionsOpen, 0U);
    }

    void getsAllAnswersOfAPipeline()
    {
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, post("/promise?1", "a") + get("/hello") + post("/promise?3", "b") +
                               get("/elsewhere"));
        QVERIFY(server.waitForKept(1));
        server.answerKept();
        QCOMPARE(client.read()->body, QByteArray("1"));
        QCOMPARE(client.read()->status, 200);
        QVERIFY(server.waitForKept(1));
        server.answerKept();
        QCOMPARE(client.read()->body, QByteArray("3"));
        QCOMPARE(client.read()->status, 200);
        QVERIFY(client.isClosedByServer());
    }

    void getsALargeAnswerWhole()
    {
        constexpr qsizetype Size = 32 << 20;
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, get("/much?bytes=" + QByteArray::number(Size)));
        const std::optional<Reply> reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->body.size(), Size);
        QVERIFY(client.isClosedByServer());
    }

    void asksToCloseAndGetsItsAnswer()
    {
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, post("/promise?kept", "x", "Connection: close\r\n"));
        QVERIFY(server.waitForKept(1));
        QTest::qWait(20);
        server.answerKept();
        QCOMPARE(client.read()->body, QByteArray("kept"));
        QVERIFY(client.isClosedByServer());
    }

    void whatCanBeGivenUpIsGivenUpSoon()
    {
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, get("/later"));
        QVERIFY(server.waitForKept(1));
        QTRY_COMPARE(server.abandoned(), 1);
        QVERIFY(client.isClosedByServer());
        QTRY_COMPARE(server.server().counters().connectionsOpen, 0U);
        server.answerKept();
    }

    void halfARequestGetsNothing()
    {
        TestServer server;
        RawClient client(server.port());
        sendAndEnd(client, post("/promise", "samples").chopped(3));
        QVERIFY(client.isClosedByServer());
        QTRY_COMPARE(server.server().counters().connectionsOpen, 0U);
    }

    void aConnectionThatBreaksIsGivenUpAtOnce()
    {
        TestServer server;
        RawClient client(server.port());
        client.send(post("/promise", "samples"));
        QVERIFY(server.waitForKept(1));
        const linger hard{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(int(client.socket().socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard,
                     sizeof hard);
        client.disconnect();
        QTRY_COMPARE(server.server().counters().connectionsOpen, 0U);
        server.answerKept();
    }
};

QTEST_GUILESS_MAIN(TestGateHalfClosed)
#include "tst_gatehalfclosed.moc"
