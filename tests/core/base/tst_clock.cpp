#include "core/base/clock.h"

#include <QDateTime>
#include <QTest>

using namespace tinyobs;

class TestClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void systemClockTellsUnixMilliseconds();
    void manualClockMovesWhenTold();
};

void TestClock::systemClockTellsUnixMilliseconds()
{
    const TimeMs before = QDateTime::currentMSecsSinceEpoch();
    const TimeMs now = SystemClock().nowMs();
    QVERIFY(now >= before && now <= QDateTime::currentMSecsSinceEpoch());
}

void TestClock::manualClockMovesWhenTold()
{
    ManualClock clock(1000);
    QCOMPARE(clock.nowMs(), TimeMs(1000));
    clock.advance(-200);
    QCOMPARE(clock.nowMs(), TimeMs(800));
    clock.set(5);
    QCOMPARE(clock.nowMs(), TimeMs(5));
}

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
