#include "core/encoding/headstream.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace tinyobs;
using namespace Qt::StringLiterals;
using namespace tinyobs::encoding;

namespace {

struct Sample
{
    TimeMs timeMs = 0;
    double value = 0;
};

constexpr std::size_t SpanBytes = 60;

// A chunk as its owner keeps it: spans that were filled one after the other.
struct Chunk
{
    std::vector<std::array<std::uint8_t, SpanBytes>> spans;
    HeadStreamState state;
    std::size_t samples = 0;
};

std::vector<Chunk> encode(const std::vector<Sample> &samples)
{
    std::vector<Chunk> chunks;
    const auto start = [&chunks](const Sample &sample) {
        Chunk &chunk = chunks.emplace_back();
        startChunk(chunk.state, chunk.spans.emplace_back(), sample.timeMs, sample.value);
        chunk.samples = 1;
    };
    for (const Sample &sample : samples) {
        if (chunks.empty()) {
            start(sample);
            continue;
        }
        Chunk &chunk = chunks.back();
        Encoded done = appendSample(chunk.state, chunk.spans.back(), sample.timeMs, sample.value);
        if (done == Encoded::NoRoom) {
            endSpan(chunk.state, chunk.spans.back());
            done =
                appendSample(chunk.state, chunk.spans.emplace_back(), sample.timeMs, sample.value);
        }
        if (done == Encoded::NeedsStart)
            start(sample);
        else
            ++chunk.samples;
    }
    return chunks;
}

std::span<const std::uint8_t> bytesOf(const Chunk &chunk, std::size_t span)
{
    const bool last = span + 1 == chunk.spans.size();
    return std::span(chunk.spans[span]).first(last ? chunk.state.used : SpanBytes);
}

Result<std::vector<Sample>> decode(const Chunk &chunk)
{
    std::vector<TimeMs> times(chunk.samples);
    std::vector<double> values(chunk.samples);
    HeadStreamCursor cursor;
    std::size_t at = 0;
    for (std::size_t span = 0; span < chunk.spans.size(); ++span) {
        auto bytes = bytesOf(chunk, span);
        if (span == 0) {
            if (const auto first = readFirstSample(bytes, cursor); !first)
                return Failure(first.error());
            times[0] = cursor.timeMs;
            values[0] = cursor.value();
            at = 1;
            bytes = bytes.subspan(FirstSampleBytes);
        }
        const auto count = decodeSamples(bytes, cursor, std::span(times).subspan(at),
                                         std::span(values).subspan(at));
        if (!count)
            return Failure(count.error());
        at += *count;
    }
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < at; ++i)
        samples.push_back({times[i], values[i]});
    return samples;
}

QByteArray hex(std::span<const std::uint8_t> bytes)
{
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()))
        .toHex();
}

void compareBits(const std::vector<Sample> &actual, const std::vector<Sample> &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        QCOMPARE(actual[i].timeMs, expected[i].timeMs);
        QCOMPARE(std::bit_cast<std::uint64_t>(actual[i].value),
                 std::bit_cast<std::uint64_t>(expected[i].value));
    }
}

void roundTrip(const std::vector<Sample> &samples)
{
    std::vector<Sample> back;
    for (const Chunk &chunk : encode(samples)) {
        const auto part = decode(chunk);
        QVERIFY2(part, part ? "" : part.error().message.c_str());
        back.insert(back.end(), part->begin(), part->end());
    }
    compareBits(back, samples);
}

double nanWithPayload(std::uint64_t payload)
{
    return std::bit_cast<double>(0x7ff0000000000000ull | payload);
}

