#include "core/ingest/vmimportdecoder.h"

#include "tests/core/ingest/heapbytes.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z
constexpr double Infinity = std::numeric_limits<double>::infinity();
const QByteArray Up = R"({"__name__":"up","job":"shop"})";

QByteArray line(const QByteArray &metric, const QByteArray &values, const QByteArray &times,
                const QByteArray &more = {})
{
    return "{\"metric\":" + metric + ",\"values\":" + values + ",\"timestamps\":" + times + more +
           "}\n";
}

const QByteArray One = line(Up, "[1]", "[1795341600000]");

/// The bytes at the end of their own memory, so that a sanitizer sees who reads on.
struct Exact
{
    explicit Exact(const QByteArray &text)
        : bytes(text.begin(), text.end())
    {
    }
    std::vector<char> bytes;
    std::string_view view() const { return {bytes.data(), bytes.size()}; }
};

tl::expected<void, Refusal> decode(VmImportDecoder &decoder, std::string_view text,
                                   AppendMode mode = AppendMode::GoodRows,
                                   const DocumentOptions &options = {})
{
    return decoder.decode({.bytes = text,
                           .readableBytes = text.size(),
                           .mode = mode,
                           .nowMs = NowMs,
                           .options = options});
}

std::string textOf(const tl::expected<Labels, Refusal> &labels)
{
    return labels ? labels->toString() : labels.error().message;
}

} // namespace

class TestVmImportDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsColumns();
    void readsValues_data();
    void readsValues();
    void takes_data();
    void takes();
    void readsTheSameWithoutPadding();
    void addsLabels_data();
    void addsLabels();
    void hashesLabelsAsTheyStand();
    void keepsSpacesOfAddedLabelsApart();
    void refuses_data();
    void refuses();
    void leavesBadLinesOut();
    void refusesWholeBatches();
    void refusesMoreThanTheLimits();
    void refusesALineThatIsTooLong();
    void placesWhatTheStoreRefuses();
    void neverReadsBeyondACutDocument();
    void givesBackTheMemoryOfALargeDocument();
};

void TestVmImportDecoder::readsColumns()
{
    VmImportDecoder decoder;
    const QByteArray text = line(Up, "[1,2.5]", "[1795341600000,1795341601000]") + "\n" +
                            line(R"({"__name__":"down"})", "[-3]", "[1795341602000]").trimmed();
    const auto decoded = decode(decoder, text.toStdString());
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoder.batch().values, (std::vector<double>{1, 2.5, -3}));
    QCOMPARE(decoder.batch().timesMs,
             (std::vector<TimeMs>{1795341600000, 1795341601000, 1795341602000}));
    QVERIFY(decoder.batch().hashes[0] == decoder.batch().hashes[1]);
    QVERIFY(!(decoder.batch().hashes[1] == decoder.batch().hashes[2]));
    QCOMPARE(textOf(decoder.labels(1)), std::string(R"(up{job="shop"})"));
    QCOMPARE(textOf(decoder.labels(2)), std::string("down{}"));
    QCOMPARE(decoder.documentIndex(1), std::size_t(0));
    QCOMPARE(decoder.documentIndex(2), std::size_t(2));
    QCOMPARE(decoder.path(2), std::string("line 3"));
    QVERIFY(decoder.batch().flags.empty());
}

void TestVmImportDecoder::readsValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("expected");
    const auto row = [](const char *text, double expected) {
        QTest::newRow(text) << QByteArray(text) << expected;
    };
    row("1", 1);
    row("-0.125", -0.125);
    row("1e-3", 0.001);
    row("1.7976931348623157e+308", std::numeric_limits<double>::max());
    row("\"Infinity\"", Infinity);
    row("\"-Infinity\"", -Infinity);
    row("\"+Inf\"", Infinity);
    row("\"-inf\"", -Infinity);
    row("\"12.5\"", 12.5);
    row("\"NaN\"", std::numeric_limits<double>::quiet_NaN());
    row("null", std::numeric_limits<double>::quiet_NaN());
}

