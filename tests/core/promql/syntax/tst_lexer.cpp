#include "core/promql/syntax/lexer.h"
#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/quoting.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

/// The tokens as messages name them, until the end or the first that is wrong.
QByteArray tokensOf(const std::string &text)
{
    QByteArray shown;
    Lexer lexer(text);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        if (!shown.isEmpty())
            shown += "  ";
        if (token.kind == TokenKind::Error)
            return shown + "! " + QByteArray::fromStdString(token.message);
        shown += QByteArray::fromStdString(describe(token));
    }
    return shown;
}

} // namespace

class TestLexer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void everyTokenIsWhereItSays();
    void writesNumbersThatReadBack_data();
    void writesNumbersThatReadBack();
    void writesRandomNumbersThatReadBack();
    void writesDurationsThatReadBack_data();
    void writesDurationsThatReadBack();
    void quotesWhatReadsBack_data();
    void quotesWhatReadsBack();
};

void TestLexer::splits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("blanks and comments", " \t\r\n# a b\n", "");
    row("a comment ends at either kind of line end", "#a\rb#c\nd",
        "identifier \"b\"  identifier \"d\"");
    row("names", "a _b c:d :e f1 \xc3\xa9",
        "identifier \"a\"  identifier \"_b\"  metric identifier \"c:d\"  metric identifier \":e\"  "
        "identifier \"f1\"  ! unexpected character: '\xc3\xa9'");
    row("long texts are cut in messages", "\"abcdefghijklm\" 123456789012",
        "string \"\\\"abcdefghi\"...  number \"1234567890\"...");
    row("operators without blanks", "+-*/%^==!=>=<=<>",
        "<op:+>  <op:->  <op:*>  <op:/>  <op:%>  <op:^>  <op:==>  <op:!=>  <op:>=>  <op:<=>  "
        "<op:<>  <op:>>");
    row("the longest operator is meant", "</ >/ </= =", "<op:</>  <op:>/>  <op:</>  \"=\"  \"=\"");
    row("words that are operators", "and OR Unless atan2",
        "<op:and>  <op:OR>  <op:Unless>  <op:atan2>");
    row("words that are keywords", "by Without ON group_left bool offset",
        "<by>  <Without>  <ON>  <group_left>  <bool>  <offset>");
    row("words that are aggregations", "sum TOPK count_values",
        "<aggr:sum>  <aggr:TOPK>  <aggr:count_values>");
    row("words that are bounds", "start END step range", "\"start\"  \"END\"  \"step\"  \"range\"");
    row("a modifier before its value", "fill(1) fill fill_left\n (",
        "<fill>  \"(\"  number \"1\"  \")\"  identifier \"fill\"  <fill_left>  \"(\"  "
        "! unclosed left parenthesis");
    row("words within braces are names", "{by=\"a\",nan!~'b',sum}",
        "\"{\"  identifier \"by\"  \"=\"  string \"\\\"a\\\"\"  \",\"  identifier \"nan\"  "
        "<op:!~>  string \"'b'\"  \",\"  identifier \"sum\"  \"}\"");
    row("words within brackets are of durations", "[5m:step()] [Min_of",
        "\"[\"  duration \"5m\"  \":\"  \"step\"  \"(\"  \")\"  \"]\"  \"[\"  \"Min_of\"  "
        "! unexpected end of input in duration expression");
    row("numbers and durations", "1 .5 5m 1h30m 0x1f 1e5 Inf",
        "number \"1\"  number \".5\"  duration \"5m\"  duration \"1h30m\"  number \"0x1f\"  "
        "number \"1e5\"  number \"Inf\"");
    row("a number before an operator", "1e5+2-3",
        "number \"1e5\"  <op:+>  number \"2\"  <op:->  number \"3\"");
    row("what is wrong ends the text", "a ! b",
        "identifier \"a\"  "
        "! unexpected character after '!': ' '");
}

void TestLexer::splits()
{
    QFETCH(QByteArray, text);
    QTEST(tokensOf(text.toStdString()), "expected");
}

