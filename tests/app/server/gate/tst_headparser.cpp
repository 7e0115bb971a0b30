#include "app/server/gate/headparser.h"

#include <QtTest>

using namespace tinyobs::server;

namespace {

const QByteArray Start = "GET /a HTTP/1.1\r\nHost: h\r\n";

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

int statusOfHead(const QByteArray &bytes)
{
    RequestHead head;
    const std::optional<GateRefusal> refusal = parseHead(view(bytes), head);
    return refusal ? refusal->status : 200;
}

} // namespace

class TestHeadParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAHead();
    void reusesItsResult();
    void status_data();
    void status();
    void target_data();
    void target();
    void keepsAlive_data();
    void keepsAlive();
    void contentLength_data();
    void contentLength();
    void end_data();
    void end();
    void everyTruncationIsRefused();
    void everyByteInPlaceOfAnother();
};

void TestHeadParser::readsAHead()
{
    const QByteArray bytes = "POST /ingest?partial=1 HTTP/1.1\r\nHost: localhost:8080\r\n"
                             "User-Agent:  sdk/1.0 \r\nContent-Length: 12\r\nOrigin: null\r\n"
                             "EXPECT: 100-Continue\r\nSec-Fetch-Site: cross-site\r\nEmpty:\r\n\r\n";
    RequestHead head;
    QVERIFY(!parseHead(view(bytes), head));
    QCOMPARE(head.method, Method::Post);
    QVERIFY(head.isHttp11);
    QVERIFY(head.rawPath == "/ingest");
    QVERIFY(head.rawQuery == "partial=1");
    QVERIFY(head.host == "localhost:8080");
    QVERIFY(head.origin == "null");
    QVERIFY(head.isCrossSite);
    QVERIFY(head.expectsContinue);
    QVERIFY(head.keepsAlive);
    QVERIFY(!head.isChunked);
    QCOMPARE(head.contentLength, std::optional<std::uint64_t>(12));
    QCOMPARE(head.fields.size(), 4u);
    QVERIFY(head.fields[1].name == "User-Agent" && head.fields[1].value == "sdk/1.0");
    QVERIFY(head.fields[3].name == "Empty" && head.fields[3].value.empty());
}

void TestHeadParser::reusesItsResult()
{
    RequestHead head;
    QVERIFY(!parseHead("POST / HTTP/1.0\r\nContent-Length: 5\r\nOrigin: x\r\n\r\n", head));
    QVERIFY(!parseHead("GET /b HTTP/1.1\r\nHost: h\r\n\r\n", head));
    QCOMPARE(head.method, Method::Get);
    QVERIFY(head.isHttp11 && !head.contentLength && !head.origin && head.rawQuery.empty());
    QCOMPARE(head.fields.size(), 1u);
}

void TestHeadParser::status_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto line = [](const char *name, const QByteArray &field, int status) {
        QTest::newRow(name) << Start + field + "\r\n\r\n" << status;
    };
    line("an ordinary field", "X-A: b", 200);
    line("a field of all token characters", "!#$%&'*+-.^_`|~09azAZ: b", 200);
    line("a tab within a value", "X-A: b\tc", 200);
    line("a space within a name", "X A: b", 400);
    line("a name above ASCII", "X-\xC3\xA4: b", 400);
    line("a DEL in a value", "X-A: \x7f", 400);
    line("a length with a space within", "Content-Length: 1 2", 400);
    line("a length in other digits", "Content-Length: \xD9\xA1", 400);
    line("chunked in mixed case", "Transfer-Encoding: CHUNKED", 200);
    line("chunked with a parameter", "Transfer-Encoding: chunked;q=1", 501);
    line("an empty transfer encoding", "Transfer-Encoding:", 501);
    line("an upgrade to HTTP/2", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk", 200);
    QTest::newRow("99 fields more") << Start + QByteArray("X-A: b\r\n").repeated(99) + "\r\n"
                                    << 200;
    QTest::newRow("100 fields more") << Start + QByteArray("X-A: b\r\n").repeated(100) + "\r\n"
                                     << 431;
    QTest::newRow("CONNECT") << QByteArray("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n") << 501;
    QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n") << 501;
    QTest::newRow("a tab in the request line")
        << QByteArray("GET\t/a HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a version in lower case")
        << QByteArray("GET /a http/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a version with a space behind it")
        << QByteArray("GET /a HTTP/1.1 \r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("HTTP/1.2") << QByteArray("GET /a HTTP/1.2\r\nHost: h\r\n\r\n") << 200;
    QTest::newRow("HTTP/0.9") << QByteArray("GET /a HTTP/0.9\r\nHost: h\r\n\r\n") << 505;
    QTest::newRow("nothing") << QByteArray() << 400;
}

void TestHeadParser::status()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QCOMPARE(statusOfHead(bytes), status);
}

void TestHeadParser::target_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char *target, const char *path, const char *query, const char *host) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(path) << QByteArray(query)
                              << QByteArray(host);
    };
    row("/", "/", "", "h");
    row("/?", "/", "", "h");
    row("/a?b?c", "/a", "b?c", "h");
    row("//evil/x", "//evil/x", "", "h");
    row("http://x:80/a?b", "/a", "b", "x:80");
    row("HTTP://x", "/", "", "x");
    row("https://x/", "/", "", "x");
}

