#include "ui/home/health.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

class TestHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesByTheUsualInterval_data()
    {
        QTest::addColumn<int>("ageSeconds");
        QTest::addColumn<int>("usualSeconds"); // 0: not known
        QTest::addColumn<Health>("health");
        QTest::newRow("unknown, just now, sends") << 0 << 0 << Health::Sends;
        QTest::newRow("unknown, half a minute ago, is late") << 30 << 0 << Health::Late;
        QTest::newRow("unknown, five minutes ago, is stale") << 300 << 0 << Health::Stale;
        QTest::newRow("every second, 9 s ago, sends") << 9 << 1 << Health::Sends;
        QTest::newRow("every second, 10 s ago, is late") << 10 << 1 << Health::Late;
        QTest::newRow("every second, a minute ago, is stale") << 60 << 1 << Health::Stale;
        QTest::newRow("every 15 s, 44 s ago, sends") << 44 << 15 << Health::Sends;
        QTest::newRow("every 15 s, 45 s ago, is late") << 45 << 15 << Health::Late;
        QTest::newRow("every minute, 2 min ago, sends") << 120 << 60 << Health::Sends;
        QTest::newRow("every minute, 9 min ago, is late") << 540 << 60 << Health::Late;
        QTest::newRow("every minute, 10 min ago, is stale") << 600 << 60 << Health::Stale;
        QTest::newRow("a clock that runs ahead sends") << -20 << 5 << Health::Sends;
    }
    void judgesByTheUsualInterval()
    {
        QFETCH(int, ageSeconds);
        QFETCH(int, usualSeconds);
        const std::optional<TimeMs> usual =
            usualSeconds == 0 ? std::nullopt : std::optional<TimeMs>(usualSeconds * 1000);
        QTEST(healthOf(TimeMs(ageSeconds) * 1000, usual), "health");
    }

    void learnsTheInterval_data()
    {
        QTest::addColumn<QList<qint64>>("seen"); // as it looks once a second
        QTest::addColumn<qint64>("usualMs");     // -1: none
        QTest::newRow("nothing seen") << QList<qint64>{} << qint64(-1);
        QTest::newRow("three samples are too few") << QList<qint64>{1000, 2000, 3000} << qint64(-1);
        QTest::newRow("what stays the same tells nothing")
            << QList<qint64>{1000, 1000, 1000, 1000, 1000} << qint64(-1);
        QTest::newRow("every five seconds")
            << QList<qint64>{5000, 5000, 10'000, 10'000, 15'000, 20'000} << qint64(5000);
        QTest::newRow("one outage changes nothing")
            << QList<qint64>{5000, 10'000, 400'000, 405'000, 410'000} << qint64(5000);
        QTest::newRow("what comes late does not go back")
            << QList<qint64>{5000, 10'000, 7000, 15'000, 20'000} << qint64(5000);
    }
    void learnsTheInterval()
    {
        QFETCH(QList<qint64>, seen);
        QFETCH(qint64, usualMs);
        SendRhythm rhythm;
        for (const qint64 timeMs : seen)
            rhythm.note(timeMs);
        QCOMPARE(qint64(rhythm.usualMs().value_or(-1)), usualMs);
    }

    void followsASenderThatSlowsDown()
    {
        SendRhythm rhythm;
        TimeMs timeMs = 1000;
        for (int i = 0; i < 20; ++i)
            rhythm.note(timeMs += 1000);
        QCOMPARE(rhythm.usualMs(), std::optional<TimeMs>(1000));
        for (int i = 0; i < 20; ++i)
            rhythm.note(timeMs += 60'000);
        QCOMPARE(rhythm.usualMs(), std::optional<TimeMs>(60'000));
    }
};

QTEST_APPLESS_MAIN(TestHealth)
#include "tst_health.moc"