double oddValue(std::mt19937_64 &random)
{
    switch (random() % 12) {
    case 0:
        return std::bit_cast<double>(std::uint64_t(random()));
    case 1:
        return nanWithPayload(2); // the stale marker of Prometheus
    case 2:
        return random() % 2 ? -0.0 : 0.0;
    case 3:
        return random() % 2 ? INFINITY : -INFINITY;
    case 4:
        return double(std::int64_t(random()) >> (random() % 64));
    case 5:
        return double(std::int64_t(random() % 2000) - 1000) / 100;
    case 6:
        return double(float(double(random() % 100000) / 7));
    case 7:
        return 9007199254740991.0 - double(random() % 3);
    case 8:
        return std::numeric_limits<double>::denorm_min();
    default:
        return double(random() % 10);
    }
}

TimeMs oddStep(std::mt19937_64 &random)
{
    switch (random() % 10) {
    case 0:
        return -TimeMs(random() % 5000);
    case 1:
        return 0;
    case 2:
        return TimeMs(random() >> (random() % 64));
    case 3:
        return std::numeric_limits<std::int32_t>::max();
    case 4:
        return std::numeric_limits<std::int32_t>::min();
    case 5:
        return TimeMs(random() % 40000);
    default:
        return 2000;
    }
}

} // namespace

class TestHeadStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void growsARunInPlace();
    void endsASpanWhenTheSampleDoesNotFit();
    void keepsEveryBitPattern_data();
    void keepsEveryBitPattern();
    void keepsRandomStreams();
    void asksForAStartWhenTheDeltaIsTooLarge();
    void refusesTruncationAtEveryLength();
    void refusesHostileBytes_data();
    void refusesHostileBytes();
    void survivesRandomBytes();
};

void TestHeadStream::writesTheseBytes_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<QList<qlonglong>>("times");
    QTest::addColumn<QByteArray>("bytes"); // after the first sample

    const QList<qlonglong> regular{1000, 3000, 5000, 7000};
    QTest::newRow("an unchanged value is a run")
        << QList<double>{5, 5, 5, 5} << regular << QByteArray("02d00741");
    QTest::newRow("a counter adds one byte")
        << QList<double>{5, 6, 9, 8} << regular << QByteArray("0602d007c106c101");
    QTest::newRow("larger deltas take more bytes")
        << QList<double>{0, 100, 100'000, 100} << regular << QByteArray("06c8d007c3780c03c3770c03");
    QTest::newRow("decimals stay integers")
        << QList<double>{0.5, 0.6} << QList<qlonglong>{0, 1} << QByteArray("c902");
    QTest::newRow("a finer decimal brings a new exponent")
        << QList<double>{0.5, 0.25} << QList<qlonglong>{0, 0} << QByteArray("242132");
    QTest::newRow("jitter of a few milliseconds fits the tag")
        << QList<double>{1, 1, 1, 1} << QList<qlonglong>{0, 1000, 2003, 3001}
        << QByteArray("02e803d898");
    QTest::newRow("more jitter takes a byte")
        << QList<double>{1, 2} << QList<qlonglong>{0, 8} << QByteArray("050208");
    QTest::newRow("a far jump takes four bytes")
        << QList<double>{1, 1} << QList<qlonglong>{0, 100'000} << QByteArray("03a0860100");
    QTest::newRow("minus zero is raw, and an unchanged mantissa after it one zero byte")
        << QList<double>{0.0, -0.0, 0.0} << QList<qlonglong>{0, 0, 0} << QByteArray("287180c100");
    QTest::newRow("a full double is raw") << QList<double>{0.0, 1.0 / 3} << QList<qlonglong>{0, 0}
                                          << QByteArray("c7555555555555d53f");
    QTest::newRow("a float's bits are shorter than a double's")
        << QList<double>{0.0, double(1.1f)} << QList<qlonglong>{0, 0}
        << QByteArray("2835a09999f13f");
}

void TestHeadStream::writesTheseBytes()
{
    QFETCH(QList<double>, values);
    QFETCH(QList<qlonglong>, times);
    QFETCH(QByteArray, bytes);
    std::vector<Sample> samples;
    for (qsizetype i = 0; i < values.size(); ++i)
        samples.push_back({times[i], values[i]});
    const std::vector<Chunk> chunks = encode(samples);
    QCOMPARE(chunks.size(), std::size_t(1));
    QCOMPARE(hex(bytesOf(chunks[0], 0).subspan(FirstSampleBytes)), bytes);
    roundTrip(samples);
}

void TestHeadStream::growsARunInPlace()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 131; ++i)
        samples.push_back({i * 2000, 7});
    const std::vector<Chunk> chunks = encode(samples);
    // First, then the delta of 2000, then 129 repeats: two full runs and one of a single sample.
    QCOMPARE(hex(bytesOf(chunks[0], 0)),
             QByteArray("00000000000000000000000000001c400002d0077f7f40"));
    roundTrip(samples);
}

