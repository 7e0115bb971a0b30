// A second opinion on what an export writes: Prometheus' promtool on OpenMetrics, VictoriaMetrics
// on JSON lines, where they are installed.

#include "tests/core/storage/samplerows.h"
#include "tests/core/transfer/documents.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 30'000;

/// Names and labels that are hard to write, values that are hard to read.
void fill(Store &store, TimeMs nowMs, bool withNans)
{
    const Labels hostile = labelsOf({{"__name__", "jobs_total"},
                                     {"a", "say \"hi\"\n\\n\t,}={#"},
                                     {"b", "caf\xc3\xa9 \xf0\x9f\x98\x80"}});
    SampleRows rows;
    for (int i = 0; i < 10'000; ++i)
        rows.add(hostile, nowMs - 10 * i, i * 0.25);
    rows.add(metric("x_sum"), nowMs, 0.1).add(metric("x_count"), nowMs, 3);
    rows.add(labelsOf({{"__name__", "x_bucket"}, {"le", "+Inf"}}), nowMs, 3);
    rows.add(metric("negative"), nowMs, -1.5e-7);
    if (withNans) {
        rows.add(metric("odd"), nowMs - 2, std::bit_cast<double>(0x7ff8000000000001u));
        rows.add(metric("odd"), nowMs - 1, std::bit_cast<double>(0x7ff0000000000002u));
        rows.add(metric("odd"), nowMs, std::numeric_limits<double>::infinity());
    }
    rows.appendTo(store);
}

QByteArray run(const QString &program, const QStringList &arguments, bool &good)
{
    QProcess process;
    process.start(program, arguments);
    good = process.waitForFinished(WaitMs) && process.exitCode() == 0;
    return good ? process.readAllStandardOutput() : process.readAllStandardError();
}

/// One "{__name__="x", l="v"} value time" per sample, sorted, as promtool prints them.
QByteArrayList dumpOf(const Store &store)
{
    QByteArrayList lines;
    const Snapshot snapshot = store.snapshot({}, 0, std::numeric_limits<TimeMs>::max(), 1000);
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        QByteArray labels;
        const Labels set = snapshot.labels(i);
        for (const LabelView label : set) {
            QByteArray value(label.value.data(), qsizetype(label.value.size()));
            value.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
                .replace('\t', "\\t");
            labels += (labels.isEmpty() ? "{" : ", ") +
                      QByteArray(label.name.data(), qsizetype(label.name.size())) + "=\"" + value +
                      '"';
        }
        snapshot.read(i, columns);
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const double value = columns.values[k];
            const QByteArray text = std::isnan(value)   ? "NaN"
                                    : std::isinf(value) ? "+Inf"
                                                        : QByteArray::number(value, 'g', 17);
            lines << labels + "} " + text + ' ' + QByteArray::number(qint64(columns.timesMs[k]));
        }
    }
    std::ranges::sort(lines);
    return lines;
}

/// Values are written by different rules: compared are their doubles.
QByteArrayList normalised(const QByteArray &dump)
{
    QByteArrayList lines;
    for (const QByteArray &line : dump.split('\n')) {
        const qsizetype timeAt = line.lastIndexOf(' ');
        const qsizetype valueAt = line.lastIndexOf(' ', timeAt - 1);
        if (valueAt < 0)
            continue;
        const QByteArray value = line.mid(valueAt + 1, timeAt - valueAt - 1);
        bool number = false;
        const double parsed = value.toDouble(&number);
        const bool finite = number && std::isfinite(parsed);
        lines << line.left(valueAt + 1) + (finite ? QByteArray::number(parsed, 'g', 17) : value) +
                     line.mid(timeAt);
    }
    std::ranges::sort(lines);
    return lines;
}

} // namespace

class TestTransferPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void promtoolReadsOpenMetrics();
    void victoriaMetricsTakesAndGivesJsonLines();
};

void TestTransferPeers::promtoolReadsOpenMetrics()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed");
    const TimeMs nowMs = 1'795'341'600'123;
    const ManualClock clock(nowMs);
    Store store({}, clock);
    fill(store, nowMs, true);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"all.om"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(*exportText(store, *findTransferFormat("openmetrics"))));
    file.close();
    const QString blocks = folder.filePath(u"blocks"_s);
    bool good = false;
    const QByteArray made =
        run(promtool,
            {u"tsdb"_s, u"create-blocks-from"_s, u"openmetrics"_s, file.fileName(), blocks}, good);
    QVERIFY2(good, made);
    QVERIFY(QDir().mkpath(blocks + u"/wal"_s)); // what dump insists on
    const QByteArray dump = run(promtool, {u"tsdb"_s, u"dump"_s, blocks}, good);
    QVERIFY2(good, dump);
    QCOMPARE(normalised(dump), dumpOf(store));
}

void TestTransferPeers::victoriaMetricsTakesAndGivesJsonLines()
{
    const QString program = QStandardPaths::findExecutable(u"victoria-metrics"_s);
    if (program.isEmpty())
        QSKIP("victoria-metrics is not installed");
    const SystemClock clock;
    const TimeMs nowMs = clock.nowMs() - 60'000;
    Store store({}, clock);
    fill(store, nowMs, false); // this release refuses what is no number

    const QTemporaryDir folder;
    QTcpServer probe;
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(probe.serverPort());
    probe.close();
    QProcess server;
    server.setProcessChannelMode(QProcess::MergedChannels);
    server.start(program,
                 {u"-storageDataPath="_s + folder.path(), u"-httpListenAddr="_s + address});
    const auto stop = qScopeGuard([&server] {
        server.terminate();
        if (!server.waitForFinished(WaitMs))
            server.kill();
    });

    QNetworkAccessManager client;
    const auto answerOf = [&](QNetworkReply *reply) {
        QSignalSpy(reply, &QNetworkReply::finished).wait(WaitMs);
        const QByteArray body = reply->readAll();
        const bool good = reply->error() == QNetworkReply::NoError;
        reply->deleteLater();
        return std::pair(good, body);
    };
    const auto get = [&](const QString &target) {
        return answerOf(client.get(QNetworkRequest(QUrl(u"http://"_s + address + target))));
    };
    QTRY_VERIFY_WITH_TIMEOUT(get(u"/health"_s).first, WaitMs);
    QNetworkRequest import(QUrl(u"http://"_s + address + u"/api/v1/import"_s));
    import.setHeader(QNetworkRequest::ContentTypeHeader, u"application/stream+json"_s);
    const std::string text = *exportText(store, *findTransferFormat("jsonl"));
    QVERIFY(answerOf(client.post(import, QByteArray::fromStdString(text))).first);
    QVERIFY(get(u"/internal/force_flush"_s).first);

    const auto [good, theirs] =
        get(u"/api/v1/export?match[]=%7B__name__!%3D%22%22%7D&reduce_mem_usage=1"_s);
    QVERIFY(good);
    Store back({}, clock);
    const Import done = importText(back, *findTransferFormat("jsonl"), theirs.toStdString());
    QVERIFY(done.outcome);
    QCOMPARE(done.report.refusedInAll(), std::uint64_t(0));
    QCOMPARE(dumpOf(back), dumpOf(store));
}

QTEST_GUILESS_MAIN(TestTransferPeers)
#include "tst_transferpeers.moc"
