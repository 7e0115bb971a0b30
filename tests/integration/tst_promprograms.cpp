// Programs of others against our HTTP API, unchanged: Debian's promtool and vmalert, and Debian's
// Prometheus with the same samples, whose answers have to be ours. Each is skipped where it is not
// installed.

#include "tests/integration/httpclient.h"
#include "tests/integration/promdata.h"
#include "tests/integration/testserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <algorithm>
#include <tuple>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

QJsonObject objectOf(const Answer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

QByteArray encoded(const char *text)
{
    return QUrl::toPercentEncoding(QString::fromUtf8(text));
}

bool write(HttpClient &client, const QByteArray &request)
{
    return client
               .post("/api/v1/write", request,
                     {{"Content-Type", "application/x-protobuf"},
                      {"Content-Encoding", "snappy"},
                      {"X-Prometheus-Remote-Write-Version", "0.1.0"}})
               .status == 204;
}

quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
}

/// Lists of equal length whatever their order.
QJsonArray sorted(const QJsonArray &list)
{
    QList<QByteArray> texts;
    for (const QJsonValue &one : list)
        texts << QJsonDocument(QJsonArray{one}).toJson(QJsonDocument::Compact);
    std::sort(texts.begin(), texts.end());
    QJsonArray result;
    for (const QByteArray &text : texts)
        result.append(QJsonDocument::fromJson(text).array()[0]);
    return result;
}

} // namespace

class TestPromPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void promtoolAsks_data();
    void promtoolAsks();
    void prometheusAnswersTheSame_data();
    void prometheusAnswersTheSame();
    void prometheusHasTheSameShape_data();
    void prometheusHasTheSameShape();
    void vmalertRecords();

private:
    void startPrometheus();

    std::optional<TestServer> m_server;
    std::optional<HttpClient> m_client;
    QTemporaryDir m_folder;
    QProcess m_prometheus;
    std::optional<HttpClient> m_peer; // Prometheus, when it runs
};

void TestPromPrograms::initTestCase()
{
    Settings settings;
    settings.selfMetrics = false;
    settings.hostMetrics = false;
    m_server.emplace(settings);
    m_client.emplace(m_server->http.port());
    QVERIFY(write(*m_client, promData(Now)));
    startPrometheus();
}

void TestPromPrograms::startPrometheus()
{
    const QString program = QStandardPaths::findExecutable(u"prometheus"_s);
    if (program.isEmpty())
        return;
    QFile config(m_folder.filePath(u"prometheus.yml"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("global: {}\n");
    config.close();
    const quint16 port = freePort();
    m_prometheus.start(program, {u"--config.file="_s + config.fileName(),
                                 u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                                 u"--web.listen-address=127.0.0.1:%1"_s.arg(port),
                                 u"--web.enable-remote-write-receiver"_s,
                                 u"--enable-feature=native-histograms"_s, u"--log.level=error"_s});
    QVERIFY(m_prometheus.waitForStarted());
    m_peer.emplace(port);
    QTRY_COMPARE_WITH_TIMEOUT(m_peer->get("/-/ready").status, 200, WaitMs);
    QVERIFY(write(*m_peer, promData(Now)));
}

void TestPromPrograms::cleanupTestCase()
{
    if (m_prometheus.state() == QProcess::NotRunning)
        return;
    m_prometheus.terminate();
    QVERIFY(m_prometheus.waitForFinished(WaitMs));
}

void TestPromPrograms::promtoolAsks_data()
{
    QTest::addColumn<QStringList>("arguments"); // SERVER stands for our address
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("instant") << QStringList{u"instant"_s, u"--time=1795341600"_s, u"SERVER"_s,
                                            u"sum by (job) (up)"_s}
                             << QByteArray("{job=\"api\"} => 2 @[1795341600]\n"
                                           "{job=\"db\"} => 1 @[1795341600]\n");
    QTest::newRow("a scalar") << QStringList{u"instant"_s, u"--time=1795341600"_s, u"SERVER"_s,
                                             u"1+1"_s}
                              << QByteArray("scalar: 2 @[1795341600]\n");
    QTest::newRow("range") << QStringList{u"range"_s,
                                          u"--start=1795341570"_s,
                                          u"--end=1795341600"_s,
                                          u"--step=15s"_s,
                                          u"SERVER"_s,
                                          u"requests_total{path=\"/pay\"}"_s}
                           << QByteArray("requests_total{path=\"/pay\"} =>\n54 @[1795341570]\n"
                                         "57 @[1795341585]\n60 @[1795341600]\n");
    QTest::newRow("series") << QStringList{u"series"_s, u"--match=up{job=\"api\"}"_s,
                                           u"--start=1795341000"_s, u"--end=1795341600"_s,
                                           u"SERVER"_s}
                            << QByteArray("{__name__=\"up\", instance=\"a:1\", job=\"api\"}\n"
                                          "{__name__=\"up\", instance=\"b:1\", job=\"api\"}\n");
    QTest::newRow("values of a label") << QStringList{u"labels"_s, u"--start=1795341000"_s,
                                                      u"--end=1795341600"_s, u"SERVER"_s, u"job"_s}
                                       << QByteArray("api\ndb\n");
}

void TestPromPrograms::promtoolAsks()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, answer);
    const QString program = QStandardPaths::findExecutable(u"promtool"_s);
    if (program.isEmpty())
        QSKIP("promtool is not installed");
    arguments.replaceInStrings(u"SERVER"_s, u"http://127.0.0.1:%1"_s.arg(m_server->http.port()));
    QProcess promtool;
    promtool.start(program, QStringList{u"query"_s} + arguments);
    QVERIFY(promtool.waitForFinished(WaitMs));
    QCOMPARE(promtool.readAllStandardOutput(), answer);
    QVERIFY2(promtool.exitCode() == 0, promtool.readAllStandardError());
}

