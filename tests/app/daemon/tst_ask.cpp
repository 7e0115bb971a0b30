// The commands of the real tinyobsd that ask: a real server, a data folder with the same samples,
// and a server that wants a token.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <optional>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 30'000;

struct Outcome
{
    int status = -1; // -1: it did not end by itself
    QByteArray output;
    QByteArray errors;
};

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

/// Answers every request alike, and keeps what was asked.
class FakeServer : public QTcpServer
{
public:
    explicit FakeServer(QByteArray answer)
        : m_answer(std::move(answer))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                asked += socket->readAll();
                if (!asked.contains("\r\n\r\n"))
                    return;
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
        });
    }

    QByteArray asked;

private:
    QByteArray m_answer;
};

QByteArray answerOf(const char *status, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray(status) +
           "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
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
    void pushes_data();
    void pushes();
    void tailPrintsWhatComes();
    void tailSurvivesARestart();
    void sendsATokenAndThePathInFront();
    void saysThatATokenIsWanted();
    void givesUpWaiting();
    void aFolderInUseIsNotAsked();

private:
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// While a fake server in this thread answers.
    Outcome runBeside(const QStringList &arguments) const;
    Outcome ask(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return run(arguments + QStringList{u"--server"_s, m_url}, input);
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

std::unique_ptr<QProcess> TestAsk::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"COLUMNS", "TINYOBS_SERVER", "TINYOBS_TOKEN"})
        environment.remove(QString::fromLatin1(name));
    process->setProcessEnvironment(environment);
    process->start(qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s, arguments);
    return process;
}

Outcome TestAsk::run(const QStringList &arguments, const QByteArray &input) const
{
    const auto process = start(arguments);
    process->write(input);
    process->closeWriteChannel();
    if (!process->waitForFinished(WaitMs) || process->exitStatus() != QProcess::NormalExit)
        return {};
    return {process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
}

Outcome TestAsk::runBeside(const QStringList &arguments) const
{
    const auto process = start(arguments);
    if (!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, WaitMs))
        return {};
    return {process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
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
        const Outcome outcome = run(QStringList{command} + source + rest);
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
    const Outcome outcome = run({u"query"_s, u"depth[1ms]"_s, u"--csv"_s, u"--data"_s, m_folder});
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
    const Outcome folder = run({u"top"_s, u"--data"_s, m_folder});
    QVERIFY2(folder.output.contains("\ndepth "), folder.output + folder.errors);
    QCOMPARE(ask({u"top"_s, u"rat(up)"_s}).status, 4);
}

void TestAsk::pushes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("errors");
    QTest::addColumn<int>("status");
    const QByteArray one = "1 sample stored by " + m_url.toUtf8();
    const auto row = [](const char *name, const QStringList &arguments, const QByteArray &input,
                        const QByteArray &output, const QByteArray &errors, int status) {
        QTest::newRow(name) << arguments << input << output << errors << status;
    };
    row("a sample", {u"pushed"_s, u"-5"_s, u"-l"_s, u"a=b c"_s, u"--kind"_s, u"gauge"_s}, {},
        one + "\n", {}, 0);
    row("text with a label more", {u"--label"_s, u"more=x"_s}, "pushed 1\n", one + "\n", {}, 0);
    row("JSON", {}, "{\"metrics\":[{\"name\":\"pushed\",\"value\":1,\"labels\":{\"j\":\"1\"}}]}",
        one + "\n", {}, 0);
    row("OpenMetrics", {}, "# TYPE pushed gauge\npushed{o=\"1\"} 1\n# EOF\n", one + "\n", {}, 0);
    row("one good line and one bad one", {}, "pushed 1\npushed x\n", one + ", 1 refused\n",
        "tinyobsd: line 2: value 'x' is not a number\n", 4);
    row("a value that is none", {u"pushed"_s, u"many"_s}, {}, {},
        "tinyobsd: value 'many' is not a number\n", 2);
    row("a kind that is none", {u"pushed"_s, u"1"_s, u"--kind"_s, u"timer"_s}, {}, {},
        "tinyobsd: --kind: 'timer' is neither counter nor gauge\n", 2);
    row("a label that is none", {u"pushed"_s, u"1"_s, u"-l"_s, u"b"_s}, {}, {},
        "tinyobsd: --label: 'b' is not NAME=VALUE\n", 2);
    row("nothing", {}, {}, {}, "tinyobsd: standard input is empty: there is nothing to push\n", 2);
    row("into a folder", {u"pushed"_s, u"1"_s, u"--data"_s, u"x"_s}, {}, {},
        "tinyobsd: push needs a server: into a data folder samples come by tinyobsd import\n", 2);
}

void TestAsk::pushes()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, input);
    const Outcome outcome = ask(QStringList{u"push"_s} + arguments, input);
    QTEST(outcome.errors, "errors");
    QTEST(outcome.output, "output");
    QTEST(outcome.status, "status");
}

