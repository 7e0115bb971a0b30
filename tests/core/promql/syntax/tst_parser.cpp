#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"

#include <QTest>
#include <QThread>

#include <memory>
#include <string>

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
    void buildsTheTree_data();
    void buildsTheTree();
    void setsTypesAndPlaces();
    void givesDeepTextsAnErrorOrATree_data();
    void givesDeepTextsAnErrorOrATree();
};

/// What was read, as the printer shows it, which must be read as the same again.
void TestParser::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("a number", "1", "1");
    row("hexadecimal, octal and separated digits", "0x1F + 0X1f + 0755 + 1_000 + 0x_1",
        "31 + 31 + 493 + 1000 + 1");
    row("a leading zero before digits that are not octal is decimal", "08 + 0.5 + 09.5",
        "8 + 0.5 + 9.5");
    row("decimals with a point at either end", ".5 + 5. + 1.5", "0.5 + 5 + 1.5");
    row("exponents", "1e3 + 1E-3 + 1e+3 + 1.5e10", "1000 + 0.001 + 1000 + 15000000000");
    row("infinity and NaN in any case", "Inf + inf + INF + NaN + nan",
        "+Inf + +Inf + +Inf + NaN + NaN");
    row("large and small numbers without an exponent", "1e21 + 1e-7 + 1e-999 + 123456789.123",
        "1000000000000000000000 + 0.0000001 + 0 + 123456789.123");
    row("the sign of a number belongs to it", "-5 + +5 + --5 + -Inf", "-5 + 5 + 5 + -Inf");
    row("durations as numbers", "1h30m + 5m + 1s500ms + 1y + -5m",
        "1h30m + 5m + 1s500ms + 1y + -5m");
    row("a week is written in days where less is left", "90d + 2w + 1y1d", "90d + 2w + 366d");
    row("strings in three kinds of quotes", "\"a\\n\\\"b\\\"\"", "\"a\\n\\\"b\\\"\"");
    row("single quotes", "'it\\'s \"x\"'", "\"it's \\\"x\\\"\"");
    row("backticks keep backslashes", "`a\\d\"`", "\"a\\\\d\\\"\"");
    row("escapes of digits", "\"\\x41\\101\\u00e9\\U0001F600\\a\"",
        "\"AA\xc3\xa9\xf0\x9f\x98\x80\\a\"");
    row("UTF-8 as it is", "\"caf\xc3\xa9\"", "\"caf\xc3\xa9\"");
    row("bytes that are no UTF-8", "\"\\xff\\xc3\"", "\"\\xff\\xc3\"");
    row("a metric", "up", "up");
    row("a metric with colons", "job:up:sum5m", "job:up:sum5m");
    row("a metric that begins with a colon", ":up", ":up");
    row("every matcher", "up{a=\"1\",b!=\"2\",c=~\"3.*\",d!~\"4\"}",
        "up{a=\"1\",b!=\"2\",c=~\"3.*\",d!~\"4\"}");
    row("conditions alone, sorted when written", "{b=\"2\",a=~\".+\",}", "{a=~\".+\",b=\"2\"}");
    row("blanks and comments anywhere", " up # of all\n{ a = \"b\" # one\n , } # end",
        "up{a=\"b\"}");
    row("no conditions", "up{}", "up");
    row("one label twice", "up{a=~\"x.*\",a!=\"xy\"}", "up{a!=\"xy\",a=~\"x.*\"}");
    row("an empty value beside one that is not", "{a=\"\",b=\"x\"}", "{a=\"\",b=\"x\"}");
    row("a metric by its label", "{__name__=\"up\"}", "{__name__=\"up\"}");
    row("metrics by an expression", "{__name__=~\"node_.*\"}", "{__name__=~\"node_.*\"}");
    row("a metric in quotes", "{\"up\"}", "{\"up\"}");
    row("a UTF-8 metric and label", "{\"http.requests\",\"service.name\"=\"x\",a=\"b\"}",
        "{\"http.requests\",\"service.name\"=\"x\",a=\"b\"}");
    row("a metric in quotes behind a condition", "{a=\"b\",\"http.requests\"}",
        "{\"http.requests\",a=\"b\"}");
    row("two names in quotes are two conditions", "{\"a\",\"b\"}", "{\"a\",__name__=\"b\"}");
    row("a metric that is a keyword without a meaning as a name", "{\"on\"}", "{\"on\"}");
    row("keywords as labels", "up{by=\"1\",on=\"2\",and=\"3\",sum=\"4\",offset=\"5\",bool=\"6\"}",
        "up{and=\"3\",bool=\"6\",by=\"1\",offset=\"5\",on=\"2\",sum=\"4\"}");
    row("aggregations as metrics", "sum + avg{a=\"b\"} - max offset 5m",
        "sum + avg{a=\"b\"} - max offset 5m");
    row("a range of a metric called like an aggregation", "max[5m:] offset 5m",
        "max[5m:] offset 5m");
    row("keywords as metrics",
        "by + without + offset + and + or + unless + start + end + step + range",
        "by + without + offset + and + or + unless + start + end + step + range");
    row("modifiers as metrics", "anchored + smoothed + fill + fill_left",
        "anchored + smoothed + fill + fill_left");
    row("sets of metrics called like operators", "and and and or or", "and and and or or");
    row("operators in any case", "a AND b Or c UNLESS d Atan2 e", "a and b or c unless d atan2 e");
    row("a range", "up[5m]", "up[5m]");
    row("a range in seconds", "up[300]", "up[5m]");
    row("a range in a part of a second", "up[0.5]", "up[500ms]");
    row("blanks within brackets", "up[ 1h : 5m ]", "up[1h:5m]");
    row("an offset", "up offset 5m", "up offset 5m");
    row("a negative offset", "up offset -1h30m", "up offset -1h30m");
    row("an offset in seconds", "up offset 90", "up offset 1m30s");
    row("an offset of nothing", "up offset 0s", "up");
    row("an offset of a range", "rate(up[5m] offset 1d)", "rate(up[5m] offset 1d)");
    row("a moment", "up @ 1609746000", "up @ 1609746000.000");
    row("a moment with milliseconds", "up @ 1.1236", "up @ 1.124");
    row("a moment before 1970", "up @ -10.5", "up @ -10.500");
    row("a moment as a duration", "up @ 5m", "up @ 300.000");
    row("the bounds of the query", "up @ start() + up @ END()", "up @ start() + up @ end()");
    row("an offset and a moment in either order", "up offset 5m @ 10 + up @ 10 offset 5m",
        "up @ 10.000 offset 5m + up @ 10.000 offset 5m");
    row("a subquery", "rate(up[1m])[10m:30s]", "rate(up[1m])[10m:30s]");
    row("a subquery with the default step", "up[10m:]", "up[10m:]");
    row("a subquery moved in time", "up[10m:1m] @ end() offset 1h", "up[10m:1m] @ end() offset 1h");
    row("a subquery of a subquery", "sum_over_time(up[5m:])[1h:5m]",
        "sum_over_time(up[5m:])[1h:5m]");
    row("a subquery of a selector that is moved", "up offset 5m @ 7[5m:1m]",
        "up @ 7.000 offset 5m[5m:1m]");
    row("products bind tighter than sums", "1 + 2 * 3 - 4 / 5 % 6", "1 + 2 * 3 - 4 / 5 % 6");
    row("powers bind tighter than signs", "-a ^ b", "-a ^ b");
    row("a power of infinity has no sign of its own", "-inf ^ 2 + 2 ^ inf ^ inf + inf",
        "-Inf ^ 2 + 2 ^ Inf ^ +Inf + +Inf");
    row("a power of a negative power", "2 ^ -1 ^ 2 * 3", "2 ^ -1 ^ 2 * 3");
    row("a sign of a product", "-a * b", "-a * b");
    row("signs of signs", "--a - -b", "--a - -b");
    row("comparisons", "a == b != c > d < e >= f <= g", "a == b != c > d < e >= f <= g");
    row("comparisons that give a truth", "a == bool b > bool 5 + (1 == bool 2)",
        "a == bool b > bool 5 + (1 == bool 2)");
    row("sets", "a and b or c unless d", "a and b or c unless d");
    row("atan2 binds as products do", "a atan2 b * c + d", "a atan2 b * c + d");
    row("trimming of histograms", "a </ 5 >/ 10", "a </ 5 >/ 10");
    row("parentheses are kept", "((a + b)) * (c)", "((a + b)) * (c)");
    row("matching by labels", "a + on(x, y) b - ignoring(z) c", "a + on (x, y) b - ignoring (z) c");
    row("matching by no label", "a + on() b + ignoring() c", "a + on () b + c");
    row("matching by labels that are keywords", "a + on(by, on, bool, and, atan2, sum, start) b",
        "a + on (by, on, bool, and, atan2, sum, start) b");
    row("matching by labels in quotes", "a + on(\"a.b\", 'c d') b", "a + on (\"a.b\", \"c d\") b");
    row("commas at the end of lists", "sum by (x,) (a + on(y,) group_left(z,) b)",
        "sum by (x) (a + on (y) group_left (z) b)");
    row("many to one", "a * on(x) group_left b", "a * on (x) group_left () b");
    row("many to one with labels", "a * on(x) group_left(y, z) b",
        "a * on (x) group_left (y, z) b");
    row("one to many", "a * ignoring(x) group_right() b", "a * ignoring (x) group_right () b");
    row("matching with the default of comparisons", "a > bool on(x) group_right(y) b",
        "a > bool on (x) group_right (y) b");
    row("on () means nothing among scalars", "a + on() 1 + ignoring() 2", "a + 1 + 2");
    row("sets by labels", "a and on(x) b or ignoring(y) c", "a and on (x) b or ignoring (y) c");
    row("filled partners", "a + fill(0) b - on(x) group_left(y) fill_left(-1) fill_right(NaN) c",
        "a + fill (0) b - on (x) group_left (y) fill_left (-1) fill_right (NaN) c");
    row("filled partners in the other order", "a + fill_right(1) fill_left(2) b",
        "a + fill_left (2) fill_right (1) b");
    row("an aggregation", "sum(a)", "sum(a)");
    row("an aggregation grouped before", "sum by (x) (a)", "sum by (x) (a)");
    row("an aggregation grouped behind", "sum(a) by (x, y)", "sum by (x, y) (a)");
    row("an aggregation without labels", "sum without (x) (a) + avg(b) without ()",
        "sum without (x) (a) + avg without () (b)");
    row("by nothing is not written", "sum by () (a)", "sum(a)");
    row("grouped by labels in quotes", "sum by (\"a.b\", on) (a)", "sum by (\"a.b\", on) (a)");
    row("aggregations in any case", "SUM(a) + Avg by (x) (b)", "sum(a) + avg by (x) (b)");
    row("aggregations with parameters", "topk(5, a) + bottomk(scalar(b), c) + quantile(0.9, d)",
        "topk(5, a) + bottomk(scalar(b), c) + quantile(0.9, d)");
    row("counted values", "count_values(\"version\", a)", "count_values(\"version\", a)");
    row("every other aggregation", "count(a) + min(a) + max(a) + group(a) + stddev(a) + stdvar(a)",
        "count(a) + min(a) + max(a) + group(a) + stddev(a) + stdvar(a)");
    row("experimental aggregations", "limitk(5, a) + limit_ratio(-0.1, b)",
        "limitk(5, a) + limit_ratio(-0.1, b)");
    row("functions without arguments", "time() + pi() + scalar(vector(1))",
        "time() + pi() + scalar(vector(1))");
    row("functions whose argument may be left out", "hour() + hour(a) + round(b) + round(c, 5)",
        "hour() + hour(a) + round(b) + round(c, 5)");
    row("functions with texts", "label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")",
        "label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")");
    row("functions with any number of arguments",
        "label_join(a, \"b\", \",\") + label_join(a, \"b\", \",\", \"c\", \"d\")",
        "label_join(a, \"b\", \",\") + label_join(a, \"b\", \",\", \"c\", \"d\")");
    row("experimental functions",
        "mad_over_time(a[5m]) + sort_by_label(b, \"c\", \"d\") + start() + end() + step() + "
        "range()",
        "mad_over_time(a[5m]) + sort_by_label(b, \"c\", \"d\") + start() + end() + step() + "
        "range()");
    row("several quantiles", "histogram_quantiles(a, \"q\", 0.5, 0.9, 0.99)",
        "histogram_quantiles(a, \"q\", 0.5, 0.9, 0.99)");
    row("labels of another metric",
        "info(a, {b=\"c\"}) + info(a, {}) + info(a, {\"target_info\"}) + info(a)",
        "info(a, {b=\"c\"}) + info(a, {}) + info(a, {\"target_info\"}) + info(a)");
    row("nested calls", "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
        "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))");
    row("extended ranges",
        "rate(a[5m] anchored) + b smoothed + increase(c[5m] smoothed @ 5 offset 1m)",
        "rate(a[5m] anchored) + b smoothed + increase(c[5m] smoothed @ 5.000 offset 1m)");
    row("a computed range", "a[5m * 2 + 1]", "a[5m * 2 + 1]");
    row("a computed range with parentheses", "a[(5m + 1m) * 2]", "a[(5m + 1m) * 2]");
    row("parentheses of a literal", "a[((5m))]", "a[((5m))]");
    row("a computed step", "a[1h:step() / 2]", "a[1h:step() / 2]");
    row("a computed offset", "a offset (5m + step())", "a offset (5m + step())");
    row("a negative computed offset", "a offset -(5m * 2) + a offset -step()",
        "a offset -(5m * 2) + a offset -step()");
    row("an operator behind an offset is not part of it", "a offset 5m ^ 2 + a offset -2 ^ 2",
        "a offset 5m ^ 2 + a offset -2s ^ 2");
    row("the lesser and the greater duration",
        "a[min(5m, step()):max(range(), 1h)] offset min(1m, 2m)",
        "a[min(5m, step()):max(range(), 1h)] offset min(1m, 2m)");
    row("the names of both since 3.13", "a[min_of(5m, step())] offset max_of(1m, 2m)",
        "a[min(5m, step())] offset max(1m, 2m)");
    row("powers of durations", "a[2 ^ 3 ^ 2s:-(-5m) ^ 2]", "a[2 ^ 3 ^ 2s:-(-5m) ^ 2]");
    row("signs of durations", "a[--5m:-(5m) + 10m]", "a[5m:-(5m) + 10m]");
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
}

