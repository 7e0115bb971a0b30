// One server on several addresses: each has its own routes, and all of them one set of limits.

#include "tests/app/server/gate/rawclient.h"

#include "app/server/httpserver.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

const ListenAddress AnyPort{.host = "127.0.0.1", .port = 0};

Handler says(const char *text)
{
    return [text](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::text(text));
    };
}

HttpLimits limits()
{
    HttpLimits limits;
    limits.connectionsPerLoopback = 2;
    limits.threads = 2;
    return limits;
}

struct TwoSites
{
    TwoSites()
    {
        if (!main.listen(AnyPort))
            qFatal("the server does not listen");
        const Result<std::uint16_t> port =
            main.listenAlso(AnyPort, {{Method::Get, "/shared", "", says("side")},
                                      {Method::Get, "/side", "", says("side only")}});
        sidePort = port.value_or(0);
    }
    ~TwoSites() { main.stop(); }

    HttpServer main{limits(),
                    {},
                    {{Method::Get, "/shared", "", says("main")},
                     {Method::Get, "/main", "", says("main only")}}};
    std::uint16_t sidePort = 0;
};

} // namespace

class TestGateSites : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routesAreOfTheAddress_data()
    {
        QTest::addColumn<bool>("isSide");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a path of both, first")
            << false << QByteArray("/shared") << 200 << QByteArray("main");
        QTest::newRow("a path of both, further")
            << true << QByteArray("/shared") << 200 << QByteArray("side");
        QTest::newRow("a path of the first")
            << false << QByteArray("/main") << 200 << QByteArray("main only");
        QTest::newRow("a path of the further one")
            << true << QByteArray("/side") << 200 << QByteArray("side only");
        QTest::newRow("the first has not those of the further one")
            << false << QByteArray("/side") << 404 << QByteArray();
        QTest::newRow("the further one has not those of the first")
            << true << QByteArray("/main") << 404 << QByteArray();
    }

    void routesAreOfTheAddress()
    {
        QFETCH(const bool, isSide);
        QFETCH(const QByteArray, path);
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        TwoSites sites;
        RawClient client(isSide ? sites.sidePort : sites.main.port());
        client.send(get(path));
        const std::optional<Reply> reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->status, status);
        if (status == 200)
            QCOMPARE(reply->body, body);
    }

    void connectionsAreCountedTogether()
    {
        TwoSites sites;
        RawClient first(sites.main.port());
        RawClient second(sites.sidePort);
        first.send(get("/main"));
        QCOMPARE(first.read()->status, 200);
        second.send(get("/side"));
        QCOMPARE(second.read()->status, 200);
        RawClient third(sites.sidePort);
        QCOMPARE(third.read()->status, 503);
        QCOMPARE(sites.main.counters().requests, std::uint64_t(2));
    }

    void aTakenPortKeepsTheFirst()
    {
        TwoSites sites;
        const Result<std::uint16_t> again =
            sites.main.listenAlso({.host = "127.0.0.1", .port = sites.sidePort}, {});
        QVERIFY(!again);
        QCOMPARE(again.error().message,
                 "port " + std::to_string(sites.sidePort) + " is in use by another program");
        RawClient client(sites.main.port());
        client.send(get("/main"));
        QCOMPARE(client.read()->status, 200);
    }

    void stopClosesBoth()
    {
        TwoSites sites;
        sites.main.stop();
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), sites.sidePort);
        QVERIFY(!socket.waitForConnected());
    }
};

QTEST_GUILESS_MAIN(TestGateSites)
#include "tst_gatesites.moc"
