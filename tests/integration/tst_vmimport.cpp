// VictoriaMetrics' JSON lines over real HTTP: what importers get for an answer, and what is stored.

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

constexpr std::size_t MaxSeries = 20;

Settings smallSettings()
{
    Settings settings;
    settings.store.maxSeries = MaxSeries;
    settings.http.decodedBodyBytes = 1u << 20;
    return settings;
}

/// One line: samples a second apart, the last one now.
QByteArray line(const QByteArray &metric, const QByteArray &labels, int samples)
{
    QByteArray values;
    QByteArray times;
    for (int i = 0; i < samples; ++i) {
        values += (i ? "," : "") + QByteArray::number(i + 0.5);
        times += (i ? "," : "") + QByteArray::number(Now - 1000 * (samples - 1 - i));
    }
    return "{\"metric\":{\"__name__\":\"" + metric + "\"" + labels + "},\"values\":[" + values +
           "],\"timestamps\":[" + times + "]}\n";
}

} // namespace

class TestVmImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWhatIsSent_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("type");
        const auto row = [](const char *title, const char *metric, const char *encoding,
                            const char *type) {
            QTest::newRow(title) << QByteArray(metric) << QByteArray(encoding) << QByteArray(type);
        };
        row("plain, as curl sends it", "vm_plain", "", "application/x-www-form-urlencoded");
        row("gzip, as vmctl sends it", "vm_gzip", "gzip", "application/octet-stream");
        row("zstd", "vm_zstd", "zstd", "application/x-ndjson");
        row("as an export is called", "vm_stream", "", "application/stream+json; charset=utf-8");
    }
    void storesWhatIsSent()
    {
        QFETCH(QByteArray, metric);
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, type);
        const QByteArray plain = line(metric, ",\"job\":\"shop\"", 3);
        const QByteArray body = encoding == "gzip"   ? gzipOf(plain)
                                : encoding == "zstd" ? zstdOf(plain)
                                                     : plain;
        const Answer answer =
            import("", body, {{"Content-Type", type}, {"Content-Encoding", encoding}});
        QCOMPARE(answer.body, QByteArray());
        QCOMPARE(answer.status, 204);
        QCOMPARE(pointsOf(metric),
                 (QJsonArray{QJsonArray{qint64(Now - 2000), 0.5},
                             QJsonArray{qint64(Now - 1000), 1.5}, QJsonArray{qint64(Now), 2.5}}));
    }

    void importingTwiceDoublesNothing()
    {
        const QByteArray body = line("vm_twice", ",\"job\":\"shop\"", 5);
        QCOMPARE(import("", body).status, 204);
        const QJsonArray once = pointsOf("vm_twice");
        QCOMPARE(once.size(), 5);
        QCOMPARE(import("", body).status, 204);
        QCOMPARE(pointsOf("vm_twice"), once);
    }

    void addsLabels()
    {
        const QByteArray body = line("vm_added", ",\"job\":\"mine\",\"zone\":\"x\"", 1);
        QCOMPARE(import("?extra_label=job=shop&extra_label=note%3Da%3Db+c", body).status, 204);
        const QJsonObject labels = seriesOf("vm_added")[u"labels"].toObject();
        QCOMPARE(labels[u"job"], u"shop"_s);
        QCOMPARE(labels[u"note"], u"a=b c"_s);
        QCOMPARE(labels[u"zone"], u"x"_s);
    }

    void storesTheGoodLinesOfABadRequest()
    {
        const QByteArray body = line("vm_good", ",\"job\":\"shop\"", 2) + "{\"metric\":{}}\n" +
                                line("vm bad", "", 1) + line("vm_good2", ",\"job\":\"shop\"", 1);
        const Answer answer = import("", body);
        QCOMPARE(errorOf(answer), u"line 2: member 'values' is missing (2 refused, 3 stored)"_s);
        QCOMPARE(answer.status, 400);
        QCOMPARE(pointsOf("vm_good").size(), 2);
        QCOMPARE(pointsOf("vm_good2").size(), 1);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<std::vector<Header>>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *title, const QByteArray &query, const QByteArray &body,
                            const std::vector<Header> &headers, int status, const QString &error) {
            QTest::newRow(title) << query << body << headers << status << error;
        };
        const QByteArray good = line("vm_no", "", 1);
        row("another encoding", "", good, {{"Content-Encoding", "br"}}, 415,
            u"content encoding is 'br', expected gzip, zstd or none"_s);
        row("another type", "", good, {{"Content-Type", "text/csv"}}, 415,
            u"content type is 'text/csv', expected application/stream+json"_s);
        row("a label without a value", "?extra_label=job", good, {}, 400,
            u"parameter extra_label is 'job', must be name=value"_s);
        row("a sample of 1970", "",
            R"({"metric":{"__name__":"vm_no"},"values":[1],"timestamps":[0]})", {}, 400,
            u"line 1.timestamps[0]: is 1795341600000 ms behind the server's clock, limit "
            "1296000000 ms (1 refused, 0 stored)"_s);
        row("a body that is not packed", "", good, {{"Content-Encoding", "gzip"}}, 400,
            u"body is not valid gzip"_s);
        row("a bomb", "", gzipOf(QByteArray(2 << 20, ' ')), {{"Content-Encoding", "gzip"}}, 400,
            u"body is larger than 1048576 bytes after gzip decompression, which is the limit"_s);
    }
    void refuses()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, body);
        QFETCH(std::vector<Header>, headers);
        QFETCH(int, status);
        QFETCH(QString, error);
        const std::uint64_t before = m_server.engine.status().store.samplesAppended;
        const Answer answer = import(query, body, headers);
        QVERIFY2(errorOf(answer).startsWith(error), answer.body);
        QCOMPARE(answer.status, status);
        QCOMPARE(m_server.engine.status().store.samplesAppended, before);
    }

    void asksForARetryWhenABudgetIsUsedUp()
    {
        QByteArray body;
        for (std::size_t i = 0; i <= MaxSeries; ++i)
            body += line("vm_many" + QByteArray::number(qint64(i)), "", 1);
        const Answer answer = import("", body);
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.header("Retry-After"), QByteArray("1"));
    }

private:
    Answer import(const QByteArray &query, const QByteArray &body,
                  const std::vector<Header> &headers = {})
    {
        return m_client.post("/api/v1/import" + query, body, headers);
    }
    static QString errorOf(const Answer &answer)
    {
        return QJsonDocument::fromJson(answer.body)[u"error"].toString();
    }
    /// The one series of that name with its label.
    QJsonObject seriesOf(const QByteArray &metric)
    {
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client.get("/api/query_range?agg=raw&job=shop&metric=" + metric).body);
        return answer[u"series"][0].toObject();
    }
    QJsonArray pointsOf(const QByteArray &metric) { return seriesOf(metric)[u"points"].toArray(); }

    TestServer m_server{smallSettings()};
    HttpClient m_client{m_server.http.port()};
};

QTEST_GUILESS_MAIN(TestVmImport)
#include "tst_vmimport.moc"
