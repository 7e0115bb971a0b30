// What the readers take besides what the writers make, and what they refuse.

#include "tests/core/storage/samplerows.h"
#include "tests/core/transfer/documents.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr TimeMs Now = 1'795'341'600'000;

} // namespace

class TestTransferReaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data();
    void takes();
    void refuses_data();
    void refuses();
    void fails_data();
    void fails();
    void countsRefusalsByReason();
    void listsOnlyTheFirstRefusals();
    void importingTwiceChangesNothing();

private:
    ManualClock m_clock{Now};
};

void TestTransferReaders::takes_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // as JSON lines
    const auto row = [](const char *title, const char *format, const QByteArray &text,
                        const QByteArray &expected) {
        QTest::newRow(title) << QByteArray(format) << text << expected;
    };
    const QByteArray one =
        R"({"metric":{"__name__":"m"},"values":[1],"timestamps":[1795341600000]})"
        "\n";
    const QByteArray labelled =
        R"({"metric":{"__name__":"m","l":"v"},"values":[1],"timestamps":[1795341600000]})"
        "\n";
    row("jsonl: members in another order, blanks, others between", "jsonl",
        R"( { "timestamps" : [ 1795341600000 ], "x":{"y":[1,{}]}, "values":[1.0], "metric":{"__name__":"m"}} )",
        one);
    row("jsonl: blank lines", "jsonl", "\n\r\n " + one + "\n", one);
    row("jsonl: numbers in strings", "jsonl",
        R"({"metric":{"__name__":"m"},"values":["NaN","Inf","-inf","2"],"timestamps":[1795341600000,1795341600001,1795341600002,1795341600003]})",
        R"({"metric":{"__name__":"m"},"values":[null,"Infinity","-Infinity",2],"timestamps":[1795341600000,1795341600001,1795341600002,1795341600003]})"
        "\n");
    row("jsonl: escapes", "jsonl",
        R"({"metric":{"__name__":"\u006d","l":"\u0076"},"values":[1],"timestamps":[1795341600000]})",
        labelled);
    row("jsonl: an empty label is none", "jsonl",
        R"({"metric":{"__name__":"m","l":""},"values":[1],"timestamps":[1795341600000]})", one);
    row("csv: columns in another order", "csv", "l,value,metric,time\nv,1,m,2026-11-22T10:00:00Z\n",
        labelled);
    row("csv: a byte order mark and line ends of another system", "csv",
        "\xef\xbb\xbfmetric,time,value,l\r\nm,2026-11-22T10:00:00Z,1,v\r\n\r\n", labelled);
    row("csv: everything in quotes", "csv",
        "\"metric\",\"time\",\"value\",\"l\"\n\"m\",\"2026-11-22T10:00:00.000Z\",\"1\",\"v\"\n",
        labelled);
    row("csv: Unix seconds", "csv", "metric,time,value\nm,1795341600,1\n", one);
    row("csv: Unix milliseconds", "csv", "metric,time,value\nm,1795341600000,1\n", one);
    row("csv: a time in another zone", "csv", "metric,time,value\nm,2026-11-22T11:00:00+01:00,1",
        one);
    row("csv: a label called time", "csv", "metric,time,value,time\nm,1795341600,1,noon\n",
        R"({"metric":{"__name__":"m","time":"noon"},"values":[1],"timestamps":[1795341600000]})"
        "\n");
    row("openmetrics: metadata and exemplars are passed over", "openmetrics",
        "# HELP m some \"text\"\n# TYPE m counter\n# UNIT m seconds\n"
        "m{l=\"v\"} 1 1795341600 # {trace_id=\"x\"} 0.5 1795341600.1\n# EOF\n",
        labelled);
    row("openmetrics: blanks and commas", "openmetrics",
        "m{ l = \"v\" , }  1.0\t1.7953416e9\n# EOF", labelled);
    row("openmetrics: what is finer than a millisecond is cut off", "openmetrics",
        "m 1 1795341600.0009\n# EOF\n", one);
    row("openmetrics: unknown escapes stay", "openmetrics",
        "m{l=\"\\d}\\\\\"} 1 1795341600\n# EOF\n",
        R"({"metric":{"__name__":"m","l":"\\d}\\"},"values":[1],"timestamps":[1795341600000]})"
        "\n");
}

