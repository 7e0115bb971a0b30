#include "core/ingest/remotewritedecoder.h"

#include "tests/bench/writerequest.h"
#include "tests/core/ingest/heapbytes.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z
const std::string Up = labelField("__name__", "up") + labelField("job", "shop");

/// name|label=value|label=value
std::string text(const Labels &labels)
{
    std::string out(labels.metricName());
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            out += "|" + std::string(label.name) + "=" + std::string(label.value);
    }
    return out;
}

std::string upWith(const std::string &fields)
{
    return seriesField(Up + fields);
}

std::string manyLabels(int count)
{
    std::string out = labelField("__name__", "up");
    for (int i = 0; i < count; ++i)
        out += labelField("l" + std::to_string(i), "v");
    return out;
}

/// The first refusal of the message or of its rows' labels.
Refusal refusalOf(RemoteWriteDecoder &decoder, const std::string &message)
{
    const auto decoded = decoder.decode(message, AppendMode::GoodRows, NowMs);
    if (!decoded)
        return decoded.error();
    for (std::size_t row = 0; row < decoder.batch().size(); ++row) {
        const auto labels = decoder.labels(row);
        if (!labels)
            return {.reason = labels.error().reason,
                    .row = row,
                    .message = decoder.messageOf(labels.error())};
    }
    return {.reason = RefusalReason::Count_, .row = 0, .message = {}};
}

} // namespace

class TestRemoteWriteDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesOneSample_data();
    void takesOneSample();
    void takesMessagesWithoutSamples_data();
    void takesMessagesWithoutSamples();
    void keepsEveryBitOfAValue_data();
    void keepsEveryBitOfAValue();
    void keepsColumnsInOrder();
    void hashesLabelsAsTheyStand();
    void readsLabelsThatStandApart();
    void refuses_data();
    void refuses();
    void placesWhatTheStoreRefuses();
    void neverReadsBeyondACutMessage();
    void refusesMoreThanTheLimits_data();
    void refusesMoreThanTheLimits();
    void isReusableAfterAnyMessage();
    void givesBackTheMemoryOfALargeMessage();
};

void TestRemoteWriteDecoder::takesOneSample_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("series");
    QTest::addColumn<double>("value");
    QTest::addColumn<TimeMs>("timeMs");

    const auto row = [](const char *title, const std::string &message, const char *series,
                        double value, TimeMs timeMs) {
        QTest::newRow(title) << QByteArray::fromStdString(message) << QByteArray(series) << value
                             << timeMs;
    };
    const std::string sample = sampleField(1.5, NowMs);
    row("as Prometheus sends it", upWith(sample), "up|job=shop", 1.5, NowMs);
    row("labels out of order",
        seriesField(labelField("b", "2") + labelField("a", "1") + labelField("__name__", "up") +
                    sample),
        "up|a=1|b=2", 1.5, NowMs);
    row("the sample before its labels", seriesField(sample + Up), "up|job=shop", 1.5, NowMs);
    row("an empty label value", seriesField(Up + labelField("zone", "") + sample), "up|job=shop",
        1.5, NowMs);
    row("a label without a value field",
        seriesField(Up + bytesField(1, bytesField(1, "zone")) + sample), "up|job=shop", 1.5, NowMs);
    row("the time before the value",
        upWith(bytesField(2, varintField(2, NowMs) + fixed64Field(1, 0x3ff8000000000000))),
        "up|job=shop", 1.5, NowMs);
    row("zero, which protobuf leaves out", upWith(bytesField(2, varintField(2, NowMs))),
        "up|job=shop", 0, NowMs);
    row("no timestamp is the year 1970", upWith(bytesField(2, fixed64Field(1, 0))), "up|job=shop",
        0, 0);
    row("a time before 1970", upWith(sampleField(1, -5)), "up|job=shop", 1, -5);
    row("the earliest time there is", upWith(sampleField(1, std::numeric_limits<TimeMs>::min())),
        "up|job=shop", 1, -253'402'300'800'000);
    row("the latest time there is", upWith(sampleField(1, std::numeric_limits<TimeMs>::max())),
        "up|job=shop", 1, 253'402'300'800'000);
    row("metadata beside it", metadataField("up", "whether it is") + upWith(sample), "up|job=shop",
        1.5, NowMs);
    row("fields of the future everywhere",
        varintField(200, 7) +
            seriesField(bytesField(9, "new") + Up +
                        bytesField(1, bytesField(1, "a") + varintField(3, 1) + bytesField(2, "b")) +
                        bytesField(2, fixed64Field(1, 0x3ff8000000000000) + varintField(3, 1) +
                                          varintField(2, NowMs)) +
                        std::string("\x3d\1\2\3\4", 5)),
        "up|a=b|job=shop", 1.5, NowMs);
}

