// The real program against a server that the test plays.

#include "tests/example/client/receiver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QString program()
{
    return qEnvironmentVariable("TINYOBS_BIN_DIR") + "/tinyobs-example"_L1;
}

struct Answer
{
    int status = 0;
    QByteArray body;
    QByteArray contentSecurityPolicy;

    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

// The program with its port read from what it prints; ended with the object.
class Example
{
public:
    explicit Example(const QStringList &arguments)
    {
        m_process.start(program(), QStringList{u"--port"_s, u"0"_s} + arguments);
        while (!m_output.contains("Dashboard: ") && m_process.waitForReadyRead(30'000))
            m_output += m_process.readAllStandardOutput();
        const QByteArray url = m_output.left(m_output.indexOf('\n'));
        m_base = QUrl(QString::fromLatin1(url.mid(url.lastIndexOf(' ') + 1)));
    }
    ~Example()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    Answer send(const QByteArray &method, const char *path, const QByteArray &body = {},
                const QByteArray &origin = {})
    {
        QNetworkRequest request(m_base.resolved(QUrl(QString::fromLatin1(path))));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        if (!origin.isEmpty())
            request.setRawHeader("Origin", origin);
        QNetworkReply *const reply = m_network.sendCustomRequest(request, method, body);
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 30'000))
            return {};
        const Answer answer{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                            reply->readAll(), reply->rawHeader("Content-Security-Policy")};
        reply->deleteLater();
        return answer;
    }

    QJsonObject state() { return send("GET", "/state").json(); }
    QProcess &process() { return m_process; }
    const QByteArray &output() const { return m_output; }
    QByteArray origin() const { return m_base.toString().toLatin1(); }
    quint16 port() const { return quint16(m_base.port()); }

private:
    QProcess m_process;
    QNetworkAccessManager m_network;
    QByteArray m_output;
    QUrl m_base;
};

QStringList quickly(const Receiver &receiver)
{
    return {u"--target"_s, receiver.url().toString(), u"--interval"_s, u"100ms"_s};
}

bool activeFault(const QJsonObject &state, const char *id)
{
    for (const QJsonValue &fault : state[u"faults"].toArray()) {
        if (fault[u"id"].toString() == QLatin1StringView(id))
            return fault[u"active"].toBool();
    }
    return false;
}

double lastValue(const Receiver &receiver, const QJsonObject &labels, const QString &name)
{
    const QJsonArray samples = receiver.samples();
    for (qsizetype i = samples.size() - 1; i >= 0; --i) {
        if (samples[i][u"name"].toString() == name && samples[i][u"labels"].toObject() == labels)
            return samples[i][u"value"].toDouble();
    }
    return -1;
}

} // namespace

class tst_ExampleProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhereItIs();
    void pushesToTheServer();
    void measuresRealRequests();
    void answersItsEndpoints_data();
    void answersItsEndpoints();
    void servesItsPage();
    void switchesFaults();
    void keepsOtherSitesOut_data();
    void keepsOtherSitesOut();
    void survivesARestartingServer();
    void endsWithALastPush();
    void endsWithoutAServer();
    void refusesBadStarts_data();
    void refusesBadStarts();
    void refusesAPortInUse();
    void printsItsVersion();
};

void tst_ExampleProgram::saysWhereItIs()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    QVERIFY(example.port() != 0);
    QCOMPARE(example.output(),
             "TinyObs example listening on http://127.0.0.1:" + QByteArray::number(example.port()) +
                 "\nDashboard: " + receiver.url().toString().toLatin1() + "\n");
}

void tst_ExampleProgram::pushesToTheServer()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    QTRY_VERIFY(receiver.bodies().size() >= 5);
    QTRY_VERIFY(lastValue(receiver,
                          {{u"service"_s, u"catalog"_s},
                           {u"version"_s, u"1.12.0"_s},
                           {u"method"_s, u"GET"_s},
                           {u"route"_s, u"/api/v1/products"_s},
                           {u"status"_s, u"200"_s}},
                          u"http_requests_total"_s) > 10);
    const QJsonObject push = example.state()[u"push"].toObject();
    QCOMPARE(push[u"link"].toString(), u"connected"_s);
    QVERIFY(push[u"sent"].toInt() > 1000);
}

