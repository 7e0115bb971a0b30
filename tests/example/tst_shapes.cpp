#include "example/random.h"
#include "example/workloads.h"

#include <QTest>

#include <cmath>

using namespace tinyobs::example;

class tst_Shapes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void averageOneOverADay_data();
    void averageOneOverADay();
    void followTheDay();
    void burstsAreRareAndBounded();
    void sameSeedGivesTheSameNumbers();
    void distributionsHaveTheirMeans();
    void workloadsAreSound();
};

void tst_Shapes::averageOneOverADay_data()
{
    QTest::addColumn<int>("shape");
    QTest::newRow("steady") << int(Shape::Steady);
    QTest::newRow("daily") << int(Shape::Daily);
    QTest::newRow("batches") << int(Shape::Batches);
}

void tst_Shapes::averageOneOverADay()
{
    QFETCH(int, shape);
    double sum = 0;
    double least = 1e9;
    for (int second = 0; second < 86'400; ++second) {
        const double factor = shapeFactor(Shape(shape), 1795305600.0 + second);
        sum += factor;
        least = std::min(least, factor);
    }
    QVERIFY2(std::abs(sum / 86'400 - 1) < 0.02, qPrintable(QString::number(sum / 86'400)));
    QVERIFY2(least > 0.1, qPrintable(QString::number(least)));
}

void tst_Shapes::followTheDay()
{
    const auto hour = [](double h) { return shapeFactor(Shape::Daily, 1795305600.0 + h * 3600); };
    QVERIFY(hour(4) < 0.5);
    QVERIFY(hour(12) > 1.2);
    QVERIFY(hour(19) > 1.1);
}

void tst_Shapes::burstsAreRareAndBounded()
{
    for (const ServiceRow &service : services()) {
        int bursting = 0;
        for (int second = 0; second < 86'400; ++second) {
            const double share = errorBurstShare(service.name, 1795305600.0 + second);
            QVERIFY(share >= 0 && share <= 0.2);
            bursting += share > 0;
        }
        // Every other window of ten minutes has one of 45 seconds: 3.75 % of the day.
        QVERIFY2(bursting > 1700 && bursting < 4900, qPrintable(QString::number(bursting)));
    }
}

void tst_Shapes::sameSeedGivesTheSameNumbers()
{
    Random one(7);
    Random same(7);
    Random other(8);
    QCOMPARE(one.uniform(), same.uniform());
    QCOMPARE(one.logNormal(2, 0.5), same.logNormal(2, 0.5));
    QCOMPARE(one.poisson(12), same.poisson(12));
    QVERIFY(one.uniform() != other.uniform());
    QCOMPARE(fixedFraction("checkout", 3), fixedFraction("checkout", 3));
    QVERIFY(fixedFraction("checkout", 3) != fixedFraction("checkout", 4));
}

void tst_Shapes::distributionsHaveTheirMeans()
{
    constexpr int Draws = 20'000;
    Random random(1);
    double few = 0;
    double many = 0;
    int belowMedian = 0;
    for (int i = 0; i < Draws; ++i) {
        few += random.poisson(1.5);
        many += random.poisson(400);
        belowMedian += random.logNormal(0.02, 0.6) < 0.02;
    }
    QVERIFY(std::abs(few / Draws - 1.5) < 0.05);
    QVERIFY(std::abs(many / Draws - 400) < 1);
    QVERIFY(std::abs(double(belowMedian) / Draws - 0.5) < 0.02);
    QCOMPARE(random.poisson(0), 0);
    QCOMPARE(random.poisson(-1), 0);
}

void tst_Shapes::workloadsAreSound()
{
    for (const Workload &workload : workloads()) {
        const QByteArray name(workload.name.data(), qsizetype(workload.name.size()));
        const bool known = std::ranges::any_of(
            services(), [&](const ServiceRow &row) { return row.name == workload.service; });
        QVERIFY2(known, name.constData());
        QVERIFY2(workload.rate > 0 && workload.typical > 0, name.constData());
        QVERIFY2(workload.failShare >= 0 && workload.failShare < 0.05, name.constData());
        if (workload.model == Model::Requests)
            QVERIFY2(name.startsWith("GET /") || name.startsWith("POST /"), name.constData());
    }
}

QTEST_APPLESS_MAIN(tst_Shapes)
#include "tst_shapes.moc"
