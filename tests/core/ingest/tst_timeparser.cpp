#include "core/ingest/timeparser.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

#include <string>

using namespace tinyobs;

class TestTimeParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRfc3339_data();
    void readsRfc3339();
    void refusesRfc3339_data();
    void refusesRfc3339();
    void readsUnixTimes_data();
    void readsUnixTimes();
    void refusesUnixTimes_data();
    void refusesUnixTimes();
    void tellsTheTwoApart();
    void agreesWithQt();
    void remembersOnlyWhatWasRight();
};

void TestTimeParser::readsRfc3339_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TimeMs>("timeMs");
    const auto row = [](const char *title, const char *text, TimeMs timeMs) {
        QTest::newRow(title) << QByteArray(text) << timeMs;
    };
    row("the epoch", "1970-01-01T00:00:00Z", 0);
    row("UTC", "2026-11-22T10:00:00Z", 1795341600000);
    row("small letters", "2026-11-22t10:00:00z", 1795341600000);
    row("a blank instead of T", "2026-11-22 10:00:00Z", 1795341600000);
    row("an offset ahead", "2026-11-22T11:30:00+01:30", 1795341600000);
    row("an offset behind", "2026-11-22T02:00:00-08:00", 1795341600000);
    row("an offset without a colon", "2026-11-22T11:30:00+0130", 1795341600000);
    row("an offset of zero", "2026-11-22T10:00:00+00:00", 1795341600000);
    row("an unknown local offset", "2026-11-22T10:00:00-00:00", 1795341600000);
    row("one digit of a fraction", "2026-11-22T10:00:00.5Z", 1795341600500);
    row("milliseconds", "2026-11-22T10:00:00.123Z", 1795341600123);
    row("nanoseconds are cut off", "2026-11-22T10:00:00.123999999Z", 1795341600123);
    row("a fraction and an offset", "2026-11-22T11:00:00.25+01:00", 1795341600250);
    row("a leap second is the next second", "2016-12-31T23:59:60Z", 1483228800000);
    row("a leap day", "2024-02-29T00:00:00Z", 1709164800000);
    row("before the epoch", "1969-12-31T23:59:59.999Z", -1);
    row("the year 0", "0000-01-01T00:00:00Z", -62167219200000);
    row("the year 9999", "9999-12-31T23:59:59Z", 253402300799000);
}

void TestTimeParser::readsRfc3339()
{
    QFETCH(const QByteArray, text);
    QFETCH(const TimeMs, timeMs);
    const auto time = parseRfc3339(text.toStdString());
    QVERIFY2(time, time ? "" : time.error().message.c_str());
    QCOMPARE(*time, timeMs);
}

void TestTimeParser::refusesRfc3339_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char *text, const char *why) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(why);
    };
    row("", "is too short");
    row("2026-11-22", "is too short");
    row("2026-11-22T10:00", "has no seconds");
    row("2026-11-22T10:00Z", "has no seconds");
    row("2026-11-22T10:00:00", "has no offset");
    row("2026-11-22T10:00:00.5", "has no offset");
    row("2026-11-22T10:00:00.Z", "has a bad fraction");
    row("2026-11-22T10:00:00,5Z", "has a bad offset");
    row("2026-11-22T10:00:00+1", "has a bad offset");
    row("2026-11-22T10:00:00+24:00", "has a bad offset");
    row("2026-11-22T10:00:00+01:60", "has a bad offset");
    row("2026-11-22T10:00:00+01:00x", "has a bad offset");
    row("2026-11-22T10:00:00ZZ", "has a bad offset");
    row("2026-11-22T10:00:61Z", "has no seconds");
    row("2026-11-22T10:60:00Z", "is not a date and time");
    row("2026-11-22T24:00:00Z", "is not a date and time");
    row("2026-13-01T10:00:00Z", "is not a date and time");
    row("2026-00-01T10:00:00Z", "is not a date and time");
    row("2026-02-29T10:00:00Z", "is not a date and time");
    row("2026-04-31T10:00:00Z", "is not a date and time");
    row("20261122T10:00:00Z", "is not a date and time");
    row("+026-11-22T10:00:00Z", "is not a date and time");
    row("22 Nov 2026 10:00:00 GMT", "is not a date and time");
}

void TestTimeParser::refusesRfc3339()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, why);
    const auto time = parseRfc3339(text.toStdString());
    QVERIFY(!time);
    QCOMPARE(QByteArray::fromStdString(time.error().message),
             "time '" + text + "' " + why + ", expected RFC 3339 such as 2026-11-22T10:00:00Z");
}

void TestTimeParser::readsUnixTimes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TimeMs>("timeMs");
    const auto row = [](const char *title, const char *text, TimeMs timeMs) {
        QTest::newRow(title) << QByteArray(text) << timeMs;
    };
    row("zero", "0", 0);
    row("seconds", "1795341600", 1795341600000);
    row("milliseconds", "1795341600123", 1795341600123);
    row("seconds with a fraction", "1795341600.123", 1795341600123);
    row("seconds with microseconds", "1795341600.123999", 1795341600123);
    row("seconds with an exponent", "1.7953416e9", 1795341600000);
    row("the last second below the border", "99999999999", 99999999999000);
    row("the border", "100000000000", 100000000000);
    row("before the epoch", "-1.5", -1500);
}

void TestTimeParser::readsUnixTimes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const TimeMs, timeMs);
    const auto time = parseUnixTime(text.toStdString());
    QVERIFY2(time, time ? "" : time.error().message.c_str());
    QCOMPARE(*time, timeMs);
}

void TestTimeParser::refusesUnixTimes_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "x", "1e", "0x10", "1 ", " 1", "nan", "inf", "1e16", "1e400", "1795341600000000000"})
        QTest::newRow(text) << QByteArray(text);
}

void TestTimeParser::refusesUnixTimes()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseUnixTime(text.toStdString()));
}

void TestTimeParser::tellsTheTwoApart()
{
    QCOMPARE(parseTimestamp("2026-11-22T10:00:00Z").value(), TimeMs(1795341600000));
    QCOMPARE(parseTimestamp("1795341600").value(), TimeMs(1795341600000));
    QCOMPARE(parseTimestamp("-1").value(), TimeMs(-1000));
    QVERIFY(!parseTimestamp("now"));
}

void TestTimeParser::agreesWithQt()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    TimeParser parser;
    for (int i = 0; i < 20'000; ++i) {
        const TimeMs timeMs = TimeMs(random.bounded(253402300800.0)) * 1000 + random.bounded(1000);
        const int offset = int(random.bounded(-14 * 60, 14 * 60)) * 60;
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, Qt::OffsetFromUTC, offset);
        if (time.date().year() > 9999)
            continue;
        const std::string text = time.toString(Qt::ISODateWithMs).toStdString();
        const auto parsed = parser.parse(text);
        QVERIFY2(parsed && *parsed == timeMs, (text + " seed " + std::to_string(seed)).c_str());
    }
}

void TestTimeParser::remembersOnlyWhatWasRight()
{
    TimeParser parser;
    QVERIFY(!parser.parse(std::string(16, '\0') + ":00Z"));
    QVERIFY(parser.parse("2026-11-22T10:00:00Z"));
    QVERIFY(!parser.parse("2026-11-32T10:00:00Z"));
    QCOMPARE(parser.parse("2026-11-22T10:00:01Z").value(), TimeMs(1795341601000));
    QVERIFY(!parser.parse("2026-11-22T10:00"));
}

QTEST_APPLESS_MAIN(TestTimeParser)

#include "tst_timeparser.moc"
