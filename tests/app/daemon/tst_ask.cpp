// The commands of the real tinyobsd that ask: of a real server, and of a data folder with the same
// samples.

#include "tests/app/daemon/program.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

/// A minute ago, in whole seconds.
const qint64 BaseMs = (QDateTime::currentSecsSinceEpoch() - 60) * 1000;

QString timeText(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ss.zzzZ"_s);
}

QByteArray textOf(const char *series, double value, qint64 timeMs)
{
    return QByteArray(series) + ' ' + QByteArray::number(value) + ' ' + QByteArray::number(timeMs) +
           '\n';
}

} // namespace

class TestAsk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void answers_data();
    void answers();
    void refuses_data();
    void refuses();
    void drawsACourse();
    void showsTheMomentOfTheNewestSampleOfAFolder();
    void topSortsByValue();
    void aFolderInUseIsNotAsked();
    void saysThatOutputCannotBeWritten();

private:
    Outcome ask(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return runProgram(arguments + QStringList{u"--server"_s, m_url}, input);
    }

    ServerProcess m_server;
    QString m_url;
    QString m_folder; // a copy of the server's
};

void TestAsk::initTestCase()
{
    QVERIFY(m_server.start({u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s}));
    m_url = u"http://127.0.0.1:%1"_s.arg(m_server.port());
    QByteArray text;
    for (int i = 0; i <= 7; ++i)
        text += textOf("depth{queue=\"mail\",zone=\"東京\"}", i, BaseMs - (7 - i) * 1000);
    text += textOf("depth{queue=\"print\",zone=\"東京\"}", 0.25, BaseMs);
    text += textOf("odd{a=\"line\\nbreak, \\\"quote\\\"\"}", 1, BaseMs);
    const Outcome pushed = ask({u"push"_s}, text);
    QCOMPARE(pushed.errors, QByteArray());
    QCOMPARE(pushed.output, "10 samples stored by " + m_url.toUtf8() + "\n");
    QCOMPARE(pushed.status, 0);
    HttpClient client(m_server.port());
    const Answer snapshot = client.post("/api/v1/admin/tsdb/snapshot", {});
    m_folder = QJsonDocument::fromJson(snapshot.body)["data"_L1]["path"_L1].toString();
    QVERIFY2(!m_folder.isEmpty(), snapshot.body);
}

void TestAsk::answers_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("output");
    QTest::addColumn<int>("status");
    const QString base = QString::number(BaseMs);
    const QString time = timeText(BaseMs);
    const QString seconds = QString::number(BaseMs / 1000);
    const auto query = [&](const char *expression, const QStringList &more = {}) {
        return QStringList{u"query"_s, QString::fromUtf8(expression), u"--time"_s, base} + more;
    };
    QTest::newRow("a table says what series share once")
        << query("depth")
        << QString::fromUtf8("depth{zone=\"東京\"}\nqueue  value\nmail       7\nprint   0.25\n")
        << 0;
    QTest::newRow("a series is a line") << query("sum(depth)") << u"{}  7.25\n"_s << 0;
    QTest::newRow("the order of the answer stays")
        << query("sort(depth)")
        << QString::fromUtf8("depth{zone=\"東京\"}\nqueue  value\nprint   0.25\nmail       7\n")
        << 0;
    QTest::newRow("a number is a number") << query("1 + 1.5") << u"2.5\n"_s << 0;
    QTest::newRow("a text is a text") << query("\"hello\"") << u"hello\n"_s << 0;
    QTest::newRow("an expression that begins with a dash")
        << QStringList{u"query"_s, u"--time"_s, base, u"--"_s, u"-sum(depth)"_s} << u"{}  -7.25\n"_s
        << 0;
    QTest::newRow("samples as they are have their time")
        << query("depth{queue=\"mail\"}[1500ms]")
        << u"depth{queue=\"mail\", zone=\"東京\"}\ntime                      value\n%1      6\n%2      7\n"_s
               .arg(timeText(BaseMs - 1000), time)
        << 0;
    QTest::newRow("control characters are escaped")
        << query("odd") << u"odd{a=\"line\\nbreak, \\\"quote\\\"\"}  1\n"_s << 0;
    QTest::newRow("nothing is nothing") << query("nosuch") << QString() << 0;
    QTest::newRow("CSV")
        << query("depth", {u"--csv"_s})
        << u"time,metric,queue,zone,value\n%1,depth,mail,東京,7\n%1,depth,print,東京,0.25\n"_s.arg(
               time)
        << 0;
    QTest::newRow("CSV in quotes")
        << query("odd", {u"--csv"_s})
        << u"time,metric,a,value\n%1,odd,\"line\nbreak, \"\"quote\"\"\",1\n"_s.arg(time) << 0;
    QTest::newRow("JSON is the server's")
        << query("sum(depth)", {u"--json"_s})
        << u"{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[%1,\"7.25\"]}]}\n"_s
               .arg(seconds)
        << 0;
    QTest::newRow("a limit") << query("sort(depth)", {u"--limit"_s, u"1"_s, u"--csv"_s})
                             << u"time,metric,queue,zone,value\n%1,depth,print,東京,0.25\n"_s.arg(
                                    time)
                             << 0;
    const auto condition = [&](const char *expression) {
        return QStringList{u"query"_s, u"--fail-if"_s, QString::fromUtf8(expression), u"--time"_s,
                           base};
    };
    QTest::newRow("a condition that holds") << condition("sum(depth) > 7") << u"{}  7.25\n"_s << 1;
    QTest::newRow("a condition that does not") << condition("sum(depth) > 8") << QString() << 0;
    QTest::newRow("a number that is not zero")
        << condition("scalar(sum(depth))") << u"7.25\n"_s << 1;
    QTest::newRow("a number that is zero") << condition("0") << QString() << 0;
    QTest::newRow("the second of two conditions")
        << condition("sum(depth) > 8") + QStringList{u"--fail-if"_s, u"vector(1)"_s} << u"{}  1\n"_s
        << 1;
    QTest::newRow("a query beside a condition")
        << query("vector(2)", {u"--fail-if"_s, u"vector(1) > 1"_s}) << u"{}  2\n"_s << 0;

    QTest::newRow("series") << QStringList{u"series"_s, u"depth"_s, u"odd"_s}
                            << u"depth{queue=\"mail\", zone=\"東京\"}\n"
                               "depth{queue=\"print\", zone=\"東京\"}\n"
                               "odd{a=\"line\\nbreak, \\\"quote\\\"\"}\n"_s
                            << 0;
    QTest::newRow("series as CSV")
        << QStringList{u"series"_s, u"depth"_s, u"--csv"_s}
        << u"metric,queue,zone\ndepth,mail,東京\ndepth,print,東京\n"_s << 0;
    QTest::newRow("names of labels")
        << QStringList{u"labels"_s} << u"__name__\na\nqueue\nzone\n"_s << 0;
    QTest::newRow("names of labels of some series")
        << QStringList{u"labels"_s, u"--match"_s, u"depth"_s} << u"__name__\nqueue\nzone\n"_s << 0;
    QTest::newRow("values of a label")
        << QStringList{u"labels"_s, u"queue"_s, u"--json"_s} << u"[\"mail\",\"print\"]\n"_s << 0;
    QTest::newRow("values as CSV")
        << QStringList{u"labels"_s, u"queue"_s, u"--csv"_s} << u"queue\nmail\nprint\n"_s << 0;
    QTest::newRow("values of a label that there is not")
        << QStringList{u"labels"_s, u"no.such"_s} << QString() << 0;
}

