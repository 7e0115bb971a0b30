#include "core/model/histogramcomponent.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

using namespace tinyobs;

Q_DECLARE_METATYPE(HistogramComponent)
Q_DECLARE_METATYPE(NativeHistogram)

namespace {

HistogramComponent single(HistogramPart part)
{
    return {.part = part, .schema = 0, .index = 0, .upperBound = 0};
}

HistogramComponent bucket(HistogramPart part, int schema, int index)
{
    return {.part = part, .schema = std::int8_t(schema), .index = index, .upperBound = 0};
}

HistogramComponent custom(double bound)
{
    return {.part = HistogramPart::Custom, .schema = 0, .index = 0, .upperBound = bound};
}

/// Two observations in bucket 1, one in bucket 3, one of zero.
NativeHistogram small()
{
    NativeHistogram histogram;
    histogram.schema = 3;
    histogram.count = 4;
    histogram.sum = 5.5;
    histogram.zeroThreshold = 0.001;
    histogram.zeroCount = 1;
    histogram.positive = {{1, 2}, {2, 0}, {3, 1}};
    return histogram;
}

NativeHistogram smallCustom()
{
    NativeHistogram histogram;
    histogram.schema = NativeHistogram::CustomSchema;
    histogram.count = 3;
    histogram.sum = 9;
    histogram.bounds = {0.005, 1};
    histogram.positive = {{0, 1}, {1, 0}, {2, 2}};
    return histogram;
}

template <typename Change>
NativeHistogram changed(NativeHistogram histogram, Change change)
{
    change(histogram);
    return histogram;
}

} // namespace

