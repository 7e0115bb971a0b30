#include "core/ingest/decompress.h"

#include "tests/bench/writerequest.h"
#include "tests/core/ingest/heapbytes.h"

#include <QTest>

#include <zlib.h>
#include <zstd.h>

#include <string>

using namespace tinyobs;
using tinyobs::bench::snappyOf;

namespace {

constexpr std::size_t Limit = 1u << 20;

std::string gzip(const std::string &plain)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, uLong(plain.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd(const std::string &plain, bool sized = true, int windowLog = 0)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, sized ? 1 : 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog);
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    out.resize(ZSTD_compress2(context, out.data(), out.size(), plain.data(), plain.size()));
    ZSTD_freeCCtx(context);
    return out;
}

std::string text(std::size_t bytes)
{
    std::string out;
    while (out.size() < bytes)
        out += "metric_" + std::to_string(out.size() * 2654435761u % 1000003) + " ";
    out.resize(bytes);
    return out;
}

} // namespace

class TestDecompress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void restoresBodies_data();
    void restoresBodies();
    void refusesBodies_data();
    void refusesBodies();
    void refusesTruncationAtEveryLength();
    void staysUsableAfterARefusal();
    void givesBackTheMemoryOfALargeBody();
};

void TestDecompress::restoresBodies_data()
{
    QTest::addColumn<QByteArray>("gzipped");
    QTest::addColumn<QByteArray>("zstded");
    QTest::addColumn<QByteArray>("plain");

    const auto row = [](const char *title, const std::string &gz, const std::string &zs,
                        const std::string &plain) {
        QTest::newRow(title) << QByteArray::fromStdString(gz) << QByteArray::fromStdString(zs)
                             << QByteArray::fromStdString(plain);
    };
    const std::string small = R"({"metrics":[]})";
    row("a small body", gzip(small), zstd(small), small);
    row("nothing at all", gzip(""), zstd(""), "");
    row("exactly as large as the limit", gzip(text(Limit)), zstd(text(Limit)), text(Limit));
    row("exactly as large as the first buffer", gzip(text(65536)), zstd(text(65536), false),
        text(65536));
    row("very compressible", gzip(std::string(Limit, 'a')), zstd(std::string(Limit, 'a')),
        std::string(Limit, 'a'));
    row("several members and frames", gzip(small) + gzip("") + gzip(text(100'000)),
        zstd(small) + zstd("") + zstd(text(100'000), false), small + text(100'000));
    row("without a size in the header", gzip(small), zstd(small, false), small);
}

void TestDecompress::restoresBodies()
{
    QFETCH(const QByteArray, gzipped);
    QFETCH(const QByteArray, zstded);
    QFETCH(const QByteArray, plain);

    Decompressor decompressor;
    const auto gz = decompressor.gunzip(gzipped.toStdString(), Limit);
    QVERIFY2(gz, gz ? "" : gz.error().message.c_str());
    QVERIFY(*gz == plain.toStdString());
    const auto zs = decompressor.unzstd(zstded.toStdString(), Limit);
    QVERIFY2(zs, zs ? "" : zs.error().message.c_str());
    QVERIFY(*zs == plain.toStdString());
    const std::string snappied = snappyOf(plain.toStdString());
    const auto sn = decompressor.unsnap(snappied, Limit);
    QVERIFY2(sn, sn ? "" : sn.error().message.c_str());
    QVERIFY(*sn == plain.toStdString());
}

void TestDecompress::refusesBodies_data()
{
    QTest::addColumn<BodyEncoding>("encoding");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");

    const auto row = [](const char *title, BodyEncoding encoding, const std::string &body,
                        RefusalReason reason, const char *message) {
        QTest::newRow(title) << encoding << QByteArray::fromStdString(body) << reason
                             << QByteArray(message);
    };
    using E = BodyEncoding;
    using R = RefusalReason;
    const char *tooMuchGzip =
        "body is larger than 1048576 bytes after gzip decompression, which is the limit";
    const char *tooMuchZstd =
        "body is larger than 1048576 bytes after zstd decompression, which is the limit";
    row("gzip: a byte over the limit", E::Gzip, gzip(std::string(Limit + 1, 'a')), R::TooLarge,
        tooMuchGzip);
    row("gzip: a bomb of 16 MB", E::Gzip, gzip(std::string(16u << 20, 'a')), R::TooLarge,
        tooMuchGzip);
    row("gzip: a bomb in two members", E::Gzip, gzip(std::string(Limit, 'a')) + gzip("b"),
        R::TooLarge, tooMuchGzip);
    row("gzip: empty", E::Gzip, "", R::Syntax, "body is not valid gzip: it is cut off");
    row("gzip: plain text", E::Gzip, "{\"metrics\":[]}", R::Syntax,
        "body is not valid gzip: incorrect header check");
    row("gzip: bytes behind the end", E::Gzip, gzip("a") + "xyz", R::Syntax,
        "body is not valid gzip: incorrect header check");
    row("gzip: a wrong checksum", E::Gzip, gzip("a").replace(gzip("a").size() - 8, 1, "\x01"),
        R::Syntax, "body is not valid gzip: incorrect data check");
    row("zstd: a byte over the limit", E::Zstd, zstd(std::string(Limit + 1, 'a')), R::TooLarge,
        tooMuchZstd);
    row("zstd: a bomb of 16 MB", E::Zstd, zstd(std::string(16u << 20, 'a')), R::TooLarge,
        tooMuchZstd);
    row("zstd: a bomb that hides its size", E::Zstd, zstd(std::string(16u << 20, 'a'), false),
        R::TooLarge, tooMuchZstd);
    row("zstd: a bomb in two frames", E::Zstd, zstd(std::string(Limit, 'a')) + zstd("b"),
        R::TooLarge, tooMuchZstd);
    row("zstd: empty", E::Zstd, "", R::Syntax, "body is not valid zstd: it is empty");
    row("zstd: plain text", E::Zstd, "{\"metrics\":[]}", R::Syntax,
        "body is not valid zstd: Unknown frame descriptor");
    row("zstd: a window of 64 MB", E::Zstd, zstd(std::string(65u << 20, 'a'), false, 26), R::Syntax,
        "body is not valid zstd: Frame requires too much memory for decoding");
    row("snappy: a byte over the limit", E::Snappy, snappyOf(std::string(Limit + 1, 'a')),
        R::TooLarge,
        "body is larger than 1048576 bytes after snappy decompression, which is the limit");
    row("snappy: a length of 4 GB", E::Snappy, "\xff\xff\xff\xff\x0f", R::TooLarge,
        "body is larger than 1048576 bytes after snappy decompression, which is the limit");
    row("snappy: a megabyte of nothing", E::Snappy, "\x80\x80\x40", R::Syntax,
        "body is not valid snappy: it cannot hold the 1048576 bytes that it announces");
    row("snappy: empty", E::Snappy, "", R::Syntax,
        "body is not valid snappy: its length cannot be read");
    row("snappy: plain text", E::Snappy, "{\"metrics\":[]}", R::Syntax,
        "body is not valid snappy: it is damaged or cut off");
    row("snappy: bytes behind the end", E::Snappy, snappyOf("a") + "xyz", R::Syntax,
        "body is not valid snappy: it is damaged or cut off");
    row("snappy: the framing format", E::Snappy,
        std::string("\xff\x06\x00\x00sNaPpY\x01\x05\x00\x00", 14), R::Syntax,
        "body is not valid snappy: it cannot hold the 895 bytes that it announces");
}

void TestDecompress::refusesBodies()
{
    QFETCH(const BodyEncoding, encoding);
    QFETCH(const QByteArray, body);
    QFETCH(const RefusalReason, reason);
    QFETCH(const QByteArray, message);

    Decompressor decompressor;
    const std::string bytes = body.toStdString();
    const auto plain = decompressor.unpack(encoding, bytes, Limit);
    QVERIFY(!plain);
    QCOMPARE(QByteArray::fromStdString(plain.error().message), message);
    QVERIFY(plain.error().reason == reason);
}

void TestDecompress::refusesTruncationAtEveryLength()
{
    const std::string gzipped = gzip(text(3000));
    const std::string zstded = zstd(text(3000));
    const std::string snappied = snappyOf(text(3000));
    Decompressor decompressor;
    for (std::size_t length = 0; length < snappied.size(); ++length)
        QVERIFY2(!decompressor.unsnap(snappied.substr(0, length), Limit),
                 std::to_string(length).c_str());
    for (std::size_t length = 0; length < gzipped.size(); ++length)
        QVERIFY2(!decompressor.gunzip(gzipped.substr(0, length), Limit),
                 std::to_string(length).c_str());
    for (std::size_t length = 0; length < zstded.size(); ++length)
        QVERIFY2(!decompressor.unzstd(zstded.substr(0, length), Limit),
                 std::to_string(length).c_str());
}

void TestDecompress::staysUsableAfterARefusal()
{
    Decompressor decompressor;
    for (int round = 0; round < 3; ++round) {
        QVERIFY(!decompressor.gunzip(gzip(std::string(16u << 20, 'a')), 8u << 20));
        QVERIFY(!decompressor.unzstd("noise", Limit));
        QVERIFY(!decompressor.unsnap("noise", Limit));
        decompressor.clear();
        QCOMPARE(decompressor.gunzip(gzip("plain"), Limit).value(), std::string_view("plain"));
        QCOMPARE(decompressor.unzstd(zstd("plain"), Limit).value(), std::string_view("plain"));
        QCOMPARE(decompressor.unsnap(snappyOf("plain"), Limit).value(), std::string_view("plain"));
    }
}

void TestDecompress::givesBackTheMemoryOfALargeBody()
{
    constexpr std::size_t LargeLimit = 64u << 20;
    const std::string body = gzip(std::string(LargeLimit, 'a'));
    Decompressor decompressor;
    const std::size_t before = heapBytes();
    QVERIFY(decompressor.gunzip(body, LargeLimit));
    if (heapBytes() < before + LargeLimit)
        QSKIP("this allocator does not say what it has handed out");
    decompressor.clear();
    QVERIFY2(heapBytes() < before + (1u << 20), std::to_string(heapBytes() - before).c_str());
}

QTEST_APPLESS_MAIN(TestDecompress)

#include "tst_decompress.moc"
