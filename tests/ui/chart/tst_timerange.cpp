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

    void offersFiveMinutesToAYear()
    {
        ManualClock clock(Now);
        const QVariantList presets = TimeRange(clock).presets();
        const auto spanOf = [](const QVariant &row) {
            return row.toMap().value(QStringLiteral("spanMs")).toLongLong();
        };
        QCOMPARE(spanOf(presets.first()), 5 * Minute);
        QCOMPARE(spanOf(presets.last()), 365 * 24 * 60 * Minute);
    }

    void goesBackAndForwardThroughWhatWasShown()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        QVERIFY(!range.canGoBack());
        range.setSpan(5 * Minute);
        range.zoomTo(Now - 4 * Minute, Now - 2 * Minute);
        QVERIFY(!range.canGoForward());
        range.goBack();
        QCOMPARE(range.spanMs(), 5 * Minute);
        QVERIFY(range.isLive());
        range.goBack();
        QCOMPARE(range.spanMs(), 30 * Minute);
        QVERIFY(!range.canGoBack());
        range.goForward();
        range.goForward();
        QCOMPARE(range.startMs(), Now - 4 * Minute);
        range.goBack();
        range.setSpan(15 * Minute); // another way from there: what was ahead is gone
        QVERIFY(!range.canGoForward());
    }

    void zoomsAboutAMoment()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        range.zoomTo(Now - 40 * Minute, Now - 20 * Minute);
        range.zoomAbout(Now - 30 * Minute, 0.5);
        QCOMPARE(range.startMs(), Now - 35 * Minute);
        QCOMPARE(range.endMs(), Now - 25 * Minute);
        range.zoomAbout(Now - 35 * Minute, 2);
        QCOMPARE(range.startMs(), Now - 35 * Minute);
        QCOMPARE(range.spanMs(), 20 * Minute);
        range.setSpan(10 * Minute);
        range.zoomAbout(Now, 0.5);
        QVERIFY(range.isLive());
        QCOMPARE(range.spanMs(), 5 * Minute);
    }

    void pansButNotIntoTheFuture()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        range.panBy(-Minute);
        QCOMPARE(range.endMs(), Now - Minute);
        range.panBy(5 * Minute);
        QCOMPARE(range.endMs(), Now);
    }

    void takesTypedEnds()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        QCOMPARE(range.setTyped(QStringLiteral("now-2h"), QStringLiteral("now")), QString());
        QVERIFY(range.isLive());
        QCOMPARE(range.spanMs(), 120 * Minute);
        QCOMPARE(range.fromText(), QStringLiteral("now-2h"));
        QCOMPARE(range.setTyped(QStringLiteral("now-2h"), QStringLiteral("now-1h")), QString());
        QVERIFY(!range.isLive());
        QCOMPARE(range.endMs(), Now - 60 * Minute);
        QVERIFY(range.setTyped(QStringLiteral("now"), QStringLiteral("now-1h"))
                    .contains(QStringLiteral("not before")));
        QVERIFY(range.setTyped(QStringLiteral("soon"), QStringLiteral("now"))
                    .contains(QStringLiteral("soon")));
        QCOMPARE(range.endMs(), Now - 60 * Minute);
    }

    void showsTimesInTheChosenZone()
    {
        ManualClock clock(Now);
        TimeRange range(clock);
        range.setZoneId(QStringLiteral("Asia/Kolkata"));
        QCOMPARE(range.zoneName(), QStringLiteral("Asia/Kolkata"));
        range.zoomTo(Now - 60 * Minute, Now); // 10:00 UTC
        QVERIFY2(range.label().contains(QStringLiteral("15:30")), qPrintable(range.label()));
        QCOMPARE(range.toText(), QStringLiteral("2026-11-22 15:30:00"));
        range.setZoneId(QStringLiteral("Nowhere/Land"));
        QCOMPARE(range.zoneId(), QStringLiteral("Asia/Kolkata"));
    }
};

QTEST_GUILESS_MAIN(TestTimeRange)
#include "tst_timerange.moc"
