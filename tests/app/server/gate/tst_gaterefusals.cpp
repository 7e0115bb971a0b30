// What the gate tells of the requests that it refuses itself.

#include "app/server/gate/gatecounters.h"
#include "core/engine/requestreasons.h"
#include "tests/app/server/gate/rawclient.h"
#include "tests/app/server/gate/testserver.h"

#include <QtTest>

#include <mutex>

using namespace tinyobs;
using namespace tinyobs::server;
using namespace Qt::StringLiterals;

class TestGateRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("told"); // method, path, reason, beginning of the message
        const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &told) {
            QTest::newRow(name) << bytes << told;
        };
        const QByteArray big = QByteArray::number(1 << 21);
        row("a path that does not exist", post("/eco?a=1", "x"),
            "POST /eco not_found no such path: /eco, did you mean /echo?");
        row("a method that is not allowed", post("/hello", "x"),
            "POST /hello method_not_allowed POST is not allowed on /hello");
        row("a body that says it is too large",
            "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + big + "\r\n\r\n",
            "POST /echo body_too_large the body is " + big);
        row("a body in chunks that is too large",
            "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: "
            "chunked\r\n\r\nffffff\r\n",
            "POST /echo body_too_large ");
        row("another host",
            "POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
            "POST /echo host_not_allowed ");
        row("a reader's mistake too", get("/helo"), "GET /helo not_found ");
        row("a head that is none", "hello\r\n", "-  bad_request ");
        row("what is not HTTP", "\x16\x03\x01\x02", "-  bad_request this is not HTTP");
        row("a broken length",
            "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
            "-  bad_request ");
    }
    void tells()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, told);
        std::mutex mutex;
        QByteArrayList heard; // guarded by mutex
        HttpLimits limits;
        limits.bodyBytes = 1 << 20;
        TestServer server(limits, {}, [&](const RefusedByGate &refused) {
            const std::lock_guard lock(mutex);
            const std::string_view method = refused.method ? toText(*refused.method) : "-";
            QByteArray line;
            for (const std::string_view part :
                 {method, refused.path, refused.reason, refused.message})
                line.append(part.data(), qsizetype(part.size())).append(' ');
            heard.append(refused.peer.isLoopback() ? line : "not from this machine");
        });
        RawClient client(server.port());
        client.send(bytes);
        QVERIFY(client.read());
        const std::lock_guard lock(mutex);
        QCOMPARE(heard.size(), 1);
        QVERIFY2(heard.first().startsWith(told), heard.first());
    }

    void everyReasonHasAHint()
    {
        for (const std::string_view reason : tinyobs::server::RefusalReasons)
            QCOMPARE(tinyobs::RequestReasons[requestReasonIndex(reason)].name, reason);
    }
};

QTEST_GUILESS_MAIN(TestGateRefusals)
#include "tst_gaterefusals.moc"
