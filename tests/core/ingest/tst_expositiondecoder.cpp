#include "core/ingest/expositiondecoder.h"

#include "core/base/valuetext.h"
#include "tests/core/ingest/heapbytes.h"

#include <QTest>

#include <bit>
#include <string>

using namespace tinyobs;

Q_DECLARE_METATYPE(ExpositionDialect)

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z
constexpr auto Text = ExpositionDialect::PrometheusText;
constexpr auto OpenMetrics = ExpositionDialect::OpenMetrics;

struct Decoded
{
    explicit Decoded(ExpositionDialect dialect, ExpositionUse use = ExpositionUse::Samples)
        : decoder(dialect, use)
    {
    }
    tl::expected<void, Refusal> read(const std::string &bytes,
                                     AppendMode mode = AppendMode::WholeBatch)
    {
        text = bytes;
        return decoder.decode({.bytes = text,
                               .readableBytes = text.size(),
                               .mode = mode,
                               .nowMs = NowMs,
                               .options = options});
    }
    /// The first refusal, of the document or of its labels.
    Refusal refusal(const std::string &bytes)
    {
        if (auto decoded = read(bytes); !decoded)
            return decoded.error();
        for (std::size_t row = 0; row < decoder.rows(); ++row) {
            if (const auto labels = decoder.labels(row); !labels)
                return {.reason = labels.error().reason,
                        .row = row,
                        .message = decoder.messageOf(labels.error())};
        }
        return {.reason = RefusalReason::Count_, .row = 0, .message = {}};
    }
    /// series value time(+s for a start), one row after the other.
    QByteArray rows() const
    {
        std::string out;
        const SampleBatch &batch = decoder.batch();
        for (std::size_t row = 0; row < batch.size(); ++row) {
            const auto labels = decoder.labels(row);
            std::string series = labels ? labels->toString() : labels.error().message;
            if (series.ends_with("{}"))
                series.resize(series.size() - 2);
            out += series;
            out += ' ';
            appendValue(out, batch.values[row]);
            out += ' ';
            appendInteger(out, batch.timesMs[row] - NowMs);
            out += batch.flagsOf(row) == StartRow ? "s\n" : "\n";
        }
        return QByteArray::fromStdString(out);
    }

    ExpositionDecoder decoder;
    DocumentOptions options;
    std::string text;
};

} // namespace

class TestExpositionDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data();
    void takes();
    void refuses_data();
    void refuses();
    void refusesPushed_data();
    void refusesPushed();
    void readsMetadata();
    void readsExemplars();
    void keepsExemplarsWithTheirRowsBehindStarts();
    void addsLabels();
    void takesTheRequestsTime();
    void partlyTakesTheGoodLines();
    void refusesTooManySamples();
    void sameBytesAreTheSameSeriesInBothDialects();
    void givesBackLargeBuffers();
};