void TestRemoteWriteDecoder::takesOneSample()
{
    QFETCH(const QByteArray, message);
    QFETCH(const QByteArray, series);
    QFETCH(const double, value);
    QFETCH(const TimeMs, timeMs);

    RemoteWriteDecoder decoder;
    const std::string bytes = message.toStdString();
    const auto decoded = decoder.decode(bytes, AppendMode::WholeBatch, NowMs);
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoder.batch().values, std::vector<double>{value});
    QCOMPARE(decoder.batch().timesMs, std::vector<TimeMs>{timeMs});
    QCOMPARE(decoder.batch().size(), std::size_t(1));
    const auto labels = decoder.labels(0);
    QVERIFY2(labels, labels ? "" : labels.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(text(*labels)), series);
    QVERIFY(decoder.refusals().empty());
}

void TestRemoteWriteDecoder::takesMessagesWithoutSamples_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("nothing at all") << QByteArray("");
    QTest::newRow("metadata alone")
        << QByteArray::fromStdString(metadataField("up", "help") + metadataField("down", ""));
    QTest::newRow("a series without samples") << QByteArray::fromStdString(seriesField(Up));
    QTest::newRow("a series without anything") << QByteArray::fromStdString(seriesField(""));
}

void TestRemoteWriteDecoder::takesMessagesWithoutSamples()
{
    QFETCH(const QByteArray, message);
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message.toStdString(), AppendMode::WholeBatch, NowMs));
    QCOMPARE(decoder.batch().size(), std::size_t(0));
    QVERIFY(decoder.refusals().empty());
}

void TestRemoteWriteDecoder::keepsEveryBitOfAValue_data()
{
    QTest::addColumn<quint64>("bits");
    QTest::newRow("a stale marker") << quint64(0x7ff0000000000002);
    QTest::newRow("an ordinary NaN") << quint64(0x7ff8000000000001);
    QTest::newRow("a negative NaN with a payload") << quint64(0xfff8000000abcdef);
    QTest::newRow("negative zero") << quint64(0x8000000000000000);
    QTest::newRow("-Inf") << quint64(0xfff0000000000000);
    QTest::newRow("the smallest number") << quint64(1);
}

void TestRemoteWriteDecoder::keepsEveryBitOfAValue()
{
    QFETCH(const quint64, bits);
    const std::string message =
        upWith(bytesField(2, fixed64Field(1, bits) + varintField(2, NowMs)));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    QCOMPARE(std::bit_cast<quint64>(decoder.batch().values[0]), bits);
}

void TestRemoteWriteDecoder::keepsColumnsInOrder()
{
    std::string message;
    for (int i = 0; i < 100; ++i) {
        std::string fields = labelField("__name__", "m" + std::to_string(i));
        for (int sample = 0; sample < i % 4; ++sample)
            fields += sampleField(i * 10 + sample, NowMs + sample);
        message += seriesField(fields);
    }
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    std::size_t row = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        for (std::size_t sample = 0; sample < i % 4; ++sample, ++row) {
            QCOMPARE(decoder.batch().timesMs[row], NowMs + TimeMs(sample));
            QCOMPARE(decoder.batch().values[row], double(i * 10 + sample));
            QCOMPARE(text(*decoder.labels(row)), "m" + std::to_string(i));
            QCOMPARE(decoder.documentIndex(row), i);
            QCOMPARE(decoder.path(row), "timeseries[" + std::to_string(i) + "].samples[" +
                                            std::to_string(sample) + "]");
        }
    }
    QCOMPARE(decoder.batch().size(), row);
}

void TestRemoteWriteDecoder::hashesLabelsAsTheyStand()
{
    const std::string message = upWith(sampleField(1, 1) + sampleField(2, 2)) +
                                seriesField(labelField("__name__", "up") + sampleField(3, 3)) +
                                upWith(sampleField(4, 4));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    const std::vector<WireHash> &hashes = decoder.batch().hashes;
    QCOMPARE(hashes.size(), std::size_t(4));
    QVERIFY(hashes[0] == hashes[1]);
    QVERIFY(hashes[0] == hashes[3]);
    QVERIFY(!(hashes[0] == hashes[2]));
}

void TestRemoteWriteDecoder::readsLabelsThatStandApart()
{
    const std::string name = labelField("__name__", "up");
    const std::string message =
        seriesField(name + sampleField(1, 1) + labelField("a", "1") + sampleField(2, 2)) +
        seriesField(name + sampleField(1, 1) + labelField("a", "2"));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    QCOMPARE(text(*decoder.labels(0)), std::string("up|a=1"));
    QCOMPARE(text(*decoder.labels(1)), std::string("up|a=1"));
    QCOMPARE(text(*decoder.labels(2)), std::string("up|a=2"));
    QVERIFY(!(decoder.batch().hashes[0] == decoder.batch().hashes[2]));
}