void TestVmImportDecoder::readsValues()
{
    QFETCH(QByteArray, text);
    QFETCH(double, expected);
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, line(Up, "[0," + text + "]", "[1,2]").toStdString()));
    QCOMPARE(decoder.refusals().size(), std::size_t(0));
    QCOMPARE(decoder.batch().size(), std::size_t(2));
    QCOMPARE(std::bit_cast<std::uint64_t>(decoder.batch().values[1]),
             std::bit_cast<std::uint64_t>(expected));
}

void TestVmImportDecoder::takes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("series");
    const QByteArray shop = R"(up{job="shop"})";
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &series) {
        QTest::newRow(title) << text << series;
    };
    row("as VictoriaMetrics writes it", One, shop);
    row("without a line feed at the end", One.trimmed(), shop);
    row("lines that end as on Windows", One.trimmed() + "\r\n", shop);
    row("blanks between everything",
        " { \"metric\" : { \"__name__\" : \"up\" , \"job\" : \"shop\" } , \"values\" : [ 1 ] , "
        "\"timestamps\" : [ 1795341600000 ] } \n",
        shop);
    row("members in another order",
        R"({"timestamps":[1795341600000],"values":[1],"metric":{"job":"shop","__name__":"up"}})",
        shop);
    row("members of others",
        line(Up, "[1]", "[1795341600000]", R"(,"x":{"y":["]}\"",{}]},"z":"a\\","n":1.5,"t":true)"),
        shop);
    row("escapes in labels",
        line(R"({"__name__":"\u0075p","job":"a \"b\" {c} ]"})", "[1]", "[1795341600000]"),
        R"(up{job="a \"b\" {c} ]"})");
    row("an empty label", line(R"({"__name__":"up","job":""})", "[1]", "[1795341600000]"), "up{}");
}

void TestVmImportDecoder::takes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, series);
    VmImportDecoder decoder;
    const auto decoded = decode(decoder, text.toStdString(), AppendMode::WholeBatch);
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoder.batch().values, std::vector<double>{1});
    QCOMPARE(decoder.batch().timesMs, std::vector<TimeMs>{1795341600000});
    QCOMPARE(QByteArray::fromStdString(textOf(decoder.labels(0))), series);
}

void TestVmImportDecoder::readsTheSameWithoutPadding()
{
    const QByteArray text = One + line(Up, "[2]", "[1795341601000]").trimmed();
    std::string padded = text.toStdString();
    padded.resize(padded.size() + DocumentDecoder::Padding, '9'); // goes on like a number
    const DocumentOptions options;
    const std::string_view whole = std::string_view(padded).substr(0, std::size_t(text.size()));
    VmImportDecoder decoder;
    QVERIFY(decoder.decode({.bytes = whole,
                            .readableBytes = padded.size(),
                            .mode = AppendMode::WholeBatch,
                            .nowMs = NowMs,
                            .options = options}));
    QCOMPARE(decoder.batch().values, (std::vector<double>{1, 2}));
    const Exact exact(text);
    VmImportDecoder other;
    QVERIFY(decode(other, exact.view(), AppendMode::WholeBatch));
    QCOMPARE(other.batch().values, (std::vector<double>{1, 2}));
    QVERIFY(decoder.batch().hashes == other.batch().hashes);
    QCOMPARE(textOf(other.labels(1)), std::string(R"(up{job="shop"})"));
}

void TestVmImportDecoder::addsLabels_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("series");
    const auto row = [](const char *title, const char *name, const char *value,
                        const char *series) {
        QTest::newRow(title) << QByteArray(name) << QByteArray(value) << QByteArray(series);
    };
    row("a new one", "zone", "eu", R"(up{job="shop",zone="eu"})");
    row("one that takes another's place", "job", "other", R"(up{job="other"})");
    row("an empty one takes a label away", "job", "", "up{}");
    row("a name that breaks the rules", "a-b", "x",
        ".labels: label name 'a-b' must be letters, digits and '_', and not begin with a digit");
    row("a reserved name", "__name__", "x",
        ".labels: label name '__name__' begins with '__', which is reserved");
}

