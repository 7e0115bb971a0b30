#include "ui/chart/line.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

constexpr double NotANumber = std::numeric_limits<double>::quiet_NaN();

SampleColumns every(TimeMs stepMs, const std::vector<double> &values, TimeMs startMs = 0)
{
    SampleColumns points;
    for (std::size_t i = 0; i < values.size(); ++i)
        points.append(startMs + TimeMs(i) * stepMs, values[i]);
    return points;
}

QByteArray sizesOf(const std::vector<QList<QPointF>> &pieces)
{
    QByteArrayList sizes;
    for (const QList<QPointF> &piece : pieces)
        sizes.append(QByteArray::number(piece.size()));
    return sizes.join(' ');
}

} // namespace

class TestLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsAtGaps_data()
    {
        QTest::addColumn<QList<qint64>>("times");
        QTest::addColumn<QByteArray>("sizes");
        QTest::newRow("no points") << QList<qint64>{} << QByteArray("");
        QTest::newRow("one point is one piece") << QList<qint64>{5000} << QByteArray("1");
        QTest::newRow("even points are one piece")
            << QList<qint64>{0, 1000, 2000, 3000} << QByteArray("4");
        QTest::newRow("a pause of ten steps splits")
            << QList<qint64>{0, 1000, 2000, 12'000, 13'000} << QByteArray("3 2");
        QTest::newRow("a slow source has no gaps")
            << QList<qint64>{0, 10'000, 20'000, 30'000} << QByteArray("4");
        QTest::newRow("outside the range is left out but for the last before it")
            << QList<qint64>{-2000, -1000, 0, 1000, 60'000, 61'000} << QByteArray("3 1");
    }
    void splitsAtGaps()
    {
        QFETCH(QList<qint64>, times);
        SampleColumns points;
        for (const qint64 time : times)
            points.append(time, 1);
        QTEST(sizesOf(drawnPieces(points, 0, 60'000, 1000, 400)), "sizes");
    }

    void splitsAtWhatCannotBeDrawn()
    {
        const SampleColumns points =
            every(1000, {1, 2, NotANumber, 3, std::numeric_limits<double>::infinity(), 4, 5});
        QCOMPARE(sizesOf(drawnPieces(points, 0, 10'000, 1000, 400)), QByteArray("2 1 2"));
    }

    void keepsExtremesWhenReducing()
    {
        std::vector<double> values(100'000);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(double(i) / 500);
        values[31'234] = 1000;
        values[77'777] = -1000;
        const SampleColumns points = every(10, values);
        const auto pieces = drawnPieces(points, 0, 1'000'000, 10, 400);
        QCOMPARE(pieces.size(), std::size_t(1));
        const QList<QPointF> &piece = pieces.front();
        QVERIFY(piece.contains(QPointF(312.34, 1000)));
        QVERIFY(piece.contains(QPointF(777.77, -1000)));
        QCOMPARE(piece.front(), QPointF(0, values.front()));
        QCOMPARE(piece.back(), QPointF(999.99, values.back()));
        QVERIFY(std::is_sorted(piece.begin(), piece.end(),
                               [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
    }

    void boundsThePoints_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("most");
        QTest::newRow("a small chart: one point for two pixels") << 300 << 152;
        QTest::newRow("a large chart") << 1200 << 604;
        QTest::newRow("a very wide one stays at a thousand") << 8000 << 1004;
    }
    void boundsThePoints()
    {
        QFETCH(int, width);
        QFETCH(int, most);
        std::vector<double> values(20'000);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = double((i * 7919) % 1000);
        const auto pieces = drawnPieces(every(1000, values), 0, 20'000'000, 1000, width);
        QCOMPARE(pieces.size(), std::size_t(1));
        QVERIFY2(pieces.front().size() <= most, QByteArray::number(pieces.front().size()));
        QVERIFY(pieces.front().size() > most / 2);
    }

    void figures()
    {
        const Figures figures = figuresOf(every(1, {5, NotANumber, 1, 3, 2}));
        QCOMPARE(figures.min, 1);
        QCOMPARE(figures.median, 2.5);
        QCOMPARE(figures.max, 5);
        QCOMPARE(figures.last, 2);
        QCOMPARE(figures.mean, 2.75);
        QCOMPARE(figures.sum, 11);
        QVERIFY(std::isnan(figuresOf({}).max));
    }

    void keepsTheLargestInTheirOrder()
    {
        const std::vector<SampleColumns> all{every(1, {1}), every(1, {100}), every(1, {2}),
                                             every(1, {-50})};
        const auto pointsOf = [&all](std::size_t i) -> const SampleColumns & { return all[i]; };
        QCOMPARE(greatestLines(4, 2, pointsOf), (std::vector<std::size_t>{1, 3}));
        QCOMPARE(greatestLines(4, 9, pointsOf).size(), std::size_t(4));
    }
};

QTEST_APPLESS_MAIN(TestLine)
#include "tst_line.moc"
