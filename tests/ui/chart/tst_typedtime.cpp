#include "ui/chart/typedtime.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // Sunday 2026-11-22T10:00:00Z
constexpr TimeMs Hour = 3'600'000;
constexpr TimeMs Day = 24 * Hour;
constexpr TimeMs Midnight = Now - 10 * Hour;

} // namespace

class TestTypedTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("timeMs");
        const auto row = [](const char *text, TimeMs timeMs) {
            QTest::newRow(text) << QString::fromLatin1(text) << qint64(timeMs);
        };
        row("now", Now);
        row(" now - 1h ", Now - Hour);
        row("now-1h30m", Now - 90 * 60'000);
        row("now-1d+2h", Now - Day + 2 * Hour);
        row("now/d", Midnight);
        row("now-1d/d", Midnight - Day);
        row("now/w", Midnight - 6 * Day);
        row("now/M", Midnight - 21 * Day);
        row("today", Midnight);
        row("yesterday", Midnight - Day);
        row("yesterday 15:00", Midnight - Day + 15 * Hour);
        row("8:30", Midnight + 8 * Hour + 30 * 60'000);
        row("2026-11-20", Midnight - 2 * Day);
        row("2026-11-20 10:00:05", Now - 2 * Day + 5000);
        row("2026-11-22T10:00:00+01:00", Now - Hour);
        row("1795341600", Now);
        row("1795341600250", Now + 250);
    }
    void understands()
    {
        QFETCH(QString, text);
        const Result<TypedTime> time = parseTypedTime(text, Now, QTimeZone::utc());
        QVERIFY2(time, time ? "" : time.error().message.c_str());
        QTEST(qint64(time->timeMs), "timeMs");
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "soon", "now-", "now-1", "now-1q", "now/x", "now/d/d", "2026-13-01", "25:00",
              "yesterday 25:00", "today 1 2", "now-99999999999h"})
            QTest::newRow(*text ? text : "nothing") << QString::fromLatin1(text);
        QTest::newRow("very long") << QString(100'000, u'9');
    }
    void refuses()
    {
        QFETCH(QString, text);
        const Result<TypedTime> time = parseTypedTime(text, Now, QTimeZone::utc());
        QVERIFY(!time);
        QVERIFY(time.error().message.find("is no time") != std::string::npos);
        QVERIFY(time.error().message.size() < 300);
    }

    void writesWhatItReads()
    {
        const QTimeZone zone("Asia/Kolkata");
        const QString text = formatTyped(Now, zone);
        QCOMPARE(parseTypedTime(text, 0, zone)->timeMs, Now);
    }
};

QTEST_GUILESS_MAIN(TestTypedTime)
#include "tst_typedtime.moc"