void TestExpositionDecoder::takes_data()
{
    QTest::addColumn<ExpositionDialect>("dialect");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("rows");
    const auto row = [](const char *title, ExpositionDialect dialect, const QByteArray &text,
                        const QByteArray &rows) {
        QTest::newRow(title) << dialect << text << rows;
    };
    row("nothing", Text, "", "");
    row("blank lines and remarks", Text, "\n \t\n# a remark\n#\n# HELP\tup it is up\n", "");
    row("a name alone", Text, "up 1\n", "up 1 0\n");
    row("the last line without its end", Text, "up 1", "up 1 0\n");
    row("line ends of another system", Text, "up{a=\"b\"} 1\r\nup 2\r\n",
        "up{a=\"b\"} 1 0\nup 2 0\n");
    row("milliseconds", Text, "up 1 1795341599123\n", "up 1 -877\n");
    row("seconds", OpenMetrics, "up 1 1795341599.123\n# EOF\n", "up 1 -877\n");
    row("seconds with an exponent", OpenMetrics, "up 1 1.795341599123e9\n# EOF", "up 1 -877\n");
    row("seconds with nine digits behind the point", OpenMetrics,
        "up 1 1795341599.123000001\n# EOF\n", "up 1 -877\n");
    row("seconds with one digit behind the point", OpenMetrics, "up 1 1795341599.5\n# EOF\n",
        "up 1 -500\n");
    row("seconds that end in a point", OpenMetrics, "up 1 1795341599.\n# EOF\n", "up 1 -1000\n");
    row("seconds before 1970", OpenMetrics, "up 1 -0.25\n# EOF\n", "up 1 -1795341600250\n");
    row("a time far off", Text, "up 1 999999999999999999\n", "up 1 251606959200000\n");
    row("values", Text,
        "a 0\na -0\na 12345678901234567890\na 1e-7\na .5\na +4\na 9007199254740993\n",
        "a 0 0\na -0 0\na 12345678901234567168 0\na 1e-07 0\na 0.5 0\na 4 0\n"
        "a 9007199254740992 0\n");
    row("no numbers, in any case", Text, "a NaN\na nan\na +Inf\na -inf\na INF\na Infinity\n",
        "a NaN 0\na NaN 0\na +Inf 0\na -Inf 0\na +Inf 0\na +Inf 0\n");
    row("the stale marker", Text, "a naN\n", "a naN 0\n");
    row("escapes", Text, "a{l=\"q\\\"b\\\\n\\nx\\d\"} 1\n", "a{l=\"q\\\"b\\\\n\\nx\\\\d\"} 1 0\n");
    row("braces, signs and commas in values", Text, "a{l=\"}{,=# }\",m=\"#\"} 1\n",
        "a{l=\"}{,=# }\",m=\"#\"} 1 0\n");
    row("blanks everywhere", Text, " \ta { l = \"v\" , m=\"w\" , }\t 1   1795341600000 \t\n",
        "a{l=\"v\",m=\"w\"} 1 0\n");
    row("no labels between the braces", Text, "a{} 1\n", "a 1 0\n");
    row("an empty label is none", Text, "a{l=\"\"} 1\n", "a 1 0\n");
    row("a name in quotes", Text, "{\"up\",l=\"v\"} 1\n", "up{l=\"v\"} 1 0\n");
    row("a label name in quotes", Text, "up{\"l\"=\"v\"} 1\n", "up{l=\"v\"} 1 0\n");
    row("UTF-8 in values", Text, "a{l=\"\xc3\xa4\xe2\x82\xac\"} 1\n",
        "a{l=\"\xc3\xa4\xe2\x82\xac\"} 1 0\n");
    row("EOF is a remark in Prometheus text", Text, "# EOF\nup 1\n", "up 1 0\n");
    row("only the end", OpenMetrics, "# EOF", "");
    row("an exemplar", Text, "a{l=\"v\"} 1 # {t=\"}\"} 2\n", "a{l=\"v\"} 1 0\n");
    row("a created time long ago is left out", OpenMetrics,
        "# TYPE a counter\na_total 5\na_created 1795341000\n# EOF\n", "a_total 5 0\n");
    row("a created time ahead is left out", OpenMetrics,
        "# TYPE a counter\na_total 5\na_created 1795341601\n# EOF\n", "a_total 5 0\n");
    row("a created time that is no time is left out", OpenMetrics,
        "# TYPE a counter\na_total 5\na_created NaN\n# EOF\n", "a_total 5 0\n");
    row("counters start", OpenMetrics,
        "# TYPE a counter\na_total{l=\"1\"} 5\na_created{l=\"1\"} 1795341590.5\n"
        "a_total{l=\"2\"} 6\na_total{l=\"3\"} 7\na_created{l=\"3\"} 1795341591\n# EOF\n",
        "a_total{l=\"1\"} 0 -9500s\na_total{l=\"1\"} 5 0\na_total{l=\"2\"} 6 0\n"
        "a_total{l=\"3\"} 0 -9000s\na_total{l=\"3\"} 7 0\n");
    row("histograms start", OpenMetrics,
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3\n"
        "h_created 1795341599\n# EOF\n",
        "h_bucket{le=\"1\"} 0 -1000s\nh_bucket{le=\"1\"} 1 0\n"
        "h_bucket{le=\"+Inf\"} 0 -1000s\nh_bucket{le=\"+Inf\"} 2 0\n"
        "h_count 0 -1000s\nh_count 2 0\nh_sum 0 -1000s\nh_sum 3 0\n");
    row("histograms with labels start", OpenMetrics,
        "# TYPE h histogram\nh_bucket{a=\"x\",le=\"1\"} 1\nh_bucket{le=\"+Inf\",a=\"x\"} 2\n"
        "h_count{a=\"x\"} 2\nh_created{a=\"x\"} 1795341599\n# EOF\n",
        "h_bucket{a=\"x\",le=\"1\"} 0 -1000s\nh_bucket{a=\"x\",le=\"1\"} 1 0\n"
        "h_bucket{a=\"x\",le=\"+Inf\"} 0 -1000s\nh_bucket{a=\"x\",le=\"+Inf\"} 2 0\n"
        "h_count{a=\"x\"} 0 -1000s\nh_count{a=\"x\"} 2 0\n");
    row("a created time that is said twice", OpenMetrics,
        "# TYPE a counter\na_total 5\na_created 1795341599\na_created 1795341599\n# EOF\n",
        "a_total 0 -1000s\na_total 5 0\n");
    row("summaries start, their quantiles do not", OpenMetrics,
        "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_count 2\ns_sum 3\ns_created 1795341599\n# "
        "EOF\n",
        "s{quantile=\"0.5\"} 1 0\ns_count 0 -1000s\ns_count 2 0\ns_sum 0 -1000s\ns_sum 3 0\n");
    row("created is a name like others in Prometheus text", Text,
        "# TYPE a counter\na_total 5\na_created 1795341599\n",
        "a_total 5 0\na_created 1795341599 0\n");
    row("created is a name like others where nothing counts", OpenMetrics,
        "# TYPE a gauge\na 5\na_created 1\nb_created 2\n# EOF\n",
        "a 5 0\na_created 1 0\nb_created 2 0\n");
}

