#include "app/server/assets.h"

#include <QTest>

#include <zlib.h>

using namespace tinyobs::server;

namespace {

QByteArray gzipOf(const QByteArray &plain)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(plain.size() + 64, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

const QByteArray Page = "<!doctype html><title>TinyObs</title>";
const QByteArray Script = "console.log('here')";

Assets testAssets()
{
    return Assets({{"index.html", gzipOf(Page)}, {"assets/app-1a2b.js", gzipOf(Script)}});
}

HttpRequest requestWith(const std::vector<HttpHeader> &headers)
{
    HttpRequest request;
    request.headers = headers;
    return request;
}

QByteArray headerOf(const HttpResponse &response, const QByteArray &name)
{
    for (const HttpHeader &header : response.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

} // namespace

class TestAssets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsGzipWhenTheClientTakesIt_data()
    {
        QTest::addColumn<QByteArray>("accepted");
        QTest::addColumn<bool>("packed");
        QTest::newRow("a browser") << QByteArray("gzip, deflate, br") << true;
        QTest::newRow("anything") << QByteArray("*") << true;
        QTest::newRow("in capitals, with a weight") << QByteArray("br;q=1.0, GZIP;q=0.5") << true;
        QTest::newRow("no word about it") << QByteArray() << false;
        QTest::newRow("not at all") << QByteArray("gzip;q=0, identity") << false;
        QTest::newRow("something else") << QByteArray("br, zstd") << false;
    }
    void sendsGzipWhenTheClientTakesIt()
    {
        QFETCH(QByteArray, accepted);
        QFETCH(bool, packed);
        const HttpResponse response =
            testAssets().answer(requestWith({{"Accept-Encoding", accepted}}), "index.html");
        QCOMPARE(response.status, 200);
        QCOMPARE(response.contentType, "text/html; charset=utf-8");
        QCOMPARE(headerOf(response, "Vary"), "Accept-Encoding");
        QCOMPARE(headerOf(response, "Content-Encoding"), packed ? "gzip" : QByteArray());
        QCOMPARE(response.body, packed ? gzipOf(Page) : Page);
    }

    void keepsHashedFilesForeverAndAsksForPages()
    {
        const Assets assets = testAssets();
        const HttpResponse page = assets.answer({}, "index.html");
        const HttpResponse script = assets.answer({}, "assets/app-1a2b.js");
        QCOMPARE(headerOf(page, "Cache-Control"), "no-cache");
        QCOMPARE(headerOf(script, "Cache-Control"), "public, max-age=31536000, immutable");
        QCOMPARE(script.contentType, "text/javascript; charset=utf-8");
        QCOMPARE(script.body, Script);
    }

    void answersThatNothingChanged_data()
    {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("suffix");
        QTest::addColumn<int>("status");
        QTest::newRow("the same tag") << QByteArray() << QByteArray() << 304;
        QTest::newRow("the same tag, weak") << QByteArray("W/") << QByteArray() << 304;
        QTest::newRow("one of several") << QByteArray("\"x\", ") << QByteArray(", \"y\"") << 304;
        QTest::newRow("another tag") << QByteArray("\"x\" \"") << QByteArray("\"") << 200;
    }
    void answersThatNothingChanged()
    {
        QFETCH(QByteArray, prefix);
        QFETCH(QByteArray, suffix);
        QFETCH(int, status);
        const Assets assets = testAssets();
        const QByteArray etag = headerOf(assets.answer({}, "index.html"), "ETag");
        QVERIFY(etag.size() > 10);
        const HttpResponse response =
            assets.answer(requestWith({{"If-None-Match", prefix + etag + suffix}}), "index.html");
        QCOMPARE(response.status, status);
        QCOMPARE(headerOf(response, "ETag"), etag);
        QCOMPARE(response.body.isEmpty(), status == 304);
    }

    void tagsTheTwoFormsApart()
    {
        const Assets assets = testAssets();
        QVERIFY(headerOf(assets.answer({}, "index.html"), "ETag") !=
                headerOf(assets.answer(requestWith({{"Accept-Encoding", "gzip"}}), "index.html"),
                         "ETag"));
    }

    void setsAStrictPolicy()
    {
        const HttpResponse page = testAssets().answer({}, "index.html");
        QVERIFY(headerOf(page, "Content-Security-Policy").startsWith("default-src 'none'; "));
        QVERIFY(!headerOf(page, "Content-Security-Policy").contains("unsafe"));
        QCOMPARE(headerOf(page, "Referrer-Policy"), "no-referrer");
    }

    void knowsOnlyWhatStandsInItsTable_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"", "assets", "assets/", "assets/../index.html", "../index.html",
                                 "/etc/passwd", "INDEX.HTML", "index.html.gz"})
            QTest::newRow(path) << QByteArray(path);
    }
    void knowsOnlyWhatStandsInItsTable()
    {
        QFETCH(QByteArray, path);
        QCOMPARE(testAssets().answer({}, path.toStdString()).status, 404);
    }
};

QTEST_GUILESS_MAIN(TestAssets)
#include "tst_assets.moc"
