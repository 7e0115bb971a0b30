#include "core/ingest/remotewritehistogram.h"

#include "tests/bench/writehistogram.h"
#include "tests/bench/writerequest.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::bench;

Q_DECLARE_METATYPE(NativeHistogram)

namespace {

constexpr TimeMs NowMs = 1'795'341'600'000;

NativeHistogram whole()
{
    NativeHistogram histogram;
    histogram.schema = 3;
    histogram.resetHint = ResetHint::NoReset;
    histogram.count = 24;
    histogram.sum = -7.25;
    histogram.zeroThreshold = 0x1p-128;
    histogram.zeroCount = 4;
    histogram.positive = {{-3, 1}, {-2, 0}, {-1, 9}, {4, 2}, {5, 3}};
    histogram.negative = {{0, 5}};
    return histogram;
}

NativeHistogram fractions()
{
    NativeHistogram histogram = whole();
    histogram.isFloat = true;
    histogram.resetHint = ResetHint::Gauge;
    histogram.schema = -4;
    histogram.count = 0.75;
    histogram.zeroCount = 0.125;
    histogram.positive = {{7, 0.5}, {9, 0.125}};
    histogram.negative.clear();
    return histogram;
}

NativeHistogram custom(bool isFloat)
{
    NativeHistogram histogram;
    histogram.schema = NativeHistogram::CustomSchema;
    histogram.isFloat = isFloat;
    histogram.count = 6;
    histogram.sum = 11;
    histogram.bounds = {-1, 0.005, 10};
    histogram.positive = {{0, 0}, {1, 4}, {2, 0}, {3, 2}};
    return histogram;
}

NativeHistogram largest()
{
    NativeHistogram histogram;
    histogram.schema = 8;
    histogram.count = double(NativeHistogram::MaxCount);
    histogram.positive = {{std::numeric_limits<std::int32_t>::max() - 1, histogram.count}};
    return histogram;
}

std::string spans(std::initializer_list<std::pair<int, unsigned>> list)
{
    std::string fields;
    for (const auto &[offset, length] : list)
        fields += spanField(11, offset, length);
    return fields;
}

std::string deltas(std::initializer_list<std::int64_t> list)
{
    return deltasField(12, std::vector<std::int64_t>(list));
}

} // namespace

class TestRemoteWriteHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<NativeHistogram>("histogram");
        QTest::newRow("whole counts") << whole();
        QTest::newRow("fractions, of a gauge") << fractions();
        QTest::newRow("custom bounds") << custom(false);
        QTest::newRow("custom bounds and fractions") << custom(true);
        QTest::newRow("nothing observed") << NativeHistogram();
        QTest::newRow("the largest count in the last bucket") << largest();
    }
    void reads()
    {
        QFETCH(const NativeHistogram, histogram);
        RemoteWriteHistogram reader;
        for (int i = 0; i < 2; ++i) { // the second time with what the first one left
            const auto read = reader.read(histogramMessage(histogram, NowMs));
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            QVERIFY(reader.histogram() == histogram);
            QCOMPARE(reader.timeMs(), NowMs);
            QCOMPARE(reader.startMs(), TimeMs(0));
            QVERIFY(reader.read(histogramMessage(fractions(), 1)));
        }
    }

    void readsNumbersThatAreNotPacked()
    {
        const std::string message = varintField(1, 3) + spanField(11, 0, 2) +
                                    varintField(12, zigzag(1)) + varintField(12, zigzag(1)) +
                                    varintField(17, NowMs);
        RemoteWriteHistogram reader;
        QVERIFY(reader.read(message));
        QVERIFY(reader.histogram().positive == (std::vector<HistogramBucket>{{0, 1}, {1, 2}}));
        QCOMPARE(reader.startMs(), NowMs);
    }

    void spansMayTouchOrBeEmpty()
    {
        const std::string message =
            varintField(1, 3) + spans({{2, 1}, {0, 1}, {3, 0}, {1, 1}}) + deltas({1, 0, 0});
        RemoteWriteHistogram reader;
        QVERIFY(reader.read(message));
        QVERIFY(reader.histogram().positive ==
                (std::vector<HistogramBucket>{{2, 1}, {3, 1}, {8, 1}}));
    }

    void aStaleMarkerIsOneWhateverElseStandsThere()
    {
        const std::string message = varintField(1, 3) + fixed64Field(3, 0x7ff0000000000002) +
                                    spans({{0, 100}}) + varintField(15, NowMs);
        RemoteWriteHistogram reader;
        QVERIFY(reader.read(message));
        QVERIFY(reader.histogram().isStale());
        QCOMPARE(reader.timeMs(), NowMs);
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
        const auto tooManyBuckets = "is damaged, has a wrong type or too many values";
        row("spans that overlap", spans({{0, 2}, {-1, 1}}) + deltas({1, 1, 1}), R::BadValue,
            ": has a span that overlaps the one before");
        row("more buckets than counts", spans({{0, 3}}) + deltas({1, 1}), R::BadValue,
            ": has spans of more buckets than there are counts, 2");
        row("more counts than buckets", spans({{0, 1}}) + deltas({1, 1}), R::BadValue,
            ": has spans of 1 buckets and counts of 2");
        row("a span of 2^32 - 1 buckets", spans({{0, UINT32_MAX}}) + deltas({1}), R::BadValue,
            ": has spans of more buckets than there are counts, 1");
        row("a bucket beyond the last there can be",
            spans({{std::numeric_limits<int>::max(), 1}}) + deltas({1}), R::BadValue,
            ": has a bucket out of range");
        row("less than nothing in a bucket", spans({{0, 2}}) + deltas({1, -2}), R::BadValue,
            ": has a count below zero in a bucket, or one that cannot be held");
        row("a count that overflows", spans({{0, 2}}) + deltas({INT64_MAX, 1}), R::BadValue,
            ": has a count of 9223372036854775807, limit 2^53");
        row("more than a double counts", varintField(1, (1ULL << 53) + 1), R::BadValue,
            ": has a count of 9007199254740993, limit 2^53");
        row("whole counts and fractions",
            spans({{0, 1}}) + deltas({1}) + doublesField(13, std::array{1.0}), R::BadValue,
            ": has whole counts and fractions");
        row("a bucket behind the custom bounds",
            varintField(4, zigzag(-53)) + doublesField(16, std::array{1.0}) + spans({{2, 1}}) +
                deltas({1}),
            R::BadValue, ": has a bucket 2 and 1 custom bounds");
        row("a reset hint that is none", varintField(14, 4), R::BadValue,
            ": has the reset hint 4, expected 0 to 3");
        row("a message cut off", "\x08", R::Syntax, ": is not valid protobuf");
        row("a sum that is an integer", varintField(3, 1), R::WrongType,
            ": field 3 is damaged, has a wrong type or too many values");
        row("a span that is a number", varintField(11, 1), R::WrongType,
            ": field 11 is damaged, has a wrong type or too many values");
        row("deltas cut within a number", bytesField(12, "\x80"), R::WrongType,
            ": field 12 is damaged, has a wrong type or too many values");
        row("half a fraction", bytesField(13, "half"), R::WrongType,
            ": field 13 is damaged, has a wrong type or too many values");
        row("more buckets than anybody has", bytesField(12, std::string(16 * 1024 + 1, '\0')),
            R::WrongType, (std::string(": field 12 ") + tooManyBuckets).c_str());
    }
    void refuses()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const RefusalReason, reason);
        QFETCH(const QByteArray, error);
        RemoteWriteHistogram reader;
        const auto read = reader.read(message.toStdString());
        QVERIFY(!read);
        QCOMPARE(QByteArray::fromStdString(read.error().message), error);
        QCOMPARE(read.error().reason, reason);
    }

    void takesNoCutMessageForAWholeOne()
    {
        const std::string message = histogramMessage(whole(), NowMs);
        RemoteWriteHistogram reader;
        for (std::size_t size = 0; size < message.size(); ++size) {
            const std::string cut = message.substr(0, size);
            if (reader.read(cut))
                QVERIFY(reader.timeMs() != NowMs); // it stands last
        }
    }
};

QTEST_APPLESS_MAIN(TestRemoteWriteHistogram)
#include "tst_remotewritehistogram.moc"
