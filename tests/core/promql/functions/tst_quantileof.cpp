// Quantiles: interpolation between neighbours, the borders, and where NaN stands.

#include "core/promql/functions/quantileof.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinyobs::promql;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double Infinity = std::numeric_limits<double>::infinity();

class QuantileOfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantile_data();
    void quantile();
    void sortsWithNaNInFront();
};

void QuantileOfTest::quantile_data()
{
    QTest::addColumn<double>("q");
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<double>("expected");

    QTest::newRow("no values give NaN") << 0.5 << QList<double>{} << NaN;
    QTest::newRow("no values above 1 give NaN") << 2.0 << QList<double>{} << NaN;
    QTest::newRow("q of NaN gives NaN") << NaN << QList<double>{1, 2} << NaN;
    QTest::newRow("below 0 gives -Inf") << -0.1 << QList<double>{1, 2} << -Infinity;
    QTest::newRow("above 1 gives +Inf") << 1.1 << QList<double>{1, 2} << Infinity;
    QTest::newRow("0 is the smallest") << 0.0 << QList<double>{3, 1, 2} << 1.0;
    QTest::newRow("1 is the largest") << 1.0 << QList<double>{3, 1, 2} << 3.0;
    QTest::newRow("the middle of three") << 0.5 << QList<double>{3, 1, 2} << 2.0;
    QTest::newRow("between two of four") << 0.5 << QList<double>{4, 1, 2, 3} << 2.5;
    QTest::newRow("a quarter of the way") << 0.25 << QList<double>{0, 1} << 0.25;
    QTest::newRow("one value is every quantile") << 0.7 << QList<double>{5} << 5.0;
    QTest::newRow("NaN is the smallest") << 0.0 << QList<double>{1, NaN, 2} << NaN;
    QTest::newRow("NaN does not reach the largest") << 1.0 << QList<double>{1, NaN, 2} << 2.0;
    QTest::newRow("NaN shifts the middle") << 0.5 << QList<double>{2, NaN, 1} << 1.0;
    QTest::newRow("a neighbour of NaN") << 0.25 << QList<double>{NaN, 1, 2} << NaN;
    // 0 * Inf of the neighbour that has no weight
    QTest::newRow("an infinite neighbour") << 0.0 << QList<double>{1, Infinity} << NaN;
}

void QuantileOfTest::quantile()
{
    QFETCH(double, q);
    QFETCH(QList<double>, values);
    QFETCH(double, expected);

    std::vector<double> numbers(values.begin(), values.end());
    const double result = quantileOf(q, numbers);
    if (std::isnan(expected))
        QVERIFY(std::isnan(result));
    else
        QCOMPARE(result, expected);
    const double again = quantileOfSorted(q, numbers);
    QVERIFY(again == result || (std::isnan(again) && std::isnan(result)));
}

void QuantileOfTest::sortsWithNaNInFront()
{
    std::vector<double> values = {2, NaN, -Infinity, 1, NaN, Infinity};
    quantileOf(0.5, values);
    QVERIFY(std::isnan(values[0]) && std::isnan(values[1]));
    QCOMPARE(std::vector<double>(values.begin() + 2, values.end()),
             (std::vector<double>{-Infinity, 1, 2, Infinity}));
}

} // namespace

QTEST_GUILESS_MAIN(QuantileOfTest)
#include "tst_quantileof.moc"
