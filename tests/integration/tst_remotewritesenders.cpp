// Senders of remote write that are not ours, to the real tinyobsd: Debian's Prometheus with native
// histograms of a source of this test, and vmagent. tinyobsd is killed and started again meanwhile,
// and nothing may be missing then. Skipped where there is no such program.

#include "core/model/histogramcomponent.h"
#include "tests/bench/writehistogram.h"
#include "tests/bench/writerequest.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <bit>
#include <map>
#include <memory>
#include <optional>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

/// An io.prometheus.client.MetricFamily, with its length in front as the format wants it: a native
/// histogram of schema 3 with four observations.
QByteArray nativeExposition()
{
    constexpr unsigned HistogramType = 4;
    const auto doubleField = [](std::uint32_t number, double value) {
        return fixed64Field(number, std::bit_cast<std::uint64_t>(value));
    };
    const std::vector<std::int64_t> deltas{2, -1};
    const std::string histogram = varintField(1, 4) + doubleField(2, 5.5) +
                                  varintField(5, zigzag(3)) + doubleField(6, 0.001) +
                                  varintField(7, 1) + spanField(12, -1, 1) + spanField(12, 4, 1) +
                                  deltasField(13, deltas);
    const std::string family = bytesField(1, "native_seconds") + bytesField(2, "How long.") +
                               varintField(3, HistogramType) +
                               bytesField(4, bytesField(7, histogram));
    return QByteArray::fromStdString(varintBytes(family.size()) + family);
}

const QByteArray Native = "application/vnd.google.protobuf; "
                          "proto=io.prometheus.client.MetricFamily; encoding=delimited";
const QByteArray Text = "text/plain; version=0.0.4";

/// Answers every request with the native histogram, or with a gauge.
class Source : public QTcpServer
{
public:
    explicit Source(bool isNative)
    {
        const QByteArray answer =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + (isNative ? Native : Text) +
            "\r\n\r\n" + (isNative ? nativeExposition() : QByteArray("sender_level 1.5\n"));
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [socket, answer] {
                if (!socket->readAll().endsWith("\r\n\r\n"))
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
};

QJsonArray seriesOf(quint16 port, const QByteArray &metric)
{
    HttpClient client(port);
    return QJsonDocument::fromJson(
               client.get("/api/query_range?agg=raw&metric=" + metric).body)[u"series"]
        .toArray();
}

/// The times of the series' samples.
QList<qint64> timesOf(quint16 port, const QByteArray &metric)
{
    QList<qint64> times;
    for (const QJsonValue &point : seriesOf(port, metric).at(0)[u"points"].toArray())
        times.append(point[0].toInteger());
    return times;
}

} // namespace

class TestRemoteWriteSenders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ServerProcess>();
        QVERIFY(m_server->start());
    }

    void prometheusSendsNativeHistograms()
    {
        Source source(true);
        QVERIFY(source.listen(QHostAddress::LocalHost));
        if (!startPrometheus(source.serverPort()))
            QSKIP("there is no prometheus on the PATH: install the package to run this test");

        std::optional<NativeHistogram> histogram;
        QTRY_VERIFY2_WITH_TIMEOUT((histogram = histogramOf("native_seconds")), m_sender.readAll(),
                                  WaitMs);
        QCOMPARE(histogram->schema, 3);
        QCOMPARE(histogram->count, 4.0);
        QCOMPARE(histogram->sum, 5.5);
        QCOMPARE(histogram->zeroCount, 1.0);
        QCOMPARE(histogram->zeroThreshold, 0.001);
        QVERIFY(!histogram->isFloat);
        QVERIFY(histogram->positive == (std::vector<HistogramBucket>{{-1, 2}, {4, 1}}));
        HttpClient client(m_server->port());
        const auto status = QJsonDocument::fromJson(client.get("/api/status").body);
        QCOMPARE(status[u"refused_by_reason"].toObject(), QJsonObject());
    }

    void nothingIsLostWhileTheServerIsAway_data()
    {
        QTest::addColumn<bool>("isVmagent");
        QTest::newRow("to Prometheus") << false;
        QTest::newRow("to vmagent") << true;
    }
    void nothingIsLostWhileTheServerIsAway()
    {
        QFETCH(const bool, isVmagent);
        Source source(false);
        QVERIFY(source.listen(QHostAddress::LocalHost));
        const bool isStarted =
            isVmagent ? startVmagent(source.serverPort()) : startPrometheus(source.serverPort());
        if (!isStarted)
            QSKIP("the sender is not on the PATH: install its package to run this test");

        const quint16 port = m_server->port();
        QTRY_VERIFY2_WITH_TIMEOUT(timesOf(port, "sender_level").size() >= 2, m_sender.readAll(),
                                  WaitMs);
        const qint64 before = timesOf(port, "sender_level").last();
        m_server->kill();
        m_scrapes = 0;
        connect(&source, &QTcpServer::newConnection, this, [this] { ++m_scrapes; });
        QTRY_VERIFY_WITH_TIMEOUT(m_scrapes >= 3, WaitMs); // while nobody takes what they bring
        QVERIFY(m_server->start({u"--port"_s, QString::number(port)}));

        const int wanted = m_scrapes + 1;
        const auto countBehind = [&] {
            const QList<qint64> times = timesOf(port, "sender_level");
            return std::ranges::count_if(times, [&](qint64 time) { return time > before; });
        };
        QTRY_VERIFY2_WITH_TIMEOUT(countBehind() >= wanted, m_sender.readAll(), WaitMs);
    }

    void cleanup()
    {
        m_sender.terminate();
        if (!m_sender.waitForFinished())
            m_sender.kill();
        m_server.reset();
    }