void tst_ExampleProgram::measuresRealRequests()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver) + QStringList{u"--no-traffic"_s});
    for (int i = 0; i < 3; ++i)
        QCOMPARE(example.send("GET", "/api/v1/users").status, 200);
    QCOMPARE(example.send("POST", "/checkout", R"({"product":9})").status, 422);

    QJsonObject labels{
        {u"service"_s, u"example"_s}, {u"method"_s, u"GET"_s}, {u"route"_s, u"/api/v1/users"_s}};
    QTRY_COMPARE(lastValue(receiver, labels, u"http_request_duration_seconds_count"_s), 3.0);
    labels[u"status"] = u"200"_s;
    QTRY_COMPARE(lastValue(receiver, labels, u"http_requests_total"_s), 3.0);
    labels = {{u"service"_s, u"example"_s},
              {u"method"_s, u"POST"_s},
              {u"route"_s, u"/checkout"_s},
              {u"status"_s, u"422"_s}};
    QTRY_COMPARE(lastValue(receiver, labels, u"http_requests_total"_s), 1.0);
}

void tst_ExampleProgram::answersItsEndpoints_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");

    const auto row = [](const char *name, const char *method, const char *path, const char *body,
                        int status, const char *part) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(body) << status
                            << QByteArray(part);
    };
    row("users", "GET", "/api/v1/users", "", 200, "\"name\":\"Ada\"");
    row("products", "GET", "/api/v1/products", "", 200, "\"euros\":39.9");
    row("orders", "GET", "/api/v1/orders", "", 200, "\"id\":1001");
    row("health", "GET", "/health", "", 200, "\"status\":\"ok\"");
    row("an order", "POST", "/checkout", R"({"product":2,"quantity":4})", 201, "\"euros\":30");
    row("an order of no product", "POST", "/checkout", "{}", 422, "no such product");
    row("an order of too many", "POST", "/checkout", R"({"product":2,"quantity":101})", 422,
        "quantity is 101");
    row("an order that is no JSON", "POST", "/checkout", "nonsense", 422, "no such product");
    row("a wrong method", "GET", "/checkout", "", 405, "/checkout answers POST only");
    row("an unknown path", "GET", "/api/v2", "", 404, "no such path: /api/v2");
    row("an unknown fault", "POST", "/faults/fire/start", "", 404, "no such fault");
    row("an unknown action", "POST", "/faults/error-burst/pause", "", 404,
        "no such fault or action");
}

void tst_ExampleProgram::answersItsEndpoints()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    const Answer answer = example.send(method, path.constData(), body);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(part), answer.body.constData());
}

void tst_ExampleProgram::servesItsPage()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    const Answer page = example.send("GET", "/");
    QCOMPARE(page.status, 200);
    QVERIFY(page.contentSecurityPolicy.startsWith("default-src 'none'"));
    QVERIFY(!page.body.contains("http://") && !page.body.contains("https://"));
    for (const char *asset : {"/page.css", "/page.js", "/icon.svg"}) {
        QVERIFY2(page.body.contains(asset), asset);
        QVERIFY2(example.send("GET", asset).body.size() > 100, asset);
    }
    const QJsonObject about = example.send("GET", "/about").json();
    QCOMPARE(about[u"dashboard"].toString(), receiver.url().toString());
    QCOMPARE(about[u"faults"].toArray().size(), 6);
    QVERIFY(about[u"workloads"].toArray().size() > 10);
}