void TestRemoteWriteDecoder::refuses_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("error");

    const auto row = [](const char *title, const std::string &message, RefusalReason reason,
                        const char *error) {
        QTest::newRow(title) << QByteArray::fromStdString(message) << reason << QByteArray(error);
    };
    using R = RefusalReason;
    const std::string good = upWith(sampleField(1, NowMs));
    const std::string sample = sampleField(1, NowMs);

    row("JSON", R"({"metrics":[]})", R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 0 of the unpacked "
        "message");
    row("the field 0", std::string("\0\1", 2), R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 0 of the unpacked "
        "message");
    row("a group", good + "\x0b", R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 49 of the unpacked "
        "message");
    row("a varint without an end", good + "\x08" + std::string(10, '\xff') + "\1", R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 49 of the unpacked "
        "message");
    row("a series longer than the message", good + "\x0a\x7f", R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 49 of the unpacked "
        "message");
    row("a length of 2^64 - 1", good + "\x0a" + std::string(9, '\xff') + "\1", R::Syntax,
        "body is not a remote write request: it is damaged or cut off at byte 49 of the unpacked "
        "message");
    row("a series cut within a label", good + seriesField("\x0a\x09"), R::Syntax,
        "body is not a remote write request: timeseries[1] is damaged or cut off at byte 51 of the "
        "unpacked message");
    row("a sample cut within its value", good + upWith(bytesField(2, "\x09half")), R::Syntax,
        "body is not a remote write request: timeseries[1].samples is damaged or cut off at byte "
        "82 "
        "of the unpacked message");
    row("a request of remote write 2.0", bytesField(4, "") + bytesField(4, "__name__"),
        R::WrongType, "body is a request of remote write 2.0, its content type says 1.0");
    row("series of remote write 2.0", bytesField(5, "x"), R::WrongType,
        "body is a request of remote write 2.0, its content type says 1.0");
    row("a series that is a number", varintField(1, 5), R::WrongType,
        "body: field 1 has the wire type 0");
    row("labels that are a number", seriesField(varintField(1, 5)), R::WrongType,
        "timeseries[0]: field 1 has the wire type 0");
    row("a value that is an integer", upWith(bytesField(2, varintField(1, 5))), R::WrongType,
        "timeseries[0].samples: field 1 has the wire type 0");
    row("a label whose name is a number",
        good + seriesField(Up + bytesField(1, varintField(1, 5)) + sample), R::WrongType,
        "timeseries[1].labels: field 1 has the wire type 0");
    row("a label that is cut off", seriesField(Up + bytesField(1, "\x0a\x09") + sample), R::Syntax,
        "timeseries[0].labels: a label is not valid protobuf");

    row("no labels", seriesField(sample), R::BadName,
        "timeseries[0].labels: label '__name__' is missing");
    row("labels without a metric name", seriesField(labelField("job", "shop") + sample), R::BadName,
        "timeseries[0].labels: label '__name__' is missing");
    row("an empty metric name", seriesField(labelField("__name__", "") + sample), R::BadName,
        "timeseries[0].name: is empty");
    row("two metric names", seriesField(Up + labelField("__name__", "down") + sample), R::BadLabel,
        "timeseries[0].labels: label name '__name__' stands there twice");
    row("a label twice", good + seriesField(Up + labelField("job", "other") + sample), R::BadLabel,
        "timeseries[1].labels: label name 'job' stands there twice");
    row("a reserved label name", seriesField(Up + labelField("__replica__", "a") + sample),
        R::BadLabel,
        "timeseries[0].labels: label name '__replica__' begins with '__', which is reserved");
    row("a label that is not UTF-8", seriesField(Up + labelField("a", "\xff") + sample),
        R::BadLabel,
        "timeseries[0].labels: value of label 'a' is not valid UTF-8 or holds a NUL: '\\xff'");
    row("a label value of 2049 bytes",
        seriesField(Up + labelField("a", std::string(2049, 'x')) + sample), R::TooLarge,
        "timeseries[0].labels: value of label 'a' is 2049 bytes, limit 2048");
    row("65 labels", seriesField(manyLabels(65) + sample), R::TooLarge,
        "timeseries[0].labels: more than 64 labels");
    row("100,000 labels", seriesField(manyLabels(100'000) + sample), R::TooLarge,
        "timeseries[0].labels: more than 64 labels");
}

void TestRemoteWriteDecoder::refuses()
{
    QFETCH(const QByteArray, message);
    QFETCH(const RefusalReason, reason);
    QFETCH(const QByteArray, error);

    RemoteWriteDecoder decoder;
    const Refusal refusal = refusalOf(decoder, message.toStdString());
    QCOMPARE(QByteArray::fromStdString(refusal.message), error);
    QVERIFY(refusal.reason == reason);
}

void TestRemoteWriteDecoder::placesWhatTheStoreRefuses()
{
    const std::string message = seriesField(Up) + upWith(sampleField(1, 1) + sampleField(2, 2));
    RemoteWriteDecoder decoder;
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    const auto messageOf = [&](const char *text) {
        return decoder.messageOf({.reason = RefusalReason::TooOld, .row = 1, .message = text});
    };
    QCOMPARE(messageOf(".timestamp: is old"),
             std::string("timeseries[1].samples[1].timestamp: is old"));
    QCOMPARE(messageOf("series up is one too many"),
             std::string("timeseries[1]: series up is one too many"));
}

void TestRemoteWriteDecoder::neverReadsBeyondACutMessage()
{
    const std::string message = metadataField("up", "help") + upWith(sampleField(1.5, NowMs)) +
                                seriesField(Up + sampleField(2, NowMs) + sampleField(3, NowMs));
    RemoteWriteDecoder decoder;
    std::size_t taken = 0;
    for (std::size_t length = 0; length < message.size(); ++length) {
        const std::vector<char> exact(message.begin(), message.begin() + std::ptrdiff_t(length));
        const std::string_view cut(exact.data(), length);
        if (decoder.decode(cut, AppendMode::WholeBatch, NowMs))
            ++taken;
        else
            QVERIFY(decoder.batch().size() <= 3);
    }
    QCOMPARE(taken, std::size_t(3)); // nothing, the metadata, the first series with it
}

void TestRemoteWriteDecoder::refusesMoreThanTheLimits_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("error");
    const std::string series = seriesField(Up);
    const std::string sample = sampleField(1, NowMs);
    const auto row = [](const char *title, const std::string &message, const char *error) {
        QTest::newRow(title) << QByteArray::fromStdString(message) << QByteArray(error);
    };
    row("as many as allowed", upWith(sample + sample) + series + series, "");
    row("a sample too many in one series", upWith(sample + sample + sample),
        "timeseries: more than 2 samples in one request");
    row("a sample too many altogether", upWith(sample + sample) + upWith(sample),
        "timeseries: more than 2 samples in one request");
    row("a series too many", series + series + series + series,
        "timeseries: more than 3 series in one request");
}

