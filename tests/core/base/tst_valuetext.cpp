#include "core/base/valuetext.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace tinyobs;

namespace {

QByteArray hex(std::uint64_t bits)
{
    return QByteArray::number(quint64(bits), 16);
}

std::string textOf(double value)
{
    std::string text;
    appendValue(text, value);
    return text;
}

} // namespace

class TestValueText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spellings_data();
    void spellings();
    void alsoReads_data();
    void alsoReads();
    void refuses_data();
    void refuses();
    void everyBitPatternComesBack();
};

void TestValueText::spellings_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("text");
    using Limits = std::numeric_limits<double>;
    const auto row = [](double value, const char *text) {
        QTest::newRow(text) << value << QByteArray(text);
    };
    const auto bits = [](std::uint64_t number) { return std::bit_cast<double>(number); };
    row(0, "0");
    row(-0.0, "-0");
    row(0.1, "0.1");
    row(-12345.678, "-12345.678");
    row(1e300, "1e+300");
    row(Limits::denorm_min(), "5e-324");
    row(Limits::max(), "1.7976931348623157e+308");
    row(Limits::infinity(), "+Inf");
    row(-Limits::infinity(), "-Inf");
    row(bits(0x7ff8000000000000), "NaN");
    row(bits(0x7ff8000000000001), "nAN");
    row(bits(0x7ff0000000000002), "naN");
    row(bits(0x7ff0000000000001), "NaN:7ff0000000000001");
    row(bits(0xfff8000000000000), "NaN:fff8000000000000");
}

void TestValueText::spellings()
{
    QFETCH(double, value);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(textOf(value)), text);
    const auto read = parseValue(text.toStdString());
    QVERIFY(read);
    QCOMPARE(hex(std::bit_cast<std::uint64_t>(*read)), hex(std::bit_cast<std::uint64_t>(value)));
}

void TestValueText::alsoReads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("bits");
    const auto row = [](const char *text, double value) {
        QTest::newRow(text) << QByteArray(text) << quint64(std::bit_cast<std::uint64_t>(value));
    };
    constexpr double Infinity = std::numeric_limits<double>::infinity();
    row("+1.50", 1.5);
    row("1E3", 1000);
    row("inf", Infinity);
    row("Infinity", Infinity);
    row("-infinity", -Infinity);
    for (const char *nan : {"nan", "Nan", "NAN", "-nan", "NaN:7FF8000000000000"})
        QTest::newRow(nan) << QByteArray(nan) << quint64(PlainNanBits);
}

void TestValueText::alsoReads()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, bits);
    const auto read = parseValue(text.toStdString());
    QVERIFY(read);
    QCOMPARE(hex(std::bit_cast<std::uint64_t>(*read)), hex(bits));
}

void TestValueText::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "+", "-", "+-1", "1,5", "1 ", " 1", "0x10", "1e", "1e999", "none",
                             "NaN:", "NaN:7ff8", "NaN:7ff80000000000000", "NaN:3ff0000000000000",
                             "NaN:7ff0000000000000", "NaN:7ff800000000000g"})
        QTest::newRow(text) << QByteArray(text);
}

void TestValueText::refuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseValue(text.toStdString()));
}

void TestValueText::everyBitPatternComesBack()
{
    const unsigned seed = std::random_device()();
    qInfo("seed %u", seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 100'000; ++i) {
        // Every eighth is a NaN or infinite.
        const std::uint64_t bits = random() | (i % 8 == 0 ? 0x7ff0000000000000u : 0u);
        const auto read = parseValue(textOf(std::bit_cast<double>(bits)));
        QVERIFY2(read, hex(bits));
        QCOMPARE(hex(std::bit_cast<std::uint64_t>(*read)), hex(bits));
    }
}

QTEST_APPLESS_MAIN(TestValueText)
#include "tst_valuetext.moc"
