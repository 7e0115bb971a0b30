// Debian's VictoriaMetrics against the real tinyobsd: what one exports the other imports, and the
// way back gives the same; and its vmctl, which brings what a Prometheus has. Skipped where they
// are not installed.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
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

/// The text format for promtool: a quarter of an hour ago, a sample each second.
QByteArray openMetrics(int series, int samples)
{
    const qint64 start = QDateTime::currentSecsSinceEpoch() - 900;
    QByteArray text = "# TYPE vc_jobs counter\n";
    for (int s = 0; s < series; ++s) {
        for (int i = 0; i < samples; ++i)
            text += "vc_jobs_total{n=\"" + QByteArray::number(s) + "\"} " +
                    QByteArray::number(i * s) + ' ' + QByteArray::number(start + i) + '\n';
    }
    return text + "# EOF\n";
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QFile::WriteOnly) && file.write(bytes) == bytes.size();
}

/// Its output. It asks before it begins, and wants a terminal to do so.
QByteArray runVmctl(const QString &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"script"_s, {u"-qec"_s, u"vmctl prometheus "_s + arguments, u"/dev/null"_s});
    QByteArray output;
    while (!output.contains("Continue?") && process.waitForReadyRead(WaitMs))
        output += process.readAll();
    process.write("Y\n");
    process.waitForFinished(WaitMs);
    return output + process.readAll();
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

    // This vmctl now and then ends before it has sent all it read: its own count says so, and what
    // it counts is what we have. Another run brings the rest.
    void vmctlBringsASnapshotOfPrometheus()
    {
        constexpr int Series = 20;
        constexpr int PerSeries = 250;
        constexpr int MostRuns = 20;
        for (const QString &program : {u"vmctl"_s, u"promtool"_s, u"script"_s}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                QSKIP(qPrintable(program + u" is not installed"_s));
        }
        const QTemporaryDir folder;
        QVERIFY(writeFile(folder.filePath(u"in.om"_s), openMetrics(Series, PerSeries)));
        QCOMPARE(QProcess::execute(u"promtool"_s,
                                   {u"tsdb"_s, u"create-blocks-from"_s, u"openmetrics"_s, u"-q"_s,
                                    folder.filePath(u"in.om"_s), folder.filePath(u"blocks"_s)}),
                 0);
        const QString arguments =
            u"--prom-snapshot=%1/blocks --vm-addr=http://127.0.0.1:%2 --vm-disable-progress-bar"_s
                .arg(folder.path())
                .arg(m_server.port());
        static const QRegularExpression total(u"total samples: (\\d+);"_s);
        int sent = 0;
        for (int run = 0; run < MostRuns && sent < Series * PerSeries; ++run) {
            const int before = importedSamples();
            const QByteArray output = runVmctl(arguments);
            const QRegularExpressionMatch match = total.match(QString::fromUtf8(output));
            QVERIFY2(match.hasMatch(), output);
            sent = match.captured(1).toInt();
            QCOMPARE(importedSamples() - before, sent);
        }
        QCOMPARE(sent, Series * PerSeries);
        const auto stored = seriesIn(m_client->get(exportTarget("vc_jobs_total")).body);
        QCOMPARE(stored.size(), qsizetype(Series));
        for (const QJsonArray &samples : stored)
            QCOMPARE(samples.size(), qsizetype(PerSeries));
    }

private:
    /// What came in as VictoriaMetrics' lines so far.
    int importedSamples()
    {
        const QJsonArray protocols =
            QJsonDocument::fromJson(m_client->get("/api/v1/status/ingest").body)
                .object()[u"data"][u"protocols"]
                .toArray();
        for (const QJsonValue &each : protocols) {
            if (each[u"protocol"].toString() == u"vm_import")
                return each[u"samples"].toInt();
        }
        return 0;
    }
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
