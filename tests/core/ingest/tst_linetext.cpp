#include "core/ingest/linetext.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tinyobs;

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

} // namespace

class TestLineText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesEndInEitherWay()
    {
        std::string_view text = "one\r\ntwo\n\nfour\rfive";
        QCOMPARE(takeLine(text), std::string_view("one"));
        QCOMPARE(takeLine(text), std::string_view("two"));
        QCOMPARE(takeLine(text), std::string_view());
        QCOMPARE(takeLine(text), std::string_view("four\rfive"));
        QVERIFY(text.empty());
    }

    void numbers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isNumber");
        QTest::addColumn<double>("number");
        const auto good = [](const char *text, double number) {
            QTest::newRow(text) << QByteArray(text) << true << number;
        };
        const auto bad = [](const char *title, const char *text) {
            QTest::newRow(title) << QByteArray(text) << false << 0.0;
        };
        good("0", 0);
        good("+3", 3);
        good("-3.25", -3.25);
        good("1e3", 1000);
        good(".5", 0.5);
        good("5.", 5);
        good("inf", std::numeric_limits<double>::infinity());
        good("-Inf", -std::numeric_limits<double>::infinity());
        bad("nothing", "");
        bad("a sign alone", "+");
        bad("two signs", "+-1");
        bad("text behind it", "1x");
        bad("a space before it", " 1");
        bad("hexadecimal", "0x10");
        bad("more than a double holds", "1e999");
    }
    void numbers()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, isNumber);
        QFETCH(const double, number);
        const std::optional<double> read = numberOf(viewOf(text));
        QCOMPARE(read.has_value(), isNumber);
        if (read)
            QCOMPARE(*read, number);
    }

    void namesAreCleaned_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char *title, const char *text, const char *name) {
            QTest::newRow(title) << QByteArray(text) << QByteArray(name);
        };
        row("a clean one stays", "http_requests", "http_requests");
        row("dots and dashes", "web-01.cpu.load", "web_01_cpu_load");
        row("each character for itself", "a..b", "a__b");
        row("colons too", "a:b", "a_b");
        row("a digit first", "5xx", "_5xx");
        row("a character of two bytes is one",
            "gr\xc3\xb6\xc3\x9f"
            "e",
            "gr__e");
        row("bytes that are no character", "\x80\x80", "_");
        row("nothing", "", "");
    }
    void namesAreCleaned()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, name);
        QCOMPARE(bytesOf(cleanedName(viewOf(text))), name);
    }

    void labelsOfOneNameTheLastStays()
    {
        LineLabels labels;
        labels.set("a", "1");
        labels.set("b.c", "2");
        labels.set("a", "3");
        const std::vector<std::pair<std::string, std::string>> added{{"b_c", "4"}, {"d", "5"}};
        const auto made = labels.make("m", added, {});
        QVERIFY(made);
        QCOMPARE(bytesOf(made->toString()), QByteArray(R"(m{a="3",b_c="4",d="5"})"));
    }

    void aFloodOfBadLinesIsCounted()
    {
        LineRefusals refusals;
        for (std::size_t line = 0; line < 1000; ++line)
            refusals.add(line, LineProblem{RefusalReason::Syntax, "what", "text"});
        refusals.add(1000, LineProblem{RefusalReason::BadValue, "value", "x"});
        refusals.add(1001, Refusal{RefusalReason::BadValue, 0, ".labels: bad"});
        const auto all = refusals.all();
        QCOMPARE(all.size(), LineRefusals::MaxListed + 1);
        QCOMPARE(bytesOf(all[0].message), QByteArray("line 1: what: 'text'"));
        QCOMPARE(all[LineRefusals::MaxListed - 1].count, std::size_t(901));
        QCOMPARE(bytesOf(all.back().message), QByteArray("line 1001: value: 'x'"));
        QCOMPARE(all.back().count, std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(TestLineText)
#include "tst_linetext.moc"
