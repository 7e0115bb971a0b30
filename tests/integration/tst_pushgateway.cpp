// The Pushgateway's routes over real HTTP: groups that are replaced, and what of them ends.

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

namespace {

const std::vector<Header> AsText{{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};

QByteArray secondsAt(TimeMs timeMs)
{
    return QByteArray::number(double(timeMs) / 1000, 'f', 0);
}

} // namespace

class TestPushgateway : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_server.clock.advance(1000); }

    void groupLabelsWin()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_a/instance/i1", "pg_up{job=\"other\",a=\"b\"} 1\n"),
                 200);
        QCOMPARE(seriesOf("pg_up"), "a=b,instance=i1,job=pg_a 1");
        QCOMPARE(seriesOf("push_time_seconds", "pg_a"),
                 "instance=i1,job=pg_a " + secondsAt(m_server.clock.nowMs()));
        QCOMPARE(seriesOf("push_failure_time_seconds", "pg_a"), "instance=i1,job=pg_a 0");
    }

    void putReplacesTheGroup()
    {
        QCOMPARE(
            send("PUT", "/metrics/job/pg_put", "put_a 1\nput_b{x=\"1\"} 1\nput_b{x=\"2\"} 1\n"),
            200);
        m_server.clock.advance(1000);
        QCOMPARE(send("PUT", "/metrics/job/pg_put", "put_b{x=\"2\"} 2\nput_c 1\n"), 200);
        QCOMPARE(seriesOf("put_a"), "job=pg_put NaN");
        QCOMPARE(seriesOf("put_b"), "job=pg_put,x=1 NaN;job=pg_put,x=2 2");
        QCOMPARE(seriesOf("put_c"), "job=pg_put 1");
        QCOMPARE(bitsOfNewest("put_a"), std::uint64_t(0x7ff0000000000002));
    }

    void postReplacesMetrics()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_post",
                      "post_a 1\npost_b{x=\"1\"} 1\n# TYPE post_h histogram\n"
                      "post_h_bucket{le=\"1\"} 1\npost_h_bucket{le=\"+Inf\"} 1\n"
                      "post_h_sum 1\npost_h_count 1\n"),
                 200);
        m_server.clock.advance(1000);
        QCOMPARE(send("POST", "/metrics/job/pg_post",
                      "post_b{x=\"2\"} 2\n# TYPE post_h histogram\npost_h_bucket{le=\"2\"} 1\n"
                      "post_h_bucket{le=\"+Inf\"} 1\npost_h_sum 2\npost_h_count 1\n"),
                 200);
        QCOMPARE(seriesOf("post_a"), "job=pg_post 1");
        QCOMPARE(seriesOf("post_b"), "job=pg_post,x=1 NaN;job=pg_post,x=2 2");
        QCOMPARE(seriesOf("post_h_bucket"),
                 "job=pg_post,le=+Inf 1;job=pg_post,le=1 NaN;job=pg_post,le=2 1");
        // A later PUT knows what both have brought.
        m_server.clock.advance(1000);
        QCOMPARE(send("PUT", "/metrics/job/pg_post", ""), 200);
        QCOMPARE(seriesOf("post_a"), "job=pg_post NaN");
        QCOMPARE(seriesOf("post_b"), "job=pg_post,x=1 NaN;job=pg_post,x=2 NaN");
    }

    void groupsAreApart()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_apart", "apart 1\n"), 200);
        QCOMPARE(send("PUT", "/metrics/job/pg_apart/zone/z", "apart 2\n"), 200);
        m_server.clock.advance(1000);
        QCOMPARE(send("DELETE", "/metrics/job/pg_apart", ""), 202);
        QCOMPARE(seriesOf("apart"), "job=pg_apart NaN;job=pg_apart,zone=z 2");
    }

    void deleteEndsTheGroup()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_del", "del 1\n"), 200);
        m_server.clock.advance(1000);
        QCOMPARE(send("DELETE", "/metrics/job/pg_del", ""), 202);
        QCOMPARE(seriesOf("del"), "job=pg_del NaN");
        QCOMPARE(seriesOf("push_time_seconds", "pg_del"), "job=pg_del NaN");
        QCOMPARE(send("DELETE", "/metrics/job/pg_del", ""), 202);
        QCOMPARE(send("DELETE", "/metrics/job/pg_never_there", ""), 202);
        QCOMPARE(seriesOf("push_time_seconds", "pg_never_there"), "");
    }

    void theOrderOfLabelsDoesNotMatter()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_order/a/1/b/2", "order 1\n"), 200);
        m_server.clock.advance(1000);
        QCOMPARE(send("DELETE", "/metrics/job/pg_order/b/2/a/1", ""), 202);
        QCOMPARE(seriesOf("order"), "a=1,b=2,job=pg_order NaN");
    }

    void readsPaths_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("labels");
        const auto row = [](const char *title, const char *path, const char *labels) {
            QTest::newRow(title) << QByteArray(path) << QByteArray(labels);
        };
        row("a trailing slash", "/metrics/job/pg_p1/", "job=pg_p1");
        row("an empty last value", "/metrics/job/pg_p2/empty/", "job=pg_p2");
        row("an encoded job", "/metrics/job@base64/cGcvcDM", "job=pg/p3");
        row("an encoded job with padding", "/metrics/job@base64/cGcvcDM=", "job=pg/p3");
        row("an encoded label", "/metrics/job/pg_p4/path@base64/L3Zhci90bXA",
            "job=pg_p4,path=/var/tmp");
        row("an encoded empty label", "/metrics/job/pg_p5/empty@base64/=/a/b", "a=b,job=pg_p5");
        row("an escaped blank", "/metrics/job/pg%20p6", "job=pg p6");
    }
    void readsPaths()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, labels);
        const QByteArray metric = "path_" + QByteArray::number(++m_paths);
        QCOMPARE(send("PUT", path, metric + " 1\n"), 200);
        QCOMPARE(seriesOf(metric), labels + " 1");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *title, const char *path, const char *body, int status,
                            const char *message) {
            QTest::newRow(title) << QByteArray(path) << QByteArray(body) << status
                                 << QByteArray(message);
        };
        row("no job", "/metrics/job/", "x 1\n", 400,
            "the path has no job, it must be /metrics/job/<job>{/<label>/<value>}\n");
        row("a label before the job", "/metrics/zone/z", "x 1\n", 400,
            "the path has no job, it must be /metrics/job/<job>{/<label>/<value>}\n");
        row("a label twice", "/metrics/job/r/a/1/a/2", "x 1\n", 400,
            "label 'a' stands twice in the path\n");
        row("a name that is none", "/metrics/job/r/a-b/1", "x 1\n", 400,
            "label name 'a-b' in the path is none, or is reserved\n");
        row("no base 64", "/metrics/job@base64/%21", "x 1\n", 400,
            "value '!' of label 'job' in the path is not base 64 for URLs\n");
        row("a timestamp", "/metrics/job/r", "x 1 1795341600000\n", 400,
            "line 1: pushed metrics must not have timestamps\n");
        row("a bad line", "/metrics/job/r", "x 1\nx\n", 400, "line 2: value '' is not a number\n");
        row("a series twice", "/metrics/job/r", "x 1\nx{} 2\n", 400,
            "line 2: series 'x{job=\"r\"}' stands on line 1 already\n");
        row("the group's label makes two series one", "/metrics/job/r", "x{job=\"a\"} 1\nx 2\n",
            400, "line 2: series 'x{job=\"r\"}' stands on line 1 already\n");
    }
    void refuses()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, message);
        const Answer answer = m_client.send("PUT", path, body, AsText);
        QTEST(answer.status, "status");
        QCOMPARE(answer.body, message);
        QCOMPARE(seriesOf("x"), "");
    }

    void aFailureIsKeptAndEndsNothing()
    {
        QCOMPARE(send("PUT", "/metrics/job/pg_fail", "fail_a 1\n"), 200);
        const QByteArray pushed = secondsAt(m_server.clock.nowMs());
        m_server.clock.advance(1000);
        QCOMPARE(send("PUT", "/metrics/job/pg_fail", "fail_b 1\nfail_b\n"), 400);
        const QByteArray failed = secondsAt(m_server.clock.nowMs());
        QCOMPARE(seriesOf("fail_a"), "job=pg_fail 1");
        QCOMPARE(seriesOf("fail_b"), "");
        QCOMPARE(seriesOf("push_time_seconds", "pg_fail"), "job=pg_fail " + pushed);
        QCOMPARE(seriesOf("push_failure_time_seconds", "pg_fail"), "job=pg_fail " + failed);
        m_server.clock.advance(1000);
        QCOMPARE(send("PUT", "/metrics/job/pg_fail", "fail_c 1\n"), 200);
        QCOMPARE(seriesOf("fail_a"), "job=pg_fail NaN");
        QCOMPARE(seriesOf("push_failure_time_seconds", "pg_fail"), "job=pg_fail " + failed);
    }

    void takesOpenMetricsAndGzip()
    {
        const Answer answer = m_client.send(
            "POST", "/metrics/job/pg_om", gzipOf("# TYPE om counter\nom_total 3\n# EOF\n"),
            {{"Content-Type", "application/openmetrics-text; version=1.0.0"},
             {"Content-Encoding", "gzip"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(seriesOf("om_total"), "job=pg_om 3");
    }

    void refusesWhatItCannotRead()
    {
        const Answer answer = m_client.send(
            "POST", "/metrics/job/pg_type", "x",
            {{"Content-Type", "application/vnd.google.protobuf; encoding=delimited"}});
        QCOMPARE(answer.status, 415);
        QVERIFY2(answer.body.contains("application/vnd.google.protobuf"), answer.body);
        QCOMPARE(m_client.get("/metrics/job/pg_type").status, 405);
    }

private:
    int send(const QByteArray &method, const QByteArray &path, const QByteArray &body)
    {
        return m_client.send(method, path, body, AsText).status;
    }

    /// "label=value,... newest value" of each series, sorted.
    QByteArray seriesOf(const QByteArray &metric, const QByteArray &job = {})
    {
        const Answer answer =
            m_client.get("/api/series?name=" + metric + (job.isEmpty() ? "" : "&job=" + job));
        QByteArrayList found;
        const QJsonArray list = QJsonDocument::fromJson(answer.body)["series"_L1].toArray();
        for (const QJsonValue &each : list) {
            QByteArrayList labels;
            const QJsonObject object = each["labels"_L1].toObject();
            for (auto label = object.begin(); label != object.end(); ++label)
                labels += label.key().toUtf8() + '=' + label.value().toString().toUtf8();
            const QJsonValue value = each["last_value"_L1];
            found += labels.join(',') + ' ' +
                     (value.isString() ? value.toString().toUtf8()
                                       : QByteArray::number(value.toDouble(), 'g', 15));
        }
        std::sort(found.begin(), found.end());
        return found.join(';');
    }

    std::uint64_t bitsOfNewest(const std::string &metric)
    {
        const auto result = m_server.engine.queryRange({.metric = metric,
                                                        .matchers = {},
                                                        .startMs = Now - 1000,
                                                        .endMs = m_server.clock.nowMs()},
                                                       {});
        return result && !result->series.empty()
                   ? std::bit_cast<std::uint64_t>(result->series[0].points.values.back())
                   : 0;
    }

    TestServer m_server;
    HttpClient m_client{m_server.http.port()};
    int m_paths = 0;
};

QTEST_GUILESS_MAIN(TestPushgateway)
#include "tst_pushgateway.moc"
