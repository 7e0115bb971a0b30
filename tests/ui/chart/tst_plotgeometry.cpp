#include "ui/chart/plotgeometry.h"

#include <QTest>

#include <cmath>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

DrawnLine line(const char *key, const QList<double> &values)
{
    DrawnLine drawn;
    drawn.key = key;
    QList<QPointF> piece;
    for (qsizetype i = 0; i < values.size(); ++i)
        piece.append(QPointF(double(i), values[i]));
    drawn.pieces = {piece};
    return drawn;
}

ChartPicture picture(Drawing drawing, std::vector<DrawnLine> lines)
{
    ChartPicture made;
    made.endMs = 10'000;
    made.stepMs = 1000;
    made.drawing = drawing;
    made.lines = std::move(lines);
    return made;
}

bool none(std::size_t)
{
    return false;
}

double lastOf(const PlotGeometry &geometry, std::size_t line)
{
    return geometry.lines[line].pieces.front().last().y();
}

} // namespace

class TestPlotGeometry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stacksInOrder()
    {
        const ChartPicture three = picture(
            Drawing::Stacked, {line("a", {1, 2}), line("b", {10, 20}), line("c", {100, 200})});
        const PlotGeometry all = geometryOf(three, {}, none);
        QCOMPARE(lastOf(all, 0), 2.0);
        QCOMPARE(lastOf(all, 1), 22.0);
        QCOMPARE(lastOf(all, 2), 222.0);
        QCOMPARE(all.lines[2].floors.front().last().y(), 22.0);
        QCOMPARE(all.valueAxis.low, 0.0);
        const PlotGeometry some =
            geometryOf(three, {}, [](std::size_t index) { return index == 1; });
        QCOMPARE(some.lines.size(), std::size_t(2));
        QCOMPARE(lastOf(some, 1), 202.0);
    }

    void stacksNegativeOnesDownwards()
    {
        const PlotGeometry geometry = geometryOf(
            picture(Drawing::Bars, {line("in", {5}), line("out", {-3}), line("more", {-2})}), {},
            none);
        QCOMPARE(lastOf(geometry, 0), 5.0);
        QCOMPARE(lastOf(geometry, 1), -3.0);
        QCOMPARE(lastOf(geometry, 2), -5.0);
        QVERIFY(geometry.barSeconds > 0);
    }

    void fitsTheAxisToWhatIsShown()
    {
        const ChartPicture two =
            picture(Drawing::Lines, {line("low", {1, 2}), line("high", {1000, 2000})});
        ChartOptions options;
        QVERIFY(geometryOf(two, options, none).valueAxis.high >= 2000);
        const auto hideHigh = [](std::size_t index) { return index == 1; };
        QVERIFY(geometryOf(two, options, hideHigh).valueAxis.high <= 5);
        options.scale = ValueScale::FromZero;
        QCOMPARE(geometryOf(two, options, none).valueAxis.low, 0.0);
        options.reachesTo = 5000;
        QVERIFY(geometryOf(two, options, none).valueAxis.high >= 5000);
        options.min = 10;
        options.max = 20;
        const PlotGeometry fixed = geometryOf(two, options, none);
        QCOMPARE(fixed.valueAxis.low, 10.0);
        QCOMPARE(fixed.valueAxis.high, 20.0);
        QCOMPARE(fixed.position(15), 0.5);
        QCOMPARE(fixed.valueAt(0.5), 15.0);
    }

    void leavesOutliersOut()
    {
        QList<double> values(500, 1.0);
        values[250] = 1e9;
        ChartOptions options;
        options.scale = ValueScale::Clip;
        QVERIFY(
            geometryOf(picture(Drawing::Lines, {line("a", values)}), options, none).valueAxis.high <
            10);
    }

    void scalesByPowersOfTen()
    {
        ChartOptions options;
        options.scale = ValueScale::Log;
        const PlotGeometry geometry =
            geometryOf(picture(Drawing::Lines, {line("a", {0, 1, 10, 1000})}), options, none);
        QVERIFY(geometry.isLog);
        QCOMPARE(geometry.valueAxis.low, 1.0);
        QCOMPARE(geometry.valueAxis.high, 1000.0);
        QVERIFY(std::abs(geometry.position(10) - 1.0 / 3) < 1e-9);
        QVERIFY(std::abs(geometry.valueAt(1.0 / 3) - 10) < 1e-9);
        QVERIFY(std::isfinite(geometry.position(0)));
        QVERIFY(geometry.position(-5) < 0);
    }

    void takesHostileValues_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::newRow("nothing") << QList<double>();
        QTest::newRow("zeros") << QList<double>{0, 0};
        QTest::newRow("tiny") << QList<double>{1e-300, 2e-300};
        QTest::newRow("huge") << QList<double>{1e300, -1e300};
        QTest::newRow("all negative") << QList<double>{-3, -5};
    }
    void takesHostileValues()
    {
        QFETCH(QList<double>, values);
        for (const ValueScale scale :
             {ValueScale::Auto, ValueScale::FromZero, ValueScale::Log, ValueScale::Clip}) {
            ChartOptions options;
            options.scale = scale;
            const PlotGeometry geometry =
                geometryOf(picture(Drawing::Lines, {line("a", values)}), options, none);
            QVERIFY(geometry.valueAxis.high > geometry.valueAxis.low);
            QVERIFY(geometry.valueAxis.ticks.size() < 50);
            for (const double value : values)
                QVERIFY(!std::isnan(geometry.position(value)));
        }
    }
};

QTEST_APPLESS_MAIN(TestPlotGeometry)
#include "tst_plotgeometry.moc"
