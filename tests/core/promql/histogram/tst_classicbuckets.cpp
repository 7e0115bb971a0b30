// Quantiles and shares of classic histograms, and native ones as JSON.

#include "core/promql/histogram/classicbuckets.h"
#include "core/promql/histogram/histogramjson.h"
#include "tests/core/promql/histogram/samplehistograms.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

using Pairs = QList<std::pair<double, double>>; // bound, count up to it

std::vector<ClassicBucket> bucketsOf(const Pairs &pairs)
{
    std::vector<ClassicBucket> buckets;
    for (const auto &[bound, count] : pairs)
        buckets.push_back({bound, count});
    return buckets;
}

bool isSame(double actual, double expected)
{
    return std::isnan(expected) ? std::isnan(actual)
                                : actual == expected || std::abs(actual - expected) < 1e-9;
}

} // namespace

class TestClassicBuckets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsQuantiles_data();
    void findsQuantiles();
    void tellsShares_data();
    void tellsShares();
    void writesJson();
};

void TestClassicBuckets::findsQuantiles_data()
{
    QTest::addColumn<Pairs>("pairs");
    QTest::addColumn<double>("q");
    QTest::addColumn<double>("value");
    QTest::addColumn<bool>("isForced");

    const Pairs simple{{1, 2}, {2, 6}, {Infinity, 8}};
    QTest::newRow("within a bucket, evenly") << simple << 0.5 << 1.5 << false;
    QTest::newRow("the first bucket begins at zero") << simple << 0.125 << 0.5 << false;
    QTest::newRow("the last bucket is where it begins") << simple << 0.9 << 2.0 << false;
    QTest::newRow("in any order") << Pairs{{Infinity, 8}, {2, 6}, {1, 2}} << 0.5 << 1.5 << false;
    QTest::newRow("a first bucket up to zero is its end")
        << Pairs{{-1, 4}, {2, 6}, {Infinity, 8}} << 0.25 << -1.0 << false;
    QTest::newRow("equal bounds are added up")
        << Pairs{{1, 1}, {1, 1}, {2, 6}, {Infinity, 8}} << 0.5 << 1.5 << false;
    QTest::newRow("counts that fall are made to rise")
        << Pairs{{1, 4}, {2, 3}, {3, 6}, {Infinity, 8}} << 0.625 << 2.5 << true;
    QTest::newRow("rounding errors are passed over")
        << Pairs{{1, 4}, {2, 4 - 1e-15}, {3, 6}, {Infinity, 8}} << 0.625 << 2.5 << false;
    QTest::newRow("below zero") << simple << -1.0 << -Infinity << false;
    QTest::newRow("above one") << simple << 2.0 << Infinity << false;
    QTest::newRow("no number") << simple << NaN << NaN << false;
    QTest::newRow("without a bucket of all") << Pairs{{1, 2}, {2, 6}} << 0.5 << NaN << false;
    QTest::newRow("with one bucket alone") << Pairs{{Infinity, 8}} << 0.5 << NaN << false;
    QTest::newRow("without observations") << Pairs{{1, 0}, {Infinity, 0}} << 0.5 << NaN << false;
}

void TestClassicBuckets::findsQuantiles()
{
    QFETCH(Pairs, pairs);
    QFETCH(double, q);
    QFETCH(double, value);
    QFETCH(bool, isForced);
    std::vector<ClassicBucket> buckets = bucketsOf(pairs);
    Remarks remarks;
    QVERIFY(isSame(bucketQuantile(q, buckets, remarks), value));
    QCOMPARE(remarks.has(Remark::ForcedMonotonicity), isForced);
}

void TestClassicBuckets::tellsShares_data()
{
    QTest::addColumn<Pairs>("pairs");
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::addColumn<double>("share");

    const Pairs simple{{0, 0}, {1, 2}, {2, 6}, {Infinity, 8}};
    QTest::newRow("of a bucket") << simple << 1.0 << 2.0 << 0.5;
    QTest::newRow("of half a bucket") << simple << 1.0 << 1.5 << 0.25;
    QTest::newRow("of all") << simple << -Infinity << Infinity << 1.0;
    QTest::newRow("of none") << simple << 2.0 << 1.0 << 0.0;
    QTest::newRow("no number") << simple << NaN << 1.0 << NaN;
    QTest::newRow("without observations") << Pairs{{1, 0}, {Infinity, 0}} << 0.0 << 1.0 << NaN;
    QTest::newRow("without a bucket of all") << Pairs{{1, 2}} << 0.0 << 1.0 << NaN;
}

void TestClassicBuckets::tellsShares()
{
    QFETCH(Pairs, pairs);
    QFETCH(double, lower);
    QFETCH(double, upper);
    QFETCH(double, share);
    std::vector<ClassicBucket> buckets = bucketsOf(pairs);
    QVERIFY(isSame(bucketFraction(lower, upper, buckets), share));
}

void TestClassicBuckets::writesJson()
{
    std::string json;
    appendJson(json, exponential(0, -0.5, {0, 2}, {1}, {0.25, 3}));
    QCOMPARE(json, std::string("{\"count\":\"6\",\"sum\":\"-0.5\",\"buckets\":["
                               "[1,\"-1\",\"-0.5\",\"1\"],[3,\"-0.25\",\"0.25\",\"3\"],"
                               "[0,\"1\",\"2\",\"2\"]]}"));
    json.clear();
    appendJson(json, custom({5}, 1, {1, 2}));
    QCOMPARE(json, std::string("{\"count\":\"3\",\"sum\":\"1\",\"buckets\":["
                               "[3,\"-Inf\",\"5\",\"1\"],[0,\"5\",\"+Inf\",\"2\"]]}"));
    json.clear();
    appendJson(json, NativeHistogram());
    QCOMPARE(json, std::string("{\"count\":\"0\",\"sum\":\"0\"}"));
}

QTEST_APPLESS_MAIN(TestClassicBuckets)
#include "tst_classicbuckets.moc"
