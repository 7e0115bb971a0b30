#include "core/storage/disk/seriesblock.h"

#include "core/encoding/checksum.h"

#include <QtTest>

#include <limits>
#include <random>

using namespace tinyobs;

namespace {

constexpr std::uint32_t LastSeries = std::numeric_limits<std::uint32_t>::max();

SeriesDefinition define(std::uint32_t series, TenantId tenant, std::vector<LabelView> pairs)
{
    return {series, tenant, Labels::fromPairs(std::move(pairs))};
}

std::vector<SeriesDefinition> definitionsOf(const SeriesBlock &block)
{
    std::vector<SeriesDefinition> definitions;
    for (const SeriesBlock::Entry &entry : block.entries)
        definitions.push_back({entry.series, entry.tenant, block.labelsOf(entry)});
    return definitions;
}

std::vector<std::uint8_t> encode(const std::vector<SeriesDefinition> &definitions)
{
    std::vector<std::uint8_t> bytes;
    encodeSeriesBlock(definitions, bytes);
    return bytes;
}

std::vector<std::uint8_t> sealed(std::vector<std::uint8_t> bytes)
{
    encoding::putChecksum(0, bytes);
    return bytes;
}

} // namespace

class TestSeriesBlock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheseBytes()
    {
        const std::vector<std::uint8_t> expected{1, 3,              //
                                                 1, 'a', 1, 'x',    //
                                                 1, 'b', 1, 'y',    //
                                                 1, 'b', 1, 'z',    //
                                                 2,                 //
                                                 5, 0,   2, 0,   1, //
                                                 2, 7,   2, 0,   2};
        QCOMPARE(encode({define(5, 0, {{"a", "x"}, {"b", "y"}}),
                         define(7, 7, {{"a", "x"}, {"b", "z"}})}),
                 sealed(expected));
    }

    void returnsWhatWasWritten_data()
    {
        QTest::addColumn<std::vector<SeriesDefinition>>("definitions");
        QTest::newRow("no series") << std::vector<SeriesDefinition>{};
        QTest::newRow("a series without labels") << std::vector{define(3, 0, {})};
        QTest::newRow("the first and the last number, the last tenant")
            << std::vector{define(0, 0, {{"a", "x"}}), define(LastSeries, 0xffff, {{"a", "x"}})};
        const std::string longText(100'000, 'v');
        QTest::newRow("a long value") << std::vector{define(1, 0, {{"name", longText}})};
        QTest::newRow("bytes of all kinds")
            << std::vector{define(1, 2, {{std::string_view("\0n", 2), "\xff\x80\n"}})};
    }

    void returnsWhatWasWritten()
    {
        QFETCH(const std::vector<SeriesDefinition>, definitions);
        const std::vector<std::uint8_t> bytes = encode(definitions);
        SeriesBlock block;
        QVERIFY(decodeSeriesBlock(bytes, block));
        QVERIFY(definitionsOf(block) == definitions);
    }

    void storesEachPairOnce()
    {
        std::mt19937 random(7);
        std::vector<SeriesDefinition> definitions;
        for (std::uint32_t i = 0; i < 2000; ++i) {
            const std::string host = "host-" + std::to_string(random() % 10);
            const std::string core = std::to_string(random() % 64);
            definitions.push_back(define(3 * i, TenantId(i % 3),
                                         {{"__name__", "cpu"}, {"core", core}, {"host", host}}));
        }
        const std::vector<std::uint8_t> bytes = encode(definitions);
        SeriesBlock block;
        QVERIFY(decodeSeriesBlock(bytes, block));
        QVERIFY(definitionsOf(block) == definitions);
        QCOMPARE(block.pairs.size(), 1u + 64u + 10u);
    }

    void appendsBehindOtherBytes()
    {
        std::vector<std::uint8_t> bytes{9, 9, 9};
        const std::vector<SeriesDefinition> definitions{define(5, 0, {{"a", "x"}})};
        encodeSeriesBlock(definitions, bytes);
        SeriesBlock block;
        QVERIFY(decodeSeriesBlock(std::span(bytes).subspan(3), block));
        QVERIFY(definitionsOf(block) == definitions);
    }

    void refusesEveryTruncationAndFlip()
    {
        const std::vector<std::uint8_t> bytes =
            encode({define(5, 0, {{"a", "x"}, {"b", "y"}}), define(6, 1, {{"b", "y"}})});
        SeriesBlock block;
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY2(!decodeSeriesBlock(std::span(bytes).first(size), block),
                     qPrintable(QString::number(size)));
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::vector<std::uint8_t> flipped = bytes;
            flipped[bit / 8] = std::uint8_t(flipped[bit / 8] ^ (1u << bit % 8));
            QVERIFY2(!decodeSeriesBlock(flipped, block), qPrintable(QString::number(bit)));
        }
    }

    // What a checksum cannot catch: bytes that were wrong when they were sealed.
    void refusesBadContents_data()
    {
        QTest::addColumn<std::vector<std::uint8_t>>("bytes");
        QTest::addColumn<std::string>("complaint");
        const auto row = [](const char *name, std::vector<std::uint8_t> bytes,
                            const char *complaint) {
            QTest::newRow(name) << bytes << std::string(complaint);
        };
        row("a version of the future", {2, 0, 0}, "version 2 is not known");
        row("nothing", {}, "version 0 is not known");
        row("more pairs than bytes", {1, 200, 1, 0}, "promises more label pairs than it holds");
        row("a number of pairs without an end", {1, 0x80}, "ends within a label pair");
        row("a name longer than the block", {1, 1, 100, 'a'}, "ends within a label pair");
        row("a huge name",
            {1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'a', 'a'},
            "ends within a label pair");
        row("more series than bytes", {1, 0, 100, 1, 0, 0}, "promises more series than it holds");
        row("a series with a pair that is not there", {1, 0, 1, 5, 0, 1, 0},
            "a series names a label pair that is not there");
        row("a series twice", {1, 0, 2, 5, 0, 0, 0, 0, 0}, "a series is there twice");
        row("a number of 33 bits", {1, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0},
            "a series is out of range");
        row("numbers that sum up to 33 bits",
            {1, 0, 2, 1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0}, "a series is out of range");
        row("a tenant of 17 bits", {1, 0, 1, 1, 0x80, 0x80, 0x04, 0}, "a series is out of range");
        row("bytes behind the end", {1, 0, 0, 0}, "goes on behind its last series");
    }

    void refusesBadContents()
    {
        QFETCH(const std::vector<std::uint8_t>, bytes);
        QFETCH(const std::string, complaint);
        SeriesBlock block;
        const Result<void> decoded = decodeSeriesBlock(sealed(bytes), block);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().code, Error::Code::Corruption);
        QCOMPARE(decoded.error().message, "series block: " + complaint);
    }
};

QTEST_APPLESS_MAIN(TestSeriesBlock)
#include "tst_seriesblock.moc"