void TestTransferReaders::takes()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    for (const std::size_t pieceBytes : {1u, 5u, 100'000u}) {
        Store store({}, m_clock);
        const Import done = importText(store, *findTransferFormat(format.toStdString()),
                                       text.toStdString(), pieceBytes);
        QVERIFY2(done.outcome, done.outcome ? "" : done.outcome.error().message.c_str());
        QVERIFY2(done.report.firstRefusals.empty(),
                 done.report.firstRefusals.empty() ? "" : done.report.firstRefusals[0].c_str());
        QCOMPARE(QByteArray::fromStdString(*exportText(store, *findTransferFormat("jsonl"))),
                 expected);
    }
}

void TestTransferReaders::refuses_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");
    using R = RefusalReason;
    const auto row = [](const char *title, const char *format, const QByteArray &text, R reason,
                        const QByteArray &message) {
        QTest::newRow(title) << QByteArray(format) << text << reason << message;
    };
    const auto line = [](const QByteArray &metric, const QByteArray &values,
                         const QByteArray &times, const QByteArray &more = {}) {
        return "{\"metric\":" + metric + ",\"values\":" + values + ",\"timestamps\":" + times +
               more + "}\n";
    };
    const QByteArray m = R"({"__name__":"m"})";
    const QByteArray t = "[1795341600000]";
    row("jsonl: no JSON", "jsonl", "up 1\n", R::WrongType, "line 1: is not a JSON object");
    row("jsonl: an array", "jsonl", "[1]\n", R::WrongType, "line 1: is not a JSON object");
    row("jsonl: cut off", "jsonl", "\n" + line(m, "[1]", t).left(30), R::Syntax,
        "line 2: is not valid JSON: expected a member's name at byte 27, found a string that is "
        "not closed");
    row("jsonl: two objects", "jsonl", line(m, "[1]", t).trimmed() + "{}", R::Syntax,
        "line 1: the object is followed by further text");
    row("jsonl: no metric", "jsonl", R"({"values":[1],"timestamps":[1795341600000]})", R::WrongType,
        "line 1: member 'metric' is missing");
    row("jsonl: no timestamps", "jsonl", R"({"metric":{"__name__":"m"},"values":[1]})",
        R::WrongType, "line 1: member 'timestamps' is missing");
    row("jsonl: values twice", "jsonl", line(m, "[1]", t, ",\"values\":[2]"), R::WrongType,
        "line 1: member 'values' stands there twice");
    row("jsonl: columns of different length", "jsonl", line(m, "[1,2]", t), R::WrongType,
        "line 1: 2 values, but 1 timestamps");
    row("jsonl: a metric that is none", "jsonl", line("1", "[1]", t), R::WrongType,
        "line 1: metric is not an object");
    row("jsonl: values that are none", "jsonl", line(m, "1", t), R::WrongType,
        "line 1: values is not an array");
    row("jsonl: a word as a value", "jsonl", line(m, "[\"one\"]", t), R::BadValue,
        "line 1: values[0] 'one' is not a number");
    row("jsonl: an object as a value", "jsonl", line(m, "[1,{}]", t), R::BadValue,
        "line 1: values[1] '{' is not a number");
    row("jsonl: a value beyond doubles", "jsonl", line(m, "[1e999]", t), R::BadValue,
        "line 1: values[0] '1e999' is not a number");
    row("jsonl: a fraction as a timestamp", "jsonl", line(m, "[1]", "[1.5]"), R::BadTime,
        "line 1: timestamps[0] '1.5' is not a whole number of Unix milliseconds");
    row("jsonl: a timestamp beyond its type", "jsonl", line(m, "[1]", "[9223372036854775808]"),
        R::BadTime,
        "line 1: timestamps[0] '9223372036854775808' is not a whole number of Unix milliseconds");
    row("jsonl: bits that are no NaN's", "jsonl",
        line(m, "[null]", t, R"(,"nan_bits":["3ff0000000000000"])"), R::BadValue,
        "line 1: nan_bits[0] '\"3ff0000000000000\"' is not the 16 hexadecimal digits of a NaN");
    row("jsonl: fewer bits than nulls", "jsonl", line(m, "[null]", t, R"(,"nan_bits":[])"),
        R::WrongType, "line 1: 1 nulls, but 0 nan_bits");
    row("jsonl: a label that is no text", "jsonl", line(R"({"__name__":"m","l":1})", "[1]", t),
        R::WrongType, "line 1: labels: value of label 'l' is a number, must be a string");
    row("jsonl: no name", "jsonl", line("{}", "[1]", t), R::BadName, "line 1: name: is empty");
    row("jsonl: a label name that breaks the rules", "jsonl",
        line(R"({"__name__":"m","a-b":"x"})", "[1]", t), R::BadName,
        "line 1: labels: label name 'a-b' must be letters, digits and '_', and not begin with a "
        "digit");
    row("csv: a row too short", "csv", "metric,time,value,l\nm,1795341600,1\n", R::WrongType,
        "line 2: has 3 cells, the header has 4");
    row("csv: a row too long", "csv", "metric,time,value\nm,1795341600,1,x\n", R::WrongType,
        "line 2: has 4 cells, the header has 3");
    row("csv: a value that is none", "csv", "metric,time,value\nm,1795341600,n/a\n", R::BadValue,
        "line 2: value 'n/a' is not a number");
    row("csv: a time that is none", "csv", "metric,time,value\nm,noon,1\n", R::BadTime,
        "line 2: time 'noon' is not a number of Unix seconds or milliseconds, expected RFC 3339 "
        "such as 2026-11-22T10:00:00Z");
    row("csv: text behind a quote", "csv", "metric,time,value\n\"m\"x,1795341600,1\n", R::Syntax,
        "line 2: cell 1 goes on behind its closing quote");
    row("csv: an open quote", "csv", "metric,time,value\nm,1795341600,\"1\n", R::Syntax,
        "line 2: cell 3 has a quote that is not closed");
    row("csv: lines are counted within quotes", "csv",
        "metric,time,value,l\nm,1795341600,x,\"a\nb\"\n", R::BadValue,
        "line 2: value 'x' is not a number");
    row("openmetrics: no value", "openmetrics", "m\n# EOF\n", R::BadValue,
        "line 1: value '' is not a number");
    row("openmetrics: no timestamp", "openmetrics", "m 1\n# EOF\n", R::BadTime,
        "line 1: there is no timestamp");
    row("openmetrics: milliseconds", "openmetrics", "m 1 1795341600000\n# EOF\n", R::BadTime,
        "line 1: timestamp '1795341600000' is not a number of Unix seconds");
    row("openmetrics: open braces", "openmetrics", "m{a=\"}\n# EOF\n", R::Syntax,
        "line 1: labels are not closed with '}'");
    row("openmetrics: no quotes", "openmetrics", "m{a=b} 1 1\n# EOF\n", R::Syntax,
        "line 1: value of label 'a' is not in quotes");
    row("openmetrics: no comma", "openmetrics", "m{a=\"b\"c=\"d\"} 1 1\n# EOF\n", R::Syntax,
        "line 1: expected ',' or '}' behind label 'a', found 'c=\"d\"}'");
    row("openmetrics: further text", "openmetrics", "m 1 1795341600 x\n# EOF\n", R::Syntax,
        "line 1: expected the end of the line, found 'x'");
    row("openmetrics: a blank in a label name", "openmetrics", "m{a b=\"c\"} 1 1795341600\n# EOF\n",
        R::BadName,
        "line 1: labels: label name 'a b' must be letters, digits and '_', and not begin with a "
        "digit");
    row("older than what is kept", "csv", "metric,time,value\nm,1795341600,1\nm,1700000000,1\n",
        R::TooOld,
        "line 3: timestamp: is 95341600000 ms behind the server's clock, limit 1296000000 ms");
    row("ahead of the clock", "openmetrics", "m 1 1795345200\n# EOF\n", R::TooFarAhead,
        "line 1: timestamp: is 3600000 ms ahead of the server's clock, limit 600000 ms");
}

