#include "core/encoding/checksum.h"
#include "core/encoding/sealedchunk.h"
#include "core/encoding/valuecolumn.h"
#include "tests/core/encoding/oddvalues.h"

#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes seal(const SampleColumns &samples)
{
    Bytes bytes;
    sealChunk(samples.timesMs, samples.values, bytes);
    return bytes;
}

std::vector<std::uint64_t> bitsOf(const std::vector<double> &values)
{
    std::vector<std::uint64_t> bits;
    for (const double value : values)
        bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

void roundTrip(const SampleColumns &samples)
{
    const Bytes bytes = seal(samples);
    SampleColumns back;
    const auto opened = openChunk(bytes, back);
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    QCOMPARE(back.timesMs, samples.timesMs);
    QCOMPARE(bitsOf(back.values), bitsOf(samples.values));
}

SampleColumns ticks(std::vector<double> values)
{
    SampleColumns samples;
    for (const double value : values)
        samples.append(1'700'000'000'000 + 15'000 * TimeMs(samples.size()), value);
    return samples;
}

SampleColumns randomSamples(Random &random, std::size_t maxSize)
{
    const std::size_t size = oddSize(random, maxSize);
    return {integerColumn(random, size), valueColumn(random, size)};
}

} // namespace

class TestSealedChunk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void keepsEveryBitPattern_data();
    void keepsEveryBitPattern();
    void keepsRandomChunks();
    void staysSmall_data();
    void staysSmall();
    void ordersBitsLikeValues();
    void appendsOnBothSides();
    void refusesTruncationAtEveryLength();
    void refusesEveryChangedBit();
    void refusesHostileBytes_data();
    void refusesHostileBytes();
    void survivesHostileBytesOfRightChecksum();
};

void TestSealedChunk::writesTheseBytes_data()
{
    QTest::addColumn<std::vector<double>>("values"); // a second apart from 0 on
    QTest::addColumn<QByteArray>("bytes");

    // version and count, times, exponent and exceptions, mantissas, checksum
    QTest::newRow("one value") << std::vector<double>{5}
                               << QByteArray("0101 0000 0000 000a e7773e13");
    QTest::newRow("integers") << std::vector<double>{1, 2, 4, 7}
                              << QByteArray("0104 0100d00f 0000 44020202002197d623");
    QTest::newRow("decimals") << std::vector<double>{0.5, 0.25, 1.75}
                              << QByteArray("0103 0100d00f 0200 4c6419010e00 c550cd05");
    QTest::newRow("minus zero and a stale marker are exceptions")
        << std::vector<double>{1, -0.0, 1, staleMarker()}
        << QByteArray("0104 0100d00f 0002 010204 010186808080808080f0ff01 0002 cbfdf978");
    QTest::newRow("full doubles")
        << std::vector<double>{1.0 / 3, 2.0 / 3}
        << QByteArray("0102 0100d00f ff 01aad5aad5aad5aad57f8080808080808010 abd824bb");
}

void TestSealedChunk::writesTheseBytes()
{
    QFETCH(std::vector<double>, values);
    QFETCH(QByteArray, bytes);
    SampleColumns samples;
    for (const double value : values)
        samples.append(1000 * TimeMs(samples.size()), value);
    const Bytes sealed = seal(samples);
    QCOMPARE(
        QByteArray(reinterpret_cast<const char *>(sealed.data()), qsizetype(sealed.size())).toHex(),
        bytes.replace(' ', ""));
    roundTrip(samples);
}

void TestSealedChunk::keepsEveryBitPattern_data()
{
    QTest::addColumn<double>("value");

    QTest::newRow("zero") << 0.0;
    QTest::newRow("minus zero") << -0.0;
    QTest::newRow("infinity") << double(INFINITY);
    QTest::newRow("minus infinity") << -double(INFINITY);
    QTest::newRow("quiet NaN") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("negative NaN") << -std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("stale marker") << staleMarker();
    QTest::newRow("NaN of all ones") << std::bit_cast<double>(~std::uint64_t(0));
    QTest::newRow("denormal") << std::numeric_limits<double>::denorm_min();
    QTest::newRow("largest") << std::numeric_limits<double>::max();
    QTest::newRow("lowest") << std::numeric_limits<double>::lowest();
    QTest::newRow("2^51") << 2251799813685248.0;
    QTest::newRow("2^53 - 1") << 9007199254740991.0;
    QTest::newRow("1 - 2^53") << -9007199254740991.0;
    QTest::newRow("2^53") << 9007199254740992.0;
    QTest::newRow("a third") << 1.0 / 3;
    QTest::newRow("ten decimals") << 0.1234567891;
}

void TestSealedChunk::keepsEveryBitPattern()
{
    QFETCH(double, value);
    roundTrip(ticks({value}));
    for (const double other : {0.0, -0.0, 1.0, 0.25, 1e15, 1.0 / 3, staleMarker()}) {
        roundTrip(ticks({value, other}));
        roundTrip(ticks({other, value, value, other, value}));
        std::vector<double> many(500, other);
        many[0] = many[130] = many[499] = value;
        roundTrip(ticks(many));
    }
}

void TestSealedChunk::keepsRandomChunks()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 5000 && !QTest::currentTestFailed(); ++round)
        roundTrip(randomSamples(random, MaxChunkSamples));
    roundTrip({integerColumn(random, MaxChunkSamples), valueColumn(random, MaxChunkSamples)});
}

