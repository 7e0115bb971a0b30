// Debian's Prometheus as an agent scrapes a source of this test and sends it by remote write to the
// real tinyobsd: what the source said has to be what tinyobsd answers. Skipped where there is no
// Prometheus.

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
#include <memory>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

const QByteArray Exposition =
    "# TYPE sender_requests counter\n"
    "# HELP sender_requests Requests.\n"
    "sender_requests_total{route=\"/a \\\"quoted\\\" \\\\ path\"} 12345 # {trace_id=\"abc\"} 1\n"
    "# TYPE sender_level gauge\n"
    "sender_level -0.25\n"
    "# TYPE sender_limit gauge\n"
    "sender_limit +Inf\n"
    "# TYPE sender_unknown gauge\n"
    "sender_unknown NaN\n"
    "# TYPE sender_seconds histogram\n"
    "sender_seconds_bucket{le=\"0.1\"} 3 # {trace_id=\"def\"} 0.05\n"
    "sender_seconds_bucket{le=\"+Inf\"} 4\n"
    "sender_seconds_count 4\n"
    "sender_seconds_sum 1.5\n"
    "# EOF\n";

/// Answers every request with the text above.
class Source : public QTcpServer
{
public:
    Source()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [socket] {
                if (!socket->readAll().endsWith("\r\n\r\n"))
                    return;
                socket->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: "
                              "application/openmetrics-text; version=1.0.0; charset=utf-8\r\n\r\n" +
                              Exposition);
                socket->disconnectFromHost();
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
};

} // namespace

class TestPrometheusSender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString program = QStandardPaths::findExecutable(u"prometheus"_s);
        if (program.isEmpty())
            QSKIP("there is no prometheus on the PATH: install the package to run this test");
        QVERIFY(m_server.start());
        QVERIFY(m_source.listen(QHostAddress::LocalHost));
        QFile config(m_folder.filePath(u"prometheus.yml"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                     "scrape_configs:\n"
                     "  - job_name: sender\n"
                     "    static_configs: [{targets: ['127.0.0.1:" +
                     QByteArray::number(m_source.serverPort()) +
                     "']}]\n"
                     "remote_write:\n"
                     "  - url: http://127.0.0.1:" +
                     QByteArray::number(m_server.port()) +
                     "/api/v1/write\n"
                     "    send_exemplars: true\n"
                     "    metadata_config: {send_interval: 1s}\n"
                     "    queue_config: {batch_send_deadline: 200ms}\n");
        config.close();
        m_prometheus.setProcessChannelMode(QProcess::MergedChannels);
        m_prometheus.start(program, {u"--enable-feature=agent,exemplar-storage"_s,
                                     u"--config.file=%1"_s.arg(config.fileName()),
                                     u"--storage.agent.path=%1"_s.arg(m_folder.filePath(u"wal"_s)),
                                     u"--web.listen-address=127.0.0.1:0"_s});
        QVERIFY(m_prometheus.waitForStarted());
        m_client = std::make_unique<HttpClient>(m_server.port());
    }

    void seriesHaveTheirValues_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<QJsonObject>("labels"); // beside job and instance
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char *title, const char *metric, const QJsonObject &labels,
                            const QJsonValue &value) {
            QTest::newRow(title) << QByteArray(metric) << labels << value;
        };
        row("a counter with escapes in its label", "sender_requests_total",
            {{u"route"_s, u"/a \"quoted\" \\ path"_s}}, 12345);
        row("a gauge", "sender_level", {}, -0.25);
        row("an infinity", "sender_limit", {}, u"+Inf"_s);
        row("an ordinary NaN", "sender_unknown", {}, u"NaN"_s);
        row("a bucket", "sender_seconds_bucket", {{u"le"_s, u"0.1"_s}}, 3);
        row("a sum", "sender_seconds_sum", {}, 1.5);
        row("what Prometheus says of the source", "up", {}, 1);
    }
    void seriesHaveTheirValues()
    {
        QFETCH(QByteArray, metric);
        QFETCH(QJsonObject, labels);
        QFETCH(QJsonValue, value);
        labels[u"job"_s] = u"sender"_s;
        labels[u"instance"_s] = u"127.0.0.1:%1"_s.arg(m_source.serverPort());

        QJsonArray points;
        QTRY_VERIFY2_WITH_TIMEOUT(!(points = pointsOf(metric, labels)).isEmpty(),
                                  m_prometheus.readAll(), WaitMs);
        for (const QJsonValue &point : std::as_const(points))
            QCOMPARE(point[1], value);
    }

    void metadataIsKept()
    {
        const auto said = [this](const QString &metric) {
            return QJsonDocument::fromJson(m_client->get("/api/v1/metadata").body)[u"data"][metric]
                .toArray()
                .at(0)
                .toObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(said(u"sender_seconds"_s)[u"type"].toString(), u"histogram"_s,
                                  WaitMs);
        QCOMPARE(said(u"sender_requests"_s)[u"help"].toString(), u"Requests."_s);
    }

    void nothingIsRefused()
    {
        QCOMPARE(status()[u"requests_refused"].toInt(-1), 0);
        QCOMPARE(status()[u"refused_by_reason"].toObject().size(), 0);
    }

    void aSourceThatGoesEndsItsSeries()
    {
        m_source.close();
        const QJsonObject labels{{u"job"_s, u"sender"_s}};
        QTRY_VERIFY2_WITH_TIMEOUT(pointsOf("sender_level", labels).last()[1] == u"NaN"_s,
                                  m_prometheus.readAll(), WaitMs);
        QTRY_VERIFY2_WITH_TIMEOUT(pointsOf("up", labels).last()[1] == 0, m_prometheus.readAll(),
                                  WaitMs);
        QCOMPARE(status()[u"requests_refused"].toInt(-1), 0);
    }

    void cleanupTestCase()
    {
        m_prometheus.terminate();
        if (!m_prometheus.waitForFinished())
            m_prometheus.kill();
    }

private:
    /// Of the first series that has these labels.
    QJsonArray pointsOf(const QByteArray &metric, const QJsonObject &labels)
    {
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client->get("/api/query_range?agg=raw&metric=" + metric).body);
        for (const QJsonValue &series : answer[u"series"].toArray()) {
            const QJsonObject seen = series[u"labels"].toObject();
            const QStringList names = labels.keys();
            const bool matches = std::all_of(names.begin(), names.end(), [&](const QString &name) {
                return seen[name] == labels[name];
            });
            if (matches)
                return series[u"points"].toArray();
        }
        return {};
    }
    QJsonObject status()
    {
        return QJsonDocument::fromJson(m_client->get("/api/status").body).object();
    }

    QTemporaryDir m_folder;
    Source m_source;
    ServerProcess m_server;
    QProcess m_prometheus;
    std::unique_ptr<HttpClient> m_client;
};

QTEST_GUILESS_MAIN(TestPrometheusSender)
#include "tst_prometheussender.moc"
