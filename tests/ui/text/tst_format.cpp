#include "ui/text/format.h"

#include <QTest>

#include <limits>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

const Unit Plain;
const Unit Seconds{Unit::Base::Seconds, 1, {}};
const Unit Milliseconds{Unit::Base::Seconds, 1e-3, {}};
const Unit Bytes{Unit::Base::Bytes, 1, {}};
const Unit BytesPerSecond{Unit::Base::Bytes, 1, "/s"};
const Unit Ratio{Unit::Base::Percent, 100, {}};
const Unit Time{Unit::Base::Instant, 1, {}};
const Unit Requests{Unit::Base::Number, 1, "req/s"};

/// Thin spaces and real minus signs, written so that they can be read.
QString plain(QString text)
{
    return text.replace(QChar(0x2009), u'_').replace(QChar(0x2212), u'-');
}

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesValues_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("unit");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, double value, int unit, const QString &text) {
            QTest::newRow(name) << value << unit << text;
        };
        constexpr double Infinity = std::numeric_limits<double>::infinity();
        row("zero has no prefix", 0, 0, u"0"_s);
        row("a fraction stays a decimal", 0.005, 0, u"0.005"_s);
        row("a tiny number gets a prefix", 1e-12, 0, u"1p"_s);
        row("thousands get a prefix", 1900, 0, u"1.9k"_s);
        row("just below a thousand does not become 1000", 999.7, 0, u"1k"_s);
        row("three digits stay", 612, 0, u"612"_s);
        row("a huge number", 1e15, 0, u"1P"_s);
        row("a negative number", -1234, 0, u"-1.23k"_s);
        row("not a number", std::numeric_limits<double>::quiet_NaN(), 0, u"NaN"_s);
        row("infinity", Infinity, 0, u"+Inf"_s);
        row("minus infinity", -Infinity, 0, u"-Inf"_s);
        row("milliseconds", 0.184, 1, u"184_ms"_s);
        row("ninety seconds stay seconds", 90, 1, u"90_s"_s);
        row("two minutes are minutes", 120, 1, u"2_min"_s);
        row("stored milliseconds", 2100, 2, u"2.1_s"_s);
        row("a point in time is no duration", 1795341600.5, 7, u"2026-11-22 10:00:00 UTC"_s);
        row("too little for one is", 5400, 7, u"90_min"_s);
        row("bytes are powers of 1024", 18.3 * 1024 * 1024, 3, u"18.3_MiB"_s);
        row("few bytes", 512, 3, u"512_B"_s);
        row("bytes a second", 2048, 4, u"2_KiB/s"_s);
        row("a ratio is a percentage", 0.031, 5, u"3.1_%"_s);
        row("a prefix sticks to the number before a noun", 1900, 6, u"1.9k_req/s"_s);
    }
    void writesValues()
    {
        QFETCH(double, value);
        QFETCH(int, unit);
        const Unit units[] = {Plain,          Seconds, Milliseconds, Bytes,
                              BytesPerSecond, Ratio,   Requests,     Time};
        QTEST(plain(formatValue(value, units[unit])), "text");
    }

    void writesSpans_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("half an hour") << qint64(1'800'000) << u"30 min"_s;
        QTest::newRow("ninety seconds are no whole minutes") << qint64(90'000) << u"90 s"_s;
        QTest::newRow("a week") << qint64(604'800'000) << u"7 d"_s;
        QTest::newRow("a fraction of seconds") << qint64(1500) << u"1.5 s"_s;
        QTest::newRow("below a second") << qint64(250) << u"250 ms"_s;
    }
    void writesSpans()
    {
        QFETCH(qint64, ms);
        QTEST(plain(formatSpan(ms)).replace(u'_', u' '), "text");
    }

    void writesAges_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("this moment") << qint64(1200) << u"now"_s;
        QTest::newRow("the future is now") << qint64(-5000) << u"now"_s;
        QTest::newRow("seconds") << qint64(4000) << u"4 s ago"_s;
        QTest::newRow("minutes") << qint64(300'000) << u"5 min ago"_s;
        QTest::newRow("hours") << qint64(10'800'000) << u"3 h ago"_s;
        QTest::newRow("days") << qint64(259'200'000) << u"3 d ago"_s;
    }
    void writesAges()
    {
        QFETCH(qint64, ms);
        QTEST(plain(formatAgo(ms)).replace(u'_', u' '), "text");
    }

    void writesCounts()
    {
        QCOMPARE(formatCount(1284), u"1,284"_s);
        QCOMPARE(formatCount(2'905'632), u"2.91M"_s);
        QCOMPARE(plural(1, u"metric"_s), u"1 metric"_s);
        QCOMPARE(plural(12, u"metric"_s), u"12 metrics"_s);
        QCOMPARE(plural(2, u"series"_s), u"2 series"_s);
    }

    void writesTimesOfAZone()
    {
        const QTimeZone berlin("Europe/Berlin");
        if (!berlin.isValid())
            QSKIP("no time zone data");
        constexpr TimeMs Time = 1'795'341'605'000; // 2026-11-22T10:00:05Z
        QCOMPARE(formatClock(Time, berlin, false), u"11:00"_s);
        QCOMPARE(formatClock(Time, berlin, true), u"11:00:05"_s);
        QCOMPARE(formatDay(Time, berlin), u"22 Nov"_s);
        QCOMPARE(plain(formatInstant(Time, berlin)), u"11:00:05 +01:00"_s);
        QCOMPARE(formatInstant(Time, QTimeZone::utc()), u"10:00:05 UTC"_s);
    }

    void guessesUnits_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QString>("stored"); // 2 of it
        QTest::addColumn<QString>("rate");
        const auto row = [](const char *name, const char *metric, const char *word,
                            const QString &stored, const QString &rate) {
            QTest::newRow(name) << QByteArray(metric) << QByteArray(word) << stored << rate;
        };
        row("requests", "http_requests_total", "", u"2"_s, u"2_req/s"_s);
        row("seconds of work are a share", "cpu_seconds_total", "seconds", u"2_s"_s, u"200_%"_s);
        row("bytes", "sent_bytes_total", "bytes", u"2_B"_s, u"2_B/s"_s);
        row("the name tells what the catalog does not", "latency_milliseconds", "", u"2_ms"_s,
            u"0.2_%"_s);
        row("a name of times and a value of durations", "render_time_seconds", "seconds", u"2_s"_s,
            u"200_%"_s);
        row("one word is no unit", "seconds", "", u"2"_s, u"2_/s"_s);
        row("a temperature", "room_celsius", "celsius", u"2_°C"_s, u"2_°C/s"_s);
    }
    void guessesUnits()
    {
        QFETCH(QByteArray, metric);
        QFETCH(QByteArray, word);
        const Unit unit = unitOf(metric.toStdString(), word.toStdString());
        QTEST(plain(formatValue(2, unit)), "stored");
        QTEST(plain(formatValue(2, perSecond(metric.toStdString(), unit))), "rate");
    }

    void tellsPointsInTimeByNameAndSize_data()
    {
        QTest::addColumn<QByteArray>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("a start") << QByteArray("process_start_time_seconds") << 1795341600.0
                                 << u"2026-11-22 10:00:00 UTC"_s;
        QTest::newRow("a push") << QByteArray("push_time_seconds") << 1795341600.0
                                << u"2026-11-22 10:00:00 UTC"_s;
        QTest::newRow("a file's time") << QByteArray("textfile_mtime_timestamp_seconds")
                                       << 1795341600.0 << u"2026-11-22 10:00:00 UTC"_s;
        QTest::newRow("a duration") << QByteArray("uptime_seconds") << 1795341600.0 << u"20779_d"_s;
        QTest::newRow("a short time") << QByteArray("render_time_seconds") << 0.25 << u"250_ms"_s;
    }
    void tellsPointsInTimeByNameAndSize()
    {
        QFETCH(QByteArray, metric);
        QFETCH(double, value);
        QTEST(plain(formatValue(value, unitOf(metric.toStdString(), "seconds"))), "text");
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
