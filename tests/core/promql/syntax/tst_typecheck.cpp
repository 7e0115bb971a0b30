#include "core/promql/syntax/parser.h"

#include <QTest>

using namespace tinyobs::promql;

namespace {

constexpr ParseOptions Everything{true, true, true, true};

} // namespace

// Expressions that mean nothing: what is said about them, and where.

class TestTypeCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_data();
    void says();
};

void TestTypeCheck::says_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<bool>("withExperiments");
    bool withExperiments = false;
    const auto row = [&withExperiments](const char *title, const QByteArray &text,
                                        const QByteArray &message) {
        QTest::newRow(title) << text << message << withExperiments;
    };
    row("everything", "{}",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("conditions that all take nothing", "{a=\"\",b!=\"x\",c=~\".*\"}",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("an empty name", "{\"\"}",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("a subquery of a range", "a[5m][5m:]",
        "1:1: parse error: subquery is only allowed on instant vector, got matrix instead");
    row("a subquery of a number", "1[5m:]",
        "1:1: parse error: subquery is only allowed on instant vector, got scalar instead");
    row("scalars compared", "1 == 1",
        "1:3: parse error: comparisons between scalars must use BOOL modifier");
    row("scalars compared behind a comment", "1 # one\n == 1",
        "2:2: parse error: comparisons between scalars must use BOOL modifier");
    row("sets of scalars", "1 and 1",
        "1:1: parse error: set operator \"and\" not allowed in binary scalar expression");
    row("sets with a scalar", "a or 1",
        "1:1: parse error: set operator \"or\" not allowed in binary scalar expression");
    row("a truth of a sum", "a + bool b",
        "1:3: parse error: bool modifier can only be used on comparison operators");
    row("a truth of a set", "a and bool b",
        "1:3: parse error: bool modifier can only be used on comparison operators");
    row("matching with a scalar", "a + on(x) 1",
        "1:1: parse error: vector matching only allowed between instant vectors");
    row("matching of scalars", "1 + ignoring(x) 1",
        "1:1: parse error: vector matching only allowed between instant vectors");
    row("a group of a set", "a and on(x) group_left b",
        "1:1: parse error: no grouping allowed for \"and\" operation");
    row("one label in both lists", "a + on(x) group_left(x) b",
        "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once");
    row("a range as an operand", "a[5m] + 1",
        "1:1: parse error: binary expression must contain only scalar and instant vector types");
    row("a text as an operand", "1 + \"a\"",
        "1:5: parse error: binary expression must contain only scalar and instant vector types");
    row("a sign of a text", "-\"a\"",
        "1:1: parse error: unary expression only allowed on expressions of type scalar or instant "
        "vector, got \"string\"");
    row("a sign of a range", "-a[5m]",
        "1:1: parse error: unary expression only allowed on expressions of type scalar or instant "
        "vector, got \"range vector\"");
    row("too few arguments", "abs()",
        "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0");
    row("too many arguments", "abs(a, b)",
        "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 2");
    row("too few arguments of many", "label_join(a, \"b\")",
        "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 2");
    row("too many optional arguments", "round(a, 1, 2)",
        "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3");
    row("arguments of a function without any", "pi(1)",
        "1:1: parse error: expected 0 argument(s) in call to \"pi\", got 1");
    row("a vector in place of a range", "rate(a)",
        "1:6: parse error: expected type range vector in call to function \"rate\", got instant "
        "vector");
    row("a range in place of a vector", "abs(a[5m])",
        "1:5: parse error: expected type instant vector in call to function \"abs\", got range "
        "vector");
    row("a scalar in place of a vector", "abs(1)",
        "1:5: parse error: expected type instant vector in call to function \"abs\", got scalar");
    row("a vector in place of a scalar", "clamp(a, b, 1)",
        "1:10: parse error: expected type scalar in call to function \"clamp\", got instant "
        "vector");
    row("a number in place of a text", "label_join(a, 1, \"b\")",
        "1:15: parse error: expected type string in call to function \"label_join\", got scalar");
    row("the type of the last of many arguments", "label_join(a, \"b\", \"c\", \"d\", 1)",
        "1:30: parse error: expected type string in call to function \"label_join\", got scalar");
    row("an aggregation of a scalar", "sum(1)",
        "1:5: parse error: expected type instant vector in aggregation expression, got scalar");
    row("an aggregation of a range", "sum(a[5m])",
        "1:5: parse error: expected type instant vector in aggregation expression, got range "
        "vector");
    row("an aggregation of a text", "sum(\"a\")",
        "1:5: parse error: expected type instant vector in aggregation expression, got string");
    row("a parameter of the wrong type", "topk(\"a\", b)",
        "1:6: parse error: expected type scalar in aggregation parameter, got string");
    row("a parameter that must be a text", "count_values(5, a)",
        "1:14: parse error: expected type string in aggregation parameter, got scalar");
    row("parameters in the wrong order", "topk(a, 5)",
        "1:9: parse error: expected type instant vector in aggregation expression, got scalar");

    withExperiments = true;
    row("filling of sets", "a and fill(0) b",
        "1:1: parse error: filling in missing series not allowed for set operators");
    row("filling with a scalar", "a + fill(0) 1",
        "1:1: parse error: filling in missing series only allowed between instant vectors");
    row("labels of another metric with a name", "info(a, b)",
        "1:9: parse error: expected label selectors only, got vector selector instead");
    row("labels of another metric as an expression", "info(a, b + c)",
        "1:9: parse error: expected label selectors only");
    row("labels of another metric as a number", "info(a, 1)",
        "1:1: parse error: expected type instant vector in call to function \"info\", got scalar");
}

void TestTypeCheck::says()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    QFETCH(bool, withExperiments);
    const auto expr = parse(text.toStdString(), withExperiments ? Everything : ParseOptions());
    QVERIFY(!expr);
    QCOMPARE(QByteArray::fromStdString(expr.error().message), message);
    QVERIFY(expr.error().code == tinyobs::Error::Code::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestTypeCheck)
#include "tst_typecheck.moc"
