#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/base/units.h"

#include <QTest>

#include <array>
#include <string>

using namespace tinyobs;
using std::chrono::milliseconds;

class TestUnits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durations_data();
    void durations();
    void refusesDurations_data();
    void refusesDurations();
    void sizes_data();
    void sizes();
    void refusesSizes_data();
    void refusesSizes();
    void quotesTexts_data();
    void quotesTexts();
    void suggestsWords_data();
    void suggestsWords();
};

void TestUnits::durations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *text, qint64 ms, const char *canonical) {
        QTest::newRow(text) << QByteArray(text) << ms << QByteArray(canonical);
    };
    row("15d", 15ll * 86'400'000, "15d");
    row("12h", 12ll * 3'600'000, "12h");
    row("500ms", 500, "500ms");
    row("1h30m", 5'400'000, "90m");
    row("1m500ms", 60'500, "60500ms");
    row("14d", 14ll * 86'400'000, "2w");
    row("365d", 365ll * 86'400'000, "1y");
    row("0s", 0, "0ms");
}

void TestUnits::durations()
{
    QFETCH(const QByteArray, text);
    QFETCH(const qint64, ms);
    QFETCH(const QByteArray, canonical);
    const auto duration = parseDuration(text.toStdString());
    QVERIFY(duration);
    QCOMPARE(qint64(duration->count()), ms);
    QCOMPARE(QByteArray::fromStdString(formatDuration(*duration)), canonical);
    QVERIFY(parseDuration(formatDuration(*duration)) == duration);
}

void TestUnits::refusesDurations_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "15", "d", "15x", "15 d", "-1d", "1.5h", "1h30",
                             "99999999999999999999s", "9999999999y", "1D"})
        QTest::newRow(text) << QByteArray(text);
}

void TestUnits::refusesDurations()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseDuration(text.toStdString()));
}

void TestUnits::sizes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *text, quint64 bytes, const char *canonical) {
        QTest::newRow(text) << QByteArray(text) << bytes << QByteArray(canonical);
    };
    row("64MiB", 64ull << 20, "64MiB");
    row("64mib", 64ull << 20, "64MiB");
    row("64M", 64ull << 20, "64MiB");
    row("2GiB", 2ull << 30, "2GiB");
    row("2048MiB", 2ull << 30, "2GiB");
    row("1TiB", 1ull << 40, "1TiB");
    row("500MB", 500'000'000, "500000000B");
    row("1000", 1000, "1000B");
    row("0", 0, "0B");
}

void TestUnits::sizes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const quint64, bytes);
    QFETCH(const QByteArray, canonical);
    const auto size = parseSize(text.toStdString());
    QVERIFY(size);
    QCOMPARE(quint64(*size), bytes);
    QCOMPARE(QByteArray::fromStdString(formatSize(*size)), canonical);
    QVERIFY(parseSize(formatSize(*size)) == size);
}

void TestUnits::refusesSizes_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "MiB", "64 MiB", "64XB", "-1", "1.5GiB", "99999999999TiB", "18446744073709551616"})
        QTest::newRow(text) << QByteArray(text);
}

void TestUnits::refusesSizes()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseSize(text.toStdString()));
}

void TestUnits::quotesTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quotedText");
    QTest::newRow("plain") << QByteArray("up") << QByteArray("'up'");
    QTest::newRow("empty") << QByteArray() << QByteArray("''");
    QTest::newRow("line end and escape")
        << QByteArray("a\n\x1b[0m") << QByteArray("'a\\x0a\\x1b[0m'");
    QTest::newRow("not UTF-8") << QByteArray("a\xff\xc3") << QByteArray("'a\\xff\\xc3'");
    QTest::newRow("too long") << QByteArray(9, 'x') << QByteArray("'xxxxxxxx...'");
    QTest::newRow("a character is kept whole") << QByteArray("1234567\xc3\xa9"
                                                             "9")
                                               << QByteArray("'1234567\xc3\xa9...'");
}

void TestUnits::quotesTexts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, quotedText);
    QCOMPARE(QByteArray::fromStdString(quoted(text.toStdString(), 8)), quotedText);
}

void TestUnits::suggestsWords_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("suggestion");
    QTest::newRow("the word itself") << QByteArray("port") << QByteArray("port");
    QTest::newRow("swapped letters") << QByteArray("prot") << QByteArray("port");
    QTest::newRow("a missing letter") << QByteArray("retenton") << QByteArray("retention");
    QTest::newRow("one letter too many") << QByteArray("listten") << QByteArray("listen");
    QTest::newRow("a wrong letter") << QByteArray("retension") << QByteArray("retention");
    QTest::newRow("nothing like it") << QByteArray("frobnicate") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("absurdly long") << QByteArray(100'000, 'p') << QByteArray();
}

void TestUnits::suggestsWords()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, suggestion);
    constexpr std::array<std::string_view, 3> Known{"port", "listen", "retention"};
    const std::string_view closest = closestWord(word.toStdString(), Known);
    QCOMPARE(QByteArray(closest.data(), qsizetype(closest.size())), suggestion);
}

QTEST_APPLESS_MAIN(TestUnits)

#include "tst_units.moc"
