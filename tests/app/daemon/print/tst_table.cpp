// Tables for people, CSV for spreadsheets, and how wide a text is.

#include "app/daemon/print/seriestable.h"
#include "app/daemon/print/textwidth.h"

#include <QTest>

#include <limits>

using namespace tinyobs;
using namespace tinyobs::daemon;

namespace {

const Screen NoScreen;

Screen screenOf(std::size_t columns)
{
    Screen screen;
    screen.columns = columns;
    return screen;
}

TableColumn right(const char *title)
{
    return {title, TableColumn::Side::Right};
}

QString tableOf(const std::vector<SeriesRow> &rows, const Screen &screen = NoScreen)
{
    return QString::fromStdString(seriesTable(rows, {right("value")}, screen));
}

} // namespace

class TestTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widths_data();
    void widths();
    void cuts_data();
    void cuts();
    void alignsColumns();
    void cutsTheWidestColumnFirst();
    void showsNoControlCharacters();
    void saysWhatSeriesShareOnce();
    void oneSeriesIsALine();
    void seriesAreTextWhereColumnsDoNotFit();
    void seriesText_data();
    void seriesText();
    void numbers_data();
    void numbers();
    void quotesCsv();
};

void TestTable::widths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::newRow("nothing") << QString() << 0;
    QTest::newRow("ASCII") << QStringLiteral("route") << 5;
    QTest::newRow("umlauts take one each") << QString::fromUtf8("Köln") << 4;
    QTest::newRow("a combining mark takes none") << QString::fromUtf8("Ko\xcc\x88ln") << 4;
    QTest::newRow("Chinese takes two each") << QString::fromUtf8("東京") << 4;
    QTest::newRow("emoji take two") << QString::fromUtf8("\xf0\x9f\x9a\x80") << 2;
    QTest::newRow("blocks take one") << QString::fromUtf8("▁█") << 2;
}

void TestTable::widths()
{
    QFETCH(const QString, text);
    QFETCH(const int, width);
    QCOMPARE(int(textWidth(text.toStdString())), width);
}

void TestTable::cuts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("cut");
    QTest::newRow("what fits stays") << QStringLiteral("route") << 5 << QStringLiteral("route");
    QTest::newRow("an ellipsis takes one")
        << QStringLiteral("routes") << 5 << QString::fromUtf8("rout…");
    QTest::newRow("half of a wide one is not shown")
        << QString::fromUtf8("東京都") << 4 << QString::fromUtf8("東…");
    QTest::newRow("no room") << QStringLiteral("a") << 0 << QString();
}

void TestTable::cuts()
{
    QFETCH(const QString, text);
    QFETCH(const int, width);
    QFETCH(const QString, cut);
    QCOMPARE(QString::fromStdString(shortened(text.toStdString(), std::size_t(width))), cut);
}

void TestTable::alignsColumns()
{
    Table table({{"city"}, right("value")});
    table.add({"東京", "1"});
    table.add({"Köln", "1234567"});
    QCOMPARE(QString::fromStdString(table.toText(NoScreen)), QString::fromUtf8("city    value\n"
                                                                               "東京        1\n"
                                                                               "Köln  1234567\n"));
}

void TestTable::cutsTheWidestColumnFirst()
{
    Table table(
        {{"a", TableColumn::Side::Left, true}, {"b", TableColumn::Side::Left, true}, right("v")});
    table.add({"short", "a text of thirty characters, 30", "12"});
    QCOMPARE(QString::fromStdString(table.toText(screenOf(34))),
             QString::fromUtf8("a      b                         v\n"
                               "short  a text of thirty chara…  12\n"));
    QCOMPARE(table.leastWidth(), std::size_t(5 + 2 + 20 + 2 + 2));
}

void TestTable::showsNoControlCharacters()
{
    Table table({{"x"}});
    table.add({"a\x1b[31mb\nc"});
    const std::string text = table.toText(NoScreen);
    QVERIFY(text.find('\x1b') == std::string::npos);
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 2);
}

void TestTable::saysWhatSeriesShareOnce()
{
    QCOMPARE(tableOf({{{{"__name__", "up"}, {"instance", "a:1"}, {"job", "api"}}, {"1"}},
                      {{{"__name__", "up"}, {"instance", "b:1"}, {"job", "api"}, {"zone", "x"}},
                       {"0"}}}),
             QString::fromUtf8("up{job=\"api\"}\n"
                               "instance  zone  value\n"
                               "a:1                 1\n"
                               "b:1       x         0\n"));
}

