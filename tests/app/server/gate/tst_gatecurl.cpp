// The gate as curl sees it: what a real client does on its own (Expect, chunked uploads,
// keep-alive, upgrade offers) works. Skipped where curl is not installed.

#include "tests/app/server/gate/testserver.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QtTest>

using namespace tinyobs::server;

class TestGateCurl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void curl_data();
    void curl();
};

void TestGateCurl::initTestCase()
{
    if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
        QSKIP("curl is not installed");
}

void TestGateCurl::curl_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("stdIn");
    QTest::addColumn<QByteArray>("result"); // status, connections made, bytes received if it is 200
    const auto row = [](const char *name, const char *arguments, const QByteArray &stdIn,
                        const char *result) {
        QTest::newRow(name) << QString::fromLatin1(arguments).split(u' ') << stdIn
                            << QByteArray(result);
    };
    const QByteArray large(3 << 20, 'x');
    row("a get", "URL/hello", {}, "200 1 6");
    row("a head", "-I URL/hello", {}, "200 1 0");
    row("a post", "--data-binary @- URL/echo", "abc", "200 1 3");
    row("a post with Expect: 100-continue",
        "-H Expect:100-continue --expect100-timeout 60 --data-binary @- URL/echo", large,
        "200 1 3145728");
    row("a chunked upload", "-X POST -T - URL/echo", large, "200 1 3145728");
    row("HTTP/1.0", "--http1.0 URL/hello", {}, "200 1 6");
    row("an offer of HTTP/2", "--http2 URL/hello", {}, "200 1 6");
    row("a path with parent segments", "--path-as-is URL/files/../secret", {}, "400 1");
    row("a body over the limit", "-H Expect:100-continue --data-binary @- URL/echo",
        QByteArray(33 << 20, 'x'), "413 1");
    row("a foreign origin", "-H Origin:http://evil.example -d x URL/echo", {}, "403 1");
}

void TestGateCurl::curl()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, stdIn);
    QFETCH(QByteArray, result);
    TestServer server;
    arguments.replaceInStrings(QStringLiteral("URL"),
                               QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    QProcess process;
    process.start(QStringLiteral("curl"),
                  QStringList{QStringLiteral("-sS"), QStringLiteral("-o"), QProcess::nullDevice(),
                              QStringLiteral("--noproxy"), QStringLiteral("*"),
                              QStringLiteral("-w"),
                              QStringLiteral("%{http_code} %{num_connects} %{size_download}")} +
                      arguments);
    process.write(stdIn);
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.readAllStandardError(), QByteArray());
    const QByteArray printed = process.readAllStandardOutput();
    QCOMPARE(result.startsWith("200") ? printed : printed.left(result.size()), result);
    QCOMPARE(server.secretHits(), 0);
}

QTEST_GUILESS_MAIN(TestGateCurl)
#include "tst_gatecurl.moc"