void TestExpositionDecoder::takes()
{
    QFETCH(ExpositionDialect, dialect);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, rows);
    for (const AppendMode mode : {AppendMode::WholeBatch, AppendMode::GoodRows}) {
        Decoded decoded(dialect);
        const auto read = decoded.read(text.toStdString(), mode);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(decoded.rows(), rows);
        QVERIFY(decoded.decoder.refusals().empty());
    }
}

void TestExpositionDecoder::refuses_data()
{
    QTest::addColumn<ExpositionDialect>("dialect");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");
    using R = RefusalReason;
    const auto row = [](const char *title, ExpositionDialect dialect, const QByteArray &text,
                        R reason, const QByteArray &message) {
        QTest::newRow(title) << dialect << text << reason << message;
    };
    row("a cut line", Text, "up 1\nup\n", R::BadValue, "line 2: value '' is not a number");
    row("a line cut in a label", Text, "up 1\n\nup{a=\"b", R::Syntax,
        "line 3: labels are not closed with '}'");
    row("a line cut behind a label", Text, "up{a=\"b\" 1\n", R::Syntax,
        "line 1: labels are not closed with '}'");
    row("a quote that is not closed", Text, "up{a=\"b} 1\n", R::Syntax,
        "line 1: value of label 'a' is not closed");
    row("a brace within quotes alone", Text, "up{a=\"}\n", R::Syntax,
        "line 1: labels are not closed with '}'");
    row("a word as a value", Text, "up one\n", R::BadValue, "line 1: value 'one' is not a number");
    row("a value beyond doubles", Text, "up 1e999\n", R::BadValue,
        "line 1: value '1e999' is not a number");
    row("hexadecimal", Text, "up 0x10\n", R::BadValue, "line 1: value '0x10' is not a number");
    row("a fraction of a millisecond", Text, "up 1 1795341600.5\n", R::BadTime,
        "line 1: timestamp '1795341600.5' is not a whole number of Unix milliseconds");
    row("a time beyond its type", Text, "up 1 99999999999999999999\n", R::BadTime,
        "line 1: timestamp '99999999999999999999' is not a whole number of Unix milliseconds");
    row("milliseconds for seconds", OpenMetrics, "up 1 1795341600000\n# EOF\n", R::BadTime,
        "line 1: timestamp '1795341600000' is not a number of Unix seconds");
    row("further text", Text, "up 1 1795341600000 x\n", R::Syntax,
        "line 1: expected the end of the line, found 'x'");
    row("an exemplar without labels", Text, "up 1 # 2\n", R::Syntax,
        "line 1: expected the end of the line, found '#'");
    row("an exemplar without a value", Text, "up 1 # {a=\"b\"}\n", R::BadValue,
        "line 1: value '' is not a number");
    row("an exemplar with a cut label", Text, "up 1 # {a=\"b\n", R::Syntax,
        "line 1: labels of the exemplar are not closed with '}'");
    row("an exemplar with a bad label", Text, "up 1 # {a-b=\"c\"} 1\n", R::BadName,
        "line 1: labels: label name 'a-b' must be letters, digits and '_', and not begin with a "
        "digit");
    row("a second brace", Text, "a{b=\"c\"} 1 } 3\n", R::Syntax,
        "line 1: expected a value, found ' 1 }'");
    row("no comma", Text, "a{b=\"c\"d=\"e\"} 1\n", R::Syntax,
        "line 1: expected ',' or '}' behind label 'b', found 'd=\"e\"}'");
    row("a label without quotes", Text, "a{b=c} 1\n", R::Syntax,
        "line 1: value of label 'b' is not in quotes");
    row("a label without a value", Text, "a{b} 1\n", R::Syntax,
        "line 1: expected label=\"value\" or '}', found 'b}'");
    row("a label twice", Text, "a{b=\"c\",b=\"d\"} 1\n", R::BadLabel,
        "line 1: labels: label name 'b' stands there twice");
    row("a reserved label", Text, "a{__name__=\"c\"} 1\n", R::BadLabel,
        "line 1: labels: label name '__name__' begins with '__', which is reserved");
    row("no name", Text, "{a=\"b\"} 1\n", R::BadName, "line 1: name: is empty");
    row("a name that breaks the rules", Text, "{\"my.name\",a=\"b\"} 1\n", R::BadName,
        "line 1: name: metric name 'my.name' must be letters, digits, '_' and ':', and not begin "
        "with a digit");
    row("two names", Text, "up{\"down\"} 1\n", R::Syntax,
        "line 1: there are two metric names, 'up' and 'down'");
    row("broken UTF-8", Text, "a{b=\"\xff\"} 1\n", R::BadLabel,
        "line 1: labels: value of label 'b' is not valid UTF-8 or holds a NUL: '\\xff'");
    row("broken UTF-8 in a name", Text, "a\xff 1\n", R::BadName,
        "line 1: name: metric name 'a\\xff' must be letters, digits, '_' and ':', and not begin "
        "with a digit");
    row("a NUL", Text, QByteArray("a{b=\"\0\"} 1\n", 11), R::BadLabel,
        "line 1: labels: value of label 'b' is not valid UTF-8 or holds a NUL: '\\x00'");
    row("an endless line", Text, "a{b=\"" + QByteArray(1'000'000, 'x') + "\"} 1\n", R::TooLarge,
        "line 1: labels: value of label 'b' is 1000000 bytes, limit 2048");
    row("an endless name", Text, QByteArray(1'000'000, 'x') + " 1\n", R::TooLarge,
        "line 1: name: metric name '" + QByteArray(64, 'x') + "...' is 1000000 bytes, limit 256");
    row("a type that is none", Text, "# TYPE a counters\n", R::WrongType,
        "line 1: type 'counters' of metric 'a' is unknown");
    row("a type of nothing", Text, "# TYPE\n", R::Syntax, "line 1: there is no metric name");
    row("a help text that is not UTF-8", Text, "# HELP a \xff\n", R::BadLabel,
        "line 1: text is not valid UTF-8 or holds a NUL");
    row("no end", OpenMetrics, "up 1\n", R::Syntax,
        "line 1: the text ends without # EOF, so that it may not be whole");
    row("no end of nothing", OpenMetrics, "", R::Syntax,
        "line 0: the text ends without # EOF, so that it may not be whole");
    row("text behind the end", OpenMetrics, "# EOF\nup 1\n", R::Syntax,
        "line 2: something follows behind # EOF");
}

