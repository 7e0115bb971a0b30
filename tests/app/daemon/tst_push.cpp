// push, tail, and how a server is reached, with the real tinyobsd.

#include "tests/app/daemon/program.h"
#include "tests/integration/serverprocess.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

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

class TestPush : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void pushes_data();
    void pushes();
    void tailPrintsWhatComes();
    void tailSurvivesARestart();
    void sendsATokenAndThePathInFront();
    void saysThatATokenIsWanted();
    void givesUpWaiting();

private:
    Outcome ask(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return runProgram(arguments + QStringList{u"--server"_s, m_url}, input);
    }

    ServerProcess m_server;
    QString m_url;
};

void TestPush::initTestCase()
{
    QVERIFY(m_server.start());
    m_url = u"http://127.0.0.1:%1"_s.arg(m_server.port());
}

void TestPush::pushes_data()
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

void TestPush::pushes()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, input);
    const Outcome outcome = ask(QStringList{u"push"_s} + arguments, input);
    QTEST(outcome.errors, "errors");
    QTEST(outcome.output, "output");
    QTEST(outcome.status, "status");
}

void TestPush::tailPrintsWhatComes()
{
    QCOMPARE(ask({u"push"_s, u"followed"_s, u"1"_s}).status, 0);
    const auto tail = startProgram(
        {u"tail"_s, u"followed"_s, u"--json"_s, u"--since"_s, u"1m"_s, u"--server"_s, m_url});
    QByteArray lines;
    const auto read = [&](int count) {
        return QTest::qWaitFor(
            [&] {
                lines += tail->readAllStandardOutput();
                return lines.count('\n') >= count;
            },
            ProgramWaitMs);
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
    QVERIFY(tail->waitForFinished(ProgramWaitMs));
    QCOMPARE(tail->exitStatus(), QProcess::NormalExit);
    QCOMPARE(tail->exitCode(), 0);
    QCOMPARE(tail->readAllStandardError(), QByteArray());
}

void TestPush::tailSurvivesARestart()
{
    ServerProcess server;
    QVERIFY(server.start());
    const QString port = QString::number(server.port());
    const QString url = u"http://127.0.0.1:"_s + port;
    const auto tail = startProgram({u"tail"_s, u"followed"_s, u"--since=1m"_s, u"--server"_s, url});
    QCOMPARE(runProgram({u"push"_s, u"followed"_s, u"1"_s, u"--server"_s, url}).status, 0);
    QVERIFY(QTest::qWaitFor([&] { return tail->bytesAvailable() > 0; }, ProgramWaitMs));
    server.kill();
    QByteArray errors;
    const auto says = [&](const char *text) {
        return QTest::qWaitFor(
            [&] {
                errors += tail->readAllStandardError();
                return errors.contains(text);
            },
            ProgramWaitMs);
    };
    QVERIFY2(says("goes on trying"), errors);
    QVERIFY(server.start({u"--port"_s, port}));
    QCOMPARE(runProgram({u"push"_s, u"followed"_s, u"2"_s, u"--server"_s, url}).status, 0);
    QVERIFY2(says("is answered again"), errors);
    QByteArray lines = tail->readAllStandardOutput();
    QVERIFY(QTest::qWaitFor(
        [&] {
            lines += tail->readAllStandardOutput();
            return lines.contains("  followed  2\n");
        },
        ProgramWaitMs));
    QCOMPARE(lines.count("  followed  1\n"), 1);
    tail->terminate();
    QVERIFY(tail->waitForFinished(ProgramWaitMs));
    QCOMPARE(tail->exitCode(), 0);
}

void TestPush::sendsATokenAndThePathInFront()
{
    FakeServer server(answerOf("200 OK", "{\"status\":\"success\",\"data\":[\"a\"]}"));
    const Outcome outcome = runProgram({u"labels"_s, u"--token"_s, u"secret"_s, u"--server"_s,
                                        u"127.0.0.1:%1/in/front/"_s.arg(server.serverPort())});
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.output, QByteArray("a\n"));
    QVERIFY2(server.asked.startsWith("POST /in/front/api/v1/labels HTTP/1.1\r\n"), server.asked);
    QVERIFY2(server.asked.contains("\r\nAuthorization: Bearer secret\r\n"), server.asked);
}

void TestPush::saysThatATokenIsWanted()
{
    FakeServer server(answerOf("401 Unauthorized", "{\"status\":\"error\",\"error\":\"who?\"}"));
    const QString url = u"http://127.0.0.1:%1"_s.arg(server.serverPort());
    const Outcome without = runProgram({u"query"_s, u"up"_s, u"--server"_s, url});
    QCOMPARE(without.errors, "tinyobsd: " + url.toUtf8() +
                                 " wants a token: say --token or set TINYOBS_TOKEN (401)\n");
    QCOMPARE(without.status, 3);
    const Outcome wrong = runProgram({u"query"_s, u"up"_s, u"--token=x"_s, u"--server"_s, url});
    QCOMPARE(wrong.errors, "tinyobsd: " + url.toUtf8() +
                               " does not know this token (401): see --token, TINYOBS_TOKEN\n");
    QCOMPARE(wrong.status, 3);
}

void TestPush::givesUpWaiting()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString url = u"http://127.0.0.1:%1"_s.arg(silent.serverPort());
    const Outcome late =
        runProgram({u"query"_s, u"up"_s, u"--timeout=200ms"_s, u"--server"_s, url});
    QCOMPARE(late.errors, "tinyobsd: " + url.toUtf8() +
                              " has not answered within 200ms: ask for less, or say --timeout\n");
    QCOMPARE(late.status, 3);
    silent.close();
    const Outcome gone = runProgram({u"query"_s, u"up"_s, u"--server"_s, url});
    QVERIFY2(gone.errors.startsWith("tinyobsd: " + url.toUtf8() + " cannot be reached: "),
             gone.errors);
    QCOMPARE(gone.status, 3);
}

QTEST_GUILESS_MAIN(TestPush)
#include "tst_push.moc"
