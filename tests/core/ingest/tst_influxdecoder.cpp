#include "core/ingest/influxdecoder.h"

#include <QTest>

#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z

tl::expected<void, Refusal> decode(InfluxDecoder &decoder, std::string_view text,
                                   const DocumentOptions &options = {})
{
    return decoder.decode({.bytes = text,
                           .readableBytes = text.size(),
                           .mode = AppendMode::GoodRows,
                           .nowMs = NowMs,
                           .options = options});
}

/// "cpu{host="a"} 0.5 1795341600000; ..."
QByteArray rowsOf(const InfluxDecoder &decoder)
{
    QByteArray text;
    const SampleBatch &batch = decoder.batch();
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const auto labels = decoder.labels(row);
        text += text.isEmpty() ? "" : "; ";
        if (!labels)
            text += QByteArray::fromStdString(decoder.messageOf(labels.error()));
        else
            text += QByteArray::fromStdString(labels->toString()) + " " +
                    QByteArray::number(batch.values[row], 'g', 17) + " " +
                    QByteArray::number(qint64(batch.timesMs[row] - NowMs));
    }
    return text;
}

} // namespace

class TestInfluxDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data();
    void takes();
    void readsTimes_data();
    void readsTimes();
    void refuses_data();
    void refuses();
    void countsTextFieldsOnce();
    void keepsLinesApart();
    void hashesWhatStandsInTheLine();
    void keepsDatabasesApart();
    void letsTagsWinOverTheDatabase();
    void refusesMoreThanTheLimits();
    void neverReadsBeyondACutDocument();
};

void TestInfluxDecoder::takes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("rows"); // times from now
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &rows) {
        QTest::newRow(title) << text << rows;
    };
    row("a field called value", "cpu value=0.5", "cpu{} 0.5 0");
    row("another field", "cpu idle=0.5", "cpu_idle{} 0.5 0");
    row("several fields and tags", "cpu,host=a,zone=b user=1,system=2 1795341600001000000\n",
        R"(cpu_user{host="a",zone="b"} 1 1; cpu_system{host="a",zone="b"} 2 1)");
    row("tags in another order", "cpu,zone=b,host=a value=1", R"(cpu{host="a",zone="b"} 1 0)");
    row("lines that end as on Windows", "a value=1\r\nb value=2 1795341600000000000\r\n",
        "a{} 1 0; b{} 2 0");
    row("comments and empty lines", "# a value=1\n\n  \n\r\nb value=2\n#", "b{} 2 0");
    row("blanks in front and in between", "  a  value=1  1795341600000000000  ", "a{} 1 0");
    row("integers", "a value=-12i\nb value=18446744073709551615u",
        "a{} -12 0; b{} 1.8446744073709552e+19 0");
    row("booleans", "a value=t\na value=TRUE\na value=f\na value=False",
        "a{} 1 0; a{} 1 0; a{} 0 0; a{} 0 0");
    row("floats of all kinds", "a b=1.,c=.5,d=-1e-3,e=+2,f=1E3",
        "a_b{} 1 0; a_c{} 0.5 0; a_d{} -0.001 0; a_e{} 2 0; a_f{} 1000 0");
    row("text between numbers", "a b=1,c=\"x, y=2 z\",d=3", "a_b{} 1 0; a_d{} 3 0");
    row("text with quotes and backslashes", R"(a b="\"x\\",c=1)", "a_c{} 1 0");
    row("text over several lines", "a b=\"x\ny=1\n\",c=1\nd value=2", "a_c{} 1 0; d{} 2 0");
    row("text alone", "a b=\"x\"", "");
    row("escapes in a measurement", R"(my\ cpu\,load value=1)", "my_cpu_load{} 1 0");
    row("escapes in tags", R"(a,k\ e\,y\=s=v\ a\,l\=u\\e\n value=1)",
        R"(a{k_e_y_s="v a,l=u\\e\\n"} 1 0)");
    row("escapes in a field", R"(a some\ field\=x=1)", "a_some_field_x{} 1 0");
    row("an equals sign in a tag's value", "a,b=c=d value=1", R"(a{b="c=d"} 1 0)");
    row("an empty tag", "a,b=,c=d value=1", R"(a{c="d"} 1 0)");
    row("names of a wider alphabet", "2.disk-io,host-name=\xc3\xa4 read/s=1",
        "_2_disk_io_read_s{host_name=\"\xc3\xa4\"} 1 0");
    row("quotes in a tag are plain", "a,b=\"c\" value=1", R"(a{b="\"c\""} 1 0)");
}

void TestInfluxDecoder::takes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, rows);
    InfluxDecoder decoder;
    for (const QByteArray &document : {text, text + "\n"}) {
        const auto decoded = decode(decoder, document.toStdString());
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
        QCOMPARE(rowsOf(decoder), rows);
        for (const Refusal &refusal : decoder.refusals())
            QCOMPARE(refusal.reason, RefusalReason::NotAMetric);
        QCOMPARE(decoder.batch().hashes.size(), decoder.batch().values.size());
    }
}