void TestAsk::answers()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, output);
    QFETCH(const int, status);
    // Options first, so that "--" may stand among the arguments.
    QStringList rest = arguments;
    const QString command = rest.takeFirst();
    const QStringList sources[] = {{u"--server"_s, m_url}, {u"--data"_s, m_folder}};
    for (const QStringList &source : sources) {
        const Outcome outcome = runProgram(QStringList{command} + source + rest);
        QCOMPARE(QString::fromUtf8(outcome.output), output);
        QCOMPARE(outcome.status, status);
        const bool saysSomething = status != 0 || arguments.contains(u"--limit"_s);
        QCOMPARE(outcome.errors.isEmpty(), !saysSomething);
    }
}

void TestAsk::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("errors");
    QTest::addColumn<int>("status");
    QTest::newRow("a query that cannot be read")
        << QStringList{u"query"_s, u"sum(rat(up))"_s}
        << QByteArray("1:5: parse error: unknown function with name \"rat\", did you mean "
                      "\"rate\"?\n  sum(rat(up))\n      ^\n")
        << 4;
    QTest::newRow("a range query that cannot be read")
        << QStringList{u"query-range"_s, u"up{a=b}"_s}
        << QByteArray("1:6: parse error: unexpected identifier \"b\" in label matching, expected "
                      "string\n  up{a=b}\n       ^\n")
        << 4;
    QTest::newRow("a condition that cannot be read")
        << QStringList{u"query"_s, u"--fail-if"_s, u"up >"_s}
        << QByteArray("1:5: parse error: unexpected end of input\n  up >\n      ^\n") << 4;
    QTest::newRow("a query that cannot be answered")
        << QStringList{u"query"_s, u"label_replace(depth, \"queue\", \"x\", \"\", \"\")"_s}
        << QByteArray("vector cannot contain metrics with the same labelset\n") << 4;
    QTest::newRow("too many steps")
        << QStringList{u"query-range"_s, u"up"_s, u"--since"_s, u"1d"_s, u"--step"_s, u"1s"_s}
        << QByteArray("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing "
                      "the query resolution (?step=XX)\n")
        << 4;
    QTest::newRow("no query") << QStringList{u"query"_s}
                              << QByteArray("query needs an argument: EXPR, or --fail-if EXPR (see "
                                            "tinyobsd query --help)\n")
                              << 2;
    QTest::newRow("two shapes") << QStringList{u"query"_s, u"up"_s, u"--json"_s, u"--csv"_s}
                                << QByteArray("--json and --csv: choose one of them\n") << 2;
    QTest::newRow("a limit that is none")
        << QStringList{u"series"_s, u"up"_s, u"--limit"_s, u"-1"_s}
        << QByteArray("--limit: '-1' is not a whole number above 0\n") << 2;
    QTest::newRow("a switch with a value")
        << QStringList{u"query"_s, u"up"_s, u"--json=yes"_s}
        << QByteArray("--json takes no value (see tinyobsd query --help)\n") << 2;
    QTest::newRow("an end before the start")
        << QStringList{u"query-range"_s, u"up"_s, u"--start"_s, u"-1h"_s, u"--end"_s, u"-2h"_s}
        << QByteArray("--start is later than --end\n") << 2;
    QTest::newRow("a duration that is none")
        << QStringList{u"query-range"_s, u"up"_s, u"--step"_s, u"often"_s}
        << QByteArray("--step: 'often' is not a duration such as 15s, 5m or 1h\n") << 2;
    QTest::newRow("an expression that is followed")
        << QStringList{u"tail"_s, u"sum(up)"_s}
        << QByteArray(
               "1:8: parse error: ranges only allowed for vector selectors\n  sum(up)\n       "
               "  ^\n")
        << 4;
}

