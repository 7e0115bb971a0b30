#include "core/ingest/graphitedecoder.h"

#include <QTest>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
const DocumentOptions NoOptions;

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

Document documentOf(const QByteArray &text, AppendMode mode = AppendMode::GoodRows,
                    const DocumentOptions &options = NoOptions)
{
    return {.bytes = viewOf(text),
            .readableBytes = std::size_t(text.size()),
            .mode = mode,
            .nowMs = NowMs,
            .options = options};
}

/// "name{labels} value time" of each row.
QByteArrayList rowsOf(const GraphiteDecoder &decoder)
{
    QByteArrayList rows;
    for (std::size_t row = 0; row < decoder.batch().size(); ++row) {
        const auto labels = decoder.labels(row);
        rows +=
            (labels ? bytesOf(labels->toString()) : bytesOf(decoder.messageOf(labels.error()))) +
            ' ' + QByteArray::number(decoder.batch().values[row]) + ' ' +
            QByteArray::number(qlonglong(decoder.batch().timesMs[row]));
    }
    return rows;
}

QByteArrayList messagesOf(const GraphiteDecoder &decoder)
{
    QByteArrayList messages;
    for (const Refusal &refusal : decoder.refusals())
        messages += bytesOf(infoOf(refusal.reason).name) + ": " + bytesOf(refusal.message);
    return messages;
}

} // namespace

class TestGraphiteDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("rows");
        const auto row = [](const char *title, const char *text, QByteArrayList rows) {
            QTest::newRow(title) << QByteArray(text) << rows;
        };
        row("a path, a value and a time", "web-01.cpu.load 0.5 1795341500\n",
            {"web_01_cpu_load{} 0.5 1795341500000"});
        row("no time is now", "a.b 1\n", {"a_b{} 1 1795341600000"});
        row("a time of -1 is now", "a.b 1 -1\n", {"a_b{} 1 1795341600000"});
        row("a fraction of a second", "a 1 1795341500.25\n", {"a{} 1 1795341500250"});
        row("tabs, several spaces and CRLF", "\ta\t 1 \t1795341500 \r\nb  2\r\n",
            {"a{} 1 1795341500000", "b{} 2 1795341600000"});
        row("a last line without its end", "a 1\nb 2",
            {"a{} 1 1795341600000", "b{} 2 1795341600000"});
        row("empty lines", "\n \n\r\na 1\n\n", {"a{} 1 1795341600000"});
        row("tags", "disk.used;host=web.01;mount-point=/var 7\n",
            {R"(disk_used{host="web.01",mount_point="/var"} 7 1795341600000)"});
        row("a tag twice, of which the last counts", "a;x=1;x=2 7\n",
            {R"(a{x="2"} 7 1795341600000)"});
        row("infinity", "a inf\n", {"a{} inf 1795341600000"});
        row("a name that begins with a digit", "5xx 1\n", {"_5xx{} 1 1795341600000"});
        row("a time beyond all calendars is left to the store", "a 1 1e300\n",
            {"a{} 1 253402300800000"});
        row("a tag without a value is refused with the series", "a;x 1\n",
            {"line 1.labels: tag 'x' is not tag=value 1 1795341600000"});
        row("a tag without a name", "a;=x 1\n",
            {"line 1.labels: tag '=x' is not tag=value 1 1795341600000"});
        row("no path before the tags", ";x=1 1\n", {"line 1.name: is empty 1 1795341600000"});
    }
    void takes()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArrayList, rows);
        GraphiteDecoder decoder;
        QVERIFY(decoder.decode(documentOf(text)));
        QCOMPARE(rowsOf(decoder), rows);
        QCOMPARE(messagesOf(decoder), QByteArrayList());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *title, const char *line, const char *message) {
            QTest::newRow(title) << QByteArray(line) << QByteArray(message);
        };
        row("a path alone", "a.b", R"(syntax: line 2: expected "path value timestamp": 'a.b')");
        row("a fourth field", "a 1 2 3",
            "syntax: line 2: more than path, value and timestamp: 'a 1 2 3'");
        row("a value that is none", "a b 1795341500",
            "bad_value: line 2: value is not a number: 'b'");
        row("NaN", "a nan 1795341500", "bad_value: line 2: NaN is not stored, its path: 'a'");
        row("a time that is none", "a 1 yesterday",
            "bad_time: line 2: timestamp is not in Unix seconds: 'yesterday'");
        row("a time that is NaN", "a 1 nan",
            "bad_time: line 2: timestamp is not in Unix seconds: 'nan'");
    }
    void refuses()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, message);
        GraphiteDecoder decoder;
        const QByteArray text = "good 1\n" + line + "\nfine 2\n";
        QVERIFY(decoder.decode(documentOf(text)));
        QCOMPARE(messagesOf(decoder), QByteArrayList{message});
        QCOMPARE(rowsOf(decoder),
                 (QByteArrayList{"good{} 1 1795341600000", "fine{} 2 1795341600000"}));
        QCOMPARE(decoder.documentIndex(1), std::size_t(2));

        const auto whole = decoder.decode(documentOf(text, AppendMode::WholeBatch));
        QVERIFY(!whole);
        QVERIFY(message.endsWith(bytesOf(whole.error().message)));
    }

    void addedLabelsWinAndMakeOtherSeries()
    {
        const QByteArray text = "a;x=1;y=2 7\n";
        GraphiteDecoder decoder;
        QVERIFY(decoder.decode(documentOf(text)));
        const WireHash plain = decoder.batch().hashes[0];
        DocumentOptions options;
        options.labels = {{"x", "added"}};
        QVERIFY(decoder.decode(documentOf(text, AppendMode::GoodRows, options)));
        QCOMPARE(rowsOf(decoder), QByteArrayList{R"(a{x="added",y="2"} 7 1795341600000)"});
        QVERIFY(decoder.batch().hashes[0] != plain);
    }

    void takesOnlySoManySamples()
    {
        IngestLimits limits;
        limits.set(IngestLimit::SamplesPerRequest, 2);
        GraphiteDecoder decoder(limits);
        QVERIFY(decoder.decode(documentOf("a 1\nb 2\n")));
        const auto decoded = decoder.decode(documentOf("a 1\nb 2\nc 3\n"));
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().reason, RefusalReason::TooLarge);
    }

    void labelsBeyondTheLimitAreRefused()
    {
        QByteArray text = "a";
        for (int i = 0; i < 70; ++i)
            text += ";t" + QByteArray::number(i) + "=1";
        GraphiteDecoder decoder;
        const QByteArray document = text + " 1\n";
        QVERIFY(decoder.decode(documentOf(document)));
        const auto labels = decoder.labels(0);
        QVERIFY(!labels);
        QCOMPARE(labels.error().reason, RefusalReason::TooLarge);
    }
};

QTEST_APPLESS_MAIN(TestGraphiteDecoder)
#include "tst_graphitedecoder.moc"
