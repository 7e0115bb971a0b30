#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"

#include <QJsonDocument>
#include <QTest>

using namespace tinyobs::promql;

namespace {

constexpr ParseOptions Everything{true, true, true, true};
const QByteArray LongName(60, 'a'); // two of them do not fit on a line

} // namespace

class TestPrinter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsLines_data();
    void splitsLines();
    void keepsLinesOf100Characters();
    void splitsNoDeeperThanAReaderFollows();
    void describesTheTree_data();
    void describesTheTree();
};

void TestPrinter::splitsLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    const QByteArray &a = LongName;
    row("what is short stays on a line", "sum(rate(a[5m]))  by(x)", "sum by (x) (rate(a[5m]))");
    row("an operator", a + " + " + a, "  " + a + "\n+\n  " + a);
    row("an operator with matching", a + " / on(x) group_left " + a,
        "  " + a + "\n/ on (x) group_left ()\n  " + a);
    row("operators from the left", a + " + " + a + " - " + a,
        "    " + a + "\n  +\n    " + a + "\n-\n  " + a);
    row("a call", "clamp(" + a + a + ", 1, 2)", "clamp(\n  " + a + a + ",\n  1,\n  2\n)");
    row("an aggregation", "sum by (x) (rate(" + a + a + "[5m]))",
        "sum by (x) (\n  rate(\n    " + a + a + "[5m]\n  )\n)");
    row("an aggregation with a parameter", "topk(5, " + a + " + " + a + ")",
        "topk(\n  5,\n    " + a + "\n  +\n    " + a + "\n)");
    row("parentheses", "(" + a + " + " + a + ")", "(\n    " + a + "\n  +\n    " + a + "\n)");
    row("a sign stands before its operand", "-(" + a + " + " + a + ")",
        "-(\n    " + a + "\n  +\n    " + a + "\n)");
    row("a sign within", "sum(-abs(" + a + a + "))", "sum(\n  -abs(\n    " + a + a + "\n  )\n)");
    row("a sign of a power", "-" + a + " ^ " + a, "-" + a + "\n^\n  " + a);
    row("a subquery", "rate(" + a + a + "[5m])[1h:1m]", "rate(\n  " + a + a + "[5m]\n)[1h:1m]");
    row("a short subquery within", "max_over_time(rate(" + a + "[5m])[1h:1m]) + " + a,
        "  max_over_time(rate(" + a + "[5m])[1h:1m])\n+\n  " + a);
    row("a selector is never split", a + a + "{x=\"y\"}", a + a + "{x=\"y\"}");
}

void TestPrinter::splitsLines()
{
    QFETCH(QByteArray, text);
    const auto expr = parse(text.toStdString());
    QVERIFY2(expr, expr ? "" : expr.error().message.c_str());
    const std::string pretty = prettyText(**expr);
    QTEST(QByteArray::fromStdString(pretty), "expected");
    const auto again = parse(pretty);
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE(toText(**again), toText(**expr));
}

void TestPrinter::keepsLinesOf100Characters()
{
    const std::string fits = "abs(" + std::string(95, 'a') + ")";
    QCOMPARE(fits.size(), std::size_t(100));
    QCOMPARE(prettyText(**parse(fits)), fits);
    const std::string tooLong = "abs(" + std::string(96, 'a') + ")";
    QCOMPARE(prettyText(**parse(tooLong)), "abs(\n  " + std::string(96, 'a') + "\n)");
}

void TestPrinter::splitsNoDeeperThanAReaderFollows()
{
    const QByteArray text = QByteArray("abs(").repeated(3000) + "a" + QByteArray(3000, ')');
    const std::string pretty = prettyText(**parse(text.toStdString()));
    QVERIFY(pretty.size() < 30'000);
}

void TestPrinter::describesTheTree_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, QByteArray expected) {
        QTest::newRow(title) << text << expected.replace('\'', '"');
    };
    const QByteArray a = "{'type':'vectorSelector','name':'a','matchers':[{'name':'__name__',"
                         "'value':'a','type':'='}],'offset':0,'timestamp':null,'startOrEnd':null,"
                         "'anchored':false,'smoothed':false}";
    row("a number", "1e30", "{'type':'numberLiteral','val':'1" + QByteArray(30, '0') + "'}");
    row("a text", "'a\\\\\\x01'", "{'type':'stringLiteral','val':'a\\\\\\u0001'}");
    row("a selector", "a", a);
    row("a range", "{b=~'c'}[5m] @ end() offset -1m",
        "{'type':'matrixSelector','range':300000,'name':'','matchers':[{'name':'b','value':'c',"
        "'type':'=~'}],'offset':-60000,'timestamp':null,'startOrEnd':'end','anchored':false,"
        "'smoothed':false}");
    row("a subquery", "a[1h:5m] @ 1.5",
        "{'type':'subquery','expr':" + a +
            ",'range':3600000,'step':300000,'offset':0,'timestamp':1500,'startOrEnd':null}");
    row("a call", "round(a)",
        "{'type':'call','func':{'name':'round','argTypes':['vector','scalar'],'variadic':1,"
        "'returnType':'vector'},'args':[" +
            a + "]}");
    row("an aggregation", "topk without (x) (1, a)",
        "{'type':'aggregation','op':'topk','expr':" + a +
            ",'param':{'type':'numberLiteral','val':'1'},'grouping':['x'],'without':true}");
    row("an operator", "a > bool on (x) group_left (y) a",
        "{'type':'binaryExpr','op':'>','lhs':" + a + ",'rhs':" + a +
            ",'matching':{'card':'many-to-one','labels':['x'],'on':true,'include':['y'],"
            "'fillValues':{'lhs':null,'rhs':null}},'bool':true}");
    row("a set", "a and a",
        "{'type':'binaryExpr','op':'and','lhs':" + a + ",'rhs':" + a +
            ",'matching':{'card':'many-to-many','labels':[],'on':false,'include':[],"
            "'fillValues':{'lhs':null,'rhs':null}},'bool':false}");
    row("an operator with a scalar", "a + 1",
        "{'type':'binaryExpr','op':'+','lhs':" + a +
            ",'rhs':{'type':'numberLiteral','val':'1'},'matching':null,'bool':false}");
    row("filled partners", "a + fill_right (2) a",
        "{'type':'binaryExpr','op':'+','lhs':" + a + ",'rhs':" + a +
            ",'matching':{'card':'one-to-one','labels':[],'on':false,'include':[],"
            "'fillValues':{'lhs':null,'rhs':2}},'bool':false}");
    row("a sign in parentheses", "(-a)",
        "{'type':'parenExpr','expr':{'type':'unaryExpr','op':'-','expr':" + a + "}}");
}

void TestPrinter::describesTheTree()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto expr = parse(text.toStdString(), Everything);
    QVERIFY2(expr, expr ? "" : expr.error().message.c_str());
    const QByteArray json = QByteArray::fromStdString(treeJson(**expr));
    QCOMPARE(json, expected);
    QVERIFY(!QJsonDocument::fromJson(json).isNull());
}

QTEST_APPLESS_MAIN(TestPrinter)
#include "tst_printer.moc"
