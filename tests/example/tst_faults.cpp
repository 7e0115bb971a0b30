#include "example/faults.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace tinyobs::example;

class tst_Faults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startEndByThemselves_data();
    void startEndByThemselves();
    void stopAtOnce();
    void refuseUnknownNames();
    void bendOnlyTheirService();
    void combine();
};

void tst_Faults::startEndByThemselves_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t row = 0; row < faultRows().size(); ++row)
        QTest::newRow(faultRows()[row].id.data()) << int(row);
}

void tst_Faults::startEndByThemselves()
{
    QFETCH(int, row);
    const FaultRow &fault = faultRows()[std::size_t(row)];
    QVERIFY(fault.limit > 0s && fault.limit <= 120s);
    QVERIFY(!fault.title.empty() && !fault.text.empty());

    Faults faults;
    QVERIFY(!faults.isActive(std::size_t(row), 1000));
    QVERIFY(faults.start(fault.id, 1000));
    const tinyobs::client::TimeMs end = 1000 + std::chrono::milliseconds(fault.limit).count();
    QVERIFY(faults.isActive(std::size_t(row), end - 1));
    QCOMPARE(faults.timeLeft(std::size_t(row), end - 1), 1ms);
    QVERIFY(!faults.isActive(std::size_t(row), end));
    QCOMPARE(faults.timeLeft(std::size_t(row), end), 0ms);
}

void tst_Faults::stopAtOnce()
{
    Faults faults;
    QVERIFY(faults.start("error-burst", 1000));
    QVERIFY(faults.stop("error-burst"));
    QCOMPARE(faults.effectOn("payments", 1001).failShare, 0.0);
}

void tst_Faults::refuseUnknownNames()
{
    Faults faults;
    QVERIFY(!faults.start("fire", 1000));
    QVERIFY(!faults.stop(""));
}

void tst_Faults::bendOnlyTheirService()
{
    Faults faults;
    faults.start("latency-spike", 1000);
    QCOMPARE(faults.effectOn("checkout", 1000).latencyFactor, 8.0);
    QCOMPARE(faults.effectOn("catalog", 1000).latencyFactor, 1.0);
}

void tst_Faults::combine()
{
    Faults faults;
    for (const FaultRow &row : faultRows())
        faults.start(row.id, 1000);
    const Effect all = faults.effect(1000);
    QCOMPARE(all.latencyFactor, 8.0);
    QCOMPARE(all.failShare, 0.33);
    QCOMPARE(all.restartEverySeconds, 15.0);
    QCOMPARE(all.leakBytesPerSecond, std::int64_t(1 << 20));
    QCOMPARE(all.timeShiftMs, std::int64_t(-90'000));
    QCOMPARE(all.newSeriesPerSecond, 20);
}

QTEST_APPLESS_MAIN(tst_Faults)
#include "tst_faults.moc"