void TestExpositionDecoder::refuses()
{
    QFETCH(ExpositionDialect, dialect);
    QFETCH(QByteArray, text);
    QFETCH(RefusalReason, reason);
    QFETCH(QByteArray, message);
    Decoded decoded(dialect);
    const Refusal refusal = decoded.refusal(text.toStdString());
    QCOMPARE(QByteArray::fromStdString(refusal.message), message);
    QCOMPARE(refusal.reason, reason);
}

void TestExpositionDecoder::refusesPushed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &message) {
        QTest::newRow(title) << text << message;
    };
    row("nothing", "", "");
    row("a histogram",
        "# HELP h help\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n"
        "h_sum 1\nh_count 1\n",
        "");
    row("a name that looks like another's", "a_sum 1\n# TYPE a gauge\na 1\n", "");
    row("a timestamp", "up 1 1795341600000\n", "line 1: pushed metrics must not have timestamps");
    row("a series twice", "up{a=\"1\",b=\"2\"} 1\nx 1\nup{b=\"2\",a=\"1\"} 2\n",
        "line 3: series 'up{a=\"1\",b=\"2\"}' stands on line 1 already");
    row("a type twice", "# TYPE up gauge\n# TYPE up counter\nup 1\n",
        "line 2: metric 'up' has its type on line 1 already");
    row("a type behind its samples", "up 1\n# TYPE up gauge\n",
        "line 2: type of metric 'up' is said behind its first sample on line 1");
    row("a type behind its buckets", "h_bucket{le=\"1\"} 1\n# TYPE h histogram\n",
        "line 2: type of metric 'h' is said behind its first sample on line 1");
    row("a bucket without a bound", "# TYPE h histogram\nh_bucket 1\n",
        "line 2: bound '' of histogram 'h' (label 'le') is not a number");
    row("a bad label", "up{a=\"1\",a=\"2\"} 1\n",
        "line 1: labels: label name 'a' stands there twice");
}

