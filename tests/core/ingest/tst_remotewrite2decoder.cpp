#include "core/ingest/remotewrite2decoder.h"

#include "core/ingest/remotewritedecoder.h"
#include "tests/bench/writehistogram.h"
#include "tests/bench/writerequest.h"
#include "tests/bench/writerequest2.h"

#include <QTest>

#include <algorithm>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

constexpr TimeMs NowMs = 1'795'341'600'000;
constexpr TimeMs MinuteMs = 60'000;

std::string text(const tl::expected<Labels, Refusal> &labels)
{
    return labels ? labels->toString() : labels.error().message;
}

NativeHistogram smallHistogram()
{
    NativeHistogram histogram;
    histogram.count = 3;
    histogram.sum = 4;
    histogram.positive = {{1, 2}, {2, 1}};
    return histogram;
}

} // namespace

class TestRemoteWrite2Decoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesSamples()
    {
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "up"}, {"job", "shop"}}) +
                          sampleField(1.5, NowMs) + sampleField(2.5, NowMs + 1));
        request.addSeries(sampleField(7, NowMs) + request.labelRefs({{"__name__", "down"}}));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        const SampleBatch &batch = decoder.batch();
        QCOMPARE(batch.values, (std::vector<double>{1.5, 2.5, 7}));
        QCOMPARE(batch.timesMs, (std::vector<TimeMs>{NowMs, NowMs + 1, NowMs}));
        QVERIFY(batch.flags.empty());
        QVERIFY(batch.hashes[0] == batch.hashes[1] && !(batch.hashes[0] == batch.hashes[2]));
        QCOMPARE(text(decoder.labels(1)), std::string(R"(up{job="shop"})"));
        QCOMPARE(text(decoder.labels(2)), std::string("down{}"));
        QCOMPARE(decoder.path(1), std::string("timeseries[0].samples[1]"));
        QCOMPARE(decoder.documentIndex(2), std::size_t(1));
        QVERIFY(decoder.refusals().empty());
    }

    void aSeriesIsTheSameWhateverItsNumbersAre()
    {
        const auto hashIn = [](std::initializer_list<std::string_view> before) {
            WriteRequest2 request;
            for (const std::string_view symbol : before)
                request.ref(symbol);
            request.addSeries(request.labelRefs({{"__name__", "up"}, {"job", "shop"}}) +
                              sampleField(1, NowMs));
            RemoteWrite2Decoder decoder;
            const std::string message = request.message();
            if (!decoder.decode(message, AppendMode::WholeBatch, NowMs))
                qFatal("it is refused");
            return decoder.batch().hashes[0];
        };
        QVERIFY(hashIn({}) == hashIn({"shop", "x", "job", "up"}));
        // The same numbers, and another series.
        WriteRequest2 other;
        other.addSeries(other.labelRefs({{"__name__", "up"}, {"job", "shop2"}}) +
                        sampleField(1, NowMs));
        RemoteWrite2Decoder decoder;
        const std::string message = other.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        QVERIFY(!(decoder.batch().hashes[0] == hashIn({})));
    }

    void symbolsMayStandBehindTheSeries()
    {
        WriteRequest2 request;
        const std::string refs = request.labelRefs({{"__name__", "up"}});
        const std::string series = bytesField(5, refs + sampleField(1, NowMs));
        RemoteWrite2Decoder decoder;
        const std::string message = series + request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        QCOMPARE(text(decoder.labels(0)), std::string("up{}"));
    }

    void refsMayStandAlone()
    {
        WriteRequest2 request;
        const std::string refs =
            varintField(1, request.ref("__name__")) + varintField(1, request.ref("up"));
        request.addSeries(refs + sampleField(1, NowMs));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        QCOMPARE(text(decoder.labels(0)), std::string("up{}"));
    }

    void takesMessagesWithoutSamples_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("nothing at all") << QByteArray();
        QTest::newRow("symbols alone") << QByteArray::fromStdString(WriteRequest2().message());
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "up"}}));
        QTest::newRow("a series without samples") << QByteArray::fromStdString(request.message());
    }
    void takesMessagesWithoutSamples()
    {
        QFETCH(const QByteArray, message);
        RemoteWrite2Decoder decoder;
        const std::string bytes = message.toStdString();
        QVERIFY(decoder.decode(bytes, AppendMode::WholeBatch, NowMs));
        QCOMPARE(decoder.batch().size(), std::size_t(0));
    }

    void aNewSeriesBeginsAtItsStart_data()
    {
        QTest::addColumn<TimeMs>("startMs");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("a minute ago") << NowMs - MinuteMs << true;
        QTest::newRow("five minutes ago") << NowMs - 5 * MinuteMs << true;
        QTest::newRow("longer ago") << NowMs - 5 * MinuteMs - 1 << false;
        QTest::newRow("at the sample's time") << NowMs << false;
        QTest::newRow("later") << NowMs + 1 << false;
        QTest::newRow("not said") << TimeMs(0) << false;
        QTest::newRow("before 1970") << TimeMs(-1) << false;
    }
    void aNewSeriesBeginsAtItsStart()
    {
        QFETCH(const TimeMs, startMs);
        QFETCH(const bool, isTold);
        WriteRequest2 request;
        const std::string refs = request.labelRefs({{"__name__", "up"}});
        request.addSeries(refs + sampleField(9, NowMs));
        request.addSeries(refs + sampleField(1, NowMs) + sampleField(2, NowMs + 1) +
                          WriteRequest2::createdField(startMs));
        request.addSeries(refs + bytesField(2, fixed64Field(1, 0) + varintField(2, NowMs) +
                                                   varintField(3, std::uint64_t(startMs))));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        const SampleBatch &batch = decoder.batch();
        if (!isTold) {
            QCOMPARE(batch.values, (std::vector<double>{9, 1, 2, 0}));
            QVERIFY(batch.flags.empty());
            return;
        }
        QCOMPARE(batch.values, (std::vector<double>{9, 0, 1, 2, 0, 0}));
        QCOMPARE(batch.timesMs,
                 (std::vector<TimeMs>{NowMs, startMs, NowMs, NowMs + 1, startMs, NowMs}));
        QCOMPARE(batch.flags, (std::vector<unsigned char>{0, StartRow, 0, 0, StartRow, 0}));
        QVERIFY(batch.hashes[1] == batch.hashes[2]);
        QCOMPARE(decoder.path(3), std::string("timeseries[1].samples[1]"));
    }

    void takesHistograms()
    {
        WriteRequest2 request;
        const std::string refs = request.labelRefs({{"__name__", "seconds"}});
        request.addSeries(refs + sampleField(1, NowMs));
        request.addSeries(
            refs + WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs)) +
            WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs + 1)));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        const auto decoded = decoder.decode(message, AppendMode::WholeBatch, NowMs);
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
        const SampleBatch &batch = decoder.batch();
        QCOMPARE(batch.size(), std::size_t(1 + 7 + 7));
        QCOMPARE(batch.flags.size(), batch.size());
        QCOMPARE(std::ranges::count(batch.flags, HistogramRow), 2);
        QCOMPARE(text(decoder.labels(1)), std::string(R"(seconds{__histogram__="count"})"));
        QCOMPARE(text(decoder.labels(7)), std::string(R"(seconds{__histogram__="+0:2"})"));
        QCOMPARE(decoder.path(0), std::string("timeseries[0].samples[0]"));
        QCOMPARE(decoder.path(7), std::string("timeseries[1].histograms[0]"));
        QCOMPARE(decoder.path(8), std::string("timeseries[1].histograms[1]"));
        QCOMPARE(decoder.documentIndex(8), std::size_t(1));
    }

    void aHistogramBeginsAtItsStart()
    {
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "seconds"}}) +
                          WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs)) +
                          WriteRequest2::createdField(NowMs - MinuteMs));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        const SampleBatch &batch = decoder.batch();
        QCOMPARE(std::ranges::count(batch.flags, StartRow), 5); // count, sum, zero, two buckets
        for (std::size_t row = 0; row < batch.size(); ++row) {
            const bool isStart = row < 5;
            QCOMPARE(batch.flags[row] == StartRow, isStart);
            QCOMPARE(batch.timesMs[row], isStart ? NowMs - MinuteMs : NowMs);
        }
        QVERIFY(batch.hashes[0] == batch.hashes[5]);
    }

    void leavesOutBadHistograms()
    {
        NativeHistogram bad = smallHistogram();
        bad.count = 99;
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "seconds"}}) +
                          WriteRequest2::histogramField(histogramMessage(bad, NowMs)) +
                          WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs)));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(!decoder.decode(message, AppendMode::WholeBatch, NowMs));
        QVERIFY(decoder.decode(message, AppendMode::GoodRows, NowMs));
        QCOMPARE(decoder.batch().size(), std::size_t(7));
        QCOMPARE(decoder.path(0), std::string("timeseries[0].histograms[1]"));
        const std::vector<Refusal> expected{
            {RefusalReason::BadValue, 0,
             "timeseries[0].histograms[0]: has 3 observations in buckets, its count is 99"}};
        QVERIFY(std::ranges::equal(decoder.refusals(), expected));
    }

    void takesExemplars()
    {
        WriteRequest2 request;
        const std::string refs = request.labelRefs({{"__name__", "up"}});
        request.addSeries(refs + sampleField(1, NowMs) +
                          request.exemplarField({{"trace_id", "abc"}}, 1.5, NowMs - 1));
        request.addSeries(refs + request.exemplarField({}, 2.5, 0));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        const std::vector<BatchExemplar> &exemplars = decoder.batch().exemplars;
        QCOMPARE(exemplars.size(), std::size_t(2));
        QCOMPARE(exemplars[0].row, std::size_t(0));
        QCOMPARE(exemplars[0].timeMs, NowMs - 1);
        QCOMPARE(exemplars[0].value, 1.5);
        QCOMPARE(exemplars[0].labels.toString(), std::string(R"({trace_id="abc"})"));
        QCOMPARE(exemplars[1].row, BatchExemplar::NoRow);
        QCOMPARE(exemplars[1].series.toString(), std::string("up{}"));
        QCOMPARE(exemplars[1].timeMs, NowMs);
    }

    void takesMetadataOncePerMetric()
    {
        WriteRequest2 request;
        const auto add = [&](const char *name, const char *job, unsigned type, const char *help) {
            request.addSeries(request.labelRefs({{"__name__", name}, {"job", job}}) +
                              sampleField(1, NowMs) + request.metadataField(type, help, "seconds"));
        };
        add("http_seconds_bucket", "a", 3, "How long.");
        add("http_seconds_bucket", "b", 3, "How long.");
        add("http_total", "a", 1, "How many.");
        add("unknown", "a", 0, "");
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
        const auto metadata = decoder.metadata();
        QCOMPARE(metadata.size(), std::size_t(3));
        QCOMPARE(metadata[0].metric, std::string_view("http_seconds"));
        QCOMPARE(metadata[0].type, MetricType::Histogram);
        QCOMPARE(metadata[0].help, std::string_view("How long."));
        QCOMPARE(metadata[0].unit, std::string_view("seconds"));
        QCOMPARE(metadata[1].metric, std::string_view("http_total"));
        QCOMPARE(metadata[1].type, MetricType::Counter);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<RefusalReason>("reason");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char *title, const std::string &message, RefusalReason reason,
                            const char *error) {
            QTest::newRow(title) << QByteArray::fromStdString(message) << reason
                                 << QByteArray(error);
        };
        using R = RefusalReason;
        row("noise", "noise", R::Syntax,
            "body is not a remote write request: it is damaged or cut off at byte 0 of the "
            "unpacked message");
        row("a request of remote write 1.0",
            seriesField(labelField("__name__", "up") + sampleField(1, NowMs)), R::WrongType,
            "body is a request of remote write 1.0, its content type says 2.0");
        row("symbols that are a number", varintField(4, 1), R::WrongType,
            "body: field 4 has the wire type 0");
        row("a first symbol that is not empty", bytesField(4, "up"), R::Syntax,
            "symbols[0]: must be empty");
        const std::string symbols = bytesField(4, "") + bytesField(4, "__name__") +
                                    bytesField(4, "up") + bytesField(4, "\xff");
        const std::string sample = sampleField(1, NowMs);
        row("an odd number of refs", symbols + bytesField(5, refsField({1}) + sample), R::BadLabel,
            "timeseries[0].labels_refs: there are 1, expected pairs");
        row("a ref that is out of range", symbols + bytesField(5, refsField({1, 4}) + sample),
            R::BadLabel, "timeseries[0].labels_refs: 4 is not one of the 4 symbols");
        row("a ref of 2^63",
            symbols +
                bytesField(5, varintField(1, 1) + varintField(1, std::uint64_t(1) << 63) + sample),
            R::BadLabel, "timeseries[0].labels_refs: 4294967295 is not one of the 4 symbols");
        row("refs cut within a number", symbols + bytesField(5, bytesField(1, "\x80") + sample),
            R::WrongType, "timeseries[0]: field 1 has the wire type 2");
        row("refs that are doubles", symbols + bytesField(5, fixed64Field(1, 1) + sample),
            R::WrongType, "timeseries[0]: field 1 has the wire type 1");
        row("no labels", symbols + bytesField(5, sample), R::BadName,
            "timeseries[0].labels: label '__name__' is missing");
        row("two metric names", symbols + bytesField(5, refsField({1, 2, 1, 2}) + sample),
            R::BadLabel, "timeseries[0].labels: label name '__name__' stands there twice");
        row("an empty label name", symbols + bytesField(5, refsField({1, 2, 0, 2}) + sample),
            R::BadName, "timeseries[0].labels: a label name is empty");
        row("a name that is not UTF-8", symbols + bytesField(5, refsField({1, 3}) + sample),
            R::BadName,
            "timeseries[0].name: metric name '\\xff' must be letters, digits, '_' and ':', and "
            "not begin with a digit");
        row("help that is no symbol",
            symbols + bytesField(5, refsField({1, 2}) + bytesField(5, varintField(3, 9))),
            R::BadLabel, "timeseries[0].metadata: 9 is not one of the 4 symbols");
        row("metadata that is cut off",
            symbols + bytesField(5, refsField({1, 2}) + bytesField(5, "\x80")), R::Syntax,
            "body is not a remote write request: timeseries[0].metadata is damaged or cut off at "
            "byte 27 of the unpacked message");
    }
    void refuses()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const RefusalReason, reason);
        QFETCH(const QByteArray, error);
        RemoteWrite2Decoder decoder;
        const std::string bytes = message.toStdString();
        const auto decoded = decoder.decode(bytes, AppendMode::WholeBatch, NowMs);
        if (!decoded) {
            QCOMPARE(QByteArray::fromStdString(decoded.error().message), error);
            QCOMPARE(decoded.error().reason, reason);
            return;
        }
        QCOMPARE(decoder.batch().size(), std::size_t(1));
        const auto labels = decoder.labels(0);
        QVERIFY(!labels);
        QCOMPARE(QByteArray::fromStdString(decoder.messageOf(labels.error())), error);
        QCOMPARE(labels.error().reason, reason);
    }

    void aSeriesWithBadRefsLeavesTheOthers()
    {
        WriteRequest2 request;
        request.addSeries(refsField({1}) + sampleField(1, NowMs) + sampleField(2, NowMs) +
                          WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs)));
        request.addSeries(request.labelRefs({{"__name__", "up"}}) + sampleField(3, NowMs));
        RemoteWrite2Decoder decoder;
        const std::string message = request.message();
        QVERIFY(decoder.decode(message, AppendMode::GoodRows, NowMs));
        QCOMPARE(decoder.batch().values, std::vector<double>{3});
        QCOMPARE(text(decoder.labels(0)), std::string("up{}"));
        QCOMPARE(decoder.refusals().size(), std::size_t(1));
        QCOMPARE(decoder.refusals()[0].count, std::size_t(3));
    }

    void neverReadsBeyondACutMessage()
    {
        WriteRequest2 request;
        request.addSeries(request.labelRefs({{"__name__", "up"}}) + sampleField(1, NowMs) +
                          request.exemplarField({{"a", "b"}}, 1, 1) +
                          request.metadataField(1, "help", "s") +
                          WriteRequest2::histogramField(histogramMessage(smallHistogram(), NowMs)));
        const std::string message = request.message();
        RemoteWrite2Decoder decoder;
        for (std::size_t size = 0; size < message.size(); ++size) {
            const std::string cut(message.data(), size); // its end is the heap's
            if (decoder.decode(cut, AppendMode::GoodRows, NowMs))
                QCOMPARE(decoder.batch().size(), std::size_t(0));
        }
        QVERIFY(decoder.decode(message, AppendMode::GoodRows, NowMs));
        QCOMPARE(decoder.batch().size(), std::size_t(8));
    }

    void refusesMoreSymbolsThanTheLimit()
    {
        IngestLimits limits;
        limits.set(IngestLimit::SymbolsPerRequest, 2);
        RemoteWrite2Decoder decoder(limits);
        const std::string message = bytesField(4, "") + bytesField(4, "a") + bytesField(4, "b");
        const auto decoded = decoder.decode(message, AppendMode::GoodRows, NowMs);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().reason, RefusalReason::TooLarge);
        QCOMPARE(decoded.error().message, std::string("symbols: more than 2 in one request"));
    }
};

QTEST_APPLESS_MAIN(TestRemoteWrite2Decoder)
#include "tst_remotewrite2decoder.moc"
