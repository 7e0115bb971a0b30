// What a client may send, byte by byte, over a real socket: every row says what is sent, which
// answers come back, and whether the server closes. GET /secret stands behind most rows as the
// request that a smuggler hides in a body; where it must not be reached, secretHits is 0.

#include "tests/app/server/gate/rawclient.h"
#include "tests/app/server/gate/testserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

const QByteArray Secret = get("/secret");

QByteArray withLines(const QByteArray &lines, const QByteArray &body = {})
{
    return "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines + "\r\n" + body;
}

QByteArray chunked(const QByteArray &body)
{
    return withLines("Transfer-Encoding: chunked\r\n", body);
}

struct Expected
{
    QList<int> statuses;
    bool isClosed = false;
    int secretHits = 0;
};

void row(const char *name, const QByteArray &bytes, const Expected &expected)
{
    QTest::newRow(name) << bytes << expected.statuses << expected.isClosed << expected.secretHits;
}

} // namespace

class TestGateFraming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void oneByteAtATime_data();
    void oneByteAtATime();
    void noise_data();
    void noise();

private:
    void lengthRows();
    void chunkRows();
    void headRows();
    void pathRows();
    void hostAndOriginRows();
    void persistenceRows();
};

void TestGateFraming::lengthRows()
{
    row("a body of its declared length, then the next request",
        withLines("Content-Length: 3\r\n", "abc") + Secret, {{200, 200}, false, 1});
    row("no length and no body", withLines({}) + Secret, {{200, 200}, false, 1});
    row("a length of zero", withLines("Content-Length: 0\r\n") + Secret, {{200, 200}, false, 1});
    row("two different lengths",
        withLines("Content-Length: 3\r\nContent-Length: 50\r\n", "abc") + Secret, {{400}, true});
    row("the same length twice",
        withLines("Content-Length: 3\r\nContent-Length: 3\r\n", "abc") + Secret, {{400}, true});
    row("a list of lengths", withLines("Content-Length: 3, 3\r\n", "abc") + Secret, {{400}, true});
    row("a length with a sign", withLines("Content-Length: +3\r\n", "abc") + Secret, {{400}, true});
    row("a negative length", withLines("Content-Length: -1\r\n", "abc") + Secret, {{400}, true});
    row("a hexadecimal length", withLines("Content-Length: 0x3\r\n", "abc") + Secret,
        {{400}, true});
    row("an empty length", withLines("Content-Length:\r\n", "abc") + Secret, {{400}, true});
    row("a length that overflows 64 bits",
        withLines("Content-Length: 18446744073709551619\r\n", "abc") + Secret, {{413}, true});
    row("a length of 10 GB", withLines("Content-Length: 10000000000\r\n", "abc") + Secret,
        {{413}, true});
    row("both a length and chunks",
        withLines("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + Secret,
        {{400}, true});
    row("a space before the colon of the length",
        withLines("Content-Length : 3\r\n", "abc") + Secret, {{400}, true});
    row("HTTP/1.0 with a body of unknown length",
        "POST /echo HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\nabc", {{411}, true});
}

void TestGateFraming::chunkRows()
{
    row("chunks, then the next request", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") + Secret,
        {{200, 200}, false, 1});
    row("chunk extensions", chunked("3;name=\"value\"\r\nabc\r\n0;last\r\n\r\n") + Secret,
        {{200, 200}, false, 1});
    row("trailers after the chunks", chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n") + Secret,
        {{200, 200}, false, 1});
    row("chunk sizes in upper case and with zeros",
        chunked("00A\r\n0123456789\r\n0\r\n\r\n") + Secret, {{200, 200}, false, 1});
    row("a chunk size that is no number", chunked("xyz\r\nabc\r\n0\r\n\r\n") + Secret,
        {{400}, true});
    row("a chunk size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n") + Secret, {{400}, true});
    row("a negative chunk size", chunked("-3\r\nabc\r\n0\r\n\r\n") + Secret, {{400}, true});
    row("an empty chunk size", chunked("\r\nabc\r\n0\r\n\r\n") + Secret, {{400}, true});
    row("a chunk size that overflows", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n") + Secret,
        {{400}, true});
    row("a chunk larger than the limit", chunked("fffffffff\r\nabc") + Secret, {{413}, true});
    row("a chunk longer than its size", chunked("3\r\nabcd\r\n0\r\n\r\n") + Secret, {{400}, true});
    row("chunk lines that end in LF alone", chunked("3\nabc\n0\n\n") + Secret, {{400}, true});
    row("chunk extensions without an end", chunked("3;" + QByteArray(20000, 'x')) + Secret,
        {{431}, true});
    row("a transfer encoding that is not known",
        withLines("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n") + Secret, {{501}, true});
    row("a transfer encoding that only ends like chunked",
        withLines("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") + Secret, {{501}, true});
    row("a transfer encoding behind a vertical tab",
        withLines("Transfer-Encoding:\x0b"
                  "chunked\r\n",
                  "0\r\n\r\n") +
            Secret,
        {{400}, true});
    row("two transfer encodings",
        withLines("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n") +
            Secret,
        {{400}, true});
    row("chunks in HTTP/1.0",
        "POST /echo HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        {{400}, true});
}

void TestGateFraming::headRows()
{
    row("a request line without a version", "GET /hello\r\nHost: 127.0.0.1\r\n\r\n" + Secret,
        {{400}, true});
    row("a request line without a path", "GET  HTTP/1.1\r\n\r\n" + Secret, {{400}, true});
    row("a request line of one word, without an end of the head", "hello\r\n", {{400}, true});
    row("two spaces in the request line", "GET  /hello HTTP/1.1\r\n\r\n" + Secret, {{400}, true});
    row("a space in the path", "GET /he llo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {{400}, true});
    row("a fragment in the path", get("/hello#top"), {{400}, true});
    row("HTTP/9.9", "GET /hello HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n" + Secret, {{505}, true});
    row("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {{505}, true});
    row("a version that is none", "GET /hello HTTP/1.x\r\n\r\n" + Secret, {{400}, true});
    row("a method that is not known", "BREW /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + Secret,
        {{501}, true});
    row("a method in lower case", "get /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + Secret,
        {{501}, true});
    row("lines that end in LF alone", "GET /hello HTTP/1.1\nHost: 127.0.0.1\n\n" + Secret,
        {{400}, true});
    row("a folded header", get("/hello", "X-A: 1\r\n 2\r\n") + Secret, {{400}, true});
    row("a header without a colon", get("/hello", "nonsense\r\n") + Secret, {{400}, true});
    row("a header without a name", get("/hello", ": x\r\n") + Secret, {{400}, true});
    row("a NUL byte in a header", get("/hello", QByteArray("X-A: a\0b\r\n", 10)) + Secret,
        {{400}, true});
    row("a bare CR in a header", get("/hello", "X-A: a\rGET /secret\r\n") + Secret, {{400}, true});
    row("a NUL byte in the request line",
        QByteArray("GET /he\0lo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 40), {{400}, true});
    row("a request line without an end", "GET /" + QByteArray(40000, 'a'), {{414}, true});
    row("64 MB of headers",
        "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + QByteArray(64 << 20, 'a'),
        {{431}, true});
    row("more than 100 headers", get("/hello", QByteArray("X-A: 1\r\n").repeated(101)) + Secret,
        {{431}, true});
    row("an expectation that is not known", get("/hello", "Expect: a miracle\r\n"), {{417}, true});
    row("empty lines before a request", "\r\n\r\n" + get("/hello"), {{200}});
    row("the absolute form of a path", "GET http://127.0.0.1/hello HTTP/1.1\r\nHost: other\r\n\r\n",
        {{200}});
    row("bytes above ASCII in a header and a query", get("/hello?a=\xC3\xA4", "X-A: \xC3\xA4\r\n"),
        {{200}});
}

void TestGateFraming::pathRows()
{
    row("a path that does not exist", get("/nothing") + Secret, {{404, 200}, false, 1});
    row("a method that the path does not know", get("/echo") + Secret, {{405, 200}, false, 1});
    row("a path that does not exist, with a body", post("/nothing", "abc") + Secret, {{404}, true});
    row("a parent segment", get("/files/../secret") + Secret, {{400, 200}, false, 1});
    row("an encoded parent segment", get("/files/%2e%2e/secret"), {{400}});
    row("a parent segment behind an encoded slash", get("/files/a%2f..%2f..%2fsecret"), {{400}});
    row("a parent segment behind a backslash", get("/files/a%5c..%5csecret"), {{400}});
    row("a percent sign without digits", get("/files/%zz"), {{400}});
    row("a percent sign at the end", get("/files/%2"), {{400}});
    row("an encoded NUL byte", get("/files/a%00.txt"), {{400}});
    row("an encoded line feed", get("/files/a%0ab"), {{400}});
    row("OPTIONS on a path", "OPTIONS /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + Secret,
        {{204, 200}, false, 1});
    row("OPTIONS on the server", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {{204}});
    row("OPTIONS on a path that does not exist",
        "OPTIONS /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {{404}});
}

void TestGateFraming::hostAndOriginRows()
{
    const auto host = [](const QByteArray &name) {
        return "GET /hello HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
    };
    row("no Host header", "GET /hello HTTP/1.1\r\n\r\n" + Secret, {{400}, true});
    row("an empty Host header", host({}), {{400}, true});
    row("two Host headers", get("/hello", "Host: 127.0.0.1\r\n") + Secret, {{400}, true});
    row("localhost as the host", host("localhost:8080"), {{200}});
    row("an IPv6 address as the host", host("[::1]:8080"), {{200}});
    row("an allowed name as the host", host("Metrics.Example:80"), {{200}});
    row("a foreign name as the host", host("evil.example"), {{403}});
    row("a foreign name that starts like an address", host("127.0.0.1.evil.example"), {{403}});
    row("a foreign name in the absolute form",
        "GET http://evil.example/hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {{403}});
    row("HTTP/1.0 without a host", "GET /hello HTTP/1.0\r\n\r\n", {{200}, true});
    row("a post from a foreign page",
        post("/echo", "x", "Origin: http://evil.example\r\n") + Secret, {{403}, true});
    row("a read from a foreign page", get("/hello", "Origin: http://evil.example\r\n"), {{403}});
    row("a post from a page without an origin", post("/echo", "x", "Origin: null\r\n"),
        {{403}, true});
    row("a post from the server's own page", post("/echo", "x", "Origin: http://127.0.0.1\r\n"),
        {{200}});
    row("a post from another page of this machine",
        post("/echo", "x", "Origin: http://localhost:5173\r\n"), {{200}});
    row("a post from an allowed page", post("/echo", "x", "Origin: https://metrics.example\r\n"),
        {{200}});
    row("a form of another site", post("/echo", "x", "Sec-Fetch-Site: cross-site\r\n"),
        {{403}, true});
    row("a link on another site", get("/hello", "Sec-Fetch-Site: cross-site\r\n"), {{200}});
}

void TestGateFraming::persistenceRows()
{
    row("three requests at once", get("/hello") + get("/hello") + Secret,
        {{200, 200, 200}, false, 1});
    row("Connection: close", get("/hello", "Connection: close\r\n"), {{200}, true});
    row("Connection: close, with a request behind it",
        get("/hello", "Connection: close\r\n") + Secret, {{200}, true});
    row("a list with close in it", get("/hello", "Connection: te, Close\r\n"), {{200}, true});
    row("HTTP/1.0", "GET /hello HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", {{200}, true});
    row("HTTP/1.0 with keep-alive",
        "GET /hello HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n" + Secret,
        {{200, 200}, false, 1});
    row("a handler that throws", get("/throw") + get("/thrownumber") + Secret,
        {{500, 500, 200}, false, 1});
    row("a handler that never answers", get("/drop") + Secret, {{500, 200}, false, 1});
    row("a handler that answers twice", get("/twice") + Secret, {{200, 200}, false, 1});
    row("an answer without a body", get("/status?code=204") + Secret, {{204, 200}, false, 1});
}

void TestGateFraming::answers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<int>>("statuses");
    QTest::addColumn<bool>("isClosed");
    QTest::addColumn<int>("secretHits");
    lengthRows();
    chunkRows();
    headRows();
    pathRows();
    hostAndOriginRows();
    persistenceRows();
}

void TestGateFraming::answers()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QList<int>, statuses);
    QFETCH(bool, isClosed);
    QFETCH(int, secretHits);
    TestServer server({}, {"metrics.example"});
    RawClient client(server.port());
    client.socket().write(bytes); // a refused sender of much need not get rid of it all

    for (const int status : statuses) {
        const std::optional<Reply> reply = client.read();
        QVERIFY2(reply, "the server closed without an answer");
        QCOMPARE(reply->status, status);
        QVERIFY(!reply->reason.isEmpty() && reply->reason != "Unknown");
        QVERIFY(!reply->header("date").isEmpty());
        QVERIFY(status != 405 || !reply->header("allow").isEmpty());
        if (status < 400)
            continue;
        const QJsonObject document = QJsonDocument::fromJson(reply->body).object();
        QCOMPARE(document.value(u"status").toString(), u"error");
        QVERIFY(!document.value(u"error").toString().isEmpty());
    }
    if (isClosed)
        QVERIFY(client.isClosedByServer());
    else
        QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
    QCOMPARE(server.secretHits(), secretHits);

    RawClient next(server.port());
    next.send(get("/hello"));
    QCOMPARE(next.read()->status, 200);
}

void TestGateFraming::oneByteAtATime_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a sized body") << post("/echo", "abc", "X-A: 1\r\n") << QByteArray("abc");
    QTest::newRow("chunks and trailers")
        << chunked("3\r\nabc\r\n2\r\nde\r\n0\r\nX: 1\r\n\r\n") << QByteArray("abcde");
    QTest::newRow("a get") << get("/hello") << QByteArray("/hello");
}

void TestGateFraming::oneByteAtATime()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    TestServer server;
    RawClient client(server.port());
    client.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (const char byte : bytes)
        client.send(QByteArray(1, byte));
    QCOMPARE(client.read()->body, body);
}

void TestGateFraming::noise_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("the byte 0xFF") << QByteArray(100, '\xFF');
    QByteArray noise;
    for (quint32 i = 0, value = 12345; i < 5000; ++i) {
        value = value * 1664525u + 1013904223u;
        noise.append(char(value >> 24));
    }
    QTest::newRow("pseudo-random bytes") << noise;
    QTest::newRow("a method, then pseudo-random bytes")
        << "GET / HTTP/1.1\r\n" + noise + "\r\n\r\n";
}

void TestGateFraming::noise()
{
    QFETCH(QByteArray, bytes);
    TestServer server;
    RawClient client(server.port());
    client.send(bytes);
    QCOMPARE(client.read()->status, 400);
    QVERIFY(client.isClosedByServer());
    RawClient next(server.port());
    next.send(get("/hello"));
    QCOMPARE(next.read()->status, 200);
}

QTEST_GUILESS_MAIN(TestGateFraming)
#include "tst_gateframing.moc"