void TestLexer::everyTokenIsWhereItSays()
{
    const std::string text = "sum by(a) (rate({\"b.c\",d=~'e'}[5m:1m]offset -1h)) >= bool 0x1F # f";
    Lexer lexer(text);
    std::uint32_t end = 0;
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        QVERIFY(token.kind != TokenKind::Error);
        QVERIFY(token.span.begin >= end);
        QCOMPARE(std::string(token.text),
                 text.substr(token.span.begin, token.span.end - token.span.begin));
        end = token.span.end;
    }
    QCOMPARE(text.substr(end), std::string(" # f"));
}

void TestLexer::writesNumbersThatReadBack_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, double value, const QByteArray &expected) {
        QTest::newRow(title) << value << expected;
    };
    row("zero", 0, "0");
    row("negative zero", -0.0, "-0");
    row("a whole number", 1234567, "1234567");
    row("a fraction", 0.1, "0.1");
    row("a small fraction", 1.5e-7, "0.00000015");
    row("digits on both sides", 123.456, "123.456");
    row("as many digits as places", 12.0, "12");
    row("a large number with few digits", 1e30, "1" + QByteArray(30, '0'));
    row("negative", -2.5e3, "-2500");
    row("infinity", std::numeric_limits<double>::infinity(), "+Inf");
    row("negative infinity", -std::numeric_limits<double>::infinity(), "-Inf");
    row("no number", std::numeric_limits<double>::quiet_NaN(), "NaN");
}

void TestLexer::writesNumbersThatReadBack()
{
    QFETCH(double, value);
    std::string text;
    appendNumber(text, value);
    QTEST(QByteArray::fromStdString(text), "expected");
}

void TestLexer::writesRandomNumbersThatReadBack()
{
    const auto seed = std::random_device()();
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20'000; ++i) {
        const double value = std::abs(std::bit_cast<double>(random()));
        std::string text;
        appendNumber(text, value);
        if (!std::isfinite(value))
            continue;
        const Result<double> read = parseNumber(text);
        QVERIFY2(read && std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(value),
                 (text + ", seed " + std::to_string(seed)).c_str());
    }
}

void TestLexer::writesDurationsThatReadBack_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, qint64 ms, const QByteArray &expected) {
        QTest::newRow(title) << ms << expected;
    };
    constexpr qint64 Day = 86'400'000;
    row("nothing", 0, "0s");
    row("milliseconds", 1, "1ms");
    row("seconds and milliseconds", 1500, "1s500ms");
    row("every unit up to a day", Day + 3'600'000 + 60'000 + 1'001, "1d1h1m1s1ms");
    row("whole weeks", 14 * Day, "2w");
    row("weeks and days", 90 * Day, "90d");
    row("whole years", 730 * Day, "2y");
    row("a year and a day", 366 * Day, "366d");
}

void TestLexer::writesDurationsThatReadBack()
{
    QFETCH(qint64, ms);
    std::string text;
    appendDuration(text, ms);
    QTEST(QByteArray::fromStdString(text), "expected");
    const Result<TimeMs> read = parseDurationText(text);
    QVERIFY(read);
    QCOMPARE(qint64(*read), ms);
}

void TestLexer::quotesWhatReadsBack_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(title) << text << expected;
    };
    row("nothing", "", "\"\"");
    row("quotes", "a\"b'c`d", "\"a\\\"b'c`d\"");
    row("a backslash", "a\\d", "\"a\\\\d\"");
    row("control characters with a letter", "\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"");
    row("control characters without one", QByteArray("\x00\x1b\x7f", 3), "\"\\x00\\x1b\\x7f\"");
    row("UTF-8", "\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\"");
    row("no UTF-8", "a\xff\xc3", "\"a\\xff\\xc3\"");
}

void TestLexer::quotesWhatReadsBack()
{
    QFETCH(QByteArray, text);
    const std::string written = quotedText(text.toStdString());
    QTEST(QByteArray::fromStdString(written), "expected");
    const Result<std::size_t> length = quotedLength(written + "behind");
    QVERIFY(length);
    QCOMPARE(*length, written.size());
    QCOMPARE(QByteArray::fromStdString(unquoted(written)), text);
}

QTEST_APPLESS_MAIN(TestLexer)
#include "tst_lexer.moc"