void TestVmImportDecoder::addsLabels()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, series);
    const DocumentOptions options{.labels = {{name.toStdString(), value.toStdString()}}};
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, One.toStdString(), AppendMode::GoodRows, options));
    QCOMPARE(QByteArray::fromStdString(textOf(decoder.labels(0))), series);
}

void TestVmImportDecoder::hashesLabelsAsTheyStand()
{
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, One.toStdString()));
    const WireHash first = decoder.batch().hashes[0];
    QVERIFY(decode(decoder, line(Up, "[7]", "[5]").toStdString()));
    QVERIFY(decoder.batch().hashes[0] == first);
    QVERIFY(decode(decoder, line(R"({"__name__":"up"})", "[7]", "[5]").toStdString()));
    QVERIFY(!(decoder.batch().hashes[0] == first));
}

void TestVmImportDecoder::keepsSpacesOfAddedLabelsApart()
{
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, One.toStdString()));
    const WireHash plain = decoder.batch().hashes[0];
    const DocumentOptions options{.labels = {{"zone", "eu"}}};
    QVERIFY(decode(decoder, One.toStdString(), AppendMode::GoodRows, options));
    QVERIFY(!(decoder.batch().hashes[0] == plain));
}

void TestVmImportDecoder::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<int>("samples");
    QTest::addColumn<QByteArray>("message");
    using R = RefusalReason;
    const auto row = [](const char *title, const QByteArray &text, R reason, int samples,
                        const char *message) {
        QTest::newRow(title) << text << reason << samples << QByteArray(message);
    };
    const QByteArray t = "[1795341600000]";
    row("no JSON", "up 1\n", R::WrongType, 1, "line 1: is not a JSON object");
    row("an empty object", "{}\n", R::WrongType, 1, "line 1: member 'metric' is missing");
    row("a comma at the end", "{\"metric\":{},}\n", R::Syntax, 1,
        "line 1: is not valid JSON: expected a member's name at byte 13, found '}'");
    row("no colon", "{\"metric\" 1}", R::Syntax, 1,
        "line 1: is not valid JSON: expected ':' at byte 10, found '1'");
    row("no value of a stranger", "{\"x\":,}", R::Syntax, 1,
        "line 1: is not valid JSON: expected a value at byte 5, found ','");
    row("two objects in a line", One.trimmed() + One, R::Syntax, 1,
        "line 1: the object is followed by further text");
    row("an array that is not closed", "{\"metric\":{},\"values\":[1", R::Syntax, 1,
        "line 1: is not valid JSON: expected ',' or ']' in values at byte 24, found the end of the "
        "line");
    row("an object that is not closed", One.left(One.size() - 2), R::Syntax, 1,
        "line 1: is not valid JSON: expected ',' or '}' at byte 82, found the end of the line");
    row("a metric that is not closed", "{\"metric\":{\"a\":\"b\"", R::Syntax, 1,
        "line 1: is not valid JSON: expected the end of the metric's object at byte 18, found the "
        "end of the line");
    row("a string that ends in an escape", "{\"metric\":{\"a\":\"b\\", R::Syntax, 1,
        "line 1: is not valid JSON: expected the end of the metric's object at byte 15, found a "
        "string that is not closed");
    row("a metric that is no object", line("[]", "[1]", t), R::WrongType, 1,
        "line 1: metric is not an object");
    row("values that are no array", line(Up, "{}", t), R::WrongType, 1,
        "line 1: values is not an array");
    row("a member twice", line(Up, "[1]", t, ",\"values\":[1]"), R::WrongType, 1,
        "line 1: member 'values' stands there twice");
    row("more values than times", line(Up, "[1,2,3]", t), R::WrongType, 3,
        "line 1: 3 values, but 1 timestamps");
    row("more times than values", line(Up, "[]", t), R::WrongType, 1,
        "line 1: 0 values, but 1 timestamps");
    row("a comma too many", line(Up, "[1,]", t), R::BadValue, 1,
        "line 1: values[1] '' is not a number");
    row("a word as a value", line(Up, "[1,\"one\"]", t), R::BadValue, 1,
        "line 1: values[1] 'one' is not a number");
    row("a number with text behind it", line(Up, "[1x]", t), R::Syntax, 1,
        "line 1: is not valid JSON: expected ',' or ']' in values at byte 52, found 'x'");
    row("a value beyond doubles", line(Up, "[1e999]", t), R::BadValue, 1,
        "line 1: values[0] '1e999' is not a number");
    row("true as a value", line(Up, "[true]", t), R::BadValue, 1,
        "line 1: values[0] 'true' is not a number");
    row("a time with a fraction", line(Up, "[1]", "[1.5]"), R::BadTime, 1,
        "line 1: timestamps[0] '1.5' is not a whole number of Unix milliseconds");
    row("a time in quotes", line(Up, "[1]", "[\"1\"]"), R::BadTime, 1,
        "line 1: timestamps[0] '\"1\"' is not a whole number of Unix milliseconds");
    row("bits of a number", line(Up, "[null]", t, R"(,"nan_bits":["3ff0000000000000"])"),
        R::BadValue, 1,
        "line 1: nan_bits[0] '\"3ff0000000000000\"' is not the 16 hexadecimal digits of a NaN");
    row("bits without a null", line(Up, "[1]", t, R"(,"nan_bits":["7ff8000000000001"])"),
        R::WrongType, 1, "line 1: 0 nulls, but 1 nan_bits");
    row("a bad line behind good ones", One + One + "x", R::WrongType, 1,
        "line 3: is not a JSON object");
    row("no name", line("{}", "[1]", t), R::BadName, 1, "line 1.name: is empty");
    row("a name twice", line(R"({"__name__":"a","__name__":"b"})", "[1]", t), R::BadLabel, 1,
        "line 1.labels: label name '__name__' begins with '__', which is reserved");
    row("a label that is no text", line(R"({"__name__":"a","b":1})", "[1]", t), R::WrongType, 1,
        "line 1.labels: value of label 'b' is a number, must be a string");
    row("a metric that is no JSON within", line(R"({"__name__":"a" "b"})", "[1]", t), R::Syntax, 1,
        "line 1.labels: not valid JSON: a comma, colon, brace or key is missing or superfluous");
    row("bytes that are no UTF-8", line("{\"__name__\":\"a\",\"b\":\"\xff\"}", "[1]", t), R::Syntax,
        1, "line 1.labels: not valid JSON: it is not valid UTF-8");
}

