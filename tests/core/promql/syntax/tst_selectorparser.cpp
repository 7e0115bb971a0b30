#include "core/promql/syntax/selectorparser.h"

#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/selectors.h"

#include <QTest>

#include <array>
#include <string>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

/// One condition a line, values between bars: what was read, not how it was written.
QByteArray shown(const std::vector<Matcher> &matchers)
{
    constexpr std::array<const char *, 4> Ops{"=", "!=", "=~", "!~"};
    QByteArray text;
    for (const Matcher &matcher : matchers) {
        text += QByteArray::fromStdString(matcher.name()) + Ops[std::size_t(matcher.op())] + '|' +
                QByteArray::fromStdString(matcher.value()) + "|\n";
    }
    return text;
}

} // namespace

class TestSelectorParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void refusesWhatIsTooLarge();
    void refusesTruncatedSelectorsOrReadsThem();
};

void TestSelectorParser::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("a name", "up", "__name__=|up|\n");
    row("a name with colons", "job:up:sum", "__name__=|job:up:sum|\n");
    row("a name and no conditions", "up{}", "__name__=|up|\n");
    row("blanks everywhere", " up\t{ a = \"b\" ,\r\n c =~ \"d\" } ",
        "__name__=|up|\na=|b|\nc=~|d|\n");
    row("every operator", R"(up{a="1",b!="2",c=~"3",d!~"4"})",
        "__name__=|up|\na=|1|\nb!=|2|\nc=~|3|\nd!~|4|\n");
    row("a comma at the end", R"({a="1",})", "a=|1|\n");
    row("one label twice", R"({a=~"x.*",a!="xy"})", "a=~|x.*|\na!=|xy|\n");
    row("conditions alone", R"({__name__=~".+"})", "__name__=~|.+|\n");
    row("an empty value beside one that is not", R"(up{a=""})", "__name__=|up|\na=||\n");
    row("single quotes", R"({a='it\'s "x"'})", "a=|it's \"x\"|\n");
    row("backticks keep backslashes", "{a=~`\\d+\n`}", "a=~|\\d+\n|\n");
    row("simple escapes", R"({a="\a\b\f\n\r\t\v\\\""})", "a=|\a\b\f\n\r\t\v\\\"|\n");
    row("escapes of digits", R"({a="\x41\101\u00e9\U0001F600"})",
        "a=|AA\xc3\xa9\xf0\x9f\x98\x80|\n");
    row("UTF-8 as it is", "{a=\"caf\xc3\xa9\"}", "a=|caf\xc3\xa9|\n");
    row("a name in quotes", R"({"http.requests", a="b"})", "__name__=|http.requests|\na=|b|\n");
    row("a name in quotes behind a condition", R"({a="b","http.requests"})",
        "__name__=|http.requests|\na=|b|\n");
    row("a label name in quotes", R"({"service.name"="x"})", "service.name=|x|\n");
    row("comments", "up # all of it\n{a=\"#b\"} # done", "__name__=|up|\na=|#b|\n");
    row("a comma within a value", R"({a="x,y}"})", "a=|x,y}|\n");
}

void TestSelectorParser::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto matchers = parseSelector(text.toStdString());
    QVERIFY2(matchers, matchers ? "" : matchers.error().message.c_str());
    QCOMPARE(shown(*matchers), expected);
}