void TestHeadStream::endsASpanWhenTheSampleDoesNotFit()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 20; ++i)
        samples.push_back({0, std::sqrt(i * i + 2)}); // nine bytes each
    const std::vector<Chunk> chunks = encode(samples);
    QCOMPARE(chunks.size(), std::size_t(1));
    QVERIFY(chunks[0].spans.size() > 2);
    QCOMPARE(int(chunks[0].spans[0][53]), 0x3c);
    roundTrip(samples);
}

void TestHeadStream::keepsEveryBitPattern_data()
{
    QTest::addColumn<double>("value");

    QTest::newRow("zero") << 0.0;
    QTest::newRow("minus zero") << -0.0;
    QTest::newRow("infinity") << double(INFINITY);
    QTest::newRow("minus infinity") << -double(INFINITY);
    QTest::newRow("quiet NaN") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("negative NaN") << -std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("stale marker") << nanWithPayload(2);
    QTest::newRow("NaN of all ones") << std::bit_cast<double>(~std::uint64_t(0));
    QTest::newRow("denormal") << std::numeric_limits<double>::denorm_min();
    QTest::newRow("largest") << std::numeric_limits<double>::max();
    QTest::newRow("2^53 - 1") << 9007199254740991.0;
    QTest::newRow("2^53") << 9007199254740992.0;
    QTest::newRow("a third") << 1.0 / 3;
    QTest::newRow("ten decimals") << 0.1234567891;
}

void TestHeadStream::keepsEveryBitPattern()
{
    QFETCH(double, value);
    roundTrip({{0, value}});
    for (const double other : {0.0, -0.0, 1.0, 0.25, 1e15, 1.0 / 3, nanWithPayload(2)})
        roundTrip({{0, value}, {1, other}, {2, value}, {3, value}, {4, value}, {5, other}});
}

void TestHeadStream::keepsRandomStreams()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Sample> samples;
        TimeMs timeMs = TimeMs(random() >> (random() % 64));
        double value = oddValue(random);
        const auto steadiness = 1 + random() % 8;
        const auto count = 1 + random() % 200;
        for (std::uint64_t i = 0; i < count; ++i) {
            samples.push_back({timeMs, value});
            const TimeMs step = random() % steadiness == 0 ? oddStep(random) : 2000;
            timeMs = TimeMs(std::uint64_t(timeMs) + std::uint64_t(step));
            if (random() % steadiness == 0)
                value = oddValue(random);
        }
        roundTrip(samples);
        if (QTest::currentTestFailed())
            return;
    }
}

void TestHeadStream::asksForAStartWhenTheDeltaIsTooLarge()
{
    constexpr TimeMs Far = std::numeric_limits<std::int32_t>::max();
    QCOMPARE(encode({{0, 1}, {Far, 1}}).size(), std::size_t(1));
    QCOMPARE(encode({{0, 1}, {Far + 1, 1}}).size(), std::size_t(2));
    QCOMPARE(encode({{0, 1}, {-Far - 1, 1}}).size(), std::size_t(1));
    QCOMPARE(encode({{0, 1}, {-Far - 2, 1}}).size(), std::size_t(2));
    // The delta fits, the delta of the deltas does not.
    QCOMPARE(encode({{0, 1}, {Far, 1}, {0, 1}}).size(), std::size_t(2));
    constexpr TimeMs Least = std::numeric_limits<TimeMs>::min();
    constexpr TimeMs Most = std::numeric_limits<TimeMs>::max();
    roundTrip({{Least, 1}, {Most, 2}, {Least, 3}, {0, 4}});
}