void TestVmImportDecoder::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(RefusalReason, reason);
    QFETCH(int, samples);
    QFETCH(QByteArray, message);
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, Exact(text).view()));
    Refusal refusal;
    if (decoder.refusals().empty()) {
        QCOMPARE(decoder.batch().size(), std::size_t(1));
        const auto labels = decoder.labels(0);
        QVERIFY(!labels);
        refusal = labels.error();
        refusal.message = decoder.messageOf(refusal);
    } else {
        QCOMPARE(decoder.refusals().size(), std::size_t(1));
        refusal = decoder.refusals()[0];
    }
    QCOMPARE(QByteArray::fromStdString(refusal.message), message);
    QCOMPARE(refusal.reason, reason);
    QCOMPARE(refusal.count, std::size_t(samples));
}

void TestVmImportDecoder::leavesBadLinesOut()
{
    VmImportDecoder decoder;
    const QByteArray bad = line(Up, "[7,8]", "[1]");
    QVERIFY(decode(decoder, (bad + One + bad + One).toStdString()));
    QCOMPARE(decoder.batch().values, (std::vector<double>{1, 1}));
    QCOMPARE(decoder.batch().timesMs, (std::vector<TimeMs>{1795341600000, 1795341600000}));
    QCOMPARE(decoder.batch().hashes.size(), std::size_t(2));
    QCOMPARE(decoder.documentIndex(1), std::size_t(3));
    QCOMPARE(decoder.refusals().size(), std::size_t(2));
    QCOMPARE(decoder.refusals()[1].row, std::size_t(2));
    QCOMPARE(decoder.refusals()[1].count, std::size_t(2));
}