void TestInfluxDecoder::readsTimes_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<quint64>("nanosecondsPerUnit");
    QTest::addColumn<qint64>("timeMs");
    const auto row = [](const char *title, const char *time, quint64 nanosecondsPerUnit,
                        qint64 timeMs) {
        QTest::newRow(title) << QByteArray(time) << nanosecondsPerUnit << timeMs;
    };
    row("nanoseconds unless told otherwise", "1795341600123456789", 0, 1795341600123);
    row("nanoseconds", "1795341600123999999", 1, 1795341600123);
    row("microseconds", "1795341600123456", 1000, 1795341600123);
    row("milliseconds", "1795341600123", 1'000'000, 1795341600123);
    row("seconds", "1795341600", 1'000'000'000, 1795341600000);
    row("minutes", "29922360", 60'000'000'000, 1795341600000);
    row("hours", "-498706", 3'600'000'000'000, -1795341600000);
    row("hours that lead beyond all times", "9223372036854775807", 3'600'000'000'000,
        253'402'300'800'000);
    row("before 1970", "-1", 1, -1);
    row("nanoseconds taken for seconds", "1795341600123456789", 1'000'000'000, 253'402'300'800'000);
    row("the largest", "9223372036854775807", 1'000'000, 253'402'300'800'000);
    row("the smallest", "-9223372036854775808", 1'000'000'000, -253'402'300'800'000);
}

void TestInfluxDecoder::readsTimes()
{
    QFETCH(QByteArray, time);
    QFETCH(quint64, nanosecondsPerUnit);
    QFETCH(qint64, timeMs);
    InfluxDecoder decoder;
    const DocumentOptions options{.labels = {}, .nanosecondsPerUnit = nanosecondsPerUnit};
    QVERIFY(decode(decoder, "a value=1 " + time.toStdString(), options));
    QCOMPARE(decoder.batch().timesMs, std::vector<TimeMs>{timeMs});
}

void TestInfluxDecoder::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");
    using R = RefusalReason;
    const auto row = [](const char *title, const QByteArray &line, R reason,
                        const QByteArray &message) {
        QTest::newRow(title) << line << reason << message;
    };
    row("a measurement alone", "cpu", R::Syntax, "a field is missing behind the tags: 'cpu'");
    row("a measurement and a blank", "cpu ", R::Syntax,
        "a field is missing behind the tags: 'cpu'");
    row("no measurement", ",host=a value=1", R::BadName, "a measurement is missing: ',host=a'");
    row("a field without a value", "cpu value", R::Syntax, "expected field=value, found: 'value'");
    row("a value without a field", "cpu =1", R::Syntax, "expected field=value, found: ''");
    row("a comma too many", "cpu a=1,", R::Syntax, "expected field=value, found: ''");
    row("no value behind the sign", "cpu a=", R::BadValue,
        "value is not a number, boolean or text: ''");
    row("a word", "cpu a=high", R::BadValue, "value is not a number, boolean or text: 'high'");
    row("a number with text behind it", "cpu a=1x", R::BadValue,
        "value is not a number, boolean or text: '1x'");
    row("NaN, which InfluxDB has not either", "cpu a=NaN", R::BadValue,
        "value is not a number, boolean or text: 'NaN'");
    row("an infinity", "cpu a=-inf", R::BadValue, "value is not a number, boolean or text: '-inf'");
    row("an integer with a fraction", "cpu a=1.5i", R::BadValue,
        "value is not a number, boolean or text: '1.5i'");
    row("an integer beyond 64 bits", "cpu a=9223372036854775808i", R::BadValue,
        "value is not a number, boolean or text: '9223372036854775808i'");
    row("an unsigned one below zero", "cpu a=-1u", R::BadValue,
        "value is not a number, boolean or text: '-1u'");
    row("a value beyond doubles", "cpu a=1e999", R::BadValue,
        "value is not a number, boolean or text: '1e999'");
    row("an open text", "cpu a=\"x", R::Syntax, "a text has no closing quote: '\"x'");
    row("text goes on behind its quote", "cpu a=\"x\"y", R::Syntax,
        "expected ',' or a blank behind a value, found: 'y'");
    row("a time that is a word", "cpu a=1 now", R::BadTime,
        "timestamp is not a whole number: 'now'");
    row("a time with a fraction", "cpu a=1 1.5", R::BadTime,
        "timestamp is not a whole number: '1.5'");
    row("a time with text behind it", "cpu a=1 15x", R::Syntax,
        "expected the end of the line, found: 'x'");
    row("two times", "cpu a=1 1 2", R::Syntax, "expected the end of the line, found: '2'");
    row("a tag without a value", "cpu,host value=1", R::BadLabel, "tag 'host' is not tag=value");
    row("a tag without a name", "cpu,=a value=1", R::BadLabel, "tag '=a' is not tag=value");
    row("a tag that is no UTF-8", "cpu,a=\xff value=1", R::BadLabel,
        "labels: value of label 'a' is not valid UTF-8 or holds a NUL: '\\xff'");
}

void TestInfluxDecoder::refuses()
{
    QFETCH(QByteArray, line);
    QFETCH(RefusalReason, reason);
    QFETCH(QByteArray, message);
    InfluxDecoder decoder;
    // Every bad line alone, behind a good one, and in front of one.
    QVERIFY(decode(decoder, ("good value=1\n" + line).toStdString()));
    Refusal refusal;
    if (decoder.refusals().empty()) {
        QCOMPARE(decoder.batch().size(), std::size_t(2));
        const auto labels = decoder.labels(1);
        QVERIFY(!labels);
        refusal = labels.error();
        refusal.message = decoder.messageOf(refusal);
    } else {
        QCOMPARE(decoder.batch().size(), std::size_t(1));
        refusal = decoder.refusals()[0];
        QCOMPARE(refusal.row, std::size_t(1));
    }
    const QByteArray text = QByteArray::fromStdString(refusal.message);
    QVERIFY2(text == "line 2: " + message || text == "line 2." + message, text);
    QCOMPARE(refusal.reason, reason);
    QVERIFY(decode(decoder, (line + "\ngood value=1").toStdString()));
    QVERIFY(rowsOf(decoder).endsWith("good{} 1 0"));
}

void TestInfluxDecoder::countsTextFieldsOnce()
{
    InfluxDecoder decoder;
    QVERIFY(decode(decoder, "a b=1\na c=\"x\",d=\"y\"\na e=\"z\"\n"));
    QCOMPARE(decoder.refusals().size(), std::size_t(1));
    QCOMPARE(decoder.refusals()[0].count, std::size_t(3));
    QCOMPARE(decoder.refusals()[0].message, std::string("line 2: text fields are not kept"));
    QVERIFY(infoOf(decoder.refusals()[0].reason).isNotKept);
}

void TestInfluxDecoder::keepsLinesApart()
{
    InfluxDecoder decoder;
    QVERIFY(decode(decoder, "a b=1,c=2,d=oops\n# x\ne f=\"\n\",g=3\nh i=4"));
    QCOMPARE(rowsOf(decoder), QByteArray("e_g{} 3 0; h_i{} 4 0"));
    QCOMPARE(decoder.batch().timesMs.size(), std::size_t(2));
    QCOMPARE(decoder.refusals()[0].message,
             std::string("line 1: value is not a number, boolean or text: 'oops'"));
    QCOMPARE(decoder.path(1), std::string("line 5"));
    QCOMPARE(decoder.documentIndex(1), std::size_t(4));
}

void TestInfluxDecoder::hashesWhatStandsInTheLine()
{
    InfluxDecoder decoder;
    QVERIFY(decode(decoder, "a,t=1 b=1,c=1\na,t=1 c=2\na b=1\nb a=1\na,t=2 b=1\n"));
    const std::vector<WireHash> &hashes = decoder.batch().hashes;
    QCOMPARE(hashes.size(), std::size_t(6));
    QVERIFY(hashes[1] == hashes[2]);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        for (std::size_t other = 0; other < i; ++other)
            QVERIFY(!(hashes[i] == hashes[other]) || (i == 2 && other == 1));
    }
}

void TestInfluxDecoder::keepsDatabasesApart()
{
    InfluxDecoder decoder;
    QVERIFY(decode(decoder, "a b=1"));
    const WireHash plain = decoder.batch().hashes[0];
    const DocumentOptions options{.labels = {{"db", "x"}}};
    QVERIFY(decode(decoder, "a b=1", options));
    QVERIFY(!(decoder.batch().hashes[0] == plain));
    QCOMPARE(rowsOf(decoder), QByteArray(R"(a_b{db="x"} 1 0)"));
}

void TestInfluxDecoder::letsTagsWinOverTheDatabase()
{
    InfluxDecoder decoder;
    const DocumentOptions options{.labels = {{"db", "telegraf"}}};
    QVERIFY(decode(decoder, "pg,db=shop value=1", options));
    QCOMPARE(rowsOf(decoder), QByteArray(R"(pg{db="shop"} 1 0)"));
}

void TestInfluxDecoder::refusesMoreThanTheLimits()
{
    IngestLimits limits;
    limits.set(IngestLimit::SamplesPerRequest, 2);
    InfluxDecoder decoder(limits);
    QVERIFY(decode(decoder, "a b=1,c=2"));
    const auto decoded = decode(decoder, "a b=1\na b=1,c=2");
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().reason, RefusalReason::TooLarge);
    QCOMPARE(decoded.error().message,
             std::string("line 2: more samples than one request may hold: 'c'"));
}

void TestInfluxDecoder::neverReadsBeyondACutDocument()
{
    const std::string text = "a\\ b,t\\=ag=v\\ x f=-1.5e3,g=12i,h=true,i=\"x\\\"y\",j=.5 123456789";
    InfluxDecoder decoder;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::vector<char> cut(text.begin(), text.begin() + std::ptrdiff_t(size));
        QVERIFY(decode(decoder, {cut.data(), cut.size()}));
        for (std::size_t row = 0; row < decoder.batch().size(); ++row)
            static_cast<void>(decoder.labels(row));
    }
    QCOMPARE(decoder.batch().size(), std::size_t(4));
}

QTEST_APPLESS_MAIN(TestInfluxDecoder)
#include "tst_influxdecoder.moc"
