#include "core/encoding/checksum.h"
#include "core/encoding/chunkstatistics.h"
#include "tests/core/encoding/oddvalues.h"

#include <QtTest>

#include <array>
#include <optional>
#include <utility>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes write(const ChunkStatistics &statistics)
{
    Bytes bytes;
    writeStatistics(statistics, bytes);
    return bytes;
}

std::vector<std::uint64_t> bitsOf(const ChunkStatistics &s)
{
    std::vector<std::uint64_t> bits{s.samples, std::uint64_t(s.firstMs), std::uint64_t(s.lastMs)};
    for (const double value : {s.first, s.last, s.min, s.max, s.sum, s.increase})
        bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

void roundTrip(const ChunkStatistics &statistics)
{
    const Bytes bytes = write(statistics);
    const auto back = readStatistics(bytes);
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QCOMPARE(bitsOf(*back), bitsOf(statistics));
    QVERIFY(bytes.size() <= 81);
}

ChunkStatistics statisticsOf(const std::vector<double> &values)
{
    std::vector<TimeMs> times;
    for (std::size_t i = 0; i < values.size(); ++i)
        times.push_back(1'700'000'000'000 + 15'000 * TimeMs(i));
    return encoding::statisticsOf(times, values);
}

ChunkStatistics randomStatistics(Random &random)
{
    if (random() % 4 != 0)
        return statisticsOf(valueColumn(random, oddSize(random, 1000)));
    const std::int64_t a = oddInteger(random);
    const std::int64_t b = oddInteger(random);
    return {.samples = std::uint32_t(random() | 1),
            .firstMs = std::min(a, b),
            .lastMs = std::max(a, b),
            .first = oddValue(random),
            .last = oddValue(random),
            .min = oddValue(random),
            .max = oddValue(random),
            .sum = oddValue(random),
            .increase = oddValue(random)};
}

} // namespace

class TestChunkStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void countsTheseValues_data();
    void countsTheseValues();
    void agreesWithTheRulesOfRangeQueries();
    void keepsNothingButNaN();
    void staysSmall_data();
    void staysSmall();
    void keepsRandomStatistics();
    void refusesTruncationAtEveryLength();
    void refusesEveryChangedBit();
    void refusesHostileBytes_data();
    void refusesHostileBytes();
};

void TestChunkStatistics::writesTheseBytes_data()
{
    QTest::addColumn<std::vector<double>>("values"); // 15 s apart
    QTest::addColumn<QByteArray>("bytes");

    // version and exponent, samples, times, codes, fields, checksum
    QTest::newRow("one value") << std::vector<double>{5}
                               << QByteArray("10 01 80a0abfef962 00 919999 0a 23bf9060");
    QTest::newRow("a counter") << std::vector<double>{1, 2, 4, 7}
                               << QByteArray("10 04 80a0abfef962 c8df02 119991 020c03 74271059");
    QTest::newRow("a sum that is off by a rounding error")
        << std::vector<double>{0.1, 0.2, 0.3}
        << QByteArray("11 03 80a0abfef962 b0ea01 119999 0204 4ae3801c");
    QTest::newRow("full doubles")
        << std::vector<double>{1.0 / 3, 2.0 / 3}
        << QByteArray("1f 02 80a0abfef962 9875 889999 555555555555d53f555555555555e53f 24975a8f");
}

void TestChunkStatistics::writesTheseBytes()
{
    QFETCH(std::vector<double>, values);
    QFETCH(QByteArray, bytes);
    const Bytes written = write(statisticsOf(values));
    QCOMPARE(QByteArray(reinterpret_cast<const char *>(written.data()), qsizetype(written.size()))
                 .toHex(),
             bytes.replace(' ', ""));
}

void TestChunkStatistics::countsTheseValues_data()
{
    const double nan = staleMarker();
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<double>("min");
    QTest::addColumn<double>("max");
    QTest::addColumn<double>("sum");
    QTest::addColumn<double>("increase");

    QTest::newRow("one value") << QList<double>{5} << 5. << 5. << 5. << 0.;
    QTest::newRow("a counter") << QList<double>{5, 7, 7, 10} << 5. << 10. << 29. << 5.;
    QTest::newRow("a counter that restarts") << QList<double>{5, 7, 1, 4} << 1. << 7. << 17. << 6.;
    QTest::newRow("a counter that restarts at zero")
        << QList<double>{5, 0, 4} << 0. << 5. << 9. << 4.;
    QTest::newRow("NaN is left out of all but the sum")
        << QList<double>{nan, 5, nan, 7, 2, nan} << 2. << 7. << double(NAN) << 4.;
    QTest::newRow("infinity is a value") << QList<double>{1, INFINITY} << 1. << double(INFINITY)
                                         << double(INFINITY) << double(INFINITY);
    QTest::newRow("infinity comes first")
        << QList<double>{INFINITY, 3, 4} << 3. << double(INFINITY) << double(INFINITY) << 4.;
    QTest::newRow("negative values") << QList<double>{-5, -7, -1} << -7. << -1. << -13. << -1.;
}

