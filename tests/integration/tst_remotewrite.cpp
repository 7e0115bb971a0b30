// Prometheus remote write over real HTTP: what senders get for an answer, and what is stored.

#include "tests/bench/writehistogram.h"
#include "tests/bench/writerequest.h"
#include "tests/bench/writerequest2.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/storedhistograms.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <bit>
#include <map>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MaxSeries = 60;

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
const std::string BadExemplar = bytesField(3, labelField("trace_id", "\xff"));
const std::string BadHistogram = bytesField(4, varintField(1, 3) + varintField(15, Now));

const std::vector<Header> From2{
    {"Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request"},
    {"Content-Encoding", "snappy"},
    {"X-Prometheus-Remote-Write-Version", "2.0.0"}};

NativeHistogram smallHistogram(double count)
{
    NativeHistogram histogram;
    histogram.schema = 3;
    histogram.count = count;
    histogram.sum = 4.5;
    histogram.zeroThreshold = 0.001;
    histogram.positive = {{1, count - 1}, {9, 1}};
    return histogram;
}

/// "samples histograms exemplars" as 2.0 has it said.
QByteArray writtenOf(const Answer &answer)
{
    const auto header = [&answer](const char *what) {
        return answer.header("X-Prometheus-Remote-Write-" + QByteArray(what) + "-Written");
    };
    return header("Samples") + " " + header("Histograms") + " " + header("Exemplars");
}

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
        const std::string message = seriesOf("rw_rest", sampleField(7, Now) + BadExemplar);
        const Status before = m_server.engine.status();
        const Answer answer = write(message);
        const Status after = m_server.engine.status();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body,
                 QByteArray(R"({"status":"success","count":1,"refused":1,"errors":[)"
                            R"({"index":0,"error":"timeseries[0].exemplars[0].labels: value of )"
                            R"(label 'trace_id' is not valid UTF-8 or holds a NUL: '\\xff'"}]})"));
        QCOMPARE(pointsOf("rw_rest").size(), 1);
        QCOMPARE(counted(before, after, RefusalReason::Exemplar), std::uint64_t(1));
        QCOMPARE(after.requestsRefused, before.requestsRefused);
    }

    void storesNativeHistograms_data()
    {
        QTest::addColumn<bool>("isVersion2");
        QTest::newRow("of 1.0") << false;
        QTest::newRow("of 2.0") << true;
    }
    void storesNativeHistograms()
    {
        QFETCH(const bool, isVersion2);
        const std::string_view metric = isVersion2 ? "rw_native_2" : "rw_native_1";
        std::map<TimeMs, NativeHistogram> sent{{Now - 2000, smallHistogram(5)},
                                               {Now - 1000, smallHistogram(8)}};
        std::string fields;
        for (const auto &[timeMs, histogram] : sent)
            fields += bytesField(isVersion2 ? 3 : 4, histogramMessage(histogram, timeMs));
        fields += bytesField(isVersion2 ? 3 : 4, histogramMessage(NativeHistogram::stale(), Now));
        if (isVersion2) {
            WriteRequest2 request;
            request.addSeries(request.labelRefs({{"__name__", metric}, {"job", "shop"}}) + fields);
            const Answer answer = write2(request.message());
            QCOMPARE(answer.status, 204);
            QCOMPARE(writtenOf(answer), QByteArray("0 3 0"));
        } else {
            QCOMPARE(write(seriesOf(metric, fields)).status, 204);
        }
        const std::map<TimeMs, NativeHistogram> stored =
            storedHistograms(m_server.engine, metric, Now - 5000, Now);
        QCOMPARE(stored.size(), std::size_t(3));
        for (const auto &[timeMs, histogram] : sent)
            QVERIFY(stored.at(timeMs) == histogram);
        QVERIFY(stored.at(Now).isStale());
    }

    void refusesABadHistogramAlone()
    {
        const Answer answer = write(seriesOf("rw_beside", sampleField(1, Now) + BadHistogram));
        QCOMPARE(answer.status, 400);
        QCOMPARE(errorOf(answer), u"timeseries[0].histograms[0]: has 0 observations in buckets, "
                                  "its count is 3 (1 refused, 1 stored)"_s);
        QCOMPARE(pointsOf("rw_beside").size(), 1);
    }

    void version2MeetsTheSeriesOfVersion1()
    {
        QCOMPARE(write(seriesOf("rw_both", sampleField(1, Now - 1000))).status, 204);
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "rw_both"}, {"job", "shop"}}) +
                          sampleField(2, Now) + request.metadataField(2, "Help.", ""));
        const Answer answer = write2(request.message());
        QCOMPARE(answer.status, 204);
        QCOMPARE(writtenOf(answer), QByteArray("1 0 0"));
        QCOMPARE(pointsOf("rw_both").size(), 2);
    }

    void aSeriesOfVersion2BeginsAtItsStart()
    {
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "rw_start"}, {"job", "shop"}}) +
                          sampleField(5, Now) + WriteRequest2::createdField(Now - 60'000));
        const std::string message = request.message();
        QCOMPARE(writtenOf(write2(message)), QByteArray("1 0 0"));
        QCOMPARE(write2(message).status, 204);
        QCOMPARE(pointsOf("rw_start"),
                 (QJsonArray{QJsonArray{qint64(Now - 60'000), 0}, QJsonArray{qint64(Now), 5}}));
    }

    void saysWhatItWroteOfABadRequestOfVersion2()
    {
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "rw_part"}, {"job", "shop"}}) +
                          sampleField(1, Now) + sampleField(2, Now + 3'600'000));
        const Answer partial = write2(request.message());
        QCOMPARE(partial.status, 400);
        QCOMPARE(writtenOf(partial), QByteArray("1 0 0"));
        QVERIFY2(errorOf(partial).startsWith(u"timeseries[0].samples[1].timestamp: is "),
                 partial.body);
        const Answer noise = write2("noise");
        QCOMPARE(noise.status, 400);
        QCOMPARE(writtenOf(noise), QByteArray("0 0 0"));
        const Answer unpacked =
            m_client.post("/api/v1/write", "x", {From2[0], {"Content-Encoding", "gzip"}});
        QCOMPARE(unpacked.status, 415);
        QCOMPARE(writtenOf(unpacked), QByteArray("0 0 0"));
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
                                  "server's clock, limit 600000 ms (2 refused, 3 stored)"_s);
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
        const QString expected =
            u"', expected application/x-protobuf with a prometheus.WriteRequest (remote write 1.0) "
            "or application/x-protobuf;proto=io.prometheus.write.v2.Request (remote write 2.0)"_s;
        row("remote write 3.0", good,
            with("application/x-protobuf;proto=io.prometheus.write.v3.Request", "snappy"), 415,
            u"content type is 'application/x-protobuf;proto=io.prometheus.write.v3.Request"_s +
                expected);
        row("JSON", good, with("application/json", "snappy"), 415,
            u"content type is 'application/json"_s + expected);
        row("remote write 1.0 that says it is 2.0", good, From2, 400,
            u"body is a request of remote write 1.0, its content type says 2.0"_s);
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
        QVERIFY2(errorOf(answer).contains(u"limit 60"), answer.body);
    }

private:
    Answer write(const std::string &message)
    {
        return m_client.post("/api/v1/write", packed(message), FromPrometheus);
    }
    Answer write2(const std::string &message)
    {
        return m_client.post("/api/v1/write", packed(message), From2);
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