void TestHeadStream::refusesTruncationAtEveryLength()
{
    const std::vector<Sample> samples{
        {0, 1}, {2000, 2}, {4003, 0.25}, {4004, 1.0 / 3}, {5'000'000, nanWithPayload(2)}};
    Chunk chunk = encode(samples).front();
    QCOMPARE(chunk.spans.size(), std::size_t(1));
    const auto whole = bytesOf(chunk, 0);
    std::size_t partial = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        HeadStreamCursor cursor;
        // A copy of exactly this length, so that a sanitizer sees every byte read beyond it.
        const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + std::ptrdiff_t(length));
        const auto first = readFirstSample(cut, cursor);
        QCOMPARE(first.has_value(), length >= FirstSampleBytes);
        if (!first)
            continue;
        std::array<TimeMs, 5> times{};
        std::array<double, 5> values{};
        const auto count =
            decodeSamples(std::span(cut).subspan(FirstSampleBytes), cursor, times, values);
        if (!count)
            QCOMPARE(count.error().code, Error::Code::Corruption);
        else
            QCOMPARE(*count, partial++); // only between two samples
    }
    QCOMPARE(partial, std::size_t(4));
}

void TestHeadStream::refusesHostileBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");

    QTest::newRow("an unknown value code") << QByteArray("2c") << "sample is invalid";
    QTest::newRow("an exponent beyond the table") << QByteArray("24b101") << "sample is invalid";
    QTest::newRow("a mantissa of nine bytes")
        << QByteArray("2409010101010101010101") << "sample is invalid";
    QTest::newRow("a mantissa beyond 2^53")
        << QByteArray("2407ffffffffffffff") << "sample is invalid";
    QTest::newRow("a mantissa delta beyond 2^53")
        << QByteArray("1cffffffffffffff") << "sample is invalid";
    QTest::newRow("xor bytes beyond the value")
        << QByteArray("28540000000000") << "sample is invalid";
    QTest::newRow("a time delta that overflows")
        << QByteArray("03ffffff7f03ffffff7f") << "sample is invalid";
    QTest::newRow("a run longer than announced")
        << QByteArray("7f") << "more samples than announced";
    QTest::newRow("a field that is cut off") << QByteArray("c7aabb") << "sample is cut off";
}

void TestHeadStream::refusesHostileBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    const QByteArray raw = QByteArray::fromHex(bytes);
    HeadStreamCursor cursor;
    cursor.exponent = 0;
    std::array<TimeMs, 8> times{};
    std::array<double, 8> values{};
    const auto count = decodeSamples(
        std::span(reinterpret_cast<const std::uint8_t *>(raw.constData()), std::size_t(raw.size())),
        cursor, times, values);
    QVERIFY(!count);
    QCOMPARE(QString::fromStdString(count.error().message), u"head stream: "_s + error);
}

void TestHeadStream::survivesRandomBytes()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::uint8_t> bytes(random() % 80);
        for (std::uint8_t &byte : bytes)
            byte = std::uint8_t(random());
        HeadStreamCursor cursor;
        if (!readFirstSample(bytes, cursor))
            continue;
        std::array<TimeMs, 300> times{};
        std::array<double, 300> values{};
        const auto count =
            decodeSamples(std::span(bytes).subspan(FirstSampleBytes), cursor, times, values);
        QVERIFY(!count || *count <= times.size());
    }
}

QTEST_APPLESS_MAIN(TestHeadStream)
#include "tst_headstream.moc"
