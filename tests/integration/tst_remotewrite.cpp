// Prometheus remote write over real HTTP: what senders get for an answer, and what is stored.

#include "tests/bench/writerequest.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <bit>

using namespace tinyobs;
using namespace tinyobs::bench;
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

std::string seriesOf(std::string_view metric, const std::string &fields)
{
    return seriesField(labelField("__name__", metric) + labelField("job", "shop") + fields);
}

QByteArray packed(const std::string &message)
{
    return QByteArray::fromStdString(snappyOf(message));
}

const std::vector<Header> FromPrometheus{{"Content-Type", "application/x-protobuf"},
                                         {"Content-Encoding", "snappy"},
                                         {"User-Agent", "Prometheus/2.42.0"},
                                         {"X-Prometheus-Remote-Write-Version", "0.1.0"}};

std::vector<Header> with(const QByteArray &type, const QByteArray &encoding)
{
    return {{"Content-Type", type}, {"Content-Encoding", encoding}};
}

const std::string Exemplar = bytesField(3, labelField("trace_id", "abc") + varintField(3, Now));
const std::string Histogram = bytesField(4, varintField(1, 3));

} // namespace

class TestRemoteWrite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWhatIsSent()
    {
        const std::string message =
            metadataField("rw_a", "help") +
            seriesOf("rw_a", sampleField(1, Now - 2000) + sampleField(2.5, Now - 1000)) +
            seriesOf("rw_b", sampleField(-0.0, Now));
        QCOMPARE(write(message).status, 204);
        QCOMPARE(write(message).body, QByteArray());
        QCOMPARE(pointsOf("rw_a"), (QJsonArray{QJsonArray{qint64(Now - 2000), 1},
                                               QJsonArray{qint64(Now - 1000), 2.5}}));
        QCOMPARE(pointsOf("rw_b"), (QJsonArray{QJsonArray{qint64(Now), -0.0}}));
    }

    void meetsTheSeriesThatJsonMade()
    {
        QCOMPARE(m_client
                     .post("/ingest", R"({"metrics":[{"name":"rw_same","value":1,
            "timestamp":1795341599,"labels":{"job":"shop"}}]})")
                     .status,
                 200);
        QCOMPARE(write(seriesOf("rw_same", sampleField(2, Now))).status, 204);
        QCOMPARE(pointsOf("rw_same").size(), 2);
    }

    void keepsAStaleMarkerApartFromAnOrdinaryNan()
    {
        constexpr std::uint64_t Stale = 0x7ff0000000000002;
        constexpr std::uint64_t Ordinary = 0x7ff8000000000001;
        const std::string message =
            seriesOf("rw_stale", sampleField(1, Now - 2000) +
                                     sampleField(std::bit_cast<double>(Ordinary), Now - 1000) +
                                     sampleField(std::bit_cast<double>(Stale), Now));
        QCOMPARE(write(message).status, 204);
        const auto result = m_server.engine.queryRange(
            {.metric = "rw_stale", .matchers = {}, .startMs = Now - 5000, .endMs = Now}, {});
        QVERIFY(result && result->series.size() == 1);
        const std::vector<double> &values = result->series[0].points.values;
        QCOMPARE(values.size(), std::size_t(3));
        QCOMPARE(std::bit_cast<std::uint64_t>(values[1]), Ordinary);
        QCOMPARE(std::bit_cast<std::uint64_t>(values[2]), Stale);
    }

    void takesMetadataAlone() { QCOMPARE(write(metadataField("rw_a", "help")).status, 204); }

    void storesTheRestOfWhatItDoesNotKeep()
    {
        const std::string message = seriesOf("rw_rest", sampleField(7, Now) + Exemplar) +
                                    seriesOf("rw_native", Histogram + Histogram);
        const Status before = m_server.engine.status();
        const Answer answer = write(message);
        const Status after = m_server.engine.status();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body,
                 QByteArray(R"({"status":"success","count":1,"refused":3,"errors":[)"
                            R"({"index":0,"error":"timeseries[0].exemplars: exemplars )"
                            R"(are not kept"},{"index":1,"error":"timeseries[1].)"
                            R"(histograms: native histograms are not kept"}]})"));
        QCOMPARE(pointsOf("rw_rest").size(), 1);
        QCOMPARE(counted(before, after, RefusalReason::Exemplar), std::uint64_t(1));
        QCOMPARE(counted(before, after, RefusalReason::Histogram), std::uint64_t(2));
        QCOMPARE(after.requestsRefused, before.requestsRefused);
    }

    void storesTheGoodRowsOfABadRequest()
    {
        const TimeMs ahead = Now + 11 * 60'000;
        const Answer answer =
            write(seriesOf("rw_good", sampleField(1, Now)) +
                  seriesOf("rw_ahead", sampleField(1, Now) + sampleField(2, ahead)) +
                  seriesOf("rw bad name", sampleField(1, Now)) +
                  seriesOf("rw_exemplar", sampleField(1, Now) + Exemplar));
        QCOMPARE(answer.status, 400);
        QCOMPARE(errorOf(answer), u"timeseries[1].samples[1].timestamp: is 660000 ms ahead of the "
                                  "server's clock, limit 600000 ms (3 refused, 3 stored)"_s);
        QCOMPARE(pointsOf("rw_good").size(), 1);
        QCOMPARE(pointsOf("rw_ahead").size(), 1);
        QCOMPARE(pointsOf("rw_exemplar").size(), 1);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<std::vector<Header>>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *title, const QByteArray &body,
                            const std::vector<Header> &headers, int status, const QString &error) {
            QTest::newRow(title) << body << headers << status << error;
        };
        const QByteArray good = packed(seriesOf("rw_no", sampleField(1, Now)));
        row("remote write 2.0", good,
            with("application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy"), 415,
            u"content type is 'application/x-protobuf;proto=io.prometheus.write.v2.Request', "
            "expected application/x-protobuf with a prometheus.WriteRequest (remote write 1.0)"_s);
        row("JSON", good, with("application/json", "snappy"), 415,
            u"content type is 'application/json', expected application/x-protobuf with a "
            "prometheus.WriteRequest (remote write 1.0)"_s);
        row("zstd", good, with("application/x-protobuf", "zstd"), 415,
            u"content encoding is 'zstd', expected snappy"_s);
        row("a body that is not packed",
            QByteArray::fromStdString(seriesOf("rw_no", sampleField(1, Now))), FromPrometheus, 400,
            u"body is not valid snappy: it is damaged or cut off"_s);
        row("an empty body", {}, FromPrometheus, 400,
            u"body is not valid snappy: its length cannot be read"_s);
        row("noise", packed("noise"), FromPrometheus, 400,
            u"body is not a remote write request: it is damaged or cut off at byte 0 of the "
            "unpacked message"_s);
        row("a body cut off", good.chopped(1), FromPrometheus, 400,
            u"body is not valid snappy: it is damaged or cut off"_s);
        row("a bomb", packed(std::string(2u << 20, '\0')), FromPrometheus, 400,
            u"body is larger than 1048576 bytes after snappy decompression, which is the limit"_s);
        row("a sample of 1970", packed(seriesOf("rw_no", sampleField(1, 0))), FromPrometheus, 400,
            u"timeseries[0].samples[0].timestamp: is 1795341600000 ms behind the server's clock, "
            "limit 1296000000 ms (1 refused, 0 stored)"_s);
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(std::vector<Header>, headers);
        QFETCH(int, status);
        QFETCH(QString, error);
        const std::uint64_t before = m_server.engine.status().store.samplesAppended;
        const Answer answer = m_client.post("/api/v1/write", body, headers);
        QCOMPARE(errorOf(answer), error);
        QCOMPARE(answer.status, status);
        QCOMPARE(m_server.engine.status().store.samplesAppended, before);
    }

    void asksForARetryWhenABudgetIsUsedUp()
    {
        std::string message = seriesOf("rw_ahead", sampleField(1, Now + 3'600'000));
        for (std::size_t i = 0; i <= MaxSeries; ++i)
            message += seriesOf("rw_many" + std::to_string(i), sampleField(1, Now));
        const Answer answer = write(message);
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.header("Retry-After"), QByteArray("1"));
        QVERIFY2(errorOf(answer).contains(u"limit 20"), answer.body);
    }

private:
    Answer write(const std::string &message)
    {
        return m_client.post("/api/v1/write", packed(message), FromPrometheus);
    }
    static QString errorOf(const Answer &answer)
    {
        return QJsonDocument::fromJson(answer.body)[u"error"].toString();
    }
    static std::uint64_t counted(const Status &before, const Status &after, RefusalReason reason)
    {
        const auto row = std::size_t(reason);
        return after.refusedByReason[row] - before.refusedByReason[row];
    }
    /// Of the one series of that name with its label.
    QJsonArray pointsOf(const QByteArray &metric)
    {
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client.get("/api/query_range?agg=raw&job=shop&metric=" + metric).body);
        return answer[u"series"][0][u"points"].toArray();
    }

    TestServer m_server{smallSettings()};
    HttpClient m_client{m_server.http.port()};
};

QTEST_GUILESS_MAIN(TestRemoteWrite)
#include "tst_remotewrite.moc"