/// Operators in parentheses, as they were put together.
std::string grouped(const Expr &expr)
{
    if (expr.kind == ExprKind::Binary) {
        const auto &binary = static_cast<const BinaryExpr &>(expr);
        return '(' + grouped(*binary.left) + ' ' + std::string(toText(binary.op)) + ' ' +
               grouped(*binary.right) + ')';
    }
    if (expr.kind == ExprKind::Unary) {
        const auto &unary = static_cast<const UnaryExpr &>(expr);
        return std::string(unary.isNegative ? "(-" : "(+") + grouped(*unary.expr) + ')';
    }
    return toText(expr);
}

void TestParser::buildsTheTree_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("sums from the left", "a - b + c", "((a - b) + c)");
    row("products before sums", "a + b * c - d / e", "((a + (b * c)) - (d / e))");
    row("powers from the right", "a ^ b ^ c", "(a ^ (b ^ c))");
    row("powers before signs", "-a ^ b", "(-(a ^ b))");
    row("signs before products", "-a * b", "((-a) * b)");
    row("a sign behind a power", "a ^ -b ^ c * d", "((a ^ (-(b ^ c))) * d)");
    row("a sign behind a product", "a * -b + c", "((a * (-b)) + c)");
    row("signs from the right", "--a", "(-(-a))");
    row("the sign of a number before a power", "-1 ^ 2", "(-(1 ^ 2))");
    row("the sign of a number before a product", "-1 * 2", "(-1 * 2)");
    row("comparisons before sets", "a == b and c > d", "((a == b) and (c > d))");
    row("sums before comparisons", "a + b > c + d", "((a + b) > (c + d))");
    row("comparisons from the left", "a > b < c", "((a > b) < c)");
    row("and before or", "a or b and c", "(a or (b and c))");
    row("and as unless, from the left", "a and b unless c and d", "(((a and b) unless c) and d)");
    row("atan2 as a product", "a * b atan2 c", "((a * b) atan2 c)");
    row("trims as comparisons", "a </ b + c >/ d", "((a </ (b + c)) >/ d)");
    row("modifiers before all", "-a offset 5m ^ b @ 1", "(-(a offset 5m ^ b @ 1.000))");
}