void TestExpositionDecoder::refusesPushed()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    Decoded decoded(Text, ExpositionUse::Push);
    const auto read = decoded.read(text.toStdString());
    QCOMPARE(read ? QByteArray() : QByteArray::fromStdString(read.error().message), message);
}

void TestExpositionDecoder::readsMetadata()
{
    const std::string text =
        "# HELP a first \\\\ second\\nthird\n# TYPE a counter\n# UNIT a bytes\n"
        "a_total 1\n# TYPE b histogram\n# TYPE c_info info\n# EOF\n";
    Decoded openMetrics(OpenMetrics);
    QVERIFY(openMetrics.read(text));
    auto metadata = openMetrics.decoder.metadata();
    QCOMPARE(metadata.size(), std::size_t(3));
    QCOMPARE(metadata[0].metric, std::string_view("a_total"));
    QCOMPARE(metadata[0].type, MetricType::Counter);
    QCOMPARE(metadata[0].unit, std::string_view("bytes"));
    QCOMPARE(metadata[0].help, std::string_view("first \\ second\nthird"));
    QCOMPARE(metadata[1].metric, std::string_view("b"));
    QCOMPARE(metadata[1].type, MetricType::Histogram);
    QCOMPARE(metadata[2].metric, std::string_view("c_info"));

    Decoded plain(Text);
    QVERIFY(plain.read(text));
    metadata = plain.decoder.metadata();
    QCOMPARE(metadata[0].metric, std::string_view("a"));
    QCOMPARE(metadata[0].unit, std::string_view());
}

void TestExpositionDecoder::readsExemplars()
{
    Decoded decoded(OpenMetrics);
    QVERIFY(decoded.read("x 1\na_total 1 # {trace_id=\"t\",span_id=\"s\"} 0.5 1795341599.5\n"
                         "a_total 2 1795341598 # {} 0.25\n# EOF\n"));
    const auto &exemplars = decoded.decoder.batch().exemplars;
    QCOMPARE(exemplars.size(), std::size_t(2));
    QCOMPARE(exemplars[0].row, std::size_t(1));
    QCOMPARE(exemplars[0].timeMs, NowMs - 500);
    QCOMPARE(exemplars[0].value, 0.5);
    QCOMPARE(exemplars[0].labels.toString(), std::string("{span_id=\"s\",trace_id=\"t\"}"));
    QCOMPARE(exemplars[1].timeMs, NowMs - 2000);
    QVERIFY(exemplars[1].labels.isEmpty());
}