void TestTransferReaders::refuses()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, text);
    QFETCH(RefusalReason, reason);
    QFETCH(QByteArray, message);
    Store store({}, m_clock);
    const Import done =
        importText(store, *findTransferFormat(format.toStdString()), text.toStdString());
    QVERIFY2(done.outcome, done.outcome ? "" : done.outcome.error().message.c_str());
    QCOMPARE(done.report.firstRefusals.size(), std::size_t(1));
    QCOMPARE(QByteArray::fromStdString(done.report.firstRefusals[0]), message);
    QVERIFY(done.report.refused[std::size_t(reason)] >= 1);
    QCOMPARE(done.report.refusedInAll(), done.report.refused[std::size_t(reason)]);
}

void TestTransferReaders::fails_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("stored");
    const auto row = [](const char *title, const char *format, const QByteArray &text,
                        const QByteArray &message, int stored) {
        QTest::newRow(title) << QByteArray(format) << text << message << stored;
    };
    row("csv: nothing", "csv", "", "the table is empty, not even a header is there", 0);
    row("csv: semicolons", "csv", "metric;time;value\n",
        "line 1: the header has no column 'metric': it begins with 'metric;time;value', expected "
        "are metric, time, value and label names, with commas between them",
        0);
    row("csv: a column without a name", "csv", "metric,time,value,\n",
        "line 1: the header is wrong: a label name is empty", 0);
    row("csv: two columns of a name", "csv", "metric,time,value,a,a\n",
        "line 1: the header is wrong: label name 'a' stands there twice", 0);
    row("csv: too many columns", "csv", "metric,time,value" + QByteArray(2046, ','),
        "line 1: the header has more than 2048 cells", 0);
    row("csv: a row that does not end", "csv",
        "metric,time,value\nm,1795341600,1\n\"" + QByteArray(2 << 20, 'x'),
        "line 3 is longer than 1048576 bytes: is a quote not closed?", 1);
    row("openmetrics: cut off", "openmetrics", "m 1 1795341600\n",
        "the text ends without # EOF, so that it may not be whole", 1);
    row("openmetrics: text behind the end", "openmetrics",
        "m 1 1795341600\n# EOF\nm 2 1795341601\n", "line 3: something follows behind # EOF", 1);
    row("openmetrics: a line that does not end", "openmetrics",
        "m 1 1795341600\n" + QByteArray(2 << 20, 'x'), "line 2 is longer than 1048576 bytes", 1);
    row("jsonl: a line that does not end", "jsonl", QByteArray(20 << 20, ' '),
        "line 1 is longer than 16777216 bytes", 0);
}

