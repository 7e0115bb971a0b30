#include "core/encoding/checksum.h"
#include "core/encoding/rollupblock.h"
#include "tests/core/encoding/oddvalues.h"

#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes seal(const RollupColumns &rows)
{
    Bytes bytes;
    sealRollup(rows, bytes);
    return bytes;
}

std::vector<std::uint64_t> bitsOf(const RollupColumns &rows)
{
    std::vector<std::uint64_t> bits(rows.counts);
    for (const auto &column : {rows.timesMs, rows.lastMs}) {
        for (const TimeMs timeMs : column)
            bits.push_back(std::uint64_t(timeMs));
    }
    for (const auto &column : {rows.min, rows.max, rows.sum, rows.last, rows.increase}) {
        for (const double value : column)
            bits.push_back(std::bit_cast<std::uint64_t>(value));
    }
    return bits;
}

void roundTrip(const RollupColumns &rows)
{
    RollupColumns back;
    const auto opened = openRollup(seal(rows), back);
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    QCOMPARE(bitsOf(back), bitsOf(rows));
}

// As a day close makes them: windows of `perRow` samples.
RollupColumns rollUp(const std::vector<double> &values, std::size_t perRow)
{
    RollupColumns rows;
    double previous = NAN;
    for (std::size_t first = 0; first < values.size(); first += perRow) {
        const std::size_t end = std::min(values.size(), first + perRow);
        double min = values[first];
        double max = min;
        double sum = 0;
        double increase = 0;
        for (std::size_t i = first; i < end; ++i) {
            const double value = values[i];
            min = std::fmin(min, value);
            max = std::fmax(max, value);
            sum += value;
            if (!std::isnan(previous) && !std::isnan(value))
                increase += value < previous ? value : value - previous;
            if (!std::isnan(value))
                previous = value;
        }
        rows.timesMs.push_back(1'700'000'000'000 + 15'000 * TimeMs(first + perRow));
        rows.counts.push_back(end - first);
        rows.min.push_back(min);
        rows.max.push_back(max);
        rows.sum.push_back(sum);
        rows.last.push_back(values[end - 1]);
        rows.lastMs.push_back(1'700'000'000'000 + 15'000 * TimeMs(end) - 2'500);
        rows.increase.push_back(increase);
    }
    return rows;
}

RollupColumns randomRows(Random &random, std::size_t maxRows)
{
    const std::size_t size = oddSize(random, maxRows);
    if (random() % 2)
        return rollUp(valueColumn(random, size * 4), 4);
    RollupColumns rows;
    rows.timesMs = integerColumn(random, size);
    for (const std::int64_t count : integerColumn(random, size))
        rows.counts.push_back(std::uint64_t(count));
    rows.min = valueColumn(random, size);
    rows.max = valueColumn(random, size);
    rows.sum = valueColumn(random, size);
    rows.last = valueColumn(random, size);
    rows.lastMs = integerColumn(random, size);
    rows.increase = valueColumn(random, size);
    return rows;
}

} // namespace

class TestRollupBlock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes();
    void keepsTheseRows_data();
    void keepsTheseRows();
    void staysSmall_data();
    void staysSmall();
    void keepsRandomRows();
    void appendsOnBothSides();
    void refusesTruncationAtEveryLength();
    void refusesEveryChangedBit();
    void refusesHostileBytes_data();
    void refusesHostileBytes();
    void survivesHostileBytesOfRightChecksum();
};