void TestChunkStatistics::countsTheseValues()
{
    QFETCH(QList<double>, values);
    QFETCH(double, min);
    QFETCH(double, max);
    QFETCH(double, sum);
    QFETCH(double, increase);
    const ChunkStatistics statistics =
        statisticsOf(std::vector<double>(values.begin(), values.end()));
    QCOMPARE(statistics.samples, std::uint32_t(values.size()));
    QCOMPARE(statistics.firstMs, TimeMs(1'700'000'000'000));
    QCOMPARE(statistics.lastMs, TimeMs(1'700'000'000'000 + 15'000 * (values.size() - 1)));
    QCOMPARE(std::bit_cast<std::uint64_t>(statistics.first),
             std::bit_cast<std::uint64_t>(values.front()));
    QCOMPARE(std::bit_cast<std::uint64_t>(statistics.last),
             std::bit_cast<std::uint64_t>(values.back()));
    QCOMPARE(statistics.min, min);
    QCOMPARE(statistics.max, max);
    QCOMPARE(statistics.sum, sum);
    QCOMPARE(statistics.increase, increase);
    roundTrip(statistics);
}

// The rules as core/engine/rangequery.cpp has them, one after the other.
void TestChunkStatistics::agreesWithTheRulesOfRangeQueries()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 2000; ++round) {
        const std::vector<double> values = valueColumn(random, oddSize(random, 400));
        double min = NAN;
        double max = NAN;
        double sum = 0;
        double increase = 0;
        std::optional<double> previous;
        for (const double value : values) {
            if (std::isnan(min) || value < min)
                min = value;
            if (std::isnan(max) || value > max)
                max = value;
            sum += value;
            if (std::isnan(value))
                continue;
            if (previous)
                increase += value < *previous ? value : value - *previous;
            previous = value;
        }
        const ChunkStatistics statistics = statisticsOf(values);
        const std::array pairs{std::pair(statistics.min, min), std::pair(statistics.max, max),
                               std::pair(statistics.sum, sum),
                               std::pair(statistics.increase, increase)};
        for (const auto &[actual, expected] : pairs) {
            QVERIFY((std::isnan(actual) && std::isnan(expected)) ||
                    std::bit_cast<std::uint64_t>(actual) == std::bit_cast<std::uint64_t>(expected));
        }
    }
}

void TestChunkStatistics::keepsNothingButNaN()
{
    const ChunkStatistics statistics = statisticsOf({nanWithPayload(5), staleMarker()});
    const auto stale = std::bit_cast<std::uint64_t>(staleMarker());
    QCOMPARE(std::bit_cast<std::uint64_t>(statistics.min), stale);
    QCOMPARE(std::bit_cast<std::uint64_t>(statistics.max), stale);
    QCOMPARE(statistics.increase, 0.0);
    roundTrip(statistics);
}

void TestChunkStatistics::staysSmall_data()
{
    QTest::addColumn<std::vector<double>>("values");

    std::vector<double> counter;
    std::vector<double> gauge;
    std::vector<double> seconds;
    Random random(1);
    for (int i = 0; i < 5760; ++i) {
        counter.push_back((i == 0 ? 1e9 : counter.back()) + double(random() % 1000));
        gauge.push_back(double(random() % 1000) / 10);
        seconds.push_back(double(10'000'000 + 150 * i + int(random() % 150)) / 100);
    }
    QTest::newRow("a counter") << counter;
    QTest::newRow("a gauge of one decimal") << gauge;
    QTest::newRow("a counter of decimals") << seconds;
}

void TestChunkStatistics::staysSmall()
{
    QFETCH(std::vector<double>, values);
    const Bytes bytes = write(statisticsOf(values));
    QVERIFY2(bytes.size() <= 40, std::to_string(bytes.size()).c_str());
}

void TestChunkStatistics::keepsRandomStatistics()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 20'000 && !QTest::currentTestFailed(); ++round)
        roundTrip(randomStatistics(random));
}

void TestChunkStatistics::refusesTruncationAtEveryLength()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 500; ++round) {
        const Bytes bytes = write(randomStatistics(random));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const Bytes exact(bytes.begin(), bytes.begin() + std::ptrdiff_t(length));
            const auto back = readStatistics(exact);
            QVERIFY(!back);
            QCOMPARE(back.error().code, Error::Code::Corruption);
        }
    }
}

void TestChunkStatistics::refusesEveryChangedBit()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 500; ++round) {
        Bytes bytes = write(randomStatistics(random));
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
            const auto back = readStatistics(bytes);
            QVERIFY(!back);
            QCOMPARE(back.error().code, Error::Code::Corruption);
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
        }
    }
}

void TestChunkStatistics::refusesHostileBytes_data()
{
    QTest::addColumn<Bytes>("bytes"); // without their checksum

    QTest::newRow("no bytes") << Bytes{};
    QTest::newRow("a later version") << Bytes{0x20, 1, 0, 0, 0, 0, 0};
    QTest::newRow("no samples") << Bytes{0x10, 0, 0, 0, 0, 0, 0};
    QTest::newRow("2^32 samples") << Bytes{0x10, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0, 0, 0, 0};
    QTest::newRow("a last time that wraps around")
        << Bytes{0x10, 1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0};
    QTest::newRow("a correction without an exponent") << Bytes{0x1f, 1, 0, 0, 10, 0, 0, 5};
    QTest::newRow("a mantissa without an exponent") << Bytes{0x1f, 1, 0, 0, 1, 0, 0, 5};
    QTest::newRow("an exponent of 11") << Bytes{0x1b, 1, 0, 0, 1, 0, 0, 5};
    QTest::newRow("a byte too many") << Bytes{0x10, 1, 0, 0, 0, 0, 0, 0};
}

void TestChunkStatistics::refusesHostileBytes()
{
    QFETCH(Bytes, bytes);
    putChecksum(0, bytes);
    const auto back = readStatistics(bytes);
    QVERIFY(!back);
    QCOMPARE(back.error().code, Error::Code::Corruption);
}

QTEST_APPLESS_MAIN(TestChunkStatistics)
#include "tst_chunkstatistics.moc"
