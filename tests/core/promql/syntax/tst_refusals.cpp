#include "core/promql/syntax/parser.h"

#include <QTest>

using namespace tinyobs::promql;

namespace {

constexpr ParseOptions Everything{true, true, true, true};

} // namespace

// Texts that are no expressions: what is said about them, and where.

class TestRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_data();
    void says();
};

void TestRefusals::says_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<bool>("withExperiments");
    bool withExperiments = false;
    const auto row = [&withExperiments](const char *title, const QByteArray &text,
                                        const QByteArray &message) {
        QTest::newRow(title) << text << message << withExperiments;
    };
    row("nothing", "", "1:1: parse error: no expression found in input");
    row("only blanks", "  ", "1:1: parse error: no expression found in input");
    row("only a comment", "# nothing\n", "1:1: parse error: no expression found in input");
    row("an operator without its right side", "1 +", "1:4: parse error: unexpected end of input");
    row("an operator without its left side", "* 1", "1:1: parse error: unexpected <op:*>");
    row("an operator without its right side before the end of a comment", "1 + # more\n",
        "2:1: parse error: unexpected end of input");
    row("a comma alone", ",", "1:1: parse error: unexpected \",\"");
    row("two operands", "a b", "1:3: parse error: unexpected identifier \"b\"");
    row("two numbers", "1 2", "1:3: parse error: unexpected number \"2\"");
    row("a number and a name", "5foo", "1:1: parse error: bad number or duration syntax: \"5\"");
    row("two points", "2.5.", "1:1: parse error: bad number or duration syntax: \"2.5.\"");
    row("hexadecimal without digits", "0x",
        "1:1: parse error: bad number or duration syntax: \"0x\"");
    row("hexadecimal with a point", "0x1.8",
        "1:1: parse error: bad number or duration syntax: \"0x1\"");
    row("a digit separator at the end", "1_",
        "1:1: parse error: bad number or duration syntax: \"1_\"");
    row("two digit separators", "1__0", "1:1: parse error: bad number or duration syntax: \"1_\"");
    row("an exponent without digits", "1e",
        "1:1: parse error: bad number or duration syntax: \"1e\"");
    row("a number that is too large", "1e999",
        "1:1: parse error: error parsing number: \"1e999\": value out of range");
    row("an integer that is too large", "0x8000000000000000",
        "1:1: parse error: error parsing number: \"0x8000000000000000\": value out of range");
    row("a duration with a fraction", "1.5h",
        "1:1: parse error: not a valid duration string: \"1.5h\"");
    row("units in the wrong order", "5m1h",
        "1:1: parse error: not a valid duration string: \"5m1h\"");
    row("years behind other units", "1h1y",
        "1:1: parse error: bad number or duration syntax: \"1h1\"");
    row("a duration that is too long", "300y", "1:1: parse error: duration out of range");
    row("an open text", "\"a", "1:1: parse error: unterminated quoted string");
    row("a line break in a text", "\"a\nb\"", "1:1: parse error: unterminated quoted string");
    row("an open raw text", "`a", "1:1: parse error: unterminated raw string");
    row("an unknown escape", "\"a\\d\"", "1:1: parse error: unknown escape sequence U+0064 'd'");
    row("too few digits in an escape", "\"\\x4\"",
        "1:1: parse error: illegal character U+0022 '\"' in escape sequence");
    row("half a character", "\"\\ud800\"",
        "1:1: parse error: escape sequence is an invalid Unicode code point");
    row("beyond the last character", "\"\\U00110000\"",
        "1:1: parse error: escape sequence is an invalid Unicode code point");
    row("an escape at the end", "\"\\", "1:1: parse error: escape sequence not terminated");
    row("broken UTF-8", "\"\xff\"", "1:1: parse error: invalid UTF-8 rune");
    row("a character that means nothing", "a $ b", "1:3: parse error: unexpected character: '$'");
    row("a letter that is not of this alphabet", "\xc3\xa9",
        "1:1: parse error: unexpected character: '\xc3\xa9'");
    row("columns count characters", "{a=\"\xc3\xa9\" b}",
        "1:8: parse error: unexpected identifier \"b\" in label matching, expected \",\" or \"}\"");
    row("the second line", "a +\n  b b", "2:5: parse error: unexpected identifier \"b\"");
    row("a parenthesis too many", "(1))", "1:5: parse error: unexpected right parenthesis ')'");
    row("a parenthesis too few", "((1)", "1:5: parse error: unclosed left parenthesis");
    row("a lone closing parenthesis", ")", "1:2: parse error: unexpected right parenthesis ')'");
    row("a lone opening parenthesis", "(", "1:2: parse error: unclosed left parenthesis");
    row("empty parentheses", "()", "1:2: parse error: unexpected \")\"");
    row("a lone bracket", "a]", "1:2: parse error: unexpected right bracket ']'");
    row("a lone brace", "a}", "1:2: parse error: unexpected character: '}'");
    row("a comparison as in other languages", "a === b", "1:5: parse error: unexpected \"=\"");
    row("an assignment", "a = b", "1:3: parse error: unexpected \"=\"");
    row("a regular expression outside of braces", "a =~ \"b\"",
        "1:3: parse error: unexpected character after '=': '~'");
    row("a negation", "a !~ b", "1:3: parse error: unexpected character after '!': '~'");
    row("an open brace", "a{", "1:3: parse error: unexpected end of input inside braces");
    row("an open brace with a condition", "a{b=\"c\"",
        "1:8: parse error: unexpected end of input inside braces");
    row("a brace within braces", "{{a=\"b\"}}", "1:2: parse error: unexpected left brace '{'");
    row("a comma within braces", "a{,}",
        "1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\"");
    row("no operator within braces", "a{b}",
        "1:4: parse error: unexpected \"}\" in label matching, expected label matching operator");
    row("no value within braces", "a{b=}",
        "1:5: parse error: unexpected \"}\" in label matching, expected string");
    row("a value without quotes", "a{b=c}",
        "1:5: parse error: unexpected identifier \"c\" in label matching, expected string");
    row("a number as a label", "a{1=\"b\"}",
        "1:3: parse error: unexpected character inside braces: '1'");
    row("a comparison within braces", "a{b==\"c\"}",
        "1:5: parse error: unexpected \"=\" in label matching, expected string");
    row("two conditions without a comma", "a{b=\"c\" d=\"e\"}",
        "1:9: parse error: unexpected identifier \"d\" in label matching, expected \",\" or \"}\"");
    row("a broken operator within braces", "a{b!\"c\"}",
        "1:4: parse error: unexpected character after '!' inside braces: '\"'");
    row("a broken regular expression", "a{b=~\"(\"}",
        "1:3: parse error: regular expression for label 'b' is invalid: missing ): (");
    row("the name twice", "a{__name__=\"b\"}",
        "1:1: parse error: metric name must not be set twice: \"a\" or \"b\"");
    row("the name twice, in quotes", "a{\"b\"}",
        "1:1: parse error: metric name must not be set twice: \"a\" or \"b\"");
    row("a word that is no metric", "on", "1:1: parse error: unexpected <on>");
    row("another word that is no metric", "1 + bool", "1:9: parse error: unexpected end of input");
    row("a metric called like a number", "inf{}", "1:4: parse error: unexpected \"{\"");
    row("braces behind a call", "abs(a){b=\"c\"}", "1:7: parse error: unexpected \"{\"");
    row("a range of nothing", "a[]",
        "1:3: parse error: unexpected \"]\" in subquery or range selector, expected number, "
        "duration, step(), or range()");
    row("a range of zero", "a[0]", "1:3: parse error: duration must be greater than 0");
    row("a range of less than a millisecond", "a[0.0009]",
        "1:3: parse error: duration must be greater than 0");
    row("a negative range", "a[-5m]", "1:3: parse error: duration must be greater than 0");
    row("a range without an end", "a[5m", "1:5: parse error: unclosed left bracket");
    row("a range without a beginning", "a 5m]", "1:3: parse error: unexpected duration \"5m\"");
    row("an open bracket", "a[",
        "1:3: parse error: unexpected end of input in duration expression");
    row("brackets in brackets", "a[[5m]]", "1:3: parse error: unexpected left bracket '['");
    row("a word in brackets", "a[abc]",
        "1:3: parse error: unexpected character in duration expression: 'a'");
    row("a word behind a range", "a[5m x]",
        "1:6: parse error: unexpected character: 'x', expected ':'");
    row("a step without a range", "a[:5m]",
        "1:3: parse error: unexpected \":\" in subquery or range selector, expected number, "
        "duration, step(), or range()");
    row("a step of zero", "a[5m:0]", "1:6: parse error: duration must be greater than 0");
    row("two steps", "a[5m:1m:1m]", "1:8: parse error: unexpected colon ':'");
    row("a range of a range", "a[5m][5m]",
        "1:6: parse error: ranges only allowed for vector selectors");
    row("a range of parentheses", "(a)[5m]",
        "1:4: parse error: ranges only allowed for vector selectors");
    row("a range of an aggregation", "sum(a)[5m]",
        "1:7: parse error: ranges only allowed for vector selectors");
    row("a range of a number", "5[5m]",
        "1:2: parse error: ranges only allowed for vector selectors");
    row("a range behind an offset", "a offset 5m[5m]",
        "1:12: parse error: no offset modifiers allowed before range");
    row("a range behind a moment", "a @ 5[5m]",
        "1:6: parse error: no @ modifiers allowed before range");
    row("a range behind a bound", "a @ start()[5m]",
        "1:12: parse error: no @ modifiers allowed before range");
    row("an offset of an expression", "(a + b) offset 5m",
        "1:1: parse error: offset modifier must be preceded by an instant vector selector or range "
        "vector selector or a subquery");
    row("an offset of an aggregation", "sum(a) offset 5m",
        "1:1: parse error: offset modifier must be preceded by an instant vector selector or range "
        "vector selector or a subquery");
    row("an offset without a duration", "a offset",
        "1:9: parse error: unexpected end of input in offset, expected number, duration, step(), "
        "or range()");
    row("an offset of a word", "a offset b",
        "1:10: parse error: unexpected identifier \"b\" in offset, expected number, duration, "
        "step(), or range()");
    row("two offsets", "a offset 5m offset 5m",
        "1:1: parse error: offset may not be set multiple times");
    row("a moment of a number", "1 @ 5",
        "1:1: parse error: @ modifier must be preceded by an instant vector selector or range "
        "vector selector or a subquery");
    row("a moment without a time", "a @",
        "1:4: parse error: unexpected end of input in @, expected timestamp");
    row("a moment that is a word", "a @ b",
        "1:5: parse error: unexpected identifier \"b\" in @, expected timestamp");
    row("a bound without parentheses", "a @ start",
        "1:10: parse error: unexpected end of input in @, expected timestamp");
    row("a bound with an argument", "a @ start(5)",
        "1:11: parse error: unexpected number \"5\" in @, expected timestamp");
    row("two moments", "a @ 5 @ 6",
        "1:1: parse error: @ <timestamp> may not be set multiple times");
    row("a moment and a bound", "a @ end() @ 6",
        "1:1: parse error: @ <timestamp> may not be set multiple times");
    row("a moment that never comes", "a @ Inf",
        "1:1: parse error: timestamp out of bounds for @ modifier: +Inf");
    row("a moment too far away", "a @ 1e30",
        "1:1: parse error: timestamp out of bounds for @ modifier: "
        "1000000000000000000000000000000");
    row("a group without labels to match", "a + group_left b",
        "1:5: parse error: unexpected <group_left>");
    row("labels without parentheses", "a + on x b",
        "1:8: parse error: unexpected identifier \"x\" in grouping opts, expected \"(\"");
    row("labels that are numbers", "a + on(1) b",
        "1:8: parse error: unexpected number \"1\" in grouping opts, expected label");
    row("labels without a comma", "a + on(x y) b",
        "1:10: parse error: unexpected identifier \"y\" in grouping opts, expected \",\" or \")\"");
    row("two commas", "sum by (x,,y) (a)",
        "1:11: parse error: unexpected \",\" in grouping opts, expected label");
    row("an empty label", "sum by (\"\") (a)",
        "1:9: parse error: invalid label name for grouping: \"\"");
    row("filling is not enabled", "a + fill(0) b",
        "1:5: parse error: binop fill modifiers are experimental and not enabled");
    row("an unknown function", "rat(a[5m])",
        "1:1: parse error: unknown function with name \"rat\", did you mean \"rate\"?");
    row("an unknown function that is nearly another", "histogram_quantil(0.9, a)",
        "1:1: parse error: unknown function with name \"histogram_quantil\", did you mean "
        "\"histogram_quantile\"?");
    row("an unknown function that is like nothing", "frobnicate(a)",
        "1:1: parse error: unknown function with name \"frobnicate\"");
    row("an unknown aggregation", "summ(a)",
        "1:1: parse error: unknown function with name \"summ\", did you mean \"sum\"?");
    row("a function in the wrong case", "Rate(a[5m])",
        "1:1: parse error: unknown function with name \"Rate\", did you mean \"rate\"?");
    row("a function with another name since 3.0", "holt_winters(a[5m], 0.5, 0.5)",
        "1:1: parse error: unknown function with name \"holt_winters\"");
    row("a function that is not enabled", "mad_over_time(a[5m])",
        "1:1: parse error: function \"mad_over_time\" is not enabled");
    row("a function of the query that is not enabled", "start()",
        "1:1: parse error: function \"start\" is not enabled");
    row("a call of a metric with colons", "a:b(c)", "1:4: parse error: unexpected \"(\"");
    row("a comma at the end of arguments", "rate(a[5m],)",
        "1:11: parse error: trailing commas not allowed in function call args");
    row("two commas in arguments", "clamp(a,,1)",
        "1:8: parse error: trailing commas not allowed in function call args");
    row("a comma at the beginning of arguments", "abs(,a)", "1:5: parse error: unexpected \",\"");
    row("arguments without a comma", "clamp(a 1, 2)", "1:9: parse error: unexpected number \"1\"");
    row("an aggregation of nothing", "sum()",
        "1:1: parse error: no arguments for aggregate expression provided");
    row("an aggregation of two", "sum(a, b)",
        "1:1: parse error: wrong number of arguments for aggregate expression provided, expected "
        "1, got 2");
    row("an aggregation without its parameter", "topk(a)",
        "1:1: parse error: wrong number of arguments for aggregate expression provided, expected "
        "2, got 1");
    row("an aggregation that is not enabled", "limitk(5, a)",
        "1:1: parse error: limitk() is experimental and is not enabled");
    row("an aggregation grouped twice", "sum by (x) (a) by (y)",
        "1:16: parse error: unexpected <by>");
    row("an aggregation without parentheses", "sum by (x) a",
        "1:12: parse error: unexpected identifier \"a\" in aggregation");
    row("something unexpected in an aggregation", "sum(a b)",
        "1:7: parse error: unexpected identifier \"b\" in aggregation");
    row("something unexpected deep in an aggregation", "sum(abs(a b))",
        "1:11: parse error: unexpected identifier \"b\" in aggregation");
    row("something unexpected behind an aggregation", "sum(a) b",
        "1:8: parse error: unexpected identifier \"b\"");
    row("a computed range that is not enabled", "a[5m * 2]",
        "1:3: parse error: experimental duration expression is not enabled");
    row("a computed offset that is not enabled", "a offset (5m)",
        "1:11: parse error: experimental duration expression is not enabled");
    row("the step as a range is not enabled", "a[step()]",
        "1:3: parse error: experimental duration expression is not enabled");
    row("anchored is not enabled", "a[5m] anchored",
        "1:1: parse error: anchored modifier is experimental and not enabled");
    row("smoothed is not enabled", "a smoothed",
        "1:1: parse error: smoothed modifier is experimental and not enabled");

    withExperiments = true;
    row("division of a duration by zero", "a[5m / 0]", "1:6: parse error: division by zero");
    row("remainder of a duration by zero", "a[5m % 0]", "1:6: parse error: modulo by zero");
    row("an operator of durations without its right side", "a[5m *]",
        "1:7: parse error: unexpected \"]\" in subquery or range selector, expected number, "
        "duration, step(), or range()");
    row("an operator of durations without its right side behind offset", "a offset (5m *)",
        "1:15: parse error: unexpected \")\" in offset, expected number, duration, step(), or "
        "range()");
    row("the lesser of one duration", "a[min(5m)]",
        "1:9: parse error: unexpected \")\" in subquery or range selector, expected number, "
        "duration, step(), or range()");
    row("the step with an argument", "a[step(5m)]",
        "1:8: parse error: unexpected duration \"5m\" in subquery or range selector, expected "
        "number, duration, step(), or range()");
    row("an operator that durations do not have", "a[5m == 5m]",
        "1:6: parse error: unexpected <op:==> in subquery or range, expected \":\" or \"]\"");
    row("an open parenthesis in brackets", "a[(5m]",
        "1:6: parse error: unexpected \"]\" in subquery or range selector, expected number, "
        "duration, step(), or range()");
    row("a duration too long to be one", "a[1e20]", "1:3: parse error: duration out of range");
    row("anchored and smoothed", "a[5m] anchored smoothed",
        "1:1: parse error: anchored and smoothed modifiers cannot be used together");
    row("an anchored subquery", "a[5m:] anchored",
        "1:1: parse error: anchored modifier is not supported for subqueries");
    row("an anchored number", "1 anchored",
        "1:1: parse error: anchored modifier must be preceded by a vector selector");
    row("a side filled twice", "a + fill(0) fill_left(1) b",
        "1:13: parse error: a side may not be filled multiple times");
    row("filling with a vector", "a + fill(b) c",
        "1:10: parse error: unexpected identifier \"b\" in fill modifier, expected number");
}

void TestRefusals::says()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    QFETCH(bool, withExperiments);
    const auto expr = parse(text.toStdString(), withExperiments ? Everything : ParseOptions());
    QVERIFY(!expr);
    QCOMPARE(QByteArray::fromStdString(expr.error().message), message);
    QVERIFY(expr.error().code == tinyobs::Error::Code::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
