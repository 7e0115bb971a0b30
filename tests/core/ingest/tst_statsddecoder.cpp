#include "core/ingest/statsddecoder.h"

#include <QTest>

#include <algorithm>

using namespace tinyobs;

namespace {

constexpr TimeMs StartMs = 1795341600000;
const DocumentOptions NoOptions;

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

/// A decoder with its clock, which begins at 0 ms.
struct Fixture
{
    StatsdDecoder decoder;
    explicit Fixture(const StatsdOptions &options = {})
        : decoder(options)
    {
        take(0, "");
    }

    /// Whole seconds end an interval.
    void take(TimeMs atMs, const QByteArray &lines, const DocumentOptions &options = NoOptions)
    {
        if (!lines.isEmpty())
            decode(atMs, lines, options);
        if (atMs % 1000 == 0)
            decode(atMs, "", options);
    }

    void decode(TimeMs atMs, const QByteArray &lines, const DocumentOptions &options)
    {
        const auto decoded = decoder.decode({.bytes = viewOf(lines),
                                             .readableBytes = std::size_t(lines.size()),
                                             .mode = AppendMode::GoodRows,
                                             .nowMs = StartMs + atMs,
                                             .options = options});
        Q_ASSERT(decoded);
    }

    /// "name{labels} value @ms" of each row, start rows aside unless they are asked for.
    QByteArrayList rows(bool withStarts = false) const
    {
        QByteArrayList rows;
        const SampleBatch &batch = decoder.batch();
        for (std::size_t row = 0; row < batch.size(); ++row) {
            const bool isStart = (batch.flagsOf(row) & StartRow) != 0;
            if (isStart && !withStarts)
                continue;
            const auto labels = decoder.labels(row);
            rows += bytesOf(labels->toString()) + ' ' + QByteArray::number(batch.values[row]) +
                    " @" + QByteArray::number(qlonglong(batch.timesMs[row] - StartMs)) +
                    (isStart ? " start" : "");
        }
        std::ranges::sort(rows);
        return rows;
    }

    QByteArrayList messages() const
    {
        QByteArrayList messages;
        for (const Refusal &refusal : decoder.refusals())
            messages += bytesOf(infoOf(refusal.reason).name) + ": " + bytesOf(refusal.message);
        return messages;
    }
};

QByteArrayList matching(const QByteArrayList &rows, const char *part)
{
    QByteArrayList found;
    std::ranges::copy_if(rows, std::back_inserter(found),
                         [part](const QByteArray &row) { return row.contains(part); });
    return found;
}

} // namespace

class TestStatsdDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsUp_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QByteArrayList>("rows");
        const auto row = [](const char *title, const char *lines, QByteArrayList rows) {
            QTest::newRow(title) << QByteArray(lines) << rows;
        };
        row("a counter", "page.views:1|c\npage.views:2|c", {"page_views{} 3 @1000"});
        row("a sampled counter", "a:1|c|@0.1\na:2|c|@0.5", {"a{} 14 @1000"});
        row("packed counts", "a:1:2:3|c", {"a{} 6 @1000"});
        row("the last value of a gauge", "g:5|g\ng:7|g", {"g{} 7 @1000"});
        row("changes of a gauge", "g:10|g\ng:-4|g\ng:+1.5|g", {"g{} 7.5 @1000"});
        row("a gauge below zero", "g:0|g\ng:-4|g", {"g{} -4 @1000"});
        row("packed gauges", "g:1:2:3|g", {"g{} 3 @1000"});
        row("different values of a set", "s:a|s\ns:b|s\ns:a|s\ns:1:2|s", {"s{} 3 @1000"});
        row("tags in any order", "a:1|c|#x:1,y:2\na:1|c|#y:2,x:1", {R"(a{x="1",y="2"} 2 @1000)"});
        row("tags make series of their own", "a:1|c|#x:1\na:1|c|#x:2",
            {R"(a{x="1"} 1 @1000)", R"(a{x="2"} 1 @1000)"});
        row("tags of which the last counts", "a:1|c|#x:1,x:2", {R"(a{x="2"} 1 @1000)"});
        row("an empty tag, which is none", "a:1|c|#x:\na:1|c", {"a{} 2 @1000"});
        row("Telegraf's tags", "a,x=1:1|c\na:1|c|#x:1", {R"(a{x="1"} 2 @1000)"});
        row("two names that are cleaned to one", "a.b:1|c\na-b:1|c", {"a_b{} 2 @1000"});
        row("CRLF and empty lines", "a:1|c\r\n\r\n \na:1|c\r\n", {"a{} 2 @1000"});
    }
    void addsUp()
    {
        QFETCH(const QByteArray, lines);
        QFETCH(const QByteArrayList, rows);
        Fixture statsd;
        statsd.take(500, lines);
        QCOMPARE(statsd.rows(), QByteArrayList());
        QCOMPARE(statsd.messages(), QByteArrayList());
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(), rows);
    }

    void timersAreHistogramsInSeconds()
    {
        Fixture statsd;
        statsd.take(500, "t:320|ms|#x:1\nt:1:70000|ms|#x:1\nt:40|ms|@0.5|#x:1");
        statsd.take(1000, "");
        const QByteArrayList rows = statsd.rows();
        QCOMPARE(rows.size(), 18);
        const auto bucket = [&](const char *le) {
            return matching(rows, (QByteArray("le=\"") + le + "\"").constData()).value(0);
        };
        QCOMPARE(bucket("0.001"), QByteArray(R"(t_bucket{le="0.001",x="1"} 1 @1000)"));
        QCOMPARE(bucket("0.025"), QByteArray(R"(t_bucket{le="0.025",x="1"} 1 @1000)"));
        QCOMPARE(bucket("0.05"), QByteArray(R"(t_bucket{le="0.05",x="1"} 3 @1000)"));
        QCOMPARE(bucket("0.5"), QByteArray(R"(t_bucket{le="0.5",x="1"} 4 @1000)"));
        QCOMPARE(bucket("60"), QByteArray(R"(t_bucket{le="60",x="1"} 4 @1000)"));
        QCOMPARE(bucket("+Inf"), QByteArray(R"(t_bucket{le="+Inf",x="1"} 5 @1000)"));
        QCOMPARE(matching(rows, "t_sum"), QByteArrayList{R"(t_sum{x="1"} 70.401 @1000)"});
        QCOMPARE(matching(rows, "t_count"), QByteArrayList{R"(t_count{x="1"} 5 @1000)"});
    }

    void aHistogramIsOneThing()
    {
        Fixture statsd;
        statsd.take(500, "h:5|h");
        statsd.take(1000, "");
        const SampleBatch &batch = statsd.decoder.batch();
        std::size_t units = 0;
        for (std::size_t row = 0; row < batch.size(); ++row)
            units += (batch.flagsOf(row) & (PartRow | StartRow)) == 0 ? 1 : 0;
        QCOMPARE(units, std::size_t(1));
        QCOMPARE(batch.flags.size(), batch.size());
        QCOMPARE(matching(statsd.rows(), "_sum"), QByteArrayList{"h_sum{} 5 @1000"});
    }

    void whatCountsBeginsAtZero()
    {
        Fixture statsd;
        statsd.take(500, "a:3|c\ng:1|g");
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(true),
                 (QByteArrayList{"a{} 0 @0 start", "a{} 3 @1000", "g{} 1 @1000"}));
        statsd.take(2000, "a:1|c");
        QCOMPARE(statsd.rows(true), QByteArrayList{"a{} 4 @2000"});
    }

    void whatStandsStillIsRepeatedAndThenForgotten()
    {
        Fixture statsd({.repeatMs = 3000, .keepMs = 5000});
        statsd.take(500, "a:3|c\ns:x|s");
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(), (QByteArrayList{"a{} 3 @1000", "s{} 1 @1000"}));
        statsd.take(2000, "");
        QCOMPARE(statsd.rows(), QByteArrayList{"s{} 0 @2000"});
        statsd.take(3000, "");
        QCOMPARE(statsd.rows(), QByteArrayList());
        statsd.take(4000, "");
        QCOMPARE(statsd.rows(), QByteArrayList{"a{} 3 @4000"});
        statsd.take(8000, "");
        QCOMPARE(statsd.rows(), QByteArrayList());
        statsd.take(12000, "a:1|c");
        QCOMPARE(statsd.rows(true), (QByteArrayList{"a{} 0 @8000 start", "a{} 1 @12000"}));
    }

    void samplesThatWereNotStoredComeAgain()
    {
        Fixture statsd;
        statsd.take(500, "a:3|c");
        statsd.take(1000, "");
        statsd.decoder.takeBack();
        statsd.take(2000, "");
        QCOMPARE(statsd.rows(true), (QByteArrayList{"a{} 0 @0 start", "a{} 3 @2000"}));
        QCOMPARE(statsd.decoder.metadata().size(), std::size_t(1));
    }

    void aClockThatIsSetBackStopsNothing()
    {
        Fixture statsd;
        statsd.take(-60000, "a:3|c");
        QCOMPARE(statsd.rows(true), (QByteArrayList{"a{} 0 @-60001 start", "a{} 3 @-60000"}));
        statsd.take(-59000, "a:3|c");
        QCOMPARE(statsd.rows(true), QByteArrayList{"a{} 6 @-59000"});
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *title, const char *line, const char *message) {
            QTest::newRow(title) << QByteArray(line) << QByteArray(message);
        };
        row("text", "hello", R"(syntax: line 2: expected "name:value|type": 'hello')");
        row("a value that is none", "a:x|c",
            "bad_value: line 2: value is not a finite number: 'x'");
        row("one of several values", "a:1:x|c",
            "bad_value: line 2: value is not a finite number: 'x'");
        row("a value too few", "a:1:|c", "bad_value: line 2: a value is missing: '1:'");
        row("no value", "a:|c", "bad_value: line 2: value is not a finite number: ''");
        row("NaN", "a:nan|g", "bad_value: line 2: value is not a finite number: 'nan'");
        row("infinity", "a:inf|ms", "bad_value: line 2: value is not a finite number: 'inf'");
        row("a counter that goes down", "a:-1|c",
            "bad_value: line 2: a counter cannot go down: '-1'");
        row("no name", ":1|c", "bad_name: line 2.name: is empty");
        row("a reserved label", "a:1|c|#__x:1",
            "bad_label: line 2.labels: label name '__x' begins with '__', which is reserved");
        row("a label that is not UTF-8", "a:1|c|#x:\xff",
            "bad_label: line 2.labels: value of label 'x' is not valid UTF-8 or holds a NUL: "
            "'\\xff'");
        row("the buckets' label", "t:1|ms|#le:1",
            "bad_label: line 2.labels: label 'le' is that of the buckets");
        row("another type", "good:1|g",
            "wrong_type: line 2: 'good' is a counter already, this is a gauge");
        row("an event", "_e{1,1}:a|b", "not_a_metric: line 2: events are not kept: '_e{1,1}:a|b'");
    }
    void refuses()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, message);
        Fixture statsd;
        statsd.take(500, "good:1|c\n" + line + "\ngood:1|c\n");
        QCOMPARE(statsd.messages(), QByteArrayList{message});
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(), QByteArrayList{"good{} 2 @1000"});
        QCOMPARE(statsd.messages(), QByteArrayList());
    }

    void namesOfAHistogramsSeriesAreItsOwn()
    {
        Fixture statsd;
        statsd.take(100, "t:1|ms\nt_count:1|c\nu_sum:1|g\nu:1|h");
        QCOMPARE(statsd.messages(),
                 (QByteArrayList{
                     "wrong_type: line 2: 't_count' is part of a timer already, this is a counter",
                     "wrong_type: line 4: 'u_sum' is a gauge already, this is a histogram"}));
    }

    void aForgottenNameMayBecomeAnotherType()
    {
        Fixture statsd({.repeatMs = 1000, .keepMs = 2000});
        statsd.take(100, "a:1|ms");
        statsd.take(1000, "");
        const WireHash before = statsd.decoder.batch().hashes[0];
        statsd.take(4000, "");
        statsd.take(4100, "a:1|c");
        QCOMPARE(statsd.messages(), QByteArrayList());
        statsd.take(5000, "");
        QCOMPARE(statsd.rows(), QByteArrayList{"a{} 1 @5000"});
        QVERIFY(statsd.decoder.batch().hashes[0] != before);
    }

    void seriesAreBounded()
    {
        Fixture statsd({.maxSeries = 20});
        statsd.take(100, "t:1|ms\na:1|c\nb:1|c\nc:1|c\na:1|c");
        QCOMPARE(statsd.messages(),
                 QByteArrayList{"series_limit: line 4: StatsD lines make 20 series already, limit "
                                "20: 'c' is not counted"});
    }

    void membersOfSetsAreBounded()
    {
        Fixture statsd({.maxMembers = 2, .maxAllMembers = 3});
        statsd.take(100, "s:1|s\ns:2|s\ns:3|s\ns:1|s\nt:1|s\nt:2|s");
        QCOMPARE(statsd.messages().size(), 2);
        QCOMPARE(statsd.messages()[0],
                 QByteArray("too_large: line 3: set has as many different values as are counted in "
                            "one interval: 's'"));
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(), (QByteArrayList{"s{} 2 @1000", "t{} 1 @1000"}));
        statsd.take(1100, "s:3|s\ns:4|s\n");
        QCOMPARE(statsd.messages(), QByteArrayList());
    }

    void saysWhatMetricsAre()
    {
        Fixture statsd;
        statsd.take(100, "c:1|c\nc:1|c|#x:1\ng:1|g\ns:1|s\nt:1|ms\nh:1|h");
        statsd.take(1000, "");
        QByteArrayList said;
        for (const MetadataView &each : statsd.decoder.metadata())
            said +=
                bytesOf(each.metric) + ' ' + bytesOf(toText(each.type)) + ' ' + bytesOf(each.unit);
        std::ranges::sort(said);
        QCOMPARE(said, (QByteArrayList{"c counter ", "g gauge ", "h histogram ", "s gauge ",
                                       "t histogram seconds"}));
        statsd.take(2000, "c:1|c");
        QCOMPARE(statsd.decoder.metadata().size(), std::size_t(0));
    }

    void addedLabelsMakeStreamsOfTheirOwn()
    {
        DocumentOptions options;
        options.labels = {{"x", "added"}};
        Fixture statsd;
        statsd.take(100, "a:1|c|#x:1");
        statsd.take(200, "a:1|c|#x:1", options);
        statsd.take(1000, "");
        QCOMPARE(statsd.rows(), (QByteArrayList{R"(a{x="1"} 1 @1000)", R"(a{x="added"} 1 @1000)"}));
    }

    void aFreshDecoderSendsAtOnce()
    {
        StatsdDecoder decoder;
        QVERIFY(decoder.decode({.bytes = "a:1|c", .nowMs = StartMs, .options = NoOptions}));
        QCOMPARE(decoder.batch().size(), std::size_t(2));
        QCOMPARE(decoder.batch().values[1], 1.0);
    }
};

QTEST_APPLESS_MAIN(TestStatsdDecoder)
#include "tst_statsddecoder.moc"
