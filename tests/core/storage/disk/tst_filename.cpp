// The names of data files and journals: what they say, and that nothing else is taken for one.

#include "core/storage/disk/filename.h"

#include <QtTest>

#include <limits>

using namespace tinyobs;

namespace {

constexpr Day Nov22 = 20'779; // 2026-11-22
constexpr Day Nov1 = 20'758;
constexpr Day Nov30 = 20'787;

} // namespace

Q_DECLARE_METATYPE(tinyobs::FileName)

class TestFileName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAndReads_data();
    void writesAndReads();
    void refusesOtherNames_data();
    void refusesOtherNames();
    void everyDayRoundTrips();
    void journalNames();
    void refusesOtherJournalNames_data();
    void refusesOtherJournalNames();
    void roundsDaysDown_data();
    void roundsDaysDown();
    void supersedes_data();
    void supersedes();
    void laterFilesSortBehind();
};

void TestFileName::writesAndReads_data()
{
    QTest::addColumn<FileName>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a day of raw samples") << FileName{Tier::Raw, Nov22, Nov22, 12, 19}
                                          << QByteArray("raw-20261122-0000000012-0000000019.db");
    QTest::newRow("a day of minutes") << FileName{Tier::Minute, Nov22, Nov22, 1, 1}
                                      << QByteArray("1m-20261122-0000000001-0000000001.db");
    QTest::newRow("a month of minutes") << FileName{Tier::Minute, Nov1, Nov30, 1, 4'294'967'295}
                                        << QByteArray("1m-202611-0000000001-4294967295.db");
    QTest::newRow("a month of hours") << FileName{Tier::Hour, Nov1, Nov30, 5, 7}
                                      << QByteArray("1h-202611-0000000005-0000000007.db");
    QTest::newRow("the first day of all")
        << FileName{Tier::Raw, 0, 0, 1, 2} << QByteArray("raw-19700101-0000000001-0000000002.db");
    QTest::newRow("a day before 1970")
        << FileName{Tier::Raw, -1, -1, 1, 2} << QByteArray("raw-19691231-0000000001-0000000002.db");
    QTest::newRow("the last day of a leap February")
        << FileName{Tier::Raw, 19'782, 19'782, 1, 2}
        << QByteArray("raw-20240229-0000000001-0000000002.db");
}

void TestFileName::writesAndReads()
{
    QFETCH(FileName, name);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(name.toString()), text);
    const std::optional<FileName> parsed = FileName::parse(text.toStdString());
    QVERIFY(parsed);
    QVERIFY(*parsed == name);
}

void TestFileName::refusesOtherNames_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("nothing", "");
    row("only the ending", ".db");
    row("another ending", "raw-20261122-0000000012-0000000019.dat");
    row("a temporary file", "raw-20261122-0000000012-0000000019.db.tmp");
    row("no ending", "raw-20261122-0000000012-0000000019");
    row("an unknown tier", "5m-20261122-0000000012-0000000019.db");
    row("a tier in capitals", "RAW-20261122-0000000012-0000000019.db");
    row("no tier", "20261122-0000000012-0000000019.db");
    row("an empty tier", "-20261122-0000000012-0000000019.db");
    row("a raw month", "raw-202611-0000000012-0000000019.db");
    row("a 30th of February", "raw-20260230-0000000012-0000000019.db");
    row("a 29th of February in a common year", "raw-20260229-0000000012-0000000019.db");
    row("a month 13", "1m-202613-0000000012-0000000019.db");
    row("a month 0", "1m-202600-0000000012-0000000019.db");
    row("a day 0", "raw-20261100-0000000012-0000000019.db");
    row("a year alone", "1m-2026-0000000012-0000000019.db");
    row("a sign in the day", "raw-+0261122-0000000012-0000000019.db");
    row("a blank in the day", "raw- 0261122-0000000012-0000000019.db");
    row("an epoch 0", "raw-20261122-0000000000-0000000019.db");
    row("epochs the wrong way round", "raw-20261122-0000000019-0000000012.db");
    row("an epoch of nine digits", "raw-20261122-000000012-0000000019.db");
    row("an epoch of eleven digits", "raw-20261122-00000000012-0000000019.db");
    row("an epoch beyond 32 bits", "raw-20261122-0000000012-4294967296.db");
    row("a letter in an epoch", "raw-20261122-0000000012-000000001a.db");
    row("one epoch", "raw-20261122-0000000012.db");
    row("three epochs", "raw-20261122-0000000012-0000000013-0000000014.db");
    row("something before it", "x-raw-20261122-0000000012-0000000019.db");
    row("a folder before it", "data/raw-20261122-0000000012-0000000019.db");
    row("a journal", "journal-0000000012.db");
    row("the catalog", "catalog.db");
}