void tst_ExampleProgram::switchesFaults()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    QVERIFY(!activeFault(example.state(), "cardinality-bomb"));
    const Answer on = example.send("POST", "/faults/cardinality-bomb/start", {}, example.origin());
    QCOMPARE(on.status, 200);
    QVERIFY(activeFault(on.json(), "cardinality-bomb"));
    QTRY_VERIFY(lastValue(receiver, {{u"service"_s, u"checkout"_s}, {u"session"_s, u"s3"_s}},
                          u"session_cart_items"_s) > 0);
    const Answer off = example.send("POST", "/faults/cardinality-bomb/stop");
    QVERIFY(!activeFault(off.json(), "cardinality-bomb"));
}

void tst_ExampleProgram::keepsOtherSitesOut_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::newRow("another site") << "http://evil.example"_ba;
    QTest::newRow("another port of this machine") << "http://127.0.0.1:1"_ba;
    QTest::newRow("an opaque origin") << "null"_ba;
}

void tst_ExampleProgram::keepsOtherSitesOut()
{
    QFETCH(QByteArray, origin);
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    QCOMPARE(example.send("POST", "/faults/error-burst/start", {}, origin).status, 403);
    QVERIFY(!activeFault(example.state(), "error-burst"));
}

void tst_ExampleProgram::survivesARestartingServer()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example(quickly(receiver));
    QTRY_VERIFY(receiver.bodies().size() >= 2);
    receiver.stop();
    QTRY_COMPARE(example.state()[u"push"][u"link"].toString(), u"away"_s);
    QTRY_VERIFY(example.state()[u"push"][u"waiting"].toInt() > 1000);
    const qsizetype before = receiver.bodies().size();
    QVERIFY(receiver.start());
    QTRY_VERIFY_WITH_TIMEOUT(receiver.bodies().size() > before, 30'000);
    QTRY_COMPARE(example.state()[u"push"][u"link"].toString(), u"connected"_s);
    QCOMPARE(example.state()[u"push"][u"dropped"].toInt(), 0);

    const QByteArray log = example.process().readAllStandardError();
    QCOMPARE(log.count("cannot push to"), 1);
    QCOMPARE(log.count("is back after"), 1);
}

void tst_ExampleProgram::endsWithALastPush()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Example example({u"--target"_s, receiver.url().toString(), u"--interval"_s, u"15s"_s});
    QTRY_COMPARE(receiver.bodies().size(), 1);
    example.process().terminate();
    QTRY_COMPARE(receiver.bodies().size(), 2);
    QTRY_COMPARE(example.process().state(), QProcess::NotRunning);
    QCOMPARE(example.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(example.process().exitCode(), 0);
}

void tst_ExampleProgram::endsWithoutAServer()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    receiver.stop();
    Example example(quickly(receiver));
    example.process().terminate();
    QTRY_COMPARE(example.process().state(), QProcess::NotRunning);
    QCOMPARE(example.process().exitCode(), 0);
}

void tst_ExampleProgram::refusesBadStarts_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("an unknown option")
        << QStringList{u"--foo"_s} << "tinyobs-example: unknown option '--foo', see --help\n"_ba;
    QTest::newRow("a bad value")
        << QStringList{u"--interval"_s, u"2"_s}
        << "tinyobs-example: --interval '2': use 100ms to 15s, such as 2s\n"_ba;
}

void tst_ExampleProgram::refusesBadStarts()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    QProcess process;
    process.start(program(), arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 2);
    QCOMPARE(process.readAllStandardError(), message);
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
}

void tst_ExampleProgram::refusesAPortInUse()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    QProcess process;
    process.start(program(), {u"--port"_s, QString::number(taken.serverPort())});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 1);
    const QByteArray message = process.readAllStandardError();
    QVERIFY2(message.startsWith("tinyobs-example: cannot listen on 127.0.0.1:"),
             message.constData());
    QVERIFY(message.endsWith("choose another with --port\n"));
    QCOMPARE(message.count('\n'), 1);
}

void tst_ExampleProgram::printsItsVersion()
{
    QProcess process;
    process.start(program(), {u"--version"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().startsWith("tinyobs-example "));
}

QTEST_GUILESS_MAIN(tst_ExampleProgram)
#include "tst_exampleprogram.moc"
