// InfluxDB's line protocol over real HTTP: what its clients get for an answer, and what is stored.

#include "tests/integration/httpclient.h"
#include "tests/integration/packing.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

class TestInflux : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWhatIsSent_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("time");
        const auto row = [](const char *title, const char *target, const char *time) {
            QTest::newRow(title) << QByteArray(target) << QByteArray(time);
        };
        row("InfluxDB 1", "/write?db=tele", "1795341599000000000");
        row("InfluxDB 1 with all it may say",
            "/write?db=tele&rp=auto&u=me&p=x&consistency=any&precision=ns", "1795341599000000000");
        row("InfluxDB 1 in microseconds", "/write?db=tele&precision=u", "1795341599000000");
        row("InfluxDB 1 in a word of its own", "/write?db=tele&precision=n", "1795341599000000000");
        row("InfluxDB 1 with the Greek letter", "/write?db=tele&precision=%C2%B5",
            "1795341599000000");
        row("InfluxDB 1 in milliseconds", "/write?db=tele&precision=ms", "1795341599000");
        row("InfluxDB 1 in seconds", "/write?db=tele&precision=s", "1795341599");
        row("InfluxDB 2 in nanoseconds", "/api/v2/write?precision=ns", "1795341599000000000");
        row("InfluxDB 2 in microseconds", "/api/v2/write?precision=us", "1795341599000000");
        row("InfluxDB 2", "/api/v2/write?org=o&bucket=b", "1795341599000000000");
        row("InfluxDB 2 in seconds", "/api/v2/write?org=o&bucket=b&precision=s", "1795341599");
        row("InfluxDB 2 in milliseconds", "/api/v2/write?precision=ms", "1795341599000");
    }
    void storesWhatIsSent()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, time);
        const QByteArray metric = "in_" + QByteArray::number(++m_count);
        const QByteArray body = metric + ",job=shop value=0.5,text=\"x\" " + time + "\n" + metric +
                                ",job=shop value=7i\n";
        const Answer answer = write(target, m_count % 2 ? body : gzipOf(body), m_count % 2 == 0);
        QCOMPARE(answer.body, QByteArray());
        QCOMPARE(answer.status, 204);
        const QJsonObject series = seriesOf(metric);
        QCOMPARE(series[u"points"].toArray(),
                 (QJsonArray{QJsonArray{qint64(Now - 1000), 0.5}, QJsonArray{qint64(Now), 7}}));
        QCOMPARE(series[u"labels"][u"db"].toString(),
                 target.startsWith("/write") ? u"tele"_s : QString());
    }

    void storesTheGoodLinesOfABadRequest()
    {
        const QByteArray body = "in_good,job=shop value=1\nin_bad value=oops\nin_bad\n"
                                "in_good2,job=shop value=2\n";
        const QString message = u"partial write: line 2: value is not a number, boolean or text: "
                                "'oops' stored=2 dropped=2"_s;
        const Answer first = write("/write?db=x", body);
        QCOMPARE(first.status, 400);
        QCOMPARE(json(first), (QJsonObject{{u"error"_s, message}}));
        QCOMPARE(seriesOf("in_good")[u"points"].toArray().size(), 1);
        QCOMPARE(seriesOf("in_good2")[u"points"].toArray().size(), 1);
        const Answer second = write("/api/v2/write?bucket=x", body);
        QCOMPARE(second.status, 400);
        QCOMPARE(json(second),
                 (QJsonObject{{u"code"_s, u"invalid"_s}, {u"message"_s, message}, {u"line"_s, 2}}));
    }

    void storesWholeMinutesAndHours_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("time");
        QTest::newRow("InfluxDB 1 in minutes") << "/write?precision=m"_ba
                                               << "29922360"_ba;
        QTest::newRow("InfluxDB 1 in hours") << "/write?precision=h"_ba
                                             << "498706"_ba;
        QTest::newRow("InfluxDB 2 in hours") << "/api/v2/write?precision=h"_ba
                                             << "498706"_ba;
    }
    void storesWholeMinutesAndHours()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, time);
        const QByteArray metric = "whole_" + QByteArray::number(++m_count);
        QCOMPARE(write(target, metric + ",job=shop value=2 " + time).status, 204);
        QCOMPARE(seriesOf(metric)[u"points"].toArray(), (QJsonArray{QJsonArray{qint64(Now), 2}}));
    }

    void refusesBeforeItReads()
    {
        const QString message = u"parameter precision is 'd', must be ns, us, ms, s, m or h"_s;
        const Answer first = write("/write?precision=d", "a value=1");
        QCOMPARE(first.status, 400);
        QCOMPARE(json(first), (QJsonObject{{u"error"_s, message}}));
        const Answer other = write("/api/v2/write?precision=d", "a value=1");
        QCOMPARE(other.status, 400);
        QCOMPARE(json(other), (QJsonObject{{u"code"_s, u"invalid"_s}, {u"message"_s, message}}));
        const Answer second =
            m_client.post("/api/v2/write", "a value=1", {{"Content-Type", "application/json"}});
        QCOMPARE(second.status, 415);
        QCOMPARE(json(second)[u"code"], u"unsupported media type"_s);
    }

    void answersWhatClientsAskFirst()
    {
        const Answer ping = m_client.get("/ping");
        QCOMPARE(ping.status, 204);
        QVERIFY(ping.header("X-Influxdb-Version").startsWith("1."));
        QCOMPARE(m_client.send("HEAD", "/ping", {}, {}).status, 204);
        const Answer health = m_client.get("/health");
        QCOMPARE(health.status, 200);
        QCOMPARE(json(health)[u"status"], u"pass"_s);
    }

    void answersStatementsOfOldClients_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *title, const char *statement, int status,
                            const char *body) {
            QTest::newRow(title) << QByteArray(statement) << status << QByteArray(body);
        };
        row("a database is made", "CREATE+DATABASE+%22x%22", 200,
            "{\"results\":[{\"statement_id\":0}]}");
        row("databases are listed", "show++databases%3B", 200,
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":["
            "\"name\"],\"values\":[[\"listed\"]]}]}]}");
        row("a query", "SELECT+1", 400,
            "{\"error\":\"only CREATE DATABASE and SHOW DATABASES are answered here, not 'select "
            "1'\"}");
        row("nothing", "", 400, "{\"error\":\"missing required parameter \\\"q\\\"\"}");
    }
    void answersStatementsOfOldClients()
    {
        QFETCH(QByteArray, statement);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        TestServer server;
        HttpClient client(server.http.port());
        QCOMPARE(
            client.post("/write?db=listed", "a value=1", {{"Content-Type", "text/plain"}}).status,
            204);
        const Answer answers[] = {
            client.get("/query?q=" + statement),
            client.post("/query?db=x", "q=" + statement,
                        {{"Content-Type", "application/x-www-form-urlencoded"}})};
        for (const Answer &answer : answers) {
            QCOMPARE(answer.body, body);
            QCOMPARE(answer.status, status);
        }
    }

private:
    Answer write(const QByteArray &target, const QByteArray &body, bool isPacked = false)
    {
        return m_client.post(target, body,
                             {{"Content-Type", "text/plain; charset=utf-8"},
                              {"Content-Encoding", isPacked ? "gzip" : ""}});
    }
    static QJsonObject json(const Answer &answer)
    {
        return QJsonDocument::fromJson(answer.body).object();
    }
    QJsonObject seriesOf(const QByteArray &metric)
    {
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client.get("/api/query_range?agg=raw&job=shop&metric=" + metric).body);
        return answer[u"series"][0].toObject();
    }

    TestServer m_server;
    HttpClient m_client{m_server.http.port()};
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestInflux)
#include "tst_influx.moc"