private:
    /// Scrapes the source and sends to the server.
    QString configOf(quint16 source, const QByteArray &more)
    {
        QFile config(m_folder->filePath(u"sender.yml"_s));
        if (!config.open(QIODevice::WriteOnly))
            qFatal("cannot write the sender's configuration");
        config.write("global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                     "scrape_configs:\n"
                     "  - job_name: sender\n"
                     "    static_configs: [{targets: ['127.0.0.1:" +
                     QByteArray::number(source) + "']}]\n" + more);
        return config.fileName();
    }
    QByteArray target() const
    {
        return "http://127.0.0.1:" + QByteArray::number(m_server->port()) + "/api/v1/write";
    }
    bool start(const QString &name, const QStringList &arguments)
    {
        const QString program = QStandardPaths::findExecutable(name);
        if (program.isEmpty())
            return false;
        m_sender.setProcessChannelMode(QProcess::MergedChannels);
        m_sender.start(program, arguments);
        return m_sender.waitForStarted();
    }
    bool startPrometheus(quint16 source)
    {
        const QString config =
            configOf(source, "remote_write:\n"
                             "  - url: " +
                                 target() +
                                 "\n"
                                 "    send_native_histograms: true\n"
                                 "    send_exemplars: true\n"
                                 "    metadata_config: {send_interval: 1s}\n"
                                 "    queue_config: {batch_send_deadline: 200ms}\n");
        return start(u"prometheus"_s,
                     {u"--enable-feature=agent,exemplar-storage,native-histograms"_s,
                      u"--config.file=%1"_s.arg(config),
                      u"--storage.agent.path=%1"_s.arg(m_folder->filePath(u"wal"_s)),
                      u"--web.listen-address=127.0.0.1:0"_s});
    }
    bool startVmagent(quint16 source)
    {
        return start(u"vmagent"_s,
                     {u"-promscrape.config=%1"_s.arg(configOf(source, "")),
                      u"-remoteWrite.url=%1"_s.arg(QString::fromLatin1(target())),
                      u"-remoteWrite.tmpDataPath=%1"_s.arg(m_folder->filePath(u"queue"_s)),
                      u"-httpListenAddr="_s});
    }
    /// The newest one, put together from the series of its components.
    std::optional<NativeHistogram> histogramOf(const QByteArray &metric)
    {
        std::map<qint64, std::vector<HistogramValue>> values;
        for (const QJsonValue &series : seriesOf(m_server->port(), metric + "&__histogram__!=")) {
            const std::string text = series[u"labels"][u"__histogram__"].toString().toStdString();
            const auto component = histogramComponentOf(text);
            if (!component)
                continue;
            for (const QJsonValue &point : series[u"points"].toArray())
                values[point[0].toInteger()].push_back({*component, point[1].toDouble()});
        }
        return values.empty() ? std::nullopt : assemble(values.rbegin()->second);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ServerProcess> m_server;
    QProcess m_sender;
    int m_scrapes = 0;
};

QTEST_GUILESS_MAIN(TestRemoteWriteSenders)
#include "tst_remotewritesenders.moc"