void TestTransferReaders::fails()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    QFETCH(int, stored);
    Store store({}, m_clock);
    const Import done =
        importText(store, *findTransferFormat(format.toStdString()), text.toStdString(), 64 * 1024);
    QVERIFY(!done.outcome);
    QCOMPARE(QByteArray::fromStdString(done.outcome.error().message), message);
    QCOMPARE(store.stats().samples, std::uint64_t(stored));
    QCOMPARE(done.report.appended, std::uint64_t(stored));
}

void TestTransferReaders::countsRefusalsByReason()
{
    Store store({}, m_clock);
    const Import done = importText(
        store, *findTransferFormat("jsonl"),
        R"({"metric":{"__name__":"m"},"values":[1,2,3],"timestamps":[1,2,1795341600000]})"
        "\n"
        R"({"metric":{"__name__":"a b"},"values":[1,2,3,4],"timestamps":[1,2,3,4]})"
        "\nno\n");
    QVERIFY(done.outcome);
    QCOMPARE(done.report.appended, std::uint64_t(1));
    QCOMPARE(done.report.refused[std::size_t(RefusalReason::TooOld)], std::uint64_t(2));
    QCOMPARE(done.report.refused[std::size_t(RefusalReason::BadName)], std::uint64_t(4));
    QCOMPARE(done.report.refusedInAll(), std::uint64_t(7));
    QCOMPARE(done.report.records, std::uint64_t(3));
    QCOMPARE(done.report.firstRefusals.size(), std::size_t(4));
}

void TestTransferReaders::listsOnlyTheFirstRefusals()
{
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "nothing\n";
    Store store({}, m_clock);
    const Import done = importText(store, *findTransferFormat("jsonl"), text);
    QCOMPARE(done.report.refusedInAll(), std::uint64_t(20'000));
    QCOMPARE(done.report.firstRefusals.size(), ImportReport::MaxListed);
    QVERIFY(done.report.firstRefusals.back().starts_with("line 10: "));
}

void TestTransferReaders::importingTwiceChangesNothing()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 5000; ++i)
        rows.add(labelsOf({{"__name__", "m"}, {"l", std::to_string(i % 7)}}), Now - i, i * 0.3);
    rows.appendTo(store);
    for (const TransferFormat &format : transferFormats()) {
        const std::string before = *exportText(store, format);
        QCOMPARE(importText(store, format, before).report.appended, std::uint64_t(5000));
        QCOMPARE(QByteArray::fromStdString(*exportText(store, format)),
                 QByteArray::fromStdString(before));
    }
}

QTEST_APPLESS_MAIN(TestTransferReaders)
#include "tst_transferreaders.moc"
