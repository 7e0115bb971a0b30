#include "ui/chart/timerange.h"

#include <QSignalSpy>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

constexpr TimeMs Now = 1'795'341'600'000;
constexpr TimeMs Minute = 60'000;

} // namespace

class TestTimeRange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheClockWhileLive()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        QVERIFY(range.isLive());
        range.setSpan(5 * Minute);
        QCOMPARE(range.startMs(), Now - 5 * Minute);
        clock.advance(1000);
        QCOMPARE(range.endMs(), Now + 1000);
        range.toggleLive();
        clock.advance(1000);
        QCOMPARE(range.endMs(), Now + 1000);
        range.toggleLive();
        QCOMPARE(range.endMs(), Now + 2000);
    }

    void zoomsInAndFindsTheWayBack()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        QSignalSpy changed(&range, &TimeRange::changed);
        range.zoomTo(Now - 10 * Minute, Now - 5 * Minute);
        range.zoomTo(Now - 7 * Minute, Now - 8 * Minute); // dragged from right to left
        QCOMPARE(range.startMs(), Now - 8 * Minute);
        QCOMPARE(range.endMs(), Now - 7 * Minute);
        QVERIFY(!range.isLive());
        range.zoomOut();
        QCOMPARE(range.startMs(), Now - 10 * Minute);
        range.zoomOut();
        QVERIFY(range.isLive());
        QCOMPARE(range.spanMs(), 30 * Minute);
        QCOMPARE(changed.size(), 4);
        QVERIFY(!range.canZoomOut());
    }

    void keepsASecondAtLeast()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        range.zoomTo(Now - 1010, Now - 1000);
        QCOMPARE(range.spanMs(), TimeMs(1000));
    }

    void shiftsButNotIntoTheFuture()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        range.shift(-1);
        QCOMPARE(range.endMs(), Now - 15 * Minute);
        range.shift(1);
        range.shift(1);
        QCOMPARE(range.endMs(), Now);
    }

    void offersFiveMinutesToAWeek()
    {
        ManualClock clock(Now);
        const QVariantList presets = TimeRange(clock).presets();
        const auto spanOf = [](const QVariant &row) {
            return row.toMap().value(QStringLiteral("spanMs")).toLongLong();
        };
        QCOMPARE(spanOf(presets.first()), 5 * Minute);
        QCOMPARE(spanOf(presets.last()), 7 * 24 * 60 * Minute);
    }
};

QTEST_GUILESS_MAIN(TestTimeRange)
#include "tst_timerange.moc"
