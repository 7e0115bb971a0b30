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
    void keepsTheseColumns_data();
    void keepsTheseColumns();
    void keepsRandomColumns();
    void refusesTruncationAtEveryLength();
    void survivesChangedBytes();
};

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
