#include "core/encoding/decimal.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tinyobs::encoding;

class TestDecimal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheShortestExponent_data();
    void findsTheShortestExponent();
    void refusesWhatIsNotExact_data();
    void refusesWhatIsNotExact();
    void mantissaIsExactOrAbsent();
    void everyShortDecimalIsFound();
};

void TestDecimal::findsTheShortestExponent_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<qlonglong>("mantissa");
    QTest::addColumn<int>("exponent");

    QTest::newRow("zero") << 0.0 << 0LL << 0;
    QTest::newRow("an integer") << 42.0 << 42LL << 0;
    QTest::newRow("a negative integer") << -1200.0 << -1200LL << 0;
    QTest::newRow("one decimal") << 0.1 << 1LL << 1;
    QTest::newRow("ten decimals") << 0.1234567891 << 1234567891LL << 10;
    QTest::newRow("a product in the range where rounding could miss") << 500000.1 << 5000001LL << 1;
    QTest::newRow("largest integer") << 9007199254740991.0 << 9007199254740991LL << 0;
    QTest::newRow("large with a decimal") << 112589990684262.3 << 1125899906842623LL << 1;
}

void TestDecimal::findsTheShortestExponent()
{
    QFETCH(double, value);
    QFETCH(qlonglong, mantissa);
    QFETCH(int, exponent);
    const auto found = toDecimal(value);
    QVERIFY(found);
    QCOMPARE(qlonglong(found->mantissa), mantissa);
    QCOMPARE(found->exponent, exponent);
    QCOMPARE(fromDecimal(found->mantissa, found->exponent), value);
}

void TestDecimal::refusesWhatIsNotExact_data()
{
    QTest::addColumn<double>("value");

    QTest::newRow("minus zero") << -0.0;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("infinity") << std::numeric_limits<double>::infinity();
    QTest::newRow("2^53") << 9007199254740992.0;
    QTest::newRow("a third") << 1.0 / 3;
    QTest::newRow("the sum that is not 0.3") << 0.1 + 0.2;
    QTest::newRow("eleven decimals") << 0.12345678912;
    QTest::newRow("smallest denormal") << std::numeric_limits<double>::denorm_min();
    QTest::newRow("largest") << std::numeric_limits<double>::max();
}

void TestDecimal::refusesWhatIsNotExact()
{
    QFETCH(double, value);
    QVERIFY(!toDecimal(value));
}

void TestDecimal::mantissaIsExactOrAbsent()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 200'000; ++i) {
        const double value = std::bit_cast<double>(std::uint64_t(random()));
        const int exponent = int(random() % 11);
        if (const auto mantissa = mantissaAt(value, exponent)) {
            QCOMPARE(std::bit_cast<std::uint64_t>(fromDecimal(*mantissa, exponent)),
                     std::bit_cast<std::uint64_t>(value));
        }
        if (const auto decimal = toDecimal(value)) {
            QCOMPARE(
                std::bit_cast<std::uint64_t>(fromDecimal(decimal->mantissa, decimal->exponent)),
                std::bit_cast<std::uint64_t>(value));
        }
    }
}

void TestDecimal::everyShortDecimalIsFound()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 200'000; ++i) {
        const int exponent = int(random() % 11);
        // 15 digits survive the way through a double.
        const auto bound = std::int64_t(1) << (random() % 49);
        const auto mantissa = std::int64_t(random() % std::uint64_t(2 * bound)) - bound;
        const auto found = toDecimal(fromDecimal(mantissa, exponent));
        QVERIFY2(found || mantissa == 0, qPrintable(QString::number(mantissa)));
        QVERIFY(found->exponent <= exponent);
    }
}

QTEST_APPLESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
