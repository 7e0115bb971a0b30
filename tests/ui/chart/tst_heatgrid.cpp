#include "ui/chart/heatgrid.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

Line bucket(const char *le, std::vector<double> values)
{
    Line line{{{"le", le}}, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
        line.points.append(TimeMs(i) * 1000, values[i]);
    return line;
}

HeatGrid gridOf(const std::vector<Line> &lines)
{
    std::vector<const Line *> all;
    for (const Line &line : lines)
        all.push_back(&line);
    return heatGridOf(all);
}

} // namespace

class TestHeatGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheTotalsApart()
    {
        const HeatGrid grid =
            gridOf({bucket("+Inf", {10, 20}), bucket("0.1", {1, 5}), bucket("1", {4, 5})});
        QCOMPARE(grid.bounds.size(), std::size_t(3));
        QCOMPARE(grid.bounds[0], 0.1);
        QVERIFY(std::isinf(grid.bounds[2]));
        QCOMPARE(grid.rows[0], (std::vector<double>{1, 5}));
        QCOMPARE(grid.rows[1], (std::vector<double>{3, 0}));
        QCOMPARE(grid.rows[2], (std::vector<double>{6, 15}));
        QCOMPARE(grid.most, 15.0);
        QCOMPARE(grid.total(0), 10.0);
    }

    void addsUpSeriesOfOneBound()
    {
        const HeatGrid grid = gridOf({bucket("1", {1}), bucket("1", {2}), bucket("+Inf", {4})});
        QCOMPARE(grid.rows[0], (std::vector<double>{3}));
        QCOMPARE(grid.rows[1], (std::vector<double>{1}));
    }

    void neverCountsBelowZero()
    {
        // A reset between two scrapes of a histogram makes a higher bucket smaller.
        const HeatGrid grid = gridOf({bucket("1", {5}), bucket("2", {3}), bucket("+Inf", {6})});
        QCOMPARE(grid.rows[1], (std::vector<double>{0}));
        QCOMPARE(grid.rows[2], (std::vector<double>{1}));
    }

    void leavesOutWhatIsNoBucket()
    {
        Line other{{{"route", "/"}}, {}};
        other.points.append(0, 7);
        QVERIFY(gridOf({other, bucket("nonsense", {1})}).isEmpty());
        QVERIFY(gridOf({}).isEmpty());
    }

    void joinsNeighboursOfManyNativeBuckets()
    {
        auto histogram = std::make_shared<NativeHistogram>();
        histogram->schema = 2;
        for (int i = 1; i <= 100; ++i)
            histogram->positive.push_back({i, 1.0});
        histogram->count = 100;
        const HeatGrid grid = heatGridOf({{{1000}, {histogram}}}, 20);
        QCOMPARE(grid.timesMs.size(), std::size_t(1));
        QCOMPARE(grid.rows.size(), std::size_t(20));
        QCOMPARE(grid.total(0), 100.0);
        QCOMPARE(grid.rows[3][0], 5.0);
        QVERIFY(grid.bounds.front() < grid.bounds.back());
    }
};

QTEST_APPLESS_MAIN(TestHeatGrid)
#include "tst_heatgrid.moc"