void TestFileName::refusesOtherNames()
{
    QFETCH(QByteArray, text);
    QVERIFY(!FileName::parse(text.toStdString()));
}

void TestFileName::everyDayRoundTrips()
{
    for (Day day = -1000; day < 40'000; ++day) {
        const FileName name{Tier::Hour, day, day, 1, 1};
        const std::optional<FileName> parsed = FileName::parse(name.toString());
        QVERIFY2(parsed && *parsed == name, name.toString().c_str());
    }
}

void TestFileName::journalNames()
{
    QCOMPARE(journalName(12), std::string("journal-0000000012.log"));
    for (const Epoch epoch : {1U, 12U, 999'999'999U, std::numeric_limits<Epoch>::max()})
        QCOMPARE(parseJournalName(journalName(epoch)), std::optional(epoch));
}

void TestFileName::refusesOtherJournalNames_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("nothing", "");
    row("a database", "journal-0000000012.db");
    row("a file beside it", "journal-0000000012.log-old");
    row("an epoch 0", "journal-0000000000.log");
    row("too few digits", "journal-12.log");
    row("too many digits", "journal-00000000012.log");
    row("beyond 32 bits", "journal-4294967296.log");
    row("a sign", "journal--000000012.log");
    row("a data file", "raw-20261122-0000000012-0000000019.db");
}

void TestFileName::refusesOtherJournalNames()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseJournalName(text.toStdString()));
}

void TestFileName::roundsDaysDown_data()
{
    QTest::addColumn<qint64>("timeMs");
    QTest::addColumn<int>("day");
    QTest::newRow("the first millisecond") << qint64(0) << 0;
    QTest::newRow("the last millisecond of the first day") << qint64(DayMs - 1) << 0;
    QTest::newRow("the first of the second day") << qint64(DayMs) << 1;
    QTest::newRow("the last before 1970") << qint64(-1) << -1;
    QTest::newRow("a whole day before 1970") << qint64(-DayMs) << -1;
    QTest::newRow("a little more than a day before 1970") << qint64(-DayMs - 1) << -2;
    QTest::newRow("noon of a day in 2026") << qint64(Nov22 * DayMs + DayMs / 2) << Nov22;
}

void TestFileName::roundsDaysDown()
{
    QFETCH(qint64, timeMs);
    QFETCH(int, day);
    QCOMPARE(dayOf(timeMs), day);
    QVERIFY(dayStartMs(day) <= timeMs);
    QVERIFY(dayStartMs(day + 1) > timeMs);
}

void TestFileName::supersedes_data()
{
    QTest::addColumn<FileName>("name");
    QTest::addColumn<FileName>("other");
    QTest::addColumn<bool>("expected");
    const FileName day{Tier::Minute, Nov22, Nov22, 3, 5};
    QTest::newRow("itself not") << day << day << false;
    QTest::newRow("fewer epochs of the day")
        << day << FileName{Tier::Minute, Nov22, Nov22, 4, 5} << true;
    QTest::newRow("more epochs not") << day << FileName{Tier::Minute, Nov22, Nov22, 2, 5} << false;
    QTest::newRow("another tier not") << day << FileName{Tier::Hour, Nov22, Nov22, 4, 5} << false;
    QTest::newRow("another day not")
        << day << FileName{Tier::Minute, Nov22 + 1, Nov22 + 1, 4, 5} << false;
    QTest::newRow("a day by its month") << FileName{Tier::Minute, Nov1, Nov30, 3, 5} << day << true;
    QTest::newRow("a month by its day not")
        << day << FileName{Tier::Minute, Nov1, Nov30, 3, 5} << false;
}

void TestFileName::supersedes()
{
    QFETCH(FileName, name);
    QFETCH(FileName, other);
    QFETCH(bool, expected);
    QCOMPARE(name.supersedes(other), expected);
}

void TestFileName::laterFilesSortBehind()
{
    std::vector<FileName> names{{Tier::Hour, Nov22, Nov22, 1, 1},
                                {Tier::Raw, Nov22, Nov22, 2, 2},
                                {Tier::Raw, Nov1, Nov1, 9, 9},
                                {Tier::Raw, Nov22, Nov22, 1, 1}};
    std::sort(names.begin(), names.end());
    const std::vector<FileName> expected{{Tier::Raw, Nov1, Nov1, 9, 9},
                                         {Tier::Raw, Nov22, Nov22, 1, 1},
                                         {Tier::Raw, Nov22, Nov22, 2, 2},
                                         {Tier::Hour, Nov22, Nov22, 1, 1}};
    QVERIFY(names == expected);
}

QTEST_APPLESS_MAIN(TestFileName)
#include "tst_filename.moc"
