#include "ui/chart/placeholders.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

class TestPlaceholders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void substitutes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("a plain name") << QByteArray("up{a=\"$x\"}") << QByteArray("up{a=\"one\"}");
        QTest::newRow("in braces") << QByteArray("${x}y") << QByteArray("oney");
        QTest::newRow("with a format") << QByteArray("${x:regex}") << QByteArray("one:regex");
        QTest::newRow("in the old way") << QByteArray("[[x]]s") << QByteArray("ones");
        QTest::newRow("what is unknown stays")
            << QByteArray("$y ${y} [[y]]") << QByteArray("$y ${y} [[y]]");
        QTest::newRow("what is no reference stays")
            << QByteArray("$ ${ ${} [[ [[]] a[5m] $") << QByteArray("$ ${ ${} [[ [[]] a[5m] $");
        QTest::newRow("the longest name counts") << QByteArray("$xy") << QByteArray("$xy");
    }
    void substitutes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, result);
        const auto lookup = [](std::string_view name,
                               std::string_view format) -> std::optional<std::string> {
            if (name != "x")
                return std::nullopt;
            return format.empty() ? "one" : "one:" + std::string(format);
        };
        QCOMPARE(QByteArray::fromStdString(substituteVariables(text.toStdString(), lookup)),
                 result);
    }

    void knowsTheRange()
    {
        const AskedRange range{0, 3'600'000, 15'000, 10'000};
        QCOMPARE(rangeVariable("__interval", range), std::optional<std::string>("15s"));
        QCOMPARE(rangeVariable("__interval_ms", range), std::optional<std::string>("15000"));
        QCOMPARE(rangeVariable("__rate_interval", range), std::optional<std::string>("40s"));
        QCOMPARE(rangeVariable("__range", range), std::optional<std::string>("1h"));
        QCOMPARE(rangeVariable("__range_s", range), std::optional<std::string>("3600"));
        QCOMPARE(rangeVariable("__to", range), std::optional<std::string>("3600000"));
        QVERIFY(!rangeVariable("__else", range));
        // A coarse step: two of it hold more than four samples.
        QCOMPARE(rateIntervalMs({0, 0, 60'000, 10'000}), TimeMs(120'000));
    }

    void writesDurations_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("parts") << qint64(93'784'005) << QByteArray("1d2h3m4s5ms");
        QTest::newRow("whole hours") << qint64(7'200'000) << QByteArray("2h");
        QTest::newRow("nothing") << qint64(0) << QByteArray("0s");
    }
    void writesDurations()
    {
        QFETCH(qint64, ms);
        QTEST(QByteArray::fromStdString(durationText(ms)), "text");
    }

    void putsQueriesInPlaceOfLetters_data()
    {
        QTest::addColumn<QByteArray>("formula");
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("a share") << QByteArray("A / B") << QByteArray("(rate(a[1m])) / (sum(b))");
        QTest::newRow("a formula of formulas")
            << QByteArray("100 * D") << QByteArray("100 * ((rate(a[1m])) + 1)");
        QTest::newRow("labels are none") << QByteArray("sum by (A) (B{A=\"1\"})")
                                         << QByteArray("sum by (A) ((sum(b)){A=\"1\"})");
        QTest::newRow("a metric is none") << QByteArray("Apples") << QByteArray("Apples");
    }
    void putsQueriesInPlaceOfLetters()
    {
        QFETCH(QByteArray, formula);
        const std::vector<ChartQuery> all{{"A", "rate(a[1m])"}, {"B", "sum(b)"}, {"D", "A + 1"}};
        const Result<std::string> text = withoutLetters({"E", formula.toStdString()}, all);
        QVERIFY(text);
        QTEST(QByteArray::fromStdString(*text), "result");
    }

    void refusesACircle()
    {
        const std::vector<ChartQuery> all{{"A", "B + 1"}, {"B", "A"}};
        const Result<std::string> text = withoutLetters(all[0], all);
        QVERIFY(!text);
        QVERIFY(text.error().message.find("leads back to itself") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestPlaceholders)
#include "tst_placeholders.moc"