void TestSelectorParser::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &message) {
        QTest::newRow(title) << text << message;
    };
    row("nothing", "", "1:1: parse error: unexpected end of input");
    row("only blanks", "  ", "1:3: parse error: unexpected end of input");
    row("a name that begins with a digit", "2up",
        "1:1: parse error: bad number or duration syntax: \"2\"");
    row("an open brace", "up{", "1:4: parse error: unexpected end of input inside braces");
    row("no label name", "up{=\"a\"}",
        "1:4: parse error: unexpected \"=\" in label matching, expected identifier or \"}\"");
    row("no operator", "up{a}",
        "1:5: parse error: unexpected \"}\" in label matching, expected label matching operator");
    row("PromQL's comparison", "up{a==\"b\"}",
        "1:6: parse error: unexpected \"=\" in label matching, expected string");
    row("a value without quotes", "up{a=b}",
        "1:6: parse error: unexpected identifier \"b\" in label matching, expected string");
    row("a value that is missing",
        "up{a=", "1:6: parse error: unexpected end of input inside braces");
    row("an open value", "up{a=\"b}", "1:6: parse error: unterminated quoted string");
    row("a line break in a value", "up{a=\"b\n\"}", "1:6: parse error: unterminated quoted string");
    row("an open value that ends in a backslash", "up{a=\"b\\",
        "1:6: parse error: escape sequence not terminated");
    row("no comma", R"(up{a="b" c="d"})",
        "1:10: parse error: unexpected identifier \"c\" in label matching, expected \",\" or "
        "\"}\"");
    row("a comma alone", "up{,}",
        "1:4: parse error: unexpected \",\" in label matching, expected identifier or \"}\"");
    row("a range", "up[5m]", "1:3: parse error: unexpected \"[\" in selector, expected its end");
    row("an expression", "up{} + 1",
        "1:6: parse error: unexpected <op:+> in selector, expected its end");
    row("two selectors", "up down",
        "1:4: parse error: unexpected identifier \"down\" in selector, expected its end");
    row("an unknown escape", R"(up{a="b\d"})",
        "1:6: parse error: unknown escape sequence U+0064 'd'");
    row("a quote of the other kind", R"(up{a="b\'"})",
        "1:6: parse error: unknown escape sequence U+0027 '\\''");
    row("too few digits", R"(up{a="\x4"})",
        "1:6: parse error: illegal character U+0022 '\"' in escape sequence");
    row("half a character", R"(up{a="\ud800"})",
        "1:6: parse error: escape sequence is an invalid Unicode code point");
    row("beyond the last character", R"(up{a="\U00110000"})",
        "1:6: parse error: escape sequence is an invalid Unicode code point");
    row("an octal number above a byte", R"(up{a="\400"})",
        "1:6: parse error: escape sequence is an invalid Unicode code point");
    row("columns count characters", "{a=\"caf\xc3\xa9\" b}",
        "1:11: parse error: unexpected identifier \"b\" in label matching, expected \",\" or "
        "\"}\"");
    row("a broken expression", R"(up{a=~"("})",
        "1:4: parse error: regular expression for label 'a' is invalid: missing ): (");
    row("the name twice", R"(up{__name__="down"})",
        "1:1: parse error: metric name must not be set twice: \"up\" or \"down\"");
    row("the name twice, in quotes", R"(up{"down"})",
        "1:1: parse error: metric name must not be set twice: \"up\" or \"down\"");
    row("no condition", "{}",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("conditions that all take nothing", R"({a="",b!="x",c=~".*"})",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
}

void TestSelectorParser::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto matchers = parseSelector(text.toStdString());
    QVERIFY2(!matchers, matchers ? shown(*matchers).constData() : "");
    QCOMPARE(QByteArray::fromStdString(matchers.error().message), message);
    QVERIFY(matchers.error().code == Error::Code::InvalidArgument);
}

void TestSelectorParser::refusesWhatIsTooLarge()
{
    const std::string longName(MaxQueryBytes, 'a');
    QVERIFY(parseSelector(longName));
    const auto tooLong = parseSelector(longName + 'a');
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().message, std::string("selector is 65537 bytes, limit 65536"));

    std::string list = "{";
    for (std::size_t i = 0; i < MaxSelectorMatchers; ++i)
        list += "a=\"b\",";
    QCOMPARE(parseSelector(list + "}")->size(), MaxSelectorMatchers);
    const auto tooMany = parseSelector(list + "a=\"b\"}");
    QVERIFY(!tooMany);
    QVERIFY(tooMany.error().message.ends_with("more than 256 label matchers in one selector"));
}

void TestSelectorParser::refusesTruncatedSelectorsOrReadsThem()
{
    const std::string whole = R"(up{a="\u00e9",'b'!~`c|d`, "e" =~ "f" })";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto matchers = parseSelector(whole.substr(0, length));
        QCOMPARE(matchers.has_value(), length == 1 || length == 2); // "u", "up"
    }
    QCOMPARE(parseSelector(whole)->size(), std::size_t(4));
}

QTEST_APPLESS_MAIN(TestSelectorParser)
#include "tst_selectorparser.moc"
