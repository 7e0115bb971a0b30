#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"

#include <QTest>

using namespace tinyobs::promql;

namespace {

constexpr ParseOptions Everything{true, true, true, true};

} // namespace

class TestParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void givesDeepTextsAnErrorOrATree_data();
    void givesDeepTextsAnErrorOrATree();
};

/// What was read, as the printer shows it; operators with parentheses stand in the text itself.
void TestParser::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("a number", "1", "1");
    row("hexadecimal, octal and separated digits", "0x1F + 0755 + 1_000", "31 + 493 + 1000");
    row("an aggregation grouped behind", "sum(rate(foo[5m])) by (job)",
        "sum by (job) (rate(foo[5m]))");
    row("a subquery moved in time", "rate(x[1m])[5m:30s] offset -5m @ 100.5",
        "rate(x[1m])[5m:30s] @ 100.500 offset -5m");
    row("a metric in quotes", "{\"a.b\", \"c.d\"='e'}", "{\"a.b\",\"c.d\"=\"e\"}");
    row("keywords as metrics", "sum + by + offset offset 5m", "sum + by + offset offset 5m");
    row("matching of vectors", "a / on(x,) group_left(y) b", "a / on (x) group_left (y) b");
}

void TestParser::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto expr = parse(text.toStdString(), Everything);
    QVERIFY2(expr, expr ? "" : expr.error().message.c_str());
    const std::string printed = toText(**expr);
    QCOMPARE(QByteArray::fromStdString(printed), expected);
    const auto again = parse(printed, Everything);
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE(toText(**again), printed);
    QCOMPARE(treeJson(**again), treeJson(**expr));
}

void TestParser::givesDeepTextsAnErrorOrATree_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *title, const QByteArray &text) {
        QTest::newRow(title) << text;
    };
    row("parentheses", QByteArray(3000, '(') + "1" + QByteArray(3000, ')'));
    row("open parentheses", QByteArray(65536, '('));
    row("signs", QByteArray(3000, '-') + "x");
    row("nothing but signs", QByteArray(65536, '-'));
    row("a chain", "1" + QByteArray("+1").repeated(3000));
    row("a long chain", "1" + QByteArray("+1").repeated(32000));
    row("powers", "1" + QByteArray("^1").repeated(32000));
    row("calls", QByteArray("abs(").repeated(3000) + "x" + QByteArray(3000, ')'));
    row("aggregations", QByteArray("sum(").repeated(16000));
    row("brackets", QByteArray(65536, '['));
    row("braces", QByteArray(65536, '{'));
    row("subqueries", "x" + QByteArray("[5m:]").repeated(13000));
    row("durations", "x[" + QByteArray(60000, '-') + "5m]");
}

void TestParser::givesDeepTextsAnErrorOrATree()
{
    QFETCH(QByteArray, text);
    const auto expr = parse(text.toStdString(), Everything);
    if (!expr) {
        QVERIFY(!expr.error().message.empty());
        return;
    }
    QVERIFY(parse(toText(**expr), Everything));
    QVERIFY(!prettyText(**expr).empty());
    QVERIFY(!treeJson(**expr).empty());
}

QTEST_APPLESS_MAIN(TestParser)
#include "tst_parser.moc"
