// What stands for $name in queries and titles.
#include "core/dashboard/variables.h"

#include "core/promql/syntax/parser.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::dashboard;

namespace {

VariableScope scope()
{
    VariableScope scope;
    scope.fromMs = 1'000'000;
    scope.toMs = 1'000'000 + 6 * 3'600'000;
    scope.step = std::chrono::seconds(30);
    scope.sampleInterval = std::chrono::seconds(15);
    scope.chosen["one"] = {.values = {"api"}};
    scope.chosen["two"] = {.values = {"a.b", "c|d"}};
    scope.chosen["odd"] = {.values = {"say \"hi\"\\"}};
    scope.chosen["pattern"] = {.values = {"5.."}, .areLiteral = false};
    scope.chosen["all"] = {.values = {"x", "y"}, .pattern = ".+"};
    scope.chosen["metric"] = {.values = {"up"}};
    return scope;
}

} // namespace

class TestVariables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queries_data();
    void queries();
    void texts_data();
    void texts();
    void allStandsForWhatIsKnown();
    void choicesStartWithWhatIsOffered();
    void namesAreFound();
    void manyValuesBecomeOnePattern();
    void aRepeatedPanelHasOneValue();
};

void TestVariables::queries_data()
{
    QTest::addColumn<QByteArray>("expr");
    QTest::addColumn<QByteArray>("expected");

    const auto row = [](const char *name, const char *expr, const char *expected) {
        QTest::newRow(name) << QByteArray(expr) << QByteArray(expected);
    };
    row("a name behind a dollar", "up{job=\"$one\"}", "up{job=\"api\"}");
    row("a name in braces", "up{job=\"x${one}y\"}", "up{job=\"xapiy\"}");
    row("a name in brackets", "up{job=\"[[one]]\"}", "up{job=\"api\"}");
    row("several values are alternatives, taken literally", "up{job=~\"$two\"}",
        "up{job=~\"(a\\\\.b|c\\\\|d)\"}");
    row("in back quotes nothing is escaped twice", "up{job=~`$two`}", "up{job=~`(a\\.b|c\\|d)`}");
    row("single quotes do as double ones", "up{job!~'$two'}", "up{job!~'(a\\\\.b|c\\\\|d)'}");
    row("quotes and backslashes are escaped", "up{job=\"$odd\"}", "up{job=\"say \\\"hi\\\"\\\\\"}");
    row("a pattern stays one", "up{job=~\"$pattern\"}", "up{job=~\"5..\"}");
    row("all values may be a pattern", "up{job=~\"$all\"}", "up{job=~\".+\"}");
    row("a format says it is a pattern", "f(\"${two:regex}\")", "f(\"(a\\\\.b|c\\\\|d)\")");
    row("a list with commas", "topk(3, ${two:csv})", "topk(3, a.b,c|d)");
    row("outside of quotes it is the bare value", "rate($metric[5m])", "rate(up[5m])");
    row("unknown names stay", "up{job=\"$other ${other}\"}", "up{job=\"$other ${other}\"}");
    row("a dollar at the end of a pattern stays", "up{job=~\"a$\"}", "up{job=~\"a$\"}");
    row("a group's number is no name", "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")",
        "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")");
    row("the step", "rate(x[$__interval])", "rate(x[30s])");
    row("four samples at least", "rate(x[$__rate_interval])", "rate(x[1m])");
    row("the whole range", "increase(x[$__range])", "increase(x[6h])");
    row("the range in seconds", "$__range_s + $__range_ms", "21600 + 21600000");
    row("the ends", "$__from $__to ${__from:date}", "1000000 22600000 1000000");
    row("quotes that end are over", "up{a=~\"x\",job=\"$two\"}", "up{a=~\"x\",job=\"a.b|c|d\"}");
}

void TestVariables::queries()
{
    QFETCH(QByteArray, expr);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(expandQuery(expr.toStdString(), scope())), expected);
}

void TestVariables::texts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("several values are a list")
        << QByteArray("of $two") << QByteArray("of a.b, c|d");
    QTest::newRow("legends keep their labels")
        << QByteArray("{{route}} $one") << QByteArray("{{route}} api");
    QTest::newRow("a price stays") << QByteArray("5 $ [x]") << QByteArray("5 $ [x]");
    QTest::newRow("an open brace stays") << QByteArray("${one") << QByteArray("${one");
}

void TestVariables::texts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(expandText(text.toStdString(), scope())), expected);
}

void TestVariables::allStandsForWhatIsKnown()
{
    Variable variable{.name = "v", .includesAll = true, .current = {AllValues}};
    QCOMPARE(chosenValues(variable, {"a", "b"}).values, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(chosenValues(variable, {}).pattern, std::string(".*"));
    variable.allValue = "x.*";
    QCOMPARE(chosenValues(variable, {"a"}).pattern, std::string("x.*"));
}

void TestVariables::choicesStartWithWhatIsOffered()
{
    using Values = std::vector<std::string>;
    QCOMPARE(defaultChoice({.name = "v"}, {"a", "b"}), Values{"a"});
    QCOMPARE(defaultChoice({.name = "v"}, {}), Values{});
    QCOMPARE(defaultChoice({.name = "v", .includesAll = true}, {"a"}), Values{AllValues});
    const Variable own{.name = "v", .kind = VariableKind::Interval, .options = {"5m", "1h"}};
    QCOMPARE(chosenValues(own, {}).values, Values{"5m"});
    const Variable constant{
        .name = "v", .kind = VariableKind::Constant, .options = {"prod"}, .current = {"other"}};
    QCOMPARE(chosenValues(constant, {}).values, Values{"prod"});
}

void TestVariables::namesAreFound()
{
    QCOMPARE(variablesIn("$b ${a:csv} [[b]] $__range $1"), (std::vector<std::string>{"a", "b"}));
}

void TestVariables::manyValuesBecomeOnePattern()
{
    VariableScope many;
    for (int i = 0; i < 5000; ++i)
        many.chosen["v"].values.push_back("value-" + std::to_string(i));
    QCOMPARE(expandQuery("up{a=~\"$v\"}", many), std::string("up{a=~\".+\"}"));
}

void TestVariables::aRepeatedPanelHasOneValue()
{
    const VariableScope one = withOneValue(scope(), "all", "x.y");
    QCOMPARE(expandQuery("up{a=~\"$all\"}", one), std::string("up{a=~\"x\\\\.y\"}"));
    QVERIFY(promql::parse(expandQuery("up{a=~\"$all\"}", one)).has_value());
}

QTEST_APPLESS_MAIN(TestVariables)
#include "tst_variables.moc"