void TestPromPrograms::prometheusAnswersTheSame_data()
{
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char *name, const QByteArray &path) { QTest::newRow(name) << path; };
    const auto instant = [&](const char *name, const char *query) {
        row(name, "query?time=1795341600.5&query=" + encoded(query));
    };
    const auto range = [&](const char *name, const char *query) {
        row(name, "query_range?start=1795341003&end=1795341600&step=15&query=" + encoded(query));
    };
    instant("a scalar", "1/3");
    instant("a small scalar", "1e-9");
    instant("a large scalar", "1e30");
    instant("a string", "\"a\\u0022\\n\\u00fc<>&\"");
    instant("a vector", "sort(up)");
    instant("small and large numbers",
            "vector(1e-7) or label_replace(vector(1.5e22),\"a\",\"b\",\"\",\"\")");
    instant("what is no number",
            "vector(NaN) or label_replace(vector(-Inf),\"a\",\"b\",\"\",\"\")");
    instant("nothing", "none");
    instant("a matrix", "requests_total[46s]");
    instant("a native histogram", "latency");
    instant("labels in brackets", "count by (job) (up)");
    range("a vector over time", "rate(requests_total[61s])");
    range("a scalar over time", "time()");
    range("a native histogram over time", "latency");
    range("nothing over time", "none");
    row("series", "series?match[]=up&match[]=requests_total{path=\"/\"}");
    row("names of labels", "labels");
    row("names of labels of some", "labels?match[]=up");
    row("values", "label/instance/values?match[]=up{job=\"api\"}");
    row("values of nothing", "label/none/values");
    row("series long ago", "series?match[]=up&end=1000");
    row("the query in order", "format_query?query=" + encoded("sum(rate(up[5m]))by(job)>1"));
    row("a long query in order",
        "format_query?query=" +
            encoded("sum by (job) (rate(requests_total{path=\"/a/very/long/path\"}[5m])) / "
                    "on (job) group_left sum by (job) (rate(requests_total[5m]))"));
    row("targets/metadata", "targets/metadata");
    row("rules", "rules");
    row("alerts", "alerts");
    row("alertmanagers", "alertmanagers");
    row("metadata", "metadata");
    row("exemplars of nothing", "query_exemplars?query=up&start=0&end=1");
}

