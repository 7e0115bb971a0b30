#include "core/ingest/jsonnumber.h"

#include <QRandomGenerator>
#include <QTest>

#include <bit>
#include <charconv>
#include <limits>
#include <string>

using namespace tinyobs;

namespace {

constexpr double Largest = std::numeric_limits<double>::max();
constexpr double Smallest = std::numeric_limits<double>::denorm_min();

/// With what must stand behind a number: a byte of no number, and readable bytes.
std::string padded(const std::string &text)
{
    return text + "]" + std::string(16, '7');
}

std::uint64_t bitsOf(double value)
{
    return std::bit_cast<std::uint64_t>(value);
}

std::string shortest(double value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

} // namespace

class TestJsonNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<double>("expected");
        const auto row = [](const char *title, const QByteArray &text, double expected) {
            QTest::newRow(title) << text << expected;
        };
        row("zero", "0", 0.0);
        row("negative zero", "-0", -0.0);
        row("negative zero with a fraction", "-0.000", -0.0);
        row("one digit", "7", 7);
        row("eight digits", "12345678", 12345678);
        row("nine digits", "123456789", 123456789);
        row("sixteen digits", "1234567890123456", 1234567890123456.0);
        row("2^53", "9007199254740992", 9007199254740992.0);
        row("2^53 + 1, halfway between two", "9007199254740993", 9007199254740992.0);
        row("nineteen digits", "9999999999999999999", 9999999999999999999.0);
        row("twenty digits", "18446744073709551616", 18446744073709551616.0);
        row("a short decimal", "0.1", 0.1);
        row("a negative decimal", "-12.75", -12.75);
        row("zeros in front of the digits", "0.000000123", 0.000000123);
        row("the largest power that is exact", "0.0000000000000000000001", 1e-22);
        row("seventeen digits", "0.30000000000000004", 0.30000000000000004);
        row("zeros behind the digits", "1.50000000000000000000000000000000000000", 1.5);
        row("a thousand zeros", "0." + QByteArray(1000, '0') + "1", 0);
        row("an exponent", "1e3", 1000);
        row("an exponent in capitals with a sign", "1.5E+3", 1500);
        row("a negative exponent", "25e-1", 2.5);
        row("a zero with an exponent beyond doubles", "0e999", 0);
        row("the largest", "1.7976931348623157e308", Largest);
        row("the smallest", "5e-324", Smallest);
        row("below the smallest", "1e-400", 0);
        row("below the smallest, negative", "-1e-400", -0.0);
        row("an exponent without bounds", "1e-99999999999999999999", 0);
    }
    void reads()
    {
        QFETCH(QByteArray, text);
        QFETCH(double, expected);
        const std::string whole = padded(text.toStdString());
        double value = 42;
        const char *const behind = readJsonNumber(whole.data(), value);
        QVERIFY(behind);
        QCOMPARE(behind - whole.data(), text.size());
        QCOMPARE(bitsOf(value), bitsOf(expected));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "-", "+1", "01", "-01", "1.", ".5", "-.5", "1e", "1e+", "1.e3",
                                 "e5", "x", "Infinity", "NaN", "1e309", "-1e309", "1e99999999999"})
            QTest::newRow(*text ? text : "nothing") << QByteArray(text);
        QTest::newRow("four hundred digits") << QByteArray(400, '9');
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        const std::string whole = padded(text.toStdString());
        double value = 0;
        QVERIFY(!readJsonNumber(whole.data(), value));
    }

    void readsWhatIsWrittenToTheBit()
    {
        QRandomGenerator random(20261122);
        for (int i = 0; i < 200'000; ++i) {
            const int digits = random.bounded(1, 10);
            const auto decimal = static_cast<double>(random.bounded(1'000'000'000)) /
                                 jsonnumber::PowersOfTen[std::size_t(digits)];
            const double any = std::bit_cast<double>(random.generate64());
            for (const double value : {decimal, any}) {
                if (!qIsFinite(value))
                    continue;
                const std::string text = padded(shortest(value));
                double read = 0;
                QVERIFY2(readJsonNumber(text.data(), read), text.c_str());
                QVERIFY2(bitsOf(read) == bitsOf(value), text.c_str());
            }
        }
    }

    void readsIntegers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isRead");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char *text, bool isRead, qint64 expected) {
            QTest::newRow(text) << QByteArray(text) << isRead << expected;
        };
        row("0", true, 0);
        row("-1", true, -1);
        row("1795341600123", true, 1'795'341'600'123);
        row("999999999999999999", true, 999'999'999'999'999'999);
        row("9223372036854775807", true, std::numeric_limits<qint64>::max());
        row("-9223372036854775808", true, std::numeric_limits<qint64>::min());
        row("9223372036854775808", false, 0);
        row("18446744073709551617", false, 0);
        row("100000000000000000000000000000000000000001", false, 0);
        row("01", false, 0);
        row("1.0", false, 0);
        row("1e3", false, 0);
        row("-", false, 0);
        row("\"1\"", false, 0);
    }
    void readsIntegers()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isRead);
        QFETCH(qint64, expected);
        const std::string whole = padded(text.toStdString());
        std::int64_t number = 0;
        const char *const behind = readJsonInteger(whole.data(), number);
        QCOMPARE(behind != nullptr, isRead);
        if (!behind)
            return;
        QCOMPARE(behind - whole.data(), text.size());
        QCOMPARE(qint64(number), expected);
    }
};

QTEST_APPLESS_MAIN(TestJsonNumber)
#include "tst_jsonnumber.moc"