void TestAsk::refuses()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, errors);
    QFETCH(const int, status);
    const Outcome outcome = ask(arguments);
    QCOMPARE(outcome.errors, "tinyobsd: " + errors);
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.output, QByteArray());
}

void TestAsk::drawsACourse()
{
    const QStringList range{u"query-range"_s, u"depth"_s,
                            u"--start"_s,     QString::number(BaseMs - 9000),
                            u"--end"_s,       QString::number(BaseMs),
                            u"--step=1s"_s};
    const auto shown = [](qint64 timeMs) {
        return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    };
    const Outcome table = ask(range);
    QCOMPARE(QString::fromUtf8(table.output),
             u"%1 to %2 UTC, every 1s\n"
             "depth{zone=\"東京\"}\n"
             "queue  course       min   max  last\n"
             "mail     ▁▂▃▄▅▆▇█     0     7     7\n"
             "print           ▄  0.25  0.25  0.25\n"_s.arg(shown(BaseMs - 9000), shown(BaseMs)));
    QCOMPARE(table.errors, QByteArray());
    QCOMPARE(table.status, 0);
    const Outcome csv = ask(range + QStringList{u"--csv"_s});
    QCOMPARE(csv.output.count('\n'), 10);
    QVERIFY2(csv.output.contains(timeText(BaseMs - 1000).toUtf8() + ",depth,mail,東京,6\n"),
             csv.output);
}

void TestAsk::showsTheMomentOfTheNewestSampleOfAFolder()
{
    const Outcome outcome =
        runProgram({u"query"_s, u"depth[1ms]"_s, u"--csv"_s, u"--data"_s, m_folder});
    QCOMPARE(outcome.errors, QByteArray());
    QVERIFY2(outcome.output.contains("\n" + timeText(BaseMs).toUtf8() + ",depth,mail,"),
             outcome.output);
}

void TestAsk::topSortsByValue()
{
    const QStringList top{u"top"_s, u"max_over_time(depth[5m])"_s, u"--limit=1"_s};
    QCOMPARE(ask(top).output, QByteArray("{queue=\"mail\", zone=\"東京\"}  7\n"));
    const Outcome metrics = ask({u"top"_s});
    QVERIFY2(metrics.output.startsWith("metric"), metrics.output);
    QVERIFY2(metrics.output.contains("\ndepth "), metrics.output);
    const Outcome folder = runProgram({u"top"_s, u"--data"_s, m_folder});
    QVERIFY2(folder.output.contains("\ndepth "), folder.output + folder.errors);
    QCOMPARE(ask({u"top"_s, u"rat(up)"_s}).status, 4);
}

void TestAsk::aFolderInUseIsNotAsked()
{
    const Outcome used = runProgram({u"query"_s, u"up"_s, u"--data"_s, m_server.dataDir()});
    QVERIFY2(used.errors.contains(" is already in use by process ") &&
                 used.errors.endsWith("or ask it with --server instead of --data\n"),
             used.errors);
    QCOMPARE(used.status, 3);
    const Outcome both = ask({u"query"_s, u"up"_s, u"--data"_s, m_folder});
    QCOMPARE(both.errors, QByteArray("tinyobsd: --server and --data: ask one of them\n"));
    QCOMPARE(both.status, 2);
}

void TestAsk::saysThatOutputCannotBeWritten()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("there is no /dev/full here");
    QProcess process;
    process.setStandardOutputFile(u"/dev/full"_s);
    process.start(qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s,
                  {u"labels"_s, u"--server"_s, m_url});
    QVERIFY(process.waitForFinished(ProgramWaitMs));
    QVERIFY(
        process.readAllStandardError().startsWith("tinyobsd: standard output cannot be written: "));
    QCOMPARE(process.exitCode(), 3);
}

QTEST_GUILESS_MAIN(TestAsk)
#include "tst_ask.moc"