void TestParser::buildsTheTree()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto expr = parse(text.toStdString());
    QVERIFY2(expr, expr ? "" : expr.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(grouped(**expr)), expected);
}

void TestParser::setsTypesAndPlaces()
{
    const std::string text = " 1 + sum by (x) ( rate(a[5m] offset 1m) ) * -time()";
    const auto expr = parse(text);
    QVERIFY(expr);
    QByteArray seen;
    const auto visit = [&](const auto &self, const Expr &node) -> void {
        seen += QByteArray::fromStdString(
                    text.substr(node.span.begin, node.span.end - node.span.begin)) +
                ": " + QByteArray::fromStdString(std::string(toWords(node.type))) + '\n';
        for (const Expr *child : childrenOf(node))
            self(self, *child);
    };
    visit(visit, **expr);
    QCOMPARE(seen, "1 + sum by (x) ( rate(a[5m] offset 1m) ) * -time(): instant vector\n"
                   "1: scalar\n"
                   "sum by (x) ( rate(a[5m] offset 1m) ) * -time(): instant vector\n"
                   "sum by (x) ( rate(a[5m] offset 1m) ): instant vector\n"
                   "rate(a[5m] offset 1m): instant vector\n"
                   "a[5m] offset 1m: range vector\n"
                   "-time(): scalar\n"
                   "time(): scalar\n");
}

