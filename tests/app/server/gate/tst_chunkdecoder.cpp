#include "app/server/gate/chunkdecoder.h"

#include <QtTest>

using namespace tinyobs::server;

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

} // namespace

class TestChunkDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
};

void TestChunkDecoder::decodes_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status"); // 0: complete, 1: wants more
    QTest::addColumn<int>("left");   // bytes of the next request
    QTest::newRow("no chunk") << QByteArray("0\r\n\r\n") << QByteArray() << 0 << 0;
    QTest::newRow("two chunks") << QByteArray("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") << QByteArray("abc")
                                << 0 << 0;
    QTest::newRow("a chunk that holds CRLF")
        << QByteArray("2\r\n\r\n\r\n0\r\n\r\n") << QByteArray("\r\n") << 0 << 0;
    QTest::newRow("the next request behind it")
        << QByteArray("1\r\na\r\n0\r\n\r\nGET") << QByteArray("a") << 0 << 3;
    QTest::newRow("a trailer") << QByteArray("1\r\na\r\n0\r\nX: y\r\n\r\nG") << QByteArray("a") << 0
                               << 1;
    QTest::newRow("an extension") << QByteArray("1 ; x=y\r\na\r\n0\r\n\r\n") << QByteArray("a") << 0
                                  << 0;
    QTest::newRow("half of it") << QByteArray("5\r\nab") << QByteArray("ab") << 1 << 0;
    QTest::newRow("no last line feed") << QByteArray("0\r\n\r") << QByteArray() << 1 << 0;
    QTest::newRow("exactly the limit")
        << QByteArray("A\r\n0123456789\r\n0\r\n\r\n") << QByteArray("0123456789") << 0 << 0;
    QTest::newRow("over the limit") << QByteArray("B\r\n") << QByteArray() << 413 << 0;
    QTest::newRow("over the limit in two")
        << QByteArray("9\r\n012345678\r\n2\r\n") << QByteArray("012345678") << 413 << 0;
    QTest::newRow("a size of 15 digits")
        << QByteArray("fffffffffffffff\r\n") << QByteArray() << 413 << 0;
    QTest::newRow("a size of 16 digits")
        << QByteArray("0000000000000001") << QByteArray() << 400 << 0;
    QTest::newRow("a CR without LF behind the size")
        << QByteArray("1\ra") << QByteArray() << 400 << 1;
    QTest::newRow("a CR without LF at the end")
        << QByteArray("0\r\n\rX") << QByteArray() << 400 << 0;
    QTest::newRow("a NUL in a trailer") << QByteArray("0\r\nX\0", 5) << QByteArray() << 400 << 0;
}

void TestChunkDecoder::decodes()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(int, left);
    for (const std::size_t step : {input.size(), qsizetype(1), qsizetype(3)}) {
        ChunkDecoder decoder(10);
        QByteArray decoded;
        std::string_view rest = view(input);
        std::size_t used = 1;
        while (!rest.empty() && used > 0 && !decoder.isComplete() && !decoder.refusal()) {
            used = decoder.feed(rest.substr(0, step), decoded);
            rest.remove_prefix(used);
        }
        QCOMPARE(decoded, body);
        QCOMPARE(decoder.refusal()      ? decoder.refusal()->status
                 : decoder.isComplete() ? 0
                                        : 1,
                 status);
        if (status == 0)
            QCOMPARE(rest.size(), std::size_t(left));
    }
}

QTEST_GUILESS_MAIN(TestChunkDecoder)
#include "tst_chunkdecoder.moc"
