// StatsD and Graphite over real sockets into a real engine: what is stored, what is refused and
// seen, and what neither floods nor endless lines may do.

#include "app/listeners/lines/linelistener.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/lineport.h"
#include "tests/integration/testserver.h"

#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>

#include <map>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;
using listeners::makeGraphiteListener;
using listeners::makeStatsdListener;

namespace {

void sendDatagram(quint16 port, const QByteArray &bytes)
{
    QUdpSocket socket;
    if (socket.writeDatagram(bytes, QHostAddress::LocalHost, port) != bytes.size())
        qFatal("no datagram can be sent");
}

std::unique_ptr<QTcpSocket> connectTo(quint16 port)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress::LocalHost, port);
    if (!socket->waitForConnected(5000))
        qFatal("no connection");
    return socket;
}

void send(QTcpSocket &socket, const QByteArray &bytes)
{
    socket.write(bytes);
    while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(20'000)) {
    }
}

/// The newest value of each series whose name begins so.
std::map<QByteArray, double> newestOf(const Engine &engine, const std::string &prefix)
{
    RecentQuery query{.matchers = {}, .limit = 100'000};
    query.matchers.push_back(*Matcher::make(Matcher::Op::Match, "__name__", prefix + ".*"));
    const auto recent = engine.recentSamples(query);
    std::map<QByteArray, double> values;
    for (const RecentSamples::Sample &sample : recent->samples)
        values.emplace(QByteArray::fromStdString(sample.labels->toString()), sample.value);
    return values;
}

double newest(const Engine &engine, const std::string &name)
{
    const auto values = newestOf(engine, name);
    const auto known = values.find(QByteArray::fromStdString(name + "{}"));
    return known == values.end() ? -1 : known->second;
}

/// Values of a series, oldest first.
QList<double> allOf(const Engine &engine, const std::string &name)
{
    RecentQuery query{.matchers = {}, .limit = 100'000};
    query.matchers.push_back(*Matcher::make(Matcher::Op::Equal, "__name__", name));
    const auto recent = engine.recentSamples(query);
    QList<double> values;
    for (const RecentSamples::Sample &sample : recent->samples)
        values.prepend(sample.value);
    return values;
}

std::uint64_t refusedOf(const Engine &engine, std::string_view protocol)
{
    for (const ProtocolStatus &each : engine.ingestStatus().protocols) {
        if (each.protocol == protocol)
            return each.samplesRefused;
    }
    return 0;
}

} // namespace

class TestLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void graphiteOverTcp()
    {
        TestServer server;
        LinePort graphite(server.engine, makeGraphiteListener);
        const auto client = connectTo(graphite.port());
        send(*client, "web.load;host=a 1\nweb.cu");
        QTRY_COMPARE(newestOf(server.engine, "web_load").size(), std::size_t(1));
        send(*client, "t\t2.5 -1\r\nweb.bad x\nweb.last 3");
        client->disconnectFromHost();
        QTRY_COMPARE(newest(server.engine, "web_last"), 3.0);
        QCOMPARE(newest(server.engine, "web_cut"), 2.5);
        QCOMPARE(newestOf(server.engine, "web_load"),
                 (std::map<QByteArray, double>{{R"(web_load{host="a"})", 1}}));
        const IngestStatus status = server.engine.ingestStatus();
        QCOMPARE(status.refusals.size(), std::size_t(1));
        QCOMPARE(QByteArray::fromStdString(status.refusals[0].path),
                 "tcp:" + QByteArray::number(graphite.port()));
        QCOMPARE(QByteArray::fromStdString(status.refusals[0].sender), QByteArray("127.0.0.1"));
        QCOMPARE(QByteArray::fromStdString(status.refusals[0].message),
                 QByteArray("line 2: value is not a number: 'x'"));
    }

    void graphiteOverUdp()
    {
        TestServer server;
        LinePort graphite(server.engine, makeGraphiteListener);
        sendDatagram(graphite.port(), "a.b 1\na.c 2");
        sendDatagram(graphite.port(), "a.d 3\n");
        QTRY_COMPARE(newestOf(server.engine, "a_").size(), std::size_t(3));
        QCOMPARE(graphite.counters().requests, std::uint64_t(2));
        QCOMPARE(graphite.counters().bytesReceived, std::uint64_t(17));
    }

    void statsdOverUdp()
    {
        TestServer server;
        LinePort statsd(server.engine, makeStatsdListener);
        sendDatagram(statsd.port(), "hits:1|c\nnonsense\nhits:2|c|@0.5\n_e{1,1}:a|b\nfuel:7|g");
        sendDatagram(statsd.port(), "took:320|ms|#route:home");
        QTRY_COMPARE(newest(server.engine, "hits"), 5.0);
        QCOMPARE(newest(server.engine, "fuel"), 7.0);
        const auto took = newestOf(server.engine, "took");
        QCOMPARE(took.size(), std::size_t(18));
        QCOMPARE(took.at(R"(took_sum{route="home"})"), 0.32);
        QCOMPARE(took.at(R"(took_bucket{le="0.25",route="home"})"), 0.0);
        QCOMPARE(took.at(R"(took_bucket{le="0.5",route="home"})"), 1.0);
        QCOMPARE(refusedOf(server.engine, "statsd"), std::uint64_t(2));
    }

    void statsdOverTcp()
    {
        TestServer server;
        LinePort statsd(server.engine, makeStatsdListener);
        const auto client = connectTo(statsd.port());
        send(*client, "hits:1|c\nhi");
        send(*client, "ts:2|c\nhits:3|c");
        client->disconnectFromHost();
        QTRY_COMPARE(newest(server.engine, "hits"), 6.0);
    }

    void aStopStoresWhatIsPending()
    {
        TestServer server;
        LinePort statsd(server.engine, makeStatsdListener);
        const auto client = connectTo(statsd.port());
        send(*client, "hits:1|c\n");
        sendDatagram(statsd.port(), "hits:2|c");
        QTRY_COMPARE(statsd.counters().requests, std::uint64_t(2));
        statsd.stop();
        QCOMPARE(newest(server.engine, "hits"), 3.0);
    }

    void aRestartIsAResetAndNoSpike()
    {
        TestServer server;
        for (const QByteArray count : {"1000", "1500"}) {
            LinePort statsd(server.engine, makeStatsdListener);
            sendDatagram(statsd.port(), "warm:1|g");
            QTRY_COMPARE(newest(server.engine, "warm"), 1.0);
            server.clock.advance(2000);
            sendDatagram(statsd.port(), "warm:2|g\nhits:" + count + "|c");
            QTRY_COMPARE(newest(server.engine, "hits"), count.toDouble());
            server.clock.advance(2000);
            sendDatagram(statsd.port(), "warm:1|g");
            QTRY_COMPARE(newest(server.engine, "warm"), 1.0);
            server.clock.advance(2000);
        }
        // Not 1000, 1500: that would hide two thirds of what the second one counted.
        QCOMPARE(allOf(server.engine, "hits"), (QList<double>{0, 1000, 0, 1500}));
    }

    void anEndlessLineIsRefusedOnce()
    {
        TestServer server;
        LinePort graphite(server.engine, makeGraphiteListener);
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"a line is longer than 65536 bytes"_s));
        for (int i = 0; i < 2; ++i) {
            const auto client = connectTo(graphite.port());
            client->write("good.a 1\n" + QByteArray(1 << 20, 'x'));
            QVERIFY(client->waitForDisconnected(20'000));
        }
        const IngestStatus status = server.engine.ingestStatus();
        QCOMPARE(status.refusals.at(0).reason, std::string_view("line_too_long"));
        QCOMPARE(status.refusals.at(0).protocol, std::string_view("graphite"));
        QTRY_COMPARE(newest(server.engine, "good_a"), 1.0);
    }

    void connectionsAreCapped()
    {
        Settings settings;
        settings.http.connectionsPerLoopback = 2;
        TestServer server(settings);
        LinePort graphite(server.engine, makeGraphiteListener);
        const auto first = connectTo(graphite.port());
        const auto second = connectTo(graphite.port());
        QTRY_COMPARE(graphite.counters().connectionsOpen, std::uint64_t(2));
        const auto third = connectTo(graphite.port());
        QVERIFY(third->state() != QAbstractSocket::ConnectedState ||
                third->waitForDisconnected(5000));
        QCOMPARE(graphite.counters().connectionsRefused, std::uint64_t(1));
        send(*first, "still.good 1\n");
        QTRY_COMPARE(newest(server.engine, "still_good"), 1.0);
    }

    void badLinesDisturbNoGoodOnes()
    {
        constexpr int Rounds = 200;
        TestServer server;
        LinePort graphite(server.engine, makeGraphiteListener);
        const auto good = connectTo(graphite.port());
        const auto bad = connectTo(graphite.port());
        const QByteArray rubbish = QByteArray("\xff\x00 nonsense ; 1|c\n", 18).repeated(500);
        for (int i = 0; i < Rounds; ++i) {
            bad->write(rubbish);
            sendDatagram(graphite.port(), rubbish);
            send(*good, "good.n" + QByteArray::number(i) + " 1\nworse\n");
        }
        send(*bad, {});
        QTRY_COMPARE_WITH_TIMEOUT(newestOf(server.engine, "good_n").size(), std::size_t(Rounds),
                                  30'000);
        QTRY_VERIFY_WITH_TIMEOUT(refusedOf(server.engine, "graphite") >= Rounds * 501u, 30'000);
    }

    void aFloodOfDatagramsStopsNobody()
    {
        constexpr std::uint64_t Datagrams = 100'000;
        TestServer server;
        LinePort statsd(server.engine, makeStatsdListener);
        HttpClient http(server.http.port());
        QUdpSocket socket;
        int answers = 0;
        for (std::uint64_t i = 0; i < Datagrams; ++i) {
            const QByteArray line = "flood:1|c|#n:" + QByteArray::number(i % 50);
            socket.writeDatagram(line, QHostAddress::LocalHost, statsd.port());
            if (i % 10'000 == 0)
                answers += http.get("/healthz").status == 200 ? 1 : 0;
        }
        QCOMPARE(answers, 10);
        // The kernel's count of what it dropped comes with the next datagram that it takes.
        const auto isAllSeen = [&] {
            sendDatagram(statsd.port(), "last:1|c");
            const auto counters = statsd.counters();
            return counters.requests + counters.dropped >= Datagrams;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isAllSeen(), 30'000);
        statsd.stop();
        double counted = newest(server.engine, "last");
        for (const auto &[series, value] : newestOf(server.engine, "flood"))
            counted += value;
        QCOMPARE(counted, double(statsd.counters().requests));
    }

    void aPortThatIsTakenIsSaid()
    {
        TestServer server;
        LinePort taken(server.engine, makeStatsdListener);
        const auto listener = makeGraphiteListener(server.engine);
        const auto listening = listener->listen({.host = "127.0.0.1", .port = taken.port()});
        QVERIFY(!listening);
        QCOMPARE(QByteArray::fromStdString(listening.error().message),
                 "port " + QByteArray::number(taken.port()) + " is in use by another program");
        QCOMPARE(listener->port(), std::uint16_t(0));
    }
};

QTEST_GUILESS_MAIN(TestLines)
#include "tst_lines.moc"