void TestRollupBlock::writesTheseBytes()
{
    RollupColumns rows;
    rows.timesMs = {60'000, 120'000, 180'000};
    rows.counts = {4, 4, 4};
    rows.min = {1, 5, 9};
    rows.max = {4, 8, 12};
    rows.sum = {10, 26, 42};
    rows.last = {4, 8, 12};
    rows.lastMs = {59'000, 119'000, 179'000};
    rows.increase = {3, 4, 4};
    const Bytes bytes = seal(rows);
    // version, rows, exponent; times, counts, lags; last, max = last, min = last - 3, sum = 4 times
    // the middle, increase = step of last but for the first row; checksum
    QCOMPARE(
        QByteArray(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())).toHex(),
        QByteArray("010300 01c0a907c0a907 0008 00d00f 00010808 010000 010005 040000 "
                   "0042060002 00 c919ebba")
            .replace(' ', ""));
    roundTrip(rows);
}

void TestRollupBlock::keepsTheseRows_data()
{
    QTest::addColumn<std::vector<double>>("values");

    QTest::newRow("no rows") << std::vector<double>{};
    QTest::newRow("one row") << std::vector<double>{1, 2, 3};
    QTest::newRow("stale markers") << std::vector<double>(50, staleMarker());
    QTest::newRow("minus zero") << std::vector<double>{0.0, -0.0, -0.0, -0.0, -0.0, 1};
    QTest::newRow("infinity in between") << std::vector<double>{1, 2, 3, 4, INFINITY, 5, 6, 7};
    QTest::newRow("sums that are no decimals")
        << std::vector<double>{0.1, 0.2, 0.3, 0.4, 0.7, 0.8, 0.9};
    QTest::newRow("sums beyond 2^53") << std::vector<double>(20, 9007199254740991.0);
    QTest::newRow("sums beyond the largest")
        << std::vector<double>(20, std::numeric_limits<double>::max());
}

void TestRollupBlock::keepsTheseRows()
{
    QFETCH(std::vector<double>, values);
    roundTrip(rollUp(values, 4));
}

void TestRollupBlock::staysSmall_data()
{
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<double>("bytesPerRow");

    std::vector<double> counter;
    std::vector<double> gauge;
    Random random(1);
    for (int i = 0; i < 5760; ++i) {
        counter.push_back((i == 0 ? 1e6 : counter.back()) + double(random() % 20));
        gauge.push_back((i == 0 ? 5000 : gauge.back()) + double(random() % 9) - 4);
    }
    QTest::newRow("a counter") << counter << 3.;
    QTest::newRow("a gauge") << gauge << 5.;
    QTest::newRow("a constant") << std::vector<double>(5760, 1.5) << 0.1;
}

void TestRollupBlock::staysSmall()
{
    QFETCH(std::vector<double>, values);
    QFETCH(double, bytesPerRow);
    const RollupColumns rows = rollUp(values, 4);
    const double actual = double(seal(rows).size()) / double(rows.size());
    QVERIFY2(actual <= bytesPerRow, std::to_string(actual).c_str());
    roundTrip(rows);
}

void TestRollupBlock::keepsRandomRows()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 500 && !QTest::currentTestFailed(); ++round)
        roundTrip(randomRows(random, 3000));
}

void TestRollupBlock::appendsOnBothSides()
{
    const RollupColumns rows = rollUp({1, 2, 3, 4, 5, 6}, 2);
    Bytes bytes{1, 2, 3};
    sealRollup(rows, bytes);
    QCOMPARE(Bytes(bytes.begin(), bytes.begin() + 3), (Bytes{1, 2, 3}));
    RollupColumns out = rollUp({7}, 2);
    QVERIFY(openRollup(std::span(bytes).subspan(3), out));
    QCOMPARE(out.last, (std::vector<double>{7, 2, 4, 6}));
    QCOMPARE(out.increase, (std::vector<double>{0, 1, 2, 2}));
}

void TestRollupBlock::refusesTruncationAtEveryLength()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 20; ++round) {
        const Bytes bytes = seal(randomRows(random, 200));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const Bytes exact(bytes.begin(), bytes.begin() + std::ptrdiff_t(length));
            RollupColumns out = rollUp({7}, 2);
            const auto opened = openRollup(exact, out);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, Error::Code::Corruption);
            QCOMPARE(out.size(), std::size_t(1));
        }
    }
}

void TestRollupBlock::refusesEveryChangedBit()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 10; ++round) {
        Bytes bytes = seal(randomRows(random, 200));
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
            RollupColumns out;
            const auto opened = openRollup(bytes, out);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, Error::Code::Corruption);
            bytes[bit / 8] = std::uint8_t(bytes[bit / 8] ^ 1u << (bit % 8));
        }
    }
}

void TestRollupBlock::refusesHostileBytes_data()
{
    QTest::addColumn<Bytes>("bytes"); // without their checksum

    QTest::newRow("no bytes") << Bytes{};
    QTest::newRow("a later version") << Bytes{2, 0, 0, 0, 0, 0, 0, 0};
    QTest::newRow("more rows than memory")
        << Bytes{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0};
    QTest::newRow("an exponent of 11") << Bytes{1, 0, 11, 0, 0, 0, 0, 0};
    QTest::newRow("a relation that is none") << Bytes{1, 0, 0, 9, 0, 0, 0, 0};
    QTest::newRow("a relation to itself") << Bytes{1, 0, 0, 1, 0, 0, 0, 0};
    QTest::newRow("a byte too many") << Bytes{1, 0, 0, 0, 0, 0, 0, 0, 0};
}

void TestRollupBlock::refusesHostileBytes()
{
    QFETCH(Bytes, bytes);
    putChecksum(0, bytes);
    RollupColumns out;
    const auto opened = openRollup(bytes, out);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Error::Code::Corruption);
    QCOMPARE(out.size(), std::size_t(0));
}

void TestRollupBlock::survivesHostileBytesOfRightChecksum()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 20; ++round) {
        Bytes bytes = seal(randomRows(random, 200));
        bytes.resize(bytes.size() - 4);
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            Bytes hostile = bytes;
            hostile[at] = std::uint8_t(random());
            if (random() % 4 == 0)
                hostile.resize(at + 1);
            putChecksum(0, hostile);
            RollupColumns out;
            const auto opened = openRollup(hostile, out);
            QVERIFY(opened ? out.size() <= MaxRollupRows
                           : opened.error().code == Error::Code::Corruption);
            QVERIFY(opened || out.size() == 0);
        }
    }
}

QTEST_APPLESS_MAIN(TestRollupBlock)
#include "tst_rollupblock.moc"