void TestAsk::tailPrintsWhatComes()
{
    QCOMPARE(ask({u"push"_s, u"followed"_s, u"1"_s}).status, 0);
    const auto tail =
        start({u"tail"_s, u"followed"_s, u"--json"_s, u"--since"_s, u"1m"_s, u"--server"_s, m_url});
    QByteArray lines;
    const auto read = [&](int count) {
        return QTest::qWaitFor(
            [&] {
                lines += tail->readAllStandardOutput();
                return lines.count('\n') >= count;
            },
            WaitMs);
    };
    QVERIFY(read(1)); // what was there before
    QCOMPARE(ask({u"push"_s, u"followed"_s, u"2.5"_s, u"-l"_s, u"a=b"_s}).status, 0);
    QVERIFY(read(2));
    // A late one, too.
    QCOMPARE(ask({u"push"_s, u"followed"_s, u"3"_s, u"--time"_s, u"-20s"_s}).status, 0);
    QVERIFY(read(3));
    const QList<QByteArray> all = lines.trimmed().split('\n');
    const QJsonObject second = QJsonDocument::fromJson(all[1]).object();
    QCOMPARE(second["value"_L1].toString(), u"2.5"_s);
    QCOMPARE(second["metric"_L1]["a"_L1].toString(), u"b"_s);
    QCOMPARE(QJsonDocument::fromJson(all[2])["value"_L1].toString(), u"3"_s);
    ::kill(pid_t(tail->processId()), SIGINT);
    QVERIFY(tail->waitForFinished(WaitMs));
    QCOMPARE(tail->exitStatus(), QProcess::NormalExit);
    QCOMPARE(tail->exitCode(), 0);
    QCOMPARE(tail->readAllStandardError(), QByteArray());
}

void TestAsk::tailSurvivesARestart()
{
    ServerProcess server;
    QVERIFY(server.start());
    const QString port = QString::number(server.port());
    const QString url = u"http://127.0.0.1:"_s + port;
    const auto tail = start({u"tail"_s, u"followed"_s, u"--since=1m"_s, u"--server"_s, url});
    QCOMPARE(run({u"push"_s, u"followed"_s, u"1"_s, u"--server"_s, url}).status, 0);
    QVERIFY(tail->waitForReadyRead(WaitMs));
    server.kill();
    QByteArray errors;
    const auto says = [&](const char *text) {
        return QTest::qWaitFor(
            [&] {
                errors += tail->readAllStandardError();
                return errors.contains(text);
            },
            WaitMs);
    };
    QVERIFY2(says("goes on trying"), errors);
    QVERIFY(server.start({u"--port"_s, port}));
    QCOMPARE(run({u"push"_s, u"followed"_s, u"2"_s, u"--server"_s, url}).status, 0);
    QVERIFY2(says("is answered again"), errors);
    QByteArray lines = tail->readAllStandardOutput();
    QVERIFY(QTest::qWaitFor(
        [&] {
            lines += tail->readAllStandardOutput();
            return lines.contains("  followed  2\n");
        },
        WaitMs));
    QCOMPARE(lines.count("  followed  1\n"), 1);
    tail->terminate();
    QVERIFY(tail->waitForFinished(WaitMs));
    QCOMPARE(tail->exitCode(), 0);
}

void TestAsk::sendsATokenAndThePathInFront()
{
    FakeServer server(answerOf("200 OK", "{\"status\":\"success\",\"data\":[\"a\"]}"));
    const Outcome outcome = runBeside({u"labels"_s, u"--token"_s, u"secret"_s, u"--server"_s,
                                       u"127.0.0.1:%1/in/front/"_s.arg(server.serverPort())});
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, QByteArray("a\n"));
    QVERIFY2(server.asked.startsWith("POST /in/front/api/v1/labels HTTP/1.1\r\n"), server.asked);
    QVERIFY2(server.asked.contains("\r\nAuthorization: Bearer secret\r\n"), server.asked);
}

void TestAsk::saysThatATokenIsWanted()
{
    FakeServer server(answerOf("401 Unauthorized", "{\"status\":\"error\",\"error\":\"who?\"}"));
    const QString url = u"http://127.0.0.1:%1"_s.arg(server.serverPort());
    const Outcome without = runBeside({u"query"_s, u"up"_s, u"--server"_s, url});
    QCOMPARE(without.errors, "tinyobsd: " + url.toUtf8() +
                                 " wants a token: say --token or set TINYOBS_TOKEN (401)\n");
    QCOMPARE(without.status, 3);
    const Outcome wrong = runBeside({u"query"_s, u"up"_s, u"--token=x"_s, u"--server"_s, url});
    QCOMPARE(wrong.errors, "tinyobsd: " + url.toUtf8() +
                               " does not know this token (401): see --token, TINYOBS_TOKEN\n");
    QCOMPARE(wrong.status, 3);
}

void TestAsk::givesUpWaiting()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString url = u"http://127.0.0.1:%1"_s.arg(silent.serverPort());
    const Outcome late = run({u"query"_s, u"up"_s, u"--timeout=200ms"_s, u"--server"_s, url});
    QCOMPARE(late.errors, "tinyobsd: " + url.toUtf8() +
                              " has not answered within 200ms: ask for less, or say --timeout\n");
    QCOMPARE(late.status, 3);
    silent.close();
    const Outcome gone = run({u"query"_s, u"up"_s, u"--server"_s, url});
    QVERIFY2(gone.errors.startsWith("tinyobsd: " + url.toUtf8() + " cannot be reached: "),
             gone.errors);
    QCOMPARE(gone.status, 3);
}

void TestAsk::aFolderInUseIsNotAsked()
{
    const Outcome used = run({u"query"_s, u"up"_s, u"--data"_s, m_server.dataDir()});
    QVERIFY2(used.errors.contains(" is already in use by process ") &&
                 used.errors.endsWith("or ask it with --server instead of --data\n"),
             used.errors);
    QCOMPARE(used.status, 3);
    const Outcome both = ask({u"query"_s, u"up"_s, u"--data"_s, m_folder});
    QCOMPARE(both.errors, QByteArray("tinyobsd: --server and --data: ask one of them\n"));
    QCOMPARE(both.status, 2);
}

QTEST_GUILESS_MAIN(TestAsk)
#include "tst_ask.moc"