void TestTable::oneSeriesIsALine()
{
    QCOMPARE(tableOf({{{{"__name__", "up"}, {"job", "api"}}, {"1"}}}),
             QStringLiteral("up{job=\"api\"}  1\n"));
    QCOMPARE(tableOf({{{}, {"2.5"}}}), QStringLiteral("{}  2.5\n"));
    QCOMPARE(tableOf({}), QString());
}

void TestTable::seriesAreTextWhereColumnsDoNotFit()
{
    Pairs first;
    Pairs second;
    for (const char *name : {"aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"}) {
        first.emplace_back(name, "1");
        second.emplace_back(name, "2");
    }
    QCOMPARE(tableOf({{first, {"10"}}, {second, {"200"}}}, screenOf(40)),
             QString::fromUtf8(
                 "value  series\n"
                 "   10  {aaaaaaaa=\"1\", bbbbbbbb=\"1\", cccccccc=\"1\", dddddddd=\"1\"}\n"
                 "  200  {aaaaaaaa=\"2\", bbbbbbbb=\"2\", cccccccc=\"2\", dddddddd=\"2\"}\n"));
    const std::vector<SeriesRow> rows{{first, {"▁█", "1"}}, {second, {"█▁", "23"}}};
    QCOMPARE(QString::fromStdString(seriesTable(rows, {{"course"}, right("max")}, screenOf(40))),
             QString::fromUtf8("course  max\n"
                               "{aaaaaaaa=\"1\", bbbbbbbb=\"1\", cccccccc=\"1\", dddddddd=\"1\"}\n"
                               "▁█        1\n"
                               "{aaaaaaaa=\"2\", bbbbbbbb=\"2\", cccccccc=\"2\", dddddddd=\"2\"}\n"
                               "█▁       23\n"));
    QCOMPARE(roomBeside(rows, 20, screenOf(59)),
             std::optional<std::size_t>(59)); // each has its own line
    QCOMPARE(roomBeside(rows, 20, screenOf(100)), std::optional<std::size_t>(60));
    QCOMPARE(roomBeside(rows, 20, NoScreen), std::nullopt);
}

void TestTable::seriesText_data()
{
    QTest::addColumn<Pairs>("labels");
    QTest::addColumn<QString>("text");
    QTest::newRow("no labels") << Pairs{} << QStringLiteral("{}");
    QTest::newRow("a name alone") << Pairs{{"__name__", "up"}} << QStringLiteral("up");
    QTest::newRow("labels alone") << Pairs{{"a", "b"}} << QStringLiteral("{a=\"b\"}");
    QTest::newRow("escapes") << Pairs{{"__name__", "up"}, {"a", "x\n\"\\"}}
                             << QStringLiteral("up{a=\"x\\n\\\"\\\\\"}");
    QTest::newRow("names that are none") << Pairs{{"__name__", "my.metric"}, {"a.b", "c"}}
                                         << QStringLiteral("{\"my.metric\", \"a.b\"=\"c\"}");
}

void TestTable::seriesText()
{
    QFETCH(const Pairs, labels);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(daemon::seriesText(labels)), text);
}

void TestTable::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *text, double value) {
        QTest::newRow(text) << value << QString::fromLatin1(text);
    };
    row("0", 0);
    row("12", 12);
    row("-0.5", -0.5);
    row("0.333333", 1.0 / 3);
    row("1.5e-07", 1.5e-7);
    row("12345678", 12345678);
    row("12345679", 12345678.9);
    row("1e+20", 1e20);
    row("+Inf", std::numeric_limits<double>::infinity());
    row("-Inf", -std::numeric_limits<double>::infinity());
    row("NaN", std::numeric_limits<double>::quiet_NaN());
}

void TestTable::numbers()
{
    QFETCH(const double, value);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(readableNumber(value)), text);
}

void TestTable::quotesCsv()
{
    const Pairs first{{"__name__", "up"}, {"job", "a,b"}};
    const Pairs second{{"__name__", "up"}, {"instance", "say \"hi\"\nthere"}};
    SeriesCsv csv({first, second}, {"time"}, {"value"});
    csv.add({"t1"}, first, {"1"});
    csv.add({"t2"}, second, {"0.1"});
    QCOMPARE(QString::fromStdString(csv.text()),
             QStringLiteral("time,metric,instance,job,value\n"
                            "t1,up,,\"a,b\",1\n"
                            "t2,up,\"say \"\"hi\"\"\nthere\",,0.1\n"));
}

QTEST_GUILESS_MAIN(TestTable)
#include "tst_table.moc"