void TestVmImportDecoder::refusesWholeBatches()
{
    VmImportDecoder decoder;
    const auto decoded = decode(decoder, (One + "x\n").toStdString(), AppendMode::WholeBatch);
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().message, std::string("line 2: is not a JSON object"));
}

void TestVmImportDecoder::refusesMoreThanTheLimits()
{
    IngestLimits limits;
    limits.set(IngestLimit::SamplesPerImport, 3);
    VmImportDecoder decoder(limits);
    const QByteArray two = line(Up, "[1,2]", "[1,2]");
    QVERIFY(decode(decoder, (two + One).toStdString()));
    QCOMPARE(decoder.batch().size(), std::size_t(3));
    const auto decoded = decode(decoder, (two + two).toStdString());
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().reason, RefusalReason::TooLarge);
    QCOMPARE(decoded.error().message, std::string("line 2: more than 3 samples in one request, "
                                                  "send it in several of whole lines"));
    QVERIFY(decode(decoder, line(Up, "[1,2,3,4]", "[1,2,3,4]").toStdString()));
    QCOMPARE(decoder.refusals()[0].message, std::string("line 1: values has more than 3 elements"));
}

void TestVmImportDecoder::refusesALineThatIsTooLong()
{
    VmImportDecoder decoder;
    const std::string spaces(SeriesLineReader::MaxLineBytes, ' ');
    QVERIFY(decode(decoder, One.toStdString() + "{" + spaces + "\n" + One.toStdString()));
    QCOMPARE(decoder.batch().size(), std::size_t(2));
    QCOMPARE(decoder.refusals().size(), std::size_t(1));
    QCOMPARE(decoder.refusals()[0].message,
             std::string("line 2: is 16777217 bytes, limit 16777216"));
}

void TestVmImportDecoder::placesWhatTheStoreRefuses()
{
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, (One + line(Up, "[1,2]", "[1,2]")).toStdString()));
    QCOMPARE(
        decoder.messageOf(
            {.reason = RefusalReason::TooOld, .row = 2, .message = ".timestamp: is 5 ms behind"}),
        std::string("line 2.timestamps[1]: is 5 ms behind"));
    QCOMPARE(decoder.messageOf(
                 {.reason = RefusalReason::SeriesLimit, .row = 0, .message = "series limit 20"}),
             std::string("line 1: series limit 20"));
}

void TestVmImportDecoder::neverReadsBeyondACutDocument()
{
    const QByteArray text = line(R"({"__name__":"up","a":"\"\\"})", "[1.25,-1e-3,null,\"NaN\"]",
                                 "[1795341600000,1,2,3]", R"(,"x":[{"y":"z"}])");
    VmImportDecoder decoder;
    for (qsizetype size = 0; size < text.size() - 1; ++size) {
        const Exact cut(text.left(size));
        QVERIFY(decode(decoder, cut.view()));
        QCOMPARE(decoder.batch().size(), std::size_t(0));
        QCOMPARE(decoder.refusals().size(), std::size_t(size == 0 ? 0 : 1));
    }
}

void TestVmImportDecoder::givesBackTheMemoryOfALargeDocument()
{
    VmImportDecoder decoder;
    QVERIFY(decode(decoder, One.toStdString()));
    decoder.clear();
    const std::size_t before = heapBytes();
    if (before == 0)
        QSKIP("the allocator does not say what it has handed out");
    {
        std::string text;
        for (int i = 0; i < 50'000; ++i)
            text += One.toStdString();
        QVERIFY(decode(decoder, text));
        decoder.clear();
    }
    QVERIFY(heapBytes() < before + (64u << 10));
}

QTEST_APPLESS_MAIN(TestVmImportDecoder)
#include "tst_vmimportdecoder.moc"