void TestExpositionDecoder::keepsExemplarsWithTheirRowsBehindStarts()
{
    Decoded decoded(OpenMetrics);
    QVERIFY(decoded.read("# TYPE a counter\na_total 1 # {t=\"1\"} 1\na_created 1795341599\n"
                         "# TYPE b counter\nb_total 2 # {t=\"2\"} 1\nb_created 1795341599\n"
                         "# EOF\n"));
    const SampleBatch &batch = decoded.decoder.batch();
    QCOMPARE(batch.size(), std::size_t(4));
    QCOMPARE(batch.exemplars.size(), std::size_t(2));
    QCOMPARE(batch.values[batch.exemplars[0].row], 1.0);
    QCOMPARE(batch.values[batch.exemplars[1].row], 2.0);
    QVERIFY(batch.hashes[0] == batch.hashes[1] && batch.hashes[1] != batch.hashes[2]);
    QCOMPARE(decoded.decoder.documentIndex(3), std::size_t(5));
}

void TestExpositionDecoder::addsLabels()
{
    Decoded decoded(Text);
    QVERIFY(decoded.read("up{a=\"1\",b=\"2\"} 1\n"));
    const WireHash plain = decoded.decoder.batch().hashes[0];
    decoded.options.labels = {{"a", "x"}, {"c", "y"}, {"b", ""}, {"c", "z"}};
    QVERIFY(decoded.read("up{a=\"1\",b=\"2\"} 1\n"));
    QCOMPARE(decoded.rows(), QByteArray("up{a=\"x\",c=\"z\"} 1 0\n"));
    QVERIFY(plain != decoded.decoder.batch().hashes[0]);
}

void TestExpositionDecoder::takesTheRequestsTime()
{
    Decoded decoded(Text);
    decoded.options.timeMs = NowMs - 5;
    QVERIFY(decoded.read("a 1\na 2 1795341600000\n"));
    QCOMPARE(decoded.rows(), QByteArray("a 1 -5\na 2 0\n"));
}

void TestExpositionDecoder::partlyTakesTheGoodLines()
{
    Decoded decoded(Text);
    QVERIFY(decoded.read("a 1\na x\n\n# TYPE a what\nb 2\n", AppendMode::GoodRows));
    QCOMPARE(decoded.rows(), QByteArray("a 1 0\nb 2 0\n"));
    const auto refusals = decoded.decoder.refusals();
    QCOMPARE(refusals.size(), std::size_t(2));
    QCOMPARE(refusals[0].row, std::size_t(2));
    QCOMPARE(refusals[0].message, std::string("line 2: value 'x' is not a number"));
    QCOMPARE(refusals[1].row, std::size_t(4));
    QCOMPARE(decoded.decoder.documentIndex(1), std::size_t(5));
    QCOMPARE(decoded.decoder.path(1), std::string("line 5"));
}

void TestExpositionDecoder::refusesTooManySamples()
{
    IngestLimits limits;
    limits.set(IngestLimit::SamplesPerImport, 2);
    ExpositionDecoder decoder(Text, ExpositionUse::Samples, limits);
    const DocumentOptions options;
    for (const AppendMode mode : {AppendMode::WholeBatch, AppendMode::GoodRows}) {
        const auto decoded = decoder.decode({.bytes = "a 1\nb 2\n# x\nc 3\n",
                                             .readableBytes = 0,
                                             .mode = mode,
                                             .nowMs = NowMs,
                                             .options = options});
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().reason, RefusalReason::TooLarge);
        QCOMPARE(decoded.error().message,
                 std::string("line 4: more than 2 samples in one request"));
    }
}

void TestExpositionDecoder::sameBytesAreTheSameSeriesInBothDialects()
{
    Decoded text(Text);
    Decoded openMetrics(OpenMetrics);
    QVERIFY(text.read("a{b=\"c\"} 1\n") && openMetrics.read("a{b=\"c\"} 1\n# EOF\n"));
    QVERIFY(text.decoder.batch().hashes == openMetrics.decoder.batch().hashes);
}

void TestExpositionDecoder::givesBackLargeBuffers()
{
    Decoded decoded(Text);
    std::string line = "a 1\n";
    std::string text;
    for (int i = 0; i < 150'000; ++i)
        text += line;
    QVERIFY(decoded.read(text));
    const std::size_t before = heapBytes();
    decoded.decoder.clear();
    QVERIFY(heapBytes() == 0 || before - heapBytes() > 150'000 * 32);
    QVERIFY(decoded.read("b 1\n"));
    QCOMPARE(decoded.rows(), QByteArray("b 1 0\n"));
}

QTEST_APPLESS_MAIN(TestExpositionDecoder)
#include "tst_expositiondecoder.moc"
