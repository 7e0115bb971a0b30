// VictoriaMetrics' export over real HTTP: what was imported comes out again, at the client's pace.

#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;
constexpr int LargeSeries = 100;
constexpr int SamplesPerSeries = 4000; // 400,000 in all: several times what may wait unsent

const QByteArray Odd =
    R"({"metric":{"__name__":"ex_odd","job":"a \"b\" \\ é"},)"
    R"("values":[0.1,-1e+300,5e-324,"Infinity","-Infinity",null,1795341600],)"
    R"("timestamps":[1795341590000,1795341590001,1795341590002,1795341590003,1795341590004,)"
    R"(1795341590005,1795341600000]})"
    "\n";

/// Samples a second apart, the last one now.
QByteArray largeLine(int series)
{
    QByteArray values;
    QByteArray times;
    for (int i = 0; i < SamplesPerSeries; ++i) {
        values += (i ? "," : "") + QByteArray::number(series * 1000.25 + i * 0.5, 'g', 17);
        times += (i ? "," : "") + QByteArray::number(Now - 1000LL * (SamplesPerSeries - 1 - i));
    }
    return "{\"metric\":{\"__name__\":\"ex_large\",\"n\":\"" + QByteArray::number(series) +
           "\"},\"values\":[" + values + "],\"timestamps\":[" + times + "]}\n";
}

int samplesIn(const QByteArray &lines)
{
    int samples = 0;
    for (const QByteArray &line : lines.split('\n'))
        samples += int(QJsonDocument::fromJson(line)[u"values"].toArray().size());
    return samples;
}

/// Empty when the last chunk is missing.
QByteArray unchunked(QByteArray body)
{
    QByteArray plain;
    for (;;) {
        const qsizetype end = body.indexOf("\r\n");
        bool isNumber = false;
        const qsizetype size = body.left(end).toInt(&isNumber, 16);
        if (end < 0 || !isNumber || body.size() < end + size + 4)
            return {};
        if (size == 0)
            return plain;
        plain += body.mid(end + 2, size);
        body.remove(0, end + size + 4);
    }
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCOMPARE(m_client.post("/api/v1/import", Odd).status, 204);
        for (int first = 0; first < LargeSeries; first += 20) {
            QByteArray body;
            for (int i = first; i < first + 20; ++i)
                body += largeLine(i);
            QCOMPARE(m_client.post("/api/v1/import", body).status, 204);
        }
    }

    void exportsWhatWasImported()
    {
        const Answer answer = m_client.get("/api/v1/export?match[]=ex_odd");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Content-Type"),
                 QByteArray("application/stream+json; charset=utf-8"));
        QCOMPARE(answer.body, Odd);
        QCOMPARE(m_client.post("/api/v1/import", answer.body).status, 204);
        QCOMPARE(m_client.get("/api/v1/export?match[]=ex_odd").body, Odd);
    }

    void takesItsParametersFromAForm()
    {
        const Answer answer =
            m_client.post("/api/v1/export", "match%5B%5D=%7Bjob%3D~%22a.%2A%22%7D",
                          {{"Content-Type", "application/x-www-form-urlencoded"}});
        QCOMPARE(answer.body, Odd);
    }

    void narrows_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("lines");
        QTest::addColumn<int>("samples");
        const auto row = [](const char *title, const char *query, int lines, int samples) {
            QTest::newRow(title) << QByteArray(query) << lines << samples;
        };
        row("a start", "match[]=ex_odd&start=1795341590004", 1, 3);
        row("an end in seconds", "match[]=ex_odd&end=1795341599", 1, 6);
        row("both, around nothing", "match[]=ex_odd&start=1795341591&end=1795341592", 0, 0);
        row("fewer samples in a line", "match[]=ex_odd&max_rows_per_line=3", 3, 7);
        row("selectors that meet", "match[]=ex_odd&match[]={job!=\"\"}", 1, 7);
        row("what is not there", "match[]=ex_none", 0, 0);
        row("what others have", "match[]=ex_odd&reduce_mem_usage=1&format=x", 1, 7);
    }
    void narrows()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, lines);
        QFETCH(int, samples);
        const Answer answer = m_client.get("/api/v1/export?" + query);
        QCOMPARE(answer.status, 200);
        QCOMPARE(int(answer.body.count('\n')), lines);
        QCOMPARE(samplesIn(answer.body), samples);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *title, const char *query, const QString &error) {
            QTest::newRow(title) << QByteArray(query) << error;
        };
        row("no selector", "", u"match[] is missing, expected a selector"_s);
        row("a selector that is none", "match[]={", u"match[]: "_s);
        row("a time that is none", "match[]=a&start=noon", u"parameter start is 'noon'"_s);
        row("no samples in a line", "match[]=a&max_rows_per_line=0",
            u"parameter max_rows_per_line is '0'"_s);
    }
    void refuses()
    {
        QFETCH(QByteArray, query);
        QFETCH(QString, error);
        const Answer answer = m_client.get("/api/v1/export?" + query);
        QCOMPARE(answer.status, 400);
        const QString said = QJsonDocument::fromJson(answer.body)[u"error"].toString();
        QVERIFY2(said.startsWith(error), answer.body);
    }

    void streamsAtThePaceOfTheReader_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("in chunks") << QByteArray("1.1");
        QTest::newRow("to the end of the connection for HTTP/1.0") << QByteArray("1.0");
    }
    void streamsAtThePaceOfTheReader()
    {
        QFETCH(QByteArray, version);
        QTcpSocket socket;
        socket.setReadBufferSize(16 << 10);
        ask(socket, version);
        QByteArray answer;
        while (socket.waitForReadyRead(WaitMs) || socket.bytesAvailable() > 0)
            answer += socket.readAll();
        const qsizetype end = answer.indexOf("\r\n\r\n");
        const QByteArray head = answer.left(end).toLower();
        QVERIFY2(head.contains(" 200 ok"), head);
        const bool isChunked = version == "1.1";
        QCOMPARE(head.contains("transfer-encoding: chunked"), isChunked);
        const QByteArray body = isChunked ? unchunked(answer.mid(end + 4)) : answer.mid(end + 4);
        QVERIFY(body.size() > 2 << 20);
        QCOMPARE(samplesIn(body), LargeSeries * SamplesPerSeries);
    }

    void endsWhenTheClientLeaves()
    {
        for (int i = 0; i < 8; ++i) { // more than may run at a time
            QTRY_VERIFY_WITH_TIMEOUT(leavesWithin(), WaitMs);
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_client.get("/api/v1/export?match[]=ex_odd").body, Odd, WaitMs);
    }

private:
    void ask(QTcpSocket &socket, const QByteArray &version)
    {
        socket.connectToHost(u"127.0.0.1"_s, m_server.http.port());
        socket.write("GET /api/v1/export?match[]=ex_large HTTP/" + version +
                     "\r\nHost: localhost\r\n\r\n");
    }
    /// Whether it was served until it left.
    bool leavesWithin()
    {
        QTcpSocket socket;
        socket.setReadBufferSize(4 << 10);
        ask(socket, "1.1");
        if (!socket.waitForReadyRead(WaitMs))
            return false;
        const bool isServed = socket.readAll().startsWith("HTTP/1.1 200");
        socket.abort();
        return isServed;
    }

    TestServer m_server;
    HttpClient m_client{m_server.http.port()};
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
