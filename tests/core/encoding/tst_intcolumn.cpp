#include "core/encoding/intcolumn.h"
#include "tests/core/encoding/oddvalues.h"

#include <QtTest>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

using Column = std::vector<std::int64_t>;
using Bytes = std::vector<std::uint8_t>;

Bytes encode(const Column &column)
{
    Bytes bytes;
    encodeIntColumn(column, bytes);
    return bytes;
}

// From memory of exactly that size, so that a sanitizer sees a read behind it.
Result<std::size_t> decodeExact(std::span<const std::uint8_t> bytes, Column &column)
{
    const Bytes exact(bytes.begin(), bytes.end());
    return decodeIntColumn(exact, column);
}

void roundTrip(const Column &column)
{
    const Bytes bytes = encode(column);
    Column back(column.size(), 42);
    const auto used = decodeExact(bytes, back);
    QVERIFY2(used, used ? "" : used.error().message.c_str());
    QCOMPARE(*used, bytes.size());
    QCOMPARE(back, column);

    Bytes longer = bytes;
    longer.insert(longer.end(), 40, 0xff);
    const auto again = decodeExact(longer, back);
    QVERIFY(again);
    QCOMPARE(*again, bytes.size());
    QCOMPARE(back, column);
}

} // namespace

class TestIntColumn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void keepsTheseColumns_data();
    void keepsTheseColumns();
    void keepsRandomColumns();
    void refusesTruncationAtEveryLength();
    void survivesChangedBytes();
};

void TestIntColumn::writesTheseBytes_data()
{
    QTest::addColumn<Column>("column");
    QTest::addColumn<QByteArray>("bytes");

    // kind and flags, first value, then what intcolumn.h says of each kind
    QTest::newRow("nothing") << Column{} << QByteArray("");
    QTest::newRow("one value") << Column{7} << QByteArray("000e");
    QTest::newRow("the same again") << Column{5, 5, 5} << QByteArray("000a");
    QTest::newRow("ticks") << Column{1000, 3000, 5000} << QByteArray("01d00fa01f");
    QTest::newRow("a line with noise: step 3, base -2, two bits each")
        << Column{0, 3, 5, 10, 10, 13, 17, 20} << QByteArray("42000603023614");
    QTest::newRow("squares: first delta 1, base 2, no bits")
        << Column{0, 1, 4, 9, 16, 25, 36, 49} << QByteArray("4400020400");
    QTest::newRow("multiples of 4096 behind the first")
        << Column{5, 5 + 3 * 4096, 5 + 4096, 5 + 2 * 4096} << QByteArray("4a0a802000020212");
    QTest::newRow("a step with a fraction, no bits") << [] {
        Column column;
        for (int i = 0; i <= 120; ++i)
            column.push_back(i * 16 / 3);
        return column;
    }() << QByteArray("22000a5655555500");
    QTest::newRow("one patch in the list") << [] {
        Column column(20, 0);
        for (std::size_t i = 0; i < column.size(); ++i)
            column[i] = i == 13 ? 1'000'000 : std::int64_t(i % 2);
        return column;
    }() << QByteArray("0200004155450500130c1fa107");
}

void TestIntColumn::writesTheseBytes()
{
    QFETCH(Column, column);
    const Bytes bytes = encode(column);
    QTEST(QByteArray(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())).toHex(),
          "bytes");
    roundTrip(column);
}

void TestIntColumn::keepsTheseColumns_data()
{
    constexpr std::int64_t Min = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t Max = std::numeric_limits<std::int64_t>::max();
    QTest::addColumn<Column>("column");

    QTest::newRow("nothing") << Column{};
    QTest::newRow("one value") << Column{7};
    QTest::newRow("the smallest") << Column{Min};
    QTest::newRow("two values") << Column{7, -9};
    QTest::newRow("three values") << Column{7, -9, 3};
    QTest::newRow("the same again") << Column(300, 5);
    QTest::newRow("from end to end") << Column{Min, Max, Min, Max, Max, Min};
    QTest::newRow("all zero but the last") << [] {
        Column column(500, 0);
        column.back() = Min;
        return column;
    }();
    QTest::newRow("multiples of 2^63") << Column{0, Min, 0, 0, Min};
    QTest::newRow("multiples of a large odd number")
        << Column{5, 5 + 1'000'000'007, 5 - 3 * std::int64_t(1'000'000'007), 5};
    QTest::newRow("multiples that only the last is not") << [] {
        Column column;
        for (int i = 0; i < 300; ++i)
            column.push_back(15000 * (i * i % 17));
        column.push_back(1);
        return column;
    }();
}

void TestIntColumn::keepsTheseColumns()
{
    QFETCH(Column, column);
    roundTrip(column);
}

void TestIntColumn::keepsRandomColumns()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 6000 && !QTest::currentTestFailed(); ++round)
        roundTrip(integerColumn(random, oddSize(random, 9000)));
}

void TestIntColumn::refusesTruncationAtEveryLength()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 60; ++round) {
        Column column = integerColumn(random, oddSize(random, 300));
        const Bytes bytes = encode(column);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto used = decodeExact(std::span(bytes).first(length), column);
            QVERIFY(!used);
            QCOMPARE(used.error().code, Error::Code::Corruption);
        }
    }
}

// There is no checksum here: any columns may come out, and nothing worse.
void TestIntColumn::survivesChangedBytes()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (int round = 0; round < 60; ++round) {
        Column column = integerColumn(random, oddSize(random, 300));
        Bytes bytes = encode(column);
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            const std::uint8_t right = bytes[at];
            bytes[at] = std::uint8_t(random());
            const auto used = decodeExact(bytes, column);
            QVERIFY(used ? *used <= bytes.size() : used.error().code == Error::Code::Corruption);
            bytes[at] = right;
        }
    }
}

QTEST_APPLESS_MAIN(TestIntColumn)
#include "tst_intcolumn.moc"