void TestSealedChunk::staysSmall_data()
{
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<double>("bytesPerSample");

    std::vector<double> counter;
    std::vector<double> cents;
    std::vector<double> pages;
    std::vector<double> rare;
    std::vector<double> stale;
    Random random(1);
    for (int i = 0; i < 5760; ++i) {
        counter.push_back((i == 0 ? 1e9 : counter.back()) + double(random() % 16));
        cents.push_back(double(random() % 256) / 100);
        pages.push_back(random() % 50 == 0 ? -1 : 4096.0 * double(random() % 16));
        rare.push_back(random() % 50 == 0 ? double(random() % 1000) : 0);
        stale.push_back(random() % 100 == 0 ? staleMarker() : double(random() % 16));
    }
    QTest::newRow("a constant") << std::vector<double>(5760, 1.5) << 0.005;
    QTest::newRow("a counter of four bits") << counter << 0.52;
    QTest::newRow("decimals of eight bits") << cents << 1.02;
    QTest::newRow("pages of four bits, and -1 for unknown") << pages << 0.8;
    QTest::newRow("rarely anything but zero") << rare << 0.09;
    QTest::newRow("four bits and a stale marker at times") << stale << 0.56;
}

void TestSealedChunk::staysSmall()
{
    QFETCH(std::vector<double>, values);
    QFETCH(double, bytesPerSample);
    const SampleColumns samples = ticks(values);
    const double actual = double(seal(samples).size()) / double(samples.size());
    QVERIFY2(actual <= bytesPerSample, std::to_string(actual).c_str());
    roundTrip(samples);
}

void TestSealedChunk::ordersBitsLikeValues()
{
    const std::vector<double> ascending{-INFINITY, -1e300, -2, -1, -1e-300, -0.0,
                                        0.0,       1e-300, 1,  2,  1e300,   INFINITY};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        QCOMPARE(std::bit_cast<std::uint64_t>(fromOrderedBits(orderedBits(ascending[i]))),
                 std::bit_cast<std::uint64_t>(ascending[i]));
        QVERIFY(i == 0 || orderedBits(ascending[i - 1]) < orderedBits(ascending[i]));
    }
}

void TestSealedChunk::appendsOnBothSides()
{
    Bytes bytes{1, 2, 3};
    const SampleColumns samples = ticks({1, 2, 4, 8});
    sealChunk(samples.timesMs, samples.values, bytes);
    QCOMPARE(Bytes(bytes.begin(), bytes.begin() + 3), (Bytes{1, 2, 3}));
    SampleColumns out = ticks({7});
    QVERIFY(openChunk(std::span(bytes).subspan(3), out));
    QCOMPARE(out.values, (std::vector<double>{7, 1, 2, 4, 8}));
    QCOMPARE(out.timesMs.size(), std::size_t(5));
}

void TestSealedChunk::refusesTruncationAtEveryLength()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 60; ++round) {
        const Bytes bytes = seal(randomSamples(random, 300));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const Bytes exact(bytes.begin(), bytes.begin() + std::ptrdiff_t(length));
            SampleColumns out = ticks({7});
            const auto opened = openChunk(exact, out);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, Error::Code::Corruption);
            QCOMPARE(out.size(), std::size_t(1));
        }
    }
}

void TestSealedChunk::refusesEveryChangedBit()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 60; ++round) {
        Bytes bytes = seal(randomSamples(random, 300));
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
            SampleColumns out;
            const auto opened = openChunk(bytes, out);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, Error::Code::Corruption);
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
        }
    }
}

void TestSealedChunk::refusesHostileBytes_data()
{
    QTest::addColumn<Bytes>("bytes"); // without their checksum

    QTest::newRow("no bytes") << Bytes{};
    QTest::newRow("a later version") << Bytes{2, 1, 0, 0, 0, 0, 0, 0};
    QTest::newRow("no samples") << Bytes{1, 0};
    QTest::newRow("one sample too many") << Bytes{1, 0x81, 0x40, 0, 0, 0, 0, 0, 0};
    QTest::newRow("more samples than memory")
        << Bytes{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0};
    QTest::newRow("a count of more than 64 bits")
        << Bytes{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0, 0};
    QTest::newRow("an unknown kind of column") << Bytes{1, 1, 7, 0, 0, 0, 0, 0};
    QTest::newRow("an exponent of 11") << Bytes{1, 1, 0, 0, 11, 0, 0, 0};
    QTest::newRow("more exceptions than values") << Bytes{1, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0};
    QTest::newRow("an exception behind the last value")
        << Bytes{1, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0};
    QTest::newRow("an exception before the first value")
        << Bytes{1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0};
    QTest::newRow("a byte too many") << Bytes{1, 1, 0, 0, 0, 0, 0, 0, 0};
}

void TestSealedChunk::refusesHostileBytes()
{
    QFETCH(Bytes, bytes);
    putChecksum(0, bytes);
    SampleColumns out;
    const auto opened = openChunk(bytes, out);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Error::Code::Corruption);
    QCOMPARE(out.size(), std::size_t(0));
}

void TestSealedChunk::survivesHostileBytesOfRightChecksum()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 200; ++round) {
        Bytes bytes = seal(randomSamples(random, 300));
        bytes.resize(bytes.size() - 4);
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            Bytes hostile = bytes;
            hostile[at] = std::uint8_t(random());
            if (random() % 4 == 0)
                hostile.resize(at + 1);
            putChecksum(0, hostile);
            SampleColumns out;
            const auto opened = openChunk(hostile, out);
            QVERIFY(opened ? out.size() <= MaxChunkSamples
                           : opened.error().code == Error::Code::Corruption);
            QVERIFY(opened || out.size() == 0);
        }
    }
}

QTEST_APPLESS_MAIN(TestSealedChunk)
#include "tst_sealedchunk.moc"
