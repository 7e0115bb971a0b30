// What remote write 1.0 has beside samples: exemplars and metadata.

#include "core/ingest/remotewritedecoder.h"

#include "tests/bench/writerequest.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z

std::string upWith(const std::string &fields)
{
    return seriesField(labelField("__name__", "up") + labelField("job", "shop") + fields);
}

} // namespace

class TestRemoteWriteExtras : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesExemplars();
    void leavesOutBadExemplars();
    void takesMetadata();
    void leavesOutBadMetadata();
};

void TestRemoteWriteExtras::takesExemplars()
{
    const std::string exemplar =
        bytesField(3, labelField("trace_id", "abc") + fixed64Field(2, 0x3ff8000000000000) +
                          varintField(3, NowMs - 5));
    const std::string message = upWith(sampleField(1, NowMs)) +
                                upWith(exemplar + sampleField(2, NowMs)) + upWith(exemplar) +
                                upWith(sampleField(3, NowMs) + bytesField(3, ""));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    QCOMPARE(decoder.batch().values, (std::vector<double>{1, 2, 3}));
    QVERIFY(decoder.batch().flags.empty());
    QVERIFY(decoder.refusals().empty());
    const std::vector<BatchExemplar> &exemplars = decoder.batch().exemplars;
    QCOMPARE(exemplars.size(), std::size_t(3));
    QCOMPARE(exemplars[0].row, std::size_t(1));
    QCOMPARE(exemplars[0].timeMs, NowMs - 5);
    QCOMPARE(exemplars[0].value, 1.5);
    QCOMPARE(exemplars[0].labels.toString(), std::string(R"({trace_id="abc"})"));
    QVERIFY(exemplars[0].series.isEmpty());
    QCOMPARE(exemplars[1].row, BatchExemplar::NoRow);
    QCOMPARE(exemplars[1].series.toString(), std::string(R"(up{job="shop"})"));
    QCOMPARE(exemplars[2].row, std::size_t(2));
    QCOMPARE(exemplars[2].timeMs, NowMs); // of its sample: it says none
    QVERIFY(exemplars[2].labels.isEmpty());
}

void TestRemoteWriteExtras::leavesOutBadExemplars()
{
    const auto exemplarWith = [](const std::string &labels) {
        return bytesField(3, labels + varintField(3, NowMs));
    };
    const std::string good = labelField("trace_id", "abc");
    std::string many;
    for (int i = 0; i < 65; ++i)
        many += labelField("l" + std::to_string(i), "v");
    const std::string message = upWith(sampleField(1, NowMs) + exemplarWith(good) +
                                       exemplarWith(labelField("trace_id", "\xff"))) +
                                upWith(exemplarWith(good + good)) + upWith(exemplarWith(many)) +
                                seriesField(labelField("job", "x") + exemplarWith(good));
    for (const AppendMode mode : {AppendMode::WholeBatch, AppendMode::GoodRows}) {
        RemoteWriteDecoder decoder;
        QVERIFY(decoder.decode(message, mode, NowMs));
        QCOMPARE(decoder.batch().exemplars.size(), std::size_t(1));
        const auto R = RefusalReason::Exemplar;
        const std::vector<Refusal> expected{
            {R, 0,
             "timeseries[0].exemplars[1].labels: value of label 'trace_id' is not valid UTF-8 or "
             "holds a NUL: '\\xff'"},
            {R, 1, "timeseries[1].exemplars[0].labels: label name 'trace_id' stands there twice"},
            {R, 2, "timeseries[2].exemplars[0].labels: more than 64 labels"},
            {R, 3, "timeseries[3].exemplars[0].labels: label '__name__' is missing"}};
        QVERIFY2(std::ranges::equal(decoder.refusals(), expected),
                 decoder.refusals()[0].message.c_str());
    }
}

void TestRemoteWriteExtras::takesMetadata()
{
    const std::string message =
        metadataField("up", "Whether it is.") +
        bytesField(3, varintField(1, 3) + bytesField(2, "seconds") + bytesField(5, "s")) +
        bytesField(3, varintField(1, 99) + bytesField(2, "odd"));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    const auto metadata = decoder.metadata();
    QCOMPARE(metadata.size(), std::size_t(3));
    QCOMPARE(metadata[0].metric, std::string_view("up"));
    QCOMPARE(metadata[0].type, MetricType::Counter);
    QCOMPARE(metadata[0].help, std::string_view("Whether it is."));
    QCOMPARE(metadata[1].type, MetricType::Histogram);
    QCOMPARE(metadata[1].unit, std::string_view("s"));
    QCOMPARE(metadata[2].type, MetricType::Unknown);
}

void TestRemoteWriteExtras::leavesOutBadMetadata()
{
    const std::string message = metadataField("good", "help") + metadataField("bad name", "") +
                                metadataField("up", "\xff") +
                                metadataField("up", std::string(4097, 'x'));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::GoodRows, NowMs));
    QCOMPARE(decoder.metadata().size(), std::size_t(1));
    const std::vector<Refusal> expected{
        {RefusalReason::BadName, 1,
         "metadata[1]: metric name 'bad name' breaks the rules for metric names"},
        {RefusalReason::BadLabel, 2,
         "metadata[2]: help or unit of 'up' is not valid UTF-8 or holds a NUL"},
        {RefusalReason::TooLarge, 3,
         "metadata[3]: help or unit of 'up' is longer than 4096 bytes"}};
    QVERIFY2(std::ranges::equal(decoder.refusals(), expected),
             decoder.refusals()[0].message.c_str());
    QVERIFY(!decoder.decode(message, AppendMode::WholeBatch, NowMs));
}

QTEST_APPLESS_MAIN(TestRemoteWriteExtras)

#include "tst_remotewriteextras.moc"
