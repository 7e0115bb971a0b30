#include "ui/chart/ticks.h"

#include <QDateTime>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Ten = 1'795'341'600'000; // 2026-11-22T10:00:00Z
constexpr TimeMs Minute = 60'000;
constexpr TimeMs Hour = 60 * Minute;

QString labelsOf(const std::vector<Tick> &ticks)
{
    QStringList labels;
    for (const Tick &tick : ticks)
        labels.append(tick.label);
    return labels.join(u' ').replace(QChar(0x2009), u'_').replace(QChar(0x2212), u'-');
}

} // namespace

class TestTicks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsRoundValuesAroundTheData_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("base");
        QTest::addColumn<QString>("labels");
        const auto row = [](const char *name, double low, double high, Unit::Base base,
                            const QString &labels) {
            QTest::newRow(name) << low << high << int(base) << labels;
        };
        row("up to 73", 0, 73, Unit::Base::Number, u"0 20 40 60 80"_s);
        row("thousands share a prefix", 0, 1900, Unit::Base::Number, u"0 0.5k 1.0k 1.5k 2.0k"_s);
        row("all the same value", 5, 5, Unit::Base::Number, u"0 2.5 5.0 7.5 10.0"_s);
        row("only zero", 0, 0, Unit::Base::Number, u"0 0.25 0.50 0.75 1.00"_s);
        row("below and above zero", -30, 40, Unit::Base::Number, u"-40 -20 0 20 40"_s);
        row("gibibytes", 0, 30e9, Unit::Base::Bytes, u"0_GiB 8_GiB 16_GiB 24_GiB 32_GiB"_s);
        row("milliseconds", 0, 0.475, Unit::Base::Seconds, u"0_ms 200_ms 400_ms 600_ms"_s);
        row("one point in time", 1795341600, 1795341600, Unit::Base::Instant,
            u"09:59:00 09:59:30 10:00:00 10:00:30 10:01:00"_s);
        row("days", 1795341600, 1795341600 + 3 * 86400, Unit::Base::Instant,
            u"22 Nov 23 Nov 24 Nov 25 Nov 26 Nov"_s);
        row("durations of a metric that may be a time", 0, 0.475, Unit::Base::Instant,
            u"0_ms 200_ms 400_ms 600_ms"_s);
        row("tiny values", 0, 4e-12, Unit::Base::Number, u"0 1p 2p 3p 4p"_s);
    }
    void putsRoundValuesAroundTheData()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, base);
        const ValueAxisTicks axis = valueTicks(low, high, {Unit::Base(base), 1, {}});
        QTEST(labelsOf(axis.ticks), "labels");
    }

    void coversTheData_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("small") << 1e-12 << 3e-12;
        QTest::newRow("large") << -1e15 << 7e15;
        QTest::newRow("narrow and far from zero") << 1e9 << 1e9 + 1;
        QTest::newRow("one value") << 42.0 << 42.0;
        QTest::newRow("one negative value") << -42.0 << -42.0;
    }
    void coversTheData()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        const ValueAxisTicks axis = valueTicks(low, high, {});
        QVERIFY(axis.low <= low);
        QVERIFY(axis.high >= high);
        QVERIFY2(axis.ticks.size() >= 2 && axis.ticks.size() <= 8,
                 qPrintable(labelsOf(axis.ticks)));
        QStringList labels = labelsOf(axis.ticks).split(u' ');
        QCOMPARE(labels.removeDuplicates(), 0);
    }

    void putsTimesOnRoundClockTimes_data()
    {
        QTest::addColumn<qint64>("startMs");
        QTest::addColumn<qint64>("endMs");
        QTest::addColumn<int>("width");
        QTest::addColumn<QString>("labels");
        QTest::newRow("half an hour") << qint64(Ten) << qint64(Ten + 30 * Minute) << 450
                                      << u"10:00 10:05 10:10 10:15 10:20 10:25 10:30"_s;
        QTest::newRow("an odd start") << qint64(Ten + 7000) << qint64(Ten + 5 * Minute) << 340
                                      << u"10:01 10:02 10:03 10:04 10:05"_s;
        QTest::newRow("seconds") << qint64(Ten) << qint64(Ten + 20'000) << 300
                                 << u"10:00:00 10:00:05 10:00:10 10:00:15 10:00:20"_s;
        QTest::newRow("midnight shows the day")
            << qint64(Ten + 10 * Hour) << qint64(Ten + 18 * Hour) << 340
            << u"20:00 22:00 23 Nov 02:00 04:00"_s;
    }
    void putsTimesOnRoundClockTimes()
    {
        QFETCH(qint64, startMs);
        QFETCH(qint64, endMs);
        QFETCH(int, width);
        QTEST(labelsOf(timeTicks(startMs, endMs, QTimeZone::utc(), width)), "labels");
    }

    void followsAChangeOfTheClocks()
    {
        const QTimeZone berlin("Europe/Berlin");
        if (!berlin.isValid())
            QSKIP("no time zone data");
        // 2026-10-25 at 03:00 the clocks go back to 02:00.
        const TimeMs midnight = 1'792'879'200'000;
        for (const Tick &tick : timeTicks(midnight, midnight + 24 * Hour, berlin, 700)) {
            const QDateTime time = QDateTime::fromMSecsSinceEpoch(qint64(tick.position), berlin);
            QCOMPARE(time.time().minute(), 0);
        }
    }
};

QTEST_APPLESS_MAIN(TestTicks)
#include "tst_ticks.moc"
