// Lines while the disk refuses: over TCP nothing is lost, StatsD's totals go on, and Graphite's
// datagrams are dropped. Linux only.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>

#include <sys/resource.h>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

void limitFiles(const ServerProcess &server, rlim_t bytes)
{
    const rlimit limit{bytes, RLIM_INFINITY};
    prlimit(static_cast<pid_t>(server.processId()), RLIMIT_FSIZE, &limit, nullptr);
}

void sendDatagram(quint16 port, const QByteArray &bytes)
{
    QUdpSocket().writeDatagram(bytes, QHostAddress::LocalHost, port);
}

/// Values of one metric's series, newest first.
QJsonArray samplesOf(HttpClient &http, const QByteArray &name)
{
    const Answer answer = http.get("/api/metrics?limit=100000&name=" + name);
    return QJsonDocument::fromJson(answer.body).object()[u"metrics"_s].toArray();
}

double newest(HttpClient &http, const QByteArray &name)
{
    const QJsonArray samples = samplesOf(http, name);
    return samples.isEmpty() ? qQNaN() : samples[0].toObject()[u"value"_s].toDouble();
}

} // namespace

class TestLinesDiskFull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientsWaitAndTotalsGoOn()
    {
        constexpr int Lines = 30'000; // more than a connection reads ahead
        ServerProcess server;
        QVERIFY(server.start({u"--statsd-port"_s, u"auto"_s, u"--graphite-port"_s, u"auto"_s,
                              u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s}));
        HttpClient http(server.port());
        const quint16 statsd = server.listenerPort(u"statsd"_s);
        const quint16 graphite = server.listenerPort(u"graphite"_s);
        sendDatagram(graphite, "before 1");
        QTRY_COMPARE_WITH_TIMEOUT(newest(http, "before"), 1.0, WaitMs);

        limitFiles(server, 1);
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, graphite);
        QVERIFY(client.waitForConnected(WaitMs));
        for (int i = 0; i < Lines; ++i)
            client.write("waits;n=" + QByteArray::number(i) + " 1\n");
        while (client.bytesToWrite() > 0 && client.waitForBytesWritten(WaitMs)) {
        }
        const auto isRefusing = [&] {
            const auto status = QJsonDocument::fromJson(http.get("/api/status").body).object();
            return !status[u"storage_problem"_s].toString().isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isRefusing(), WaitMs);
        sendDatagram(statsd, "counted:5|c");
        sendDatagram(graphite, "dropped 1");
        const auto isSeen = [&] {
            return http.get("/api/v1/status/ingest")
                .body.contains("udp:" + QByteArray::number(graphite));
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(), WaitMs);
        QVERIFY(samplesOf(http, "waits").isEmpty());

        limitFiles(server, RLIM_INFINITY);
        QTRY_COMPARE_WITH_TIMEOUT(samplesOf(http, "waits").size(), Lines, WaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(newest(http, "counted"), 5.0, WaitMs);
        QVERIFY(samplesOf(http, "dropped").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLinesDiskFull)
#include "tst_linesdiskfull.moc"