void TestRemoteWriteDecoder::refusesMoreThanTheLimits()
{
    QFETCH(const QByteArray, message);
    QFETCH(const QByteArray, error);
    IngestLimits limits;
    limits.set(IngestLimit::SamplesPerRequest, 2);
    limits.set(IngestLimit::SeriesPerRequest, 3);
    RemoteWriteDecoder decoder(limits);
    const auto decoded = decoder.decode(message.toStdString(), AppendMode::GoodRows, NowMs);
    QCOMPARE(QByteArray::fromStdString(decoded ? std::string() : decoded.error().message), error);
    QVERIFY(decoded || decoded.error().reason == RefusalReason::TooLarge);
}

void TestRemoteWriteDecoder::isReusableAfterAnyMessage()
{
    std::string large;
    for (int i = 0; i < 50'000; ++i)
        large += upWith(sampleField(i, NowMs));
    const std::string small = seriesField(labelField("__name__", "one") + sampleField(1, NowMs));
    RemoteWriteDecoder decoder;
    for (const std::string &message : {large, std::string("{"), std::string(), large + "x"}) {
        (void)decoder.decode(message, AppendMode::WholeBatch, NowMs);
        decoder.clear();
        QCOMPARE(decoder.batch().size(), std::size_t(0));
        QVERIFY(decoder.decode(small, AppendMode::WholeBatch, NowMs));
        QCOMPARE(decoder.batch().values, std::vector<double>{1});
        QCOMPARE(text(*decoder.labels(0)), std::string("one"));
    }
}

void TestRemoteWriteDecoder::givesBackTheMemoryOfALargeMessage()
{
    std::string message;
    for (int i = 0; i < 200'000; ++i)
        message += upWith(sampleField(i, NowMs));
    RemoteWriteDecoder decoder;
    const std::size_t before = heapBytes();
    QVERIFY(decoder.decode(message, AppendMode::WholeBatch, NowMs));
    if (heapBytes() < before + 200'000 * sizeof(double))
        QSKIP("this allocator does not say what it has handed out");
    decoder.clear();
    QVERIFY2(heapBytes() < before + (1u << 20), std::to_string(heapBytes() - before).c_str());
}

QTEST_APPLESS_MAIN(TestRemoteWriteDecoder)

#include "tst_remotewritedecoder.moc"
