// Debian's VictoriaMetrics against the real tinyobsd: what one exports the other imports, and the
// way back gives the same. Skipped where it is not installed.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;
constexpr int Samples = 5000;

/// {"metric":{...}} -> [[time, value], ...], whatever the lines it came in.
QMap<QByteArray, QJsonArray> seriesIn(const QByteArray &lines)
{
    QMap<QByteArray, QJsonArray> series;
    for (const QByteArray &line : lines.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QJsonArray values = object[u"values"].toArray();
        const QJsonArray times = object[u"timestamps"].toArray();
        const QByteArray key =
            QJsonDocument(object[u"metric"].toObject()).toJson(QJsonDocument::Compact);
        for (qsizetype i = 0; i < values.size(); ++i)
            series[key].append(QJsonArray{times[i], values[i]});
    }
    return series;
}

QByteArray exportTarget(const QByteArray &metric)
{
    return "/api/v1/export?reduce_mem_usage=1&match[]=" + metric;
}

} // namespace

class TestVmPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_client = std::make_unique<HttpClient>(m_server.port());
    }

    void victoriaMetricsAndBack()
    {
        const QString program = QStandardPaths::findExecutable(u"victoria-metrics"_s);
        if (program.isEmpty())
            QSKIP("victoria-metrics is not installed");
        const QTemporaryDir folder;
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const quint16 port = probe.serverPort();
        probe.close();
        QProcess peer;
        peer.setProcessChannelMode(QProcess::MergedChannels);
        peer.start(program, {u"-storageDataPath="_s + folder.path(),
                             u"-httpListenAddr=127.0.0.1:%1"_s.arg(port)});
        const auto stop = qScopeGuard([&peer] {
            peer.terminate();
            if (!peer.waitForFinished(WaitMs))
                peer.kill();
        });
        HttpClient theirs(port);
        QTRY_COMPARE_WITH_TIMEOUT(theirs.get("/health").status, 200, WaitMs);

        const QByteArray lines = someLines();
        QCOMPARE(m_client->post("/api/v1/import", lines).status, 204);
        const QByteArray ours = m_client->get(exportTarget("vp_one")).body;
        QCOMPARE(seriesIn(ours), seriesIn(lines));
        QCOMPARE(theirs.post("/api/v1/import", ours).status, 204);
        // What it has taken is not all to be seen after one flush.
        QByteArray fromThem;
        const auto exported = [&] {
            theirs.get("/internal/force_flush");
            fromThem = theirs.get(exportTarget("vp_one")).body;
            return seriesIn(fromThem);
        };
        QTRY_VERIFY_WITH_TIMEOUT(exported() == seriesIn(lines), WaitMs);
        QCOMPARE(m_client->post("/api/v1/import?extra_label=from=peer", fromThem).status, 204);
        QByteArray back = m_client->get(exportTarget("vp_one%7Bfrom%3D%22peer%22%7D")).body;
        QCOMPARE(seriesIn(back.replace("\"from\":\"peer\",", "")), seriesIn(lines));
    }

private:
    static QByteArray someLines()
    {
        const qint64 startMs = QDateTime::currentMSecsSinceEpoch() - 3'600'000;
        QByteArray values;
        QByteArray times;
        for (int i = 0; i < Samples; ++i) {
            values += (i ? "," : "") + QByteArray::number(i % 7 ? i * 0.1 : -i * 1000.0, 'g', 12);
            times += (i ? "," : "") + QByteArray::number(startMs + i * 250);
        }
        return "{\"metric\":{\"__name__\":\"vp_one\",\"job\":\"caf\xc3\xa9 "
               "\\\"x\\\"\"},\"values\":[" +
               values + "],\"timestamps\":[" + times + "]}\n";
    }

    ServerProcess m_server;
    std::unique_ptr<HttpClient> m_client;
};

QTEST_GUILESS_MAIN(TestVmPeers)
#include "tst_vmpeers.moc"
