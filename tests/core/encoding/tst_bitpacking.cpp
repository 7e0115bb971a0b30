#include "core/encoding/bitpacking.h"
#include "tests/core/encoding/oddvalues.h"

#include <QtTest>

using namespace tinyobs::encoding;

namespace {

using Numbers = std::vector<std::uint64_t>;

QByteArray packed(const Numbers &numbers, unsigned width)
{
    std::vector<std::uint8_t> bytes;
    packBits(numbers, width, bytes);
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()));
}

} // namespace

class TestBitPacking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void keepsEveryWidth();
};

void TestBitPacking::writesTheseBytes_data()
{
    QTest::addColumn<Numbers>("numbers");
    QTest::addColumn<unsigned>("width");
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("no width is no bytes") << Numbers{1, 2, 3} << 0u << QByteArray("");
    QTest::newRow("no numbers are no bytes") << Numbers{} << 9u << QByteArray("");
    QTest::newRow("bits fill a byte from below") << Numbers{1, 0, 1, 1} << 1u << QByteArray("0d");
    QTest::newRow("numbers cross bytes") << Numbers{0x123, 0x456} << 12u << QByteArray("236145");
    QTest::newRow("higher bits are left out") << Numbers{0xff1, 0xff2} << 4u << QByteArray("21");
    QTest::newRow("whole words") << Numbers{0x0807060504030201} << 64u
                                 << QByteArray("0102030405060708");
}

void TestBitPacking::writesTheseBytes()
{
    QFETCH(Numbers, numbers);
    QFETCH(unsigned, width);
    QFETCH(QByteArray, bytes);
    QCOMPARE(packed(numbers, width).toHex(), bytes);
}

void TestBitPacking::keepsEveryWidth()
{
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    Random random(seed);
    for (unsigned width = 0; width <= 64; ++width) {
        for (std::size_t count = 0; count <= 130; ++count) {
            Numbers numbers(count);
            for (std::uint64_t &number : numbers)
                number = width == 0 ? 0 : random() >> (64 - width);
            std::vector<std::uint8_t> bytes;
            packBits(numbers, width, bytes);
            QCOMPARE(bytes.size(), packedBytes(count, width));
            // Once from memory that ends with the numbers, once with more behind them.
            for (const std::size_t slack : {std::size_t(0), UnpackSlackBytes}) {
                std::vector<std::uint8_t> readable(bytes);
                readable.resize(bytes.size() + slack, 0xff);
                Numbers back(count, 42);
                unpackBits(std::span(readable).first(bytes.size()), readable.size(), width, back);
                QCOMPARE(back, numbers);
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestBitPacking)
#include "tst_bitpacking.moc"
