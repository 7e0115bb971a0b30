// The real tinyobsd with its StatsD and Graphite ports, and clients that are not ours: hot-shots
// and plain datagrams of Node, and netcat.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;

QString scriptPath(const QString &name)
{
    return QStringLiteral(TINYOBS_CLIENTS) + u'/' + name;
}

/// Runs to its end with that input, and says what went wrong.
QByteArray run(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(WaitMs))
        return "does not end";
    return process.exitCode() == 0 ? QByteArray() : process.readAllStandardError() + "failed";
}

QByteArray runScript(const QString &name, const QStringList &arguments)
{
    return run(QStringLiteral(TINYOBS_NODE), QStringList(scriptPath(name)) + arguments);
}

} // namespace

class TestLineClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start({u"--statsd-port"_s, u"auto"_s, u"--graphite-port"_s, u"auto"_s}));
        m_statsd = QString::number(m_server.listenerPort(u"statsd"_s));
        m_graphite = QString::number(m_server.listenerPort(u"graphite"_s));
        QVERIFY(m_statsd != u"0"_s && m_graphite != u"0"_s);
    }

    void hotShots_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::newRow("hot-shots over UDP") << u"udp"_s;
        QTest::newRow("hot-shots over TCP") << u"tcp"_s;
    }
    void hotShots();
    void plainDatagrams();
    void netcat_data();
    void netcat();
    void refusalsAreSeen();
    void aRestartResetsCounters();

private:
    /// The newest value of the one series of that name and those labels, NaN when there is none.
    double newest(const QByteArray &name, const QByteArray &conditions = {});

    ServerProcess m_server;
    QString m_statsd;
    QString m_graphite;
};

double TestLineClients::newest(const QByteArray &name, const QByteArray &conditions)
{
    HttpClient http(m_server.port());
    const Answer answer = http.get("/api/metrics?limit=1&name=" + name + conditions);
    const QJsonArray metrics =
        QJsonDocument::fromJson(answer.body).object()[u"metrics"_s].toArray();
    return metrics.isEmpty() ? qQNaN() : metrics[0].toObject()[u"value"_s].toDouble();
}

void TestLineClients::hotShots()
{
    QFETCH(const QString, protocol);
    const QByteArray mine = "&protocol=" + protocol.toUtf8();
    QCOMPARE(runScript(u"statsd.mjs"_s, {protocol, m_statsd}), QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest("shop_orders", mine + "&route=/pay&env=test"), 100.0, WaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(newest("shop_users", mine), 3.0, WaitMs);
    QCOMPARE(newest("shop_sampled", mine), 20.0);
    QCOMPARE(newest("shop_queue_depth", mine), 17.0);
    QCOMPARE(newest("shop_level", mine), 7.5);
    QCOMPARE(newest("shop_render_count", mine), 100.0);
    QCOMPARE(newest("shop_render_sum", mine), 8.95);
    QCOMPARE(newest("shop_render_bucket", mine + "&le=0.1"), 61.0);
    QCOMPARE(newest("shop_payload_sum", mine), 2048.0);
    QCOMPARE(newest("shop_payload2_count", mine + "&kind=a&bare=true"), 1.0);
    HttpClient http(m_server.port());
    const QByteArray metadata = http.get("/api/v1/metadata").body;
    QVERIFY(metadata.contains(R"("shop_orders":[{"type":"counter")"));
    QVERIFY(metadata.contains(R"("shop_render":[{"type":"histogram","help":"","unit":"seconds"})"));
}

void TestLineClients::plainDatagrams()
{
    QCOMPARE(runScript(u"dgram.mjs"_s, {m_statsd, u"plain.hits:3|c\nplain.hits:4|c"_s,
                                        u"plain.temperature:-4|g|#room:a"_s}),
             QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest("plain_hits"), 7.0, WaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(newest("plain_temperature", "&room=a"), -4.0, WaitMs);
    QCOMPARE(runScript(u"dgram.mjs"_s, {m_graphite, u"plain.graphite;room=a 1.5"_s}), QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest("plain_graphite", "&room=a"), 1.5, WaitMs);
}

void TestLineClients::netcat_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<bool>("isStatsd");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("Graphite over TCP")
        << QStringList{u"-N"_s} << false << QByteArray("nc.tcp 1\nnc.graphite.tcp 5 -1")
        << QByteArray("nc_graphite_tcp");
    QTest::newRow("Graphite over UDP")
        << QStringList{u"-u"_s, u"-w1"_s} << false << QByteArray("nc.graphite.udp 5\n")
        << QByteArray("nc_graphite_udp");
    QTest::newRow("StatsD over TCP")
        << QStringList{u"-N"_s} << true << QByteArray("nc.statsd.tcp:2|c\nnc.statsd.tcp:3|c")
        << QByteArray("nc_statsd_tcp");
    QTest::newRow("StatsD over UDP")
        << QStringList{u"-u"_s, u"-w1"_s} << true << QByteArray("nc.statsd.udp:5|c")
        << QByteArray("nc_statsd_udp");
}

void TestLineClients::netcat()
{
    QFETCH(const QStringList, options);
    QFETCH(const bool, isStatsd);
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, name);
    const QString program = QStandardPaths::findExecutable(u"nc"_s);
    if (program.isEmpty())
        QSKIP("there is no nc on the PATH: install netcat-openbsd to run this test");
    const QStringList target{u"127.0.0.1"_s, isStatsd ? m_statsd : m_graphite};
    QCOMPARE(run(program, options + target, lines), QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest(name), 5.0, WaitMs);
}

void TestLineClients::refusalsAreSeen()
{
    QCOMPARE(runScript(u"dgram.mjs"_s, {m_graphite, u"good.one 1\nbad.one x"_s}), QByteArray());
    HttpClient http(m_server.port());
    const auto isSeen = [&] {
        const QByteArray body = http.get("/api/v1/status/ingest").body;
        return body.contains("line 2: value is not a number: 'x'") &&
               body.contains("udp:" + m_graphite.toUtf8()) &&
               body.contains("events are not kept"); // those of hot-shots
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(), WaitMs);
}

void TestLineClients::aRestartResetsCounters()
{
    QCOMPARE(runScript(u"dgram.mjs"_s, {m_statsd, u"again:1000|c"_s}), QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest("again"), 1000.0, WaitMs);
    m_server.stop();
    initTestCase();
    QCOMPARE(newest("again"), 1000.0);
    QCOMPARE(runScript(u"dgram.mjs"_s, {m_statsd, u"again:3|c"_s}), QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(newest("again"), 3.0, WaitMs);
}

QTEST_GUILESS_MAIN(TestLineClients)
#include "tst_lineclients.moc"