void TestPromPrograms::prometheusAnswersTheSame()
{
    QFETCH(QByteArray, path);
    if (!m_peer)
        QSKIP("prometheus is not installed");
    QJsonObject ours = objectOf(m_client->get("/api/v1/" + path));
    QJsonObject theirs = objectOf(m_peer->get("/api/v1/" + path));
    for (QJsonObject *each : {&ours, &theirs}) {
        if ((*each)[u"data"].isArray())
            (*each)[u"data"] = sorted((*each)[u"data"].toArray());
    }
    QCOMPARE(QJsonDocument(ours).toJson(), QJsonDocument(theirs).toJson());
}

void TestPromPrograms::prometheusHasTheSameShape_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path :
         {"status/runtimeinfo", "status/buildinfo", "status/config", "status/tsdb",
          "status/walreplay", "targets", "query?query=up{", "query?query=1&stats=all",
          "query_range?query=up&start=0&end=11001&step=1", "query?query=up&time=x", "series"})
        QTest::newRow(path) << QByteArray(path);
}

/// What their answer has ours has, too, with values of the same type.
void TestPromPrograms::prometheusHasTheSameShape()
{
    QFETCH(QByteArray, path);
    if (!m_peer)
        QSKIP("prometheus is not installed");
    const Answer ours = m_client->get("/api/v1/" + path);
    const Answer theirs = m_peer->get("/api/v1/" + path);
    QCOMPARE(ours.status, theirs.status);
    QList<std::tuple<QString, QJsonObject, QJsonObject>> left{
        {QString(), objectOf(ours), objectOf(theirs)}};
    while (!left.isEmpty()) {
        const auto [at, mine, other] = left.takeFirst();
        for (auto each = other.begin(); each != other.end(); ++each) {
            const QString name = at + u'.' + each.key();
            QVERIFY2(mine.contains(each.key()), qPrintable(name));
            QVERIFY2(mine[each.key()].type() == each->type(), qPrintable(name));
            if (each->isObject())
                left.append({name, mine[each.key()].toObject(), each->toObject()});
        }
    }
    QCOMPARE(objectOf(ours)[u"errorType"], objectOf(theirs)[u"errorType"]);
}

/// A recording rule over our samples, whose result vmalert writes back to us.
void TestPromPrograms::vmalertRecords()
{
    const QString program = QStandardPaths::findExecutable(u"vmalert"_s);
    if (program.isEmpty())
        QSKIP("vmalert is not installed");
    QFile rules(m_folder.filePath(u"rules.yml"_s));
    QVERIFY(rules.open(QIODevice::WriteOnly));
    rules.write("groups:\n- name: ours\n  interval: 1s\n  rules:\n  - record: job:up:sum\n"
                "    expr: sum by (job) (up @ 1795341600)\n");
    rules.close();
    const QString address = u"http://127.0.0.1:%1"_s.arg(m_server->http.port());
    // It asks for now, and writes at that time.
    m_server->clock.set(SystemClock().nowMs());
    QProcess vmalert;
    vmalert.start(program, {u"-rule="_s + rules.fileName(), u"-datasource.url="_s + address,
                            u"-remoteWrite.url="_s + address, u"-remoteWrite.flushInterval=100ms"_s,
                            u"-httpListenAddr=127.0.0.1:0"_s});
    QVERIFY(vmalert.waitForStarted());
    const QByteArray path = "/api/v1/query?query=" + encoded("last_over_time(job:up:sum[1h])") +
                            "&time=" + QByteArray::number(SystemClock().nowMs() / 1000 + 120);
    QTRY_COMPARE_WITH_TIMEOUT(objectOf(m_client->get(path))[u"data"][u"result"].toArray().size(), 2,
                              WaitMs);
    vmalert.terminate();
    QVERIFY(vmalert.waitForFinished(WaitMs));
    const QJsonArray result = objectOf(m_client->get(path))[u"data"][u"result"].toArray();
    QCOMPARE(result[0][u"metric"][u"job"].toString(), u"api"_s);
    QCOMPARE(result[0][u"value"][1].toString(), u"2"_s);
    m_server->clock.set(Now);
}

QTEST_GUILESS_MAIN(TestPromPrograms)
#include "tst_promprograms.moc"
