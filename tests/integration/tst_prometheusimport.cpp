// Prometheus text and OpenMetrics over real HTTP, from our own client and from curl.

#include "tests/integration/httpclient.h"
#include "tests/integration/packing.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Path = "/api/v1/import/prometheus";
const std::vector<Header> AsText{{"Content-Type", "text/plain; version=0.0.4"}};
const std::vector<Header> AsOpenMetrics{
    {"Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8"}};

} // namespace

class TestPrometheusImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesText()
    {
        const Answer answer =
            import("pi_text{a=\"b\"} 1 1795341599000\npi_text{a=\"b\"} 2\n", AsText);
        QCOMPARE(answer.status, 204);
        QCOMPARE(answer.body, QByteArray());
        QCOMPARE(pointsOf("pi_text"), "[[1795341599000,1],[1795341600000,2]]");
    }

    void storesOpenMetrics()
    {
        const QByteArray body =
            "# TYPE pi_open counter\n# UNIT pi_open seconds\n"
            "pi_open_seconds_total 7 1795341599.5 # {trace_id=\"x\"} 1\n# EOF\n";
        QCOMPARE(import(body, AsOpenMetrics).status, 204);
        QCOMPARE(pointsOf("pi_open_seconds_total"), "[[1795341599500,7]]");
    }

    void theContentTypeDecidesTheDialect_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        QTest::newRow("none: text") << QByteArray() << 204;
        QTest::newRow("text") << QByteArray("text/plain") << 204;
        QTest::newRow("what curl says") << QByteArray("application/x-www-form-urlencoded") << 204;
        QTest::newRow("OpenMetrics, which has an end")
            << QByteArray("application/openmetrics-text") << 400;
        QTest::newRow("JSON") << QByteArray("application/json") << 415;
    }
    void theContentTypeDecidesTheDialect()
    {
        QFETCH(QByteArray, type);
        QTEST(import("pi_dialect 1\n", {{"Content-Type", type}}).status, "status");
    }

    void takesPutToo()
    {
        QCOMPARE(m_client.send("PUT", Path, "pi_put 1\n", AsText).status, 204);
        QCOMPARE(pointsOf("pi_put"), "[[1795341600000,1]]");
    }

    void unpacks()
    {
        for (const auto &[encoding, body] :
             {std::pair<QByteArray, QByteArray>("gzip", gzipOf("pi_gzip 1\n")),
              std::pair<QByteArray, QByteArray>("zstd", zstdOf("pi_zstd 1\n"))}) {
            QCOMPARE(import(body, {{"Content-Type", "text/plain"}, {"Content-Encoding", encoding}})
                         .status,
                     204);
            QCOMPARE(pointsOf("pi_" + encoding), "[[1795341600000,1]]");
        }
    }

    void takesTheParametersOfVictoriaMetrics()
    {
        const QByteArray query = "?timestamp=1795341590000&extra_label=a=x&extra_label=c=d%3De";
        QCOMPARE(import("pi_extra{a=\"b\"} 1\n", AsText, query).status, 204);
        QCOMPARE(pointsOf("pi_extra"), "[[1795341590000,1]]");
        const Answer series = m_client.get("/api/series?name=pi_extra");
        const auto labels = QJsonDocument::fromJson(series.body)["series"_L1][0]["labels"_L1];
        QCOMPARE(labels.toObject(), (QJsonObject{{"a"_L1, "x"_L1}, {"c"_L1, "d=e"_L1}}));
    }

    void refusesParameters_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("error");
        QTest::newRow("a word as a time")
            << QByteArray("?timestamp=now")
            << QByteArray("parameter timestamp is 'now', allowed are Unix milliseconds");
        QTest::newRow("a label without a value")
            << QByteArray("?extra_label=a")
            << QByteArray("parameter extra_label is 'a', allowed is name=value with the name of a "
                          "label");
        QTest::newRow("a metric's name as a label")
            << QByteArray("?extra_label=__name__=a")
            << QByteArray("parameter extra_label is '__name__=a', allowed is name=value with the "
                          "name of a label");
    }
    void refusesParameters()
    {
        QFETCH(QByteArray, query);
        const Answer answer = import("pi_bad 1\n", AsText, query);
        QCOMPARE(answer.status, 400);
        QTEST(errorOf(answer), "error");
    }

    void refusesTheWholeWithTheLine()
    {
        const Answer label = import("pi_whole 1\npi_whole{a=\"1\",a=\"2\"} 2\n", AsText);
        QCOMPARE(label.status, 400);
        QCOMPARE(errorOf(label), "line 2: labels: label name 'a' stands there twice");
        QCOMPARE(pointsOf("pi_whole"), "");
        const Answer time = import("pi_whole 1\npi_whole 1 1\n", AsText);
        QCOMPARE(errorOf(time), "line 2: timestamp: is 1795341599999 ms behind the server's clock, "
                                "limit 1296000000 ms");
        QCOMPARE(pointsOf("pi_whole"), "");
    }

    void storesTheGoodLinesWhenAsked()
    {
        const Answer answer =
            import("pi_part 1\n\npi_part x\npi_part{a=\"\xff\"} 1\n", AsText, "?partial=1");
        QCOMPARE(answer.status, 200);
        const QJsonObject report = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(report["count"_L1].toInt(), 1);
        QCOMPARE(report["refused"_L1].toInt(), 2);
        QCOMPARE(report["errors"_L1][0]["index"_L1].toInt(), 3);
        QCOMPARE(report["errors"_L1][0]["error"_L1].toString(),
                 u"line 3: value 'x' is not a number"_s);
        QVERIFY(report["errors"_L1][1]["error"_L1].toString().contains(u"is not valid UTF-8"_s));
        QCOMPARE(pointsOf("pi_part"), "[[1795341600000,1]]");
    }

    void curlSendsText()
    {
        const QString curl = QStandardPaths::findExecutable(u"curl"_s);
        if (curl.isEmpty())
            QSKIP("curl is not there");
        QProcess process;
        process.start(
            curl, {u"-sS"_s, u"-w"_s, u"%{http_code}"_s, u"--data-binary"_s,
                   u"jobs_done_total{queue=\"mail\"} 42\njobs_failed_total 1\n"_s,
                   u"http://127.0.0.1:%1/api/v1/import/prometheus"_s.arg(m_server.http.port())});
        // The server lives in this thread's event loop.
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 30'000);
        QCOMPARE(process.readAllStandardOutput(), QByteArray("204"));
        QCOMPARE(pointsOf("jobs_done_total"), "[[1795341600000,42]]");
        QCOMPARE(pointsOf("jobs_failed_total"), "[[1795341600000,1]]");
    }

private:
    Answer import(const QByteArray &body, const std::vector<Header> &headers,
                  const QByteArray &query = {})
    {
        return m_client.post(Path + query, body, headers);
    }

    static QByteArray errorOf(const Answer &answer)
    {
        return QJsonDocument::fromJson(answer.body)["error"_L1].toString().toUtf8();
    }

    QByteArray pointsOf(const QByteArray &metric)
    {
        const Answer answer = m_client.get("/api/query_range?agg=raw&metric=" + metric);
        const QJsonArray series = QJsonDocument::fromJson(answer.body)["series"_L1].toArray();
        QByteArray text;
        for (const auto &each : series)
            text += QJsonDocument(each.toObject()["points"_L1].toArray())
                        .toJson(QJsonDocument::Compact);
        return text;
    }

    TestServer m_server;
    HttpClient m_client{m_server.http.port()};
};

QTEST_GUILESS_MAIN(TestPrometheusImport)
#include "tst_prometheusimport.moc"