class TestHistogramComponent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasAText_data()
    {
        QTest::addColumn<HistogramComponent>("component");
        QTest::addColumn<QByteArray>("text");
        using P = HistogramPart;
        QTest::newRow("count") << single(P::Count) << QByteArray("count");
        QTest::newRow("sum") << single(P::Sum) << QByteArray("sum");
        QTest::newRow("zero bucket") << single(P::ZeroCount) << QByteArray("zero");
        QTest::newRow("threshold") << single(P::ZeroThreshold) << QByteArray("zero_threshold");
        QTest::newRow("schema") << single(P::Schema) << QByteArray("schema");
        QTest::newRow("flags") << single(P::Flags) << QByteArray("flags");
        QTest::newRow("a positive bucket") << bucket(P::Positive, 3, 17) << QByteArray("+3:17");
        QTest::newRow("a negative bucket") << bucket(P::Negative, -4, -9) << QByteArray("--4:-9");
        QTest::newRow("the first bucket there can be")
            << bucket(P::Positive, 20, std::numeric_limits<int>::min())
            << QByteArray("+20:-2147483648");
        QTest::newRow("a custom bucket") << custom(0.005) << QByteArray("c:0.005");
        QTest::newRow("the last custom bucket")
            << custom(std::numeric_limits<double>::infinity()) << QByteArray("c:+Inf");
    }
    void hasAText()
    {
        QFETCH(const HistogramComponent, component);
        QFETCH(const QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(toText(component)), text);
        QVERIFY(histogramComponentOf(text.toStdString()) == component);
    }

    void refusesOtherTexts_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "counts", "+", "-", "+3", "+3:", "+:1", "+3:1x", "++3:1", "c:",
                                 "c:NaN", "c:0.50", "c:1e0", "+03:1", "+21:1", "+-11:1", "+99:1"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refusesOtherTexts()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!histogramComponentOf(text.toStdString()));
    }

    void findsWhatIsWrong_data()
    {
        QTest::addColumn<NativeHistogram>("histogram");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *title, const NativeHistogram &histogram,
                            const char *problem) {
            QTest::newRow(title) << histogram << QByteArray(problem);
        };
        using H = NativeHistogram;
        row("nothing", small(), "");
        row("nothing, with custom bounds", smallCustom(), "");
        row("nothing, with fractions",
            changed(small(), [](H &h) { h.isFloat = true, h.count = 1.25; }), "");
        row("nothing, when observations were no numbers",
            changed(small(),
                    [](H &h) {
                        h.count = 9;
                        h.sum = std::numeric_limits<double>::quiet_NaN();
                    }),
            "");
        row("the largest count",
            changed(H(),
                    [](H &h) {
                        h.count = double(H::MaxCount);
                        h.zeroCount = double(H::MaxCount);
                    }),
            "");
        row("a schema that is none", changed(small(), [](H &h) { h.schema = 21; }),
            "has the schema 21, expected -10 to 20 or -53");
        row("more than buckets hold", changed(small(), [](H &h) { h.count = 5; }),
            "has 4 observations in buckets, its count is 5");
        row("half an observation", changed(small(), [](H &h) { h.count = 4.5; }),
            "has a count that is not whole: 4.5");
        row("less than nothing", changed(small(), [](H &h) { h.positive[1].count = -1; }),
            "has a count below zero: -1");
        row("more than a double counts", changed(small(), [](H &h) { h.count = 0x1p54; }),
            "has a count of 18014398509481984, limit 2^53");
        row("a bucket twice", changed(small(), [](H &h) { h.positive[1].index = 1; }),
            "has bucket 1 twice or out of order");
        row("bounds out of order", changed(smallCustom(), [](H &h) { h.bounds[1] = 0; }),
            "has custom bounds that are not finite and ascending");
        row("a bound that is no number", changed(smallCustom(), [](H &h) { h.bounds[1] = NAN; }),
            "has custom bounds that are not finite and ascending");
        row("buckets that are not between bounds",
            changed(smallCustom(), [](H &h) { h.positive.pop_back(); }),
            "has custom buckets that do not fit its bounds");
        row("bounds that nothing needs", changed(small(), [](H &h) { h.bounds = {1}; }),
            "has custom bounds and the schema 3");
        row("a zero bucket between custom ones",
            changed(smallCustom(), [](H &h) { h.zeroCount = 1; }),
            "has custom bounds and a zero or negative bucket");
    }
    void findsWhatIsWrong()
    {
        QFETCH(const NativeHistogram, histogram);
        QFETCH(const QByteArray, problem);
        QCOMPARE(QByteArray::fromStdString(problemOf(histogram).value_or("")), problem);
    }

    void comesApartAndTogetherAgain()
    {
        for (const NativeHistogram &histogram :
             {small(), smallCustom(), NativeHistogram(),
              changed(small(), [](NativeHistogram &h) { h.resetHint = ResetHint::Gauge; }),
              changed(small(), [](NativeHistogram &h) { h.isFloat = true; })}) {
            std::vector<HistogramValue> values;
            takeApart(histogram, values);
            QVERIFY(values.front().component.part == HistogramPart::Count);
            std::ranges::reverse(values);
            QVERIFY(assemble(values) == histogram);
        }
    }

    void aStaleMarkerIsItsCountAndSum()
    {
        std::vector<HistogramValue> values;
        takeApart(NativeHistogram::stale(), values);
        QCOMPARE(values.size(), std::size_t(2));
        const auto assembled = assemble(values);
        QVERIFY(assembled && assembled->isStale());
    }

    void isNothingWithoutACount()
    {
        QVERIFY(!assemble({}));
        const std::vector<HistogramValue> sum{{single(HistogramPart::Sum), 1}};
        QVERIFY(!assemble(sum));
    }

    void isNothingWithAWrongSchema_data()
    {
        QTest::addColumn<double>("schema");
        QTest::newRow("too fine") << 21.0;
        QTest::newRow("between the coarsest and the custom one") << -20.0;
        QTest::newRow("no number") << std::nan("");
    }
    void isNothingWithAWrongSchema()
    {
        QFETCH(const double, schema);
        const std::vector<HistogramValue> values{{single(HistogramPart::Count), 1},
                                                 {single(HistogramPart::Schema), schema}};
        QVERIFY(!assemble(values));
    }

    void bucketsOfAnotherSchemaAreNotItsOwn()
    {
        std::vector<HistogramValue> values;
        takeApart(small(), values);
        values.push_back({bucket(HistogramPart::Positive, 4, 1), 7});
        QVERIFY(assemble(values) == small());
    }

    void anAccumulatedOneTakesTheCoarsestSchema()
    {
        NativeHistogram histogram = small();
        histogram.isAccumulated = true;
        std::vector<HistogramValue> values;
        takeApart(histogram, values);
        values.push_back({bucket(HistogramPart::Positive, 2, 1), 7});
        const auto assembled = assemble(values);
        QVERIFY(assembled);
        QCOMPARE(assembled->schema, 2);
        QVERIFY(assembled->positive == (std::vector<HistogramBucket>{{1, 9}, {2, 1}}));
    }

    /// A value stays within the bounds of the bucket it is moved to.
    void aCoarserBucketHoldsTheFinerOne()
    {
        for (int index = -40; index <= 40; ++index) {
            const double upper = std::exp2(double(index) / 8); // schema 3
            const int coarser = coarserIndex(index, 2);
            QVERIFY(upper <= std::exp2(double(coarser) / 2) * (1 + 1e-12));
            QVERIFY(upper > std::exp2(double(coarser - 1) / 2) * (1 + 1e-12));
        }
    }
};

QTEST_APPLESS_MAIN(TestHistogramComponent)
#include "tst_histogramcomponent.moc"