void TestParser::givesDeepTextsAnErrorOrATree_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isRead");
    const auto row = [](const char *title, const QByteArray &text, bool isRead) {
        QTest::newRow(title) << text << isRead;
    };
    const auto repeated = [](const char *text, int times) {
        return QByteArray(text).repeated(times);
    };
    row("3000 parentheses", repeated("(", 3000) + "1" + repeated(")", 3000), true);
    row("3000 signs", repeated("-", 3000) + "x", true);
    row("3000 sums", "x" + repeated("+1", 3000), true);
    row("3000 powers", "x" + repeated("^1", 3000), true);
    row("3000 calls", repeated("abs(", 3000) + "x" + repeated(")", 3000), true);
    row("3000 aggregations", repeated("sum(", 3000) + "x" + repeated(")", 3000), true);
    row("3000 sets in parentheses", repeated("(x or ", 3000) + "x" + repeated(")", 3000), false);
    row("1900 sets in parentheses", repeated("(x or ", 1900) + "x" + repeated(")", 1900), true);
    row("a subquery of 3000 sums", "(x" + repeated("+1", 3000) + ")[5m:]", true);
    row("3999 signs of a number", repeated("-", 3999) + "1", true);
    row("nothing but signs", repeated("-", 65536), false);
    row("nothing but opening parentheses", repeated("(", 65536), false);
    row("nothing but opening brackets", repeated("[", 65536), false);
    row("nothing but opening braces", repeated("{", 65536), false);
    row("32000 sums", "x" + repeated("+1", 32000), false);
    row("32000 powers", "x" + repeated("^1", 32000), false);
    row("32000 parentheses", repeated("(", 32000) + "1" + repeated(")", 32000), false);
    row("16000 aggregations", repeated("sum(", 16000), false);
    row("13000 subqueries", "x" + repeated("[5m:]", 13000), false);
    row("60000 signs of a duration", "x[" + repeated("-", 60000) + "5m]", false);
    row("30000 sums of durations", "x[5m" + repeated("+1", 30000) + "]", false);
    row("20000 arguments", "abs(" + repeated("1,", 20000) + "1)", false);
    row("20000 labels", "sum by (" + repeated("a,", 20000) + ") (x)", true);
    row("a name of 64 KiB", repeated("x", 65536), true);
    row("a text of 64 KiB", "\"" + repeated("x", 65534) + "\"", true);
    row("a byte more than that", repeated("x", 65537), false);
}

/// In a thread with a stack that no recursion over these texts would fit into.
void TestParser::givesDeepTextsAnErrorOrATree()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isRead);
    std::string problem = "the thread has not run";
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        const auto expr = parse(text.toStdString(), Everything);
        problem = expr.has_value() == isRead ? "" : "read, or not, against expectation";
        if (!expr)
            return;
        const std::string printed = toText(**expr);
        const auto again = parse(printed, Everything);
        if (!again || toText(**again) != printed)
            problem = "printed as something else";
        if (prettyText(**expr).empty() || treeJson(**expr).empty())
            problem = "not printed at all";
    }));
    thread->setStackSize(256 * 1024);
    thread->start();
    thread->wait();
    QCOMPARE(problem, std::string());
}

QTEST_APPLESS_MAIN(TestParser)
#include "tst_parser.moc"