void TestHeadParser::target()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, host);
    const QByteArray bytes = "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    RequestHead head;
    QVERIFY(!parseHead(view(bytes), head));
    QVERIFY(head.rawPath == view(path));
    QVERIFY(head.rawQuery == view(query));
    QVERIFY(head.host == view(host));
}

void TestHeadParser::keepsAlive_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("keepsAlive");
    QTest::newRow("HTTP/1.1") << QByteArray("HTTP/1.1\r\n") << true;
    QTest::newRow("HTTP/1.1, close") << QByteArray("HTTP/1.1\r\nConnection: close\r\n") << false;
    QTest::newRow("HTTP/1.1, close in a list")
        << QByteArray("HTTP/1.1\r\nConnection: a , CLOSE,b\r\n") << false;
    QTest::newRow("HTTP/1.1, close in a second line")
        << QByteArray("HTTP/1.1\r\nConnection: a\r\nConnection: close\r\n") << false;
    QTest::newRow("HTTP/1.1, a word that starts like close")
        << QByteArray("HTTP/1.1\r\nConnection: closed,,\r\n") << true;
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0\r\n") << false;
    QTest::newRow("HTTP/1.0, keep-alive")
        << QByteArray("HTTP/1.0\r\nConnection: Keep-Alive\r\n") << true;
}

void TestHeadParser::keepsAlive()
{
    QFETCH(QByteArray, start);
    QFETCH(bool, keepsAlive);
    const QByteArray bytes = "GET / " + start + "Host: h\r\n\r\n";
    RequestHead head;
    QVERIFY(!parseHead(view(bytes), head));
    QCOMPARE(head.keepsAlive, keepsAlive);
}

void TestHeadParser::contentLength_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("length");
    QTest::newRow("zero") << QByteArray("0") << quint64(0);
    QTest::newRow("leading zeros") << QByteArray("0007") << quint64(7);
    QTest::newRow("2^64 - 1") << QByteArray("18446744073709551615") << ~quint64(0);
    QTest::newRow("2^64 is held at 2^64 - 1") << QByteArray("18446744073709551616") << ~quint64(0);
    QTest::newRow("a thousand digits are held at 2^64 - 1") << QByteArray(1000, '9') << ~quint64(0);
}

void TestHeadParser::contentLength()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, length);
    const QByteArray bytes = Start + "Content-Length: " + text + "\r\n\r\n";
    RequestHead head;
    QVERIFY(!parseHead(view(bytes), head));
    QCOMPARE(*head.contentLength, length);
}

void TestHeadParser::end_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("end"); // -1: not yet, -2: refused
    QTest::newRow("nothing") << QByteArray() << -1;
    QTest::newRow("half a line") << QByteArray("GET / HT") << -1;
    QTest::newRow("all but the last LF") << QByteArray("A\r\nB\r\n\r") << -1;
    QTest::newRow("a whole head") << QByteArray("A\r\nB\r\n\r\n") << 8;
    QTest::newRow("a whole head and more") << QByteArray("A\r\n\r\nmore\n") << 5;
    QTest::newRow("LF without CR") << QByteArray("A\nB\r\n\r\n") << -2;
    QTest::newRow("an empty line of LF alone") << QByteArray("A\r\n\n") << -2;
}

void TestHeadParser::end()
{
    QFETCH(QByteArray, input);
    QFETCH(int, end);
    std::size_t atOnce = 0;
    const HeadEnd found = findHeadEnd(view(input), atOnce);
    QCOMPARE(found.refusal ? -2 : found.position ? int(*found.position) : -1, end);

    std::size_t scanned = 0;
    HeadEnd byByte;
    for (std::size_t size = 0; size <= view(input).size(); ++size) {
        byByte = findHeadEnd(view(input).substr(0, size), scanned);
        if (byByte.refusal || byByte.position)
            break;
    }
    QCOMPARE(byByte.position, found.position);
    QCOMPARE(byByte.refusal.has_value(), found.refusal.has_value());
}

void TestHeadParser::everyTruncationIsRefused()
{
    const QByteArray bytes = Start + "Content-Length: 3\r\nX-A: b\r\n\r\n";
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QVERIFY2(statusOfHead(bytes.first(size)) >= 400, qPrintable(QString::number(size)));
}

// Whatever stands in a single place, the parser ends and keeps its promises.
void TestHeadParser::everyByteInPlaceOfAnother()
{
    const QByteArray bytes = "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nX: y\r\n\r\n";
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray changed = bytes;
            changed[at] = char(byte);
            RequestHead head;
            if (parseHead(view(changed), head))
                continue;
            QVERIFY(head.rawPath.starts_with('/'));
            for (const HeaderView &field : head.fields)
                QVERIFY(field.value.find_first_of(std::string_view("\0\r\n", 3)) ==
                        std::string_view::npos);
        }
    }
}

QTEST_GUILESS_MAIN(TestHeadParser)
#include "tst_headparser.moc"
