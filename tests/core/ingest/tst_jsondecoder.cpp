#include "core/ingest/jsondecoder.h"

#include "tests/core/ingest/heapbytes.h"

#include <QTest>

#include <cmath>
#include <set>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z

std::string deep(int levels)
{
    return std::string(size_t(levels), '[') + std::string(size_t(levels), ']');
}

std::string oneSample(const std::string &fields)
{
    return R"({"metrics":[{)" + fields + "}]}";
}

/// name|label=value|label=value
std::string text(const Labels &labels)
{
    std::string out(labels.metricName());
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            out += "|" + std::string(label.name) + "=" + std::string(label.value);
    }
    return out;
}

/// The message of the refusal, or nothing.
std::string refusalOf(JsonDecoder &decoder, const std::string &body, RefusalReason *reason)
{
    const auto decoded = decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs);
    if (!decoded) {
        *reason = decoded.error().reason;
        return decoded.error().message;
    }
    for (std::size_t row = 0; row < decoder.batch().size(); ++row) {
        const auto labels = decoder.labels(row);
        if (!labels) {
            *reason = labels.error().reason;
            return decoder.path(row) + labels.error().message;
        }
    }
    return {};
}

} // namespace

class TestJsonDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesDocuments_data();
    void takesDocuments();
    void readsValues_data();
    void readsValues();
    void refusesDocuments_data();
    void refusesDocuments();
    void keepsColumnsInOrder();
    void hashesLabelsAsTheyStand();
    void listsBadRowsInPartialMode();
    void refusesWholeDocumentInPartialModeToo_data();
    void refusesWholeDocumentInPartialModeToo();
    void refusesTruncationAtEveryLength();
    void refusesMoreSamplesThanTheLimit();
    void stopsReadingALabelBomb();
    void isReusableAfterAnyDocument();
    void givesBackTheMemoryOfALargeDocument();
    void givesBackTheMemoryOfALabelBomb();
};

void TestJsonDecoder::takesDocuments_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("series");
    QTest::addColumn<TimeMs>("timeMs");

    const auto row = [](const char *title, const QByteArray &body, const QByteArray &series,
                        TimeMs timeMs) { QTest::newRow(title) << body << series << timeMs; };
    const QByteArray start = R"({"metrics":[{"name":"up","value":1)";
    row("no timestamp means now", start + "}]}", "up", NowMs);
    row("null timestamp means now", start + R"(,"timestamp":null}]})", "up", NowMs);
    row("null labels mean none", start + R"(,"labels":null}]})", "up", NowMs);
    row("empty labels", start + R"(,"labels":{}}]})", "up", NowMs);
    row("rfc 3339", start + R"(,"timestamp":"2026-11-22T10:00:01.5Z"}]})", "up", NowMs + 1500);
    row("rfc 3339 with an escaped plus",
        start + R"(,"timestamp":"2026-11-22T11:00:00\u002b01:00"}]})", "up", NowMs);
    row("unix seconds", start + R"(,"timestamp":1795341600}]})", "up", NowMs);
    row("unix seconds with a fraction", start + R"(,"timestamp":1795341600.25}]})", "up",
        NowMs + 250);
    row("unix milliseconds", start + R"(,"timestamp":1795341600007}]})", "up", NowMs + 7);
    row("labels are sorted", start + R"(,"labels":{"b":"2","a":"1"}}]})", "up|a=1|b=2", NowMs);
    row("empty label values are dropped", start + R"(,"labels":{"a":"","b":"2"}}]})", "up|b=2",
        NowMs);
    row("escapes in labels", start + R"(,"labels":{"p\u0061th":"\/a\u00e9"}}]})",
        "up|path=/a\xc3\xa9", NowMs);
    row("white space everywhere",
        " {\n\"metrics\" : [ { \"name\" : \"up\" , \"value\" : 1 , \"labels\" : { \"a\" : \"b\" } "
        "} ] }\r\n",
        "up|a=b", NowMs);
    row("unknown fields are ignored, nested ones too",
        R"({"v":2,"x":[1,{"y":[null,true]}],"metrics":[{"help":{"a":[[]]},"name":"up","value":1,"unit":"s"}],"z":"end"})",
        "up", NowMs);
    row("an escaped field name is the field", R"({"metrics":[{"n\u0061me":"up","value":1}]})", "up",
        NowMs);
    row("an escaped metric name", R"({"metrics":[{"name":"u\u0070","value":1}]})", "up", NowMs);
}

void TestJsonDecoder::takesDocuments()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, series);
    QFETCH(const TimeMs, timeMs);

    JsonDecoder decoder;
    const auto decoded = decoder.decodeUnpadded(body.toStdString(), AppendMode::WholeBatch, NowMs);
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoder.batch().size(), std::size_t(1));
    QCOMPARE(decoder.batch().timesMs[0], timeMs);
    QCOMPARE(decoder.batch().values[0], 1.0);
    const auto labels = decoder.labels(0);
    QVERIFY2(labels, labels ? "" : labels.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(text(*labels)), series);
}

void TestJsonDecoder::readsValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("value");

    QTest::newRow("an integer") << QByteArray("42") << 42.0;
    QTest::newRow("a negative fraction") << QByteArray("-0.125") << -0.125;
    QTest::newRow("an exponent") << QByteArray("1.5E3") << 1500.0;
    QTest::newRow("a huge integer")
        << QByteArray("123456789012345678901234567890") << 123456789012345678901234567890.0;
    QTest::newRow("the largest double")
        << QByteArray("1.7976931348623157e308") << 1.7976931348623157e308;
    QTest::newRow("too small to be told from zero") << QByteArray("1e-400") << 0.0;
    QTest::newRow("NaN as a string") << QByteArray("\"NaN\"") << std::nan("");
    QTest::newRow("+Inf as a string") << QByteArray("\"+Inf\"") << HUGE_VAL;
    QTest::newRow("Inf as a string") << QByteArray("\"Inf\"") << HUGE_VAL;
    QTest::newRow("-Inf as a string") << QByteArray("\"-Inf\"") << -HUGE_VAL;
}

void TestJsonDecoder::readsValues()
{
    QFETCH(const QByteArray, text);
    QFETCH(const double, value);

    JsonDecoder decoder;
    const std::string body = oneSample(R"("name":"up","value":)" + text.toStdString());
    QVERIFY(decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs));
    const double read = decoder.batch().values.at(0);
    if (std::isnan(value))
        QVERIFY(std::isnan(read));
    else
        QCOMPARE(read, value);
}

void TestJsonDecoder::refusesDocuments_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");

    using R = RefusalReason;
    const auto row = [](const char *title, const std::string &body, R reason, const char *message) {
        QTest::newRow(title) << QByteArray::fromStdString(body) << reason << QByteArray(message);
    };
    const auto sample = [&row](const char *title, const char *fields, R reason,
                               const char *message) {
        row(title, oneSample(fields), reason, message);
    };
    row("an empty body", "", R::Syntax,
        "body is empty, expected {\"metrics\":[...]}, an array of samples or a sample");
    row("only white space", " \n", R::Syntax,
        "body is empty, expected {\"metrics\":[...]}, an array of samples or a sample");
    row("a number", "17", R::WrongType,
        "document is a number, expected {\"metrics\":[...]}, an array of samples or a sample");
    row("no metrics", "{}", R::WrongType,
        "document: field 'metrics' is missing, expected {\"metrics\":[...]}, an array of samples "
        "or a sample");
    row("metrics twice", R"({"metrics":[],"metrics":[]})", R::WrongType,
        "document: field 'metrics' stands there twice");
    row("metrics is an object", R"({"metrics":{}})", R::WrongType,
        "metrics: is an object, must be an array");
    row("metrics is null", R"({"metrics":null})", R::WrongType,
        "metrics: is null, must be an array");
    row("further text behind", R"({"metrics":[]} x)", R::Syntax,
        "document is not valid JSON: it does not end with the brace that opens it, is it cut off "
        "or followed by more?");
    row("a second document", R"({"metrics":[]}{"metrics":[]})", R::Syntax,
        "document is followed by further text");
    row("a byte order mark", "\xef\xbb\xbf{\"metrics\":[]}", R::Syntax,
        "document begins with a byte order mark, which JSON does not allow");
    row("gzip by another name", std::string("\x1f\x8b\x08\x00", 4), R::Syntax,
        "document is gzip data, which its content encoding does not say");
    row("zstd by another name", "\x28\xb5\x2f\xfd", R::Syntax,
        "document is zstd data, which its content encoding does not say");
    row("not UTF-8", "{\"metrics\":[{\"name\":\"\xff\",\"value\":1}]}", R::Syntax,
        "document is not valid JSON: it is not valid UTF-8");
    row("binary noise", std::string("\x01\x02\x00\x9f\x92", 5), R::Syntax,
        "document is not valid JSON: it is not valid UTF-8");
    row("an open string", R"({"metrics":[{"name":"up)", R::Syntax,
        "document is not valid JSON: a string is not closed, is it cut off?");
    row("a missing comma", R"({"metrics":[{"name":"up" "value":1}]})", R::Syntax,
        "document is not valid JSON at byte 25: a comma, colon, brace or key is missing or "
        "superfluous");
    row("10,000 levels in an unknown field", R"({"x":)" + deep(10'000) + R"(,"metrics":[]})",
        R::TooLarge, "document is nested deeper than 64 levels");
    row("10,000 levels in a sample", oneSample(R"("name":"up","value":1,"x":)" + deep(10'000)),
        R::TooLarge, "document is nested deeper than 64 levels");
    row("10,000 levels as the document", deep(10'000), R::WrongType,
        "[0]: is an array, must be an object");
    row("10,000 levels as a value", oneSample(R"("name":"up","value":)" + deep(10'000)),
        R::WrongType, "metrics[0].value: is an array, must be a number");
    row("10,000 levels as a label",
        oneSample(R"("name":"up","value":1,"labels":{"a":)" + deep(10'000) + "}"), R::WrongType,
        "metrics[0].labels: value of label 'a' is an array, must be a string");

    row("an element that is a number", R"({"metrics":[7]})", R::WrongType,
        "metrics[0]: is a number, must be an object");
    sample("no name", R"("value":1)", R::WrongType, "metrics[0]: field 'name' is missing");
    sample("no value", R"("name":"up")", R::WrongType, "metrics[0]: field 'value' is missing");
    sample("name twice", R"("name":"a","name":"b","value":1)", R::WrongType,
           "metrics[0]: field 'name' stands there twice");
    sample("value twice", R"("name":"a","value":1,"value":1)", R::WrongType,
           "metrics[0]: field 'value' stands there twice");
    sample("timestamp twice", R"("name":"a","value":1,"timestamp":1,"timestamp":1)", R::WrongType,
           "metrics[0]: field 'timestamp' stands there twice");
    sample("labels twice", R"("name":"a","value":1,"labels":{},"labels":{})", R::WrongType,
           "metrics[0]: field 'labels' stands there twice");
    sample("name is a number", R"("name":5,"value":1)", R::WrongType,
           "metrics[0].name: is a number, must be a string");
    sample("name is empty", R"("name":"","value":1)", R::BadName, "metrics[0].name: is empty");
    sample("name has a dash", R"("name":"a-b","value":1)", R::BadName,
           "metrics[0].name: metric name 'a-b' must be letters, digits, '_' and ':', and not begin "
           "with a digit");
    sample("value is null", R"("name":"a","value":null)", R::WrongType,
           "metrics[0].value: is null, must be a number");
    sample("value is true", R"("name":"a","value":true)", R::WrongType,
           "metrics[0].value: is a boolean, must be a number");
    sample("value is an object", R"("name":"a","value":{})", R::WrongType,
           "metrics[0].value: is an object, must be a number");
    sample("value is a text", R"("name":"a","value":"12")", R::BadValue,
           "metrics[0].value: string '12' is not a number, \"NaN\", \"+Inf\" or \"-Inf\"");
    sample("value is beyond a double", R"("name":"a","value":1e400)", R::BadValue,
           "metrics[0].value: '1e400' is beyond the range of a 64-bit floating-point number");
    sample("value is a bare NaN", R"("name":"a","value":NaN)", R::BadValue,
           "metrics[0].value: 'NaN' is not a JSON number (NaN and infinities are sent as strings)");
    sample("value has a leading zero", R"("name":"a","value":012)", R::BadValue,
           "metrics[0].value: '012' is not a JSON number (NaN and infinities are sent as strings)");
    sample("timestamp is an object", R"("name":"a","value":1,"timestamp":{})", R::WrongType,
           "metrics[0].timestamp: is an object, must be an RFC 3339 string or a number");
    row("a word", "hello", R::WrongType,
        "document is not a JSON value, expected {\"metrics\":[...]}, an array of samples or a "
        "sample");
    row("a comma behind the last sample", R"({"metrics":[{"name":"a","value":1},]})", R::WrongType,
        "metrics[1]: is not a JSON value, must be an object");
    sample("name without quotes", R"("name":nope,"value":1)", R::WrongType,
           "metrics[0].name: is not a JSON value, must be a string");
    sample("timestamp is true", R"("name":"a","value":1,"timestamp":true)", R::WrongType,
           "metrics[0].timestamp: is a boolean, must be an RFC 3339 string or a number");
    sample("timestamp is no time", R"("name":"a","value":1,"timestamp":"yesterday, at noon")",
           R::BadTime,
           "metrics[0].timestamp: time 'yesterday, at noon' is not a date and time, expected RFC "
           "3339 such as 2026-11-22T10:00:00Z");
    sample("timestamp is out of range", R"("name":"a","value":1,"timestamp":1e300)", R::BadTime,
           "metrics[0].timestamp: time 1e+300 is out of range");
    sample("labels are an array", R"("name":"a","value":1,"labels":[])", R::WrongType,
           "metrics[0].labels: is an array, must be an object");
    sample("a label is a number", R"("name":"a","value":1,"labels":{"code":200})", R::WrongType,
           "metrics[0].labels: value of label 'code' is a number, must be a string");
    sample("a label is null", R"("name":"a","value":1,"labels":{"code":null})", R::WrongType,
           "metrics[0].labels: value of label 'code' is null, must be a string");
    sample("a label stands there twice", R"("name":"a","value":1,"labels":{"c":"1","c":"2"})",
           R::BadLabel, "metrics[0].labels: label name 'c' stands there twice");
    sample("a label stands there twice, once escaped",
           R"("name":"a","value":1,"labels":{"c":"1","\u0063":"2"})", R::BadLabel,
           "metrics[0].labels: label name 'c' stands there twice");
    sample("a reserved label", R"("name":"a","value":1,"labels":{"__name__":"b"})", R::BadLabel,
           "metrics[0].labels: label name '__name__' begins with '__', which is reserved");
    sample("a label name with a space", R"("name":"a","value":1,"labels":{"my label":"b"})",
           R::BadName,
           "metrics[0].labels: label name 'my label' must be letters, digits and '_', and not "
           "begin with a digit");
    sample("a label with a NUL", R"("name":"a","value":1,"labels":{"x":"a\u0000b"})", R::BadLabel,
           "metrics[0].labels: value of label 'x' is not valid UTF-8 or holds a NUL: 'a\\x00b'");
    sample("a label with half a surrogate pair", R"("name":"a","value":1,"labels":{"x":"\ud800"})",
           R::BadLabel, "metrics[0].labels: value of label 'x' holds a bad escape");
    sample("labels with a missing colon", R"("name":"a","value":1,"labels":{"x" "y"})", R::Syntax,
           "document is not valid JSON at byte 48: a comma, colon, brace or key is missing or "
           "superfluous");
    row("a long label value",
        oneSample(R"("name":"a","value":1,"labels":{"x":")" + std::string(2049, 'y') + "\"}"),
        R::TooLarge, "metrics[0].labels: value of label 'x' is 2049 bytes, limit 2048");
}

void TestJsonDecoder::refusesDocuments()
{
    QFETCH(const QByteArray, body);
    QFETCH(const RefusalReason, reason);
    QFETCH(const QByteArray, message);

    JsonDecoder decoder;
    RefusalReason seen = RefusalReason::Count_;
    QCOMPARE(QByteArray::fromStdString(refusalOf(decoder, body.toStdString(), &seen)), message);
    QCOMPARE(QByteArray(infoOf(seen).name.data()), QByteArray(infoOf(reason).name.data()));
}

void TestJsonDecoder::keepsColumnsInOrder()
{
    std::string body = R"({"metrics":[)";
    for (int i = 0; i < 1000; ++i)
        body += (i ? "," : "") + std::string(R"({"name":"m)") + std::to_string(i % 7) +
                R"(","timestamp":)" + std::to_string(NowMs + i) + R"(,"value":)" +
                std::to_string(i) + "}";
    body += "]}";
    body.append(JsonDecoder::Padding, '\0');
    const std::string_view padded(body.data(), body.size() - JsonDecoder::Padding);

    JsonDecoder decoder;
    QVERIFY(decoder.decode(padded, AppendMode::WholeBatch, NowMs));
    QCOMPARE(decoder.batch().size(), std::size_t(1000));
    for (std::size_t i = 0; i < 1000; ++i) {
        QCOMPARE(decoder.batch().timesMs[i], NowMs + TimeMs(i));
        QCOMPARE(decoder.batch().values[i], double(i));
        QCOMPARE(decoder.labels(i)->metricName(), std::string_view("m" + std::to_string(i % 7)));
    }
}

void TestJsonDecoder::hashesLabelsAsTheyStand()
{
    JsonDecoder decoder;
    const std::string body = R"({"metrics":[
        {"name":"a","value":1,"labels":{"x":"1"}}, {"labels":{"x":"1"}  ,"value":2,"name":"a" },
        {"name":"a","value":1,"labels":{"x":"2"}}, {"name":"b","value":1,"labels":{"x":"1"}},
        {"name":"a","value":1}]})";
    QVERIFY(decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs));
    const std::vector<WireHash> &hashes = decoder.batch().hashes;
    QVERIFY(hashes[0] == hashes[1]);
    std::set<std::pair<std::uint64_t, std::uint64_t>> distinct;
    for (const WireHash &hash : hashes)
        distinct.insert({hash.high, hash.low});
    QCOMPARE(distinct.size(), std::size_t(4));
}

void TestJsonDecoder::listsBadRowsInPartialMode()
{
    JsonDecoder decoder;
    const std::string body =
        R"({"metrics":[{"name":"a","value":1},{"name":"a","value":"x","labels":{}},
        {"name":"a","value":3},7,{"value":1},{"name":"a","value":6}]})";
    QVERIFY(decoder.decodeUnpadded(body, AppendMode::GoodRows, NowMs));
    QCOMPARE(decoder.batch().values, (std::vector<double>{1, 3, 6}));
    QCOMPARE(decoder.documentIndex(2), std::size_t(5));
    QCOMPARE(decoder.path(1), std::string("metrics[2]"));
    QCOMPARE(decoder.refusals().size(), std::size_t(3));
    QCOMPARE(decoder.refusals()[0].row, std::size_t(1));
    QVERIFY(decoder.refusals()[0].message.starts_with("metrics[1].value: "));
    QCOMPARE(decoder.refusals()[1].message,
             std::string("metrics[3]: is a number, must be an object"));
    QCOMPARE(decoder.refusals()[2].message, std::string("metrics[4]: field 'name' is missing"));
}

void TestJsonDecoder::refusesWholeDocumentInPartialModeToo_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("cut off") << QByteArray(R"({"metrics":[{"name":"a","value":1},{"name":"a")");
    QTest::newRow("a missing comma") << QByteArray(R"({"metrics":[{"name":"a" "value":1}]})");
    QTest::newRow("no metrics") << QByteArray("{}");
    QTest::newRow("too deep") << QByteArray(R"({"metrics":[{"name":"a","value":1,"x":)") +
                                     QByteArray(100, '[') + QByteArray(100, ']') + "}]}";
}

void TestJsonDecoder::refusesWholeDocumentInPartialModeToo()
{
    QFETCH(const QByteArray, body);
    JsonDecoder decoder;
    QVERIFY(!decoder.decodeUnpadded(body.toStdString(), AppendMode::GoodRows, NowMs));
}

void TestJsonDecoder::refusesTruncationAtEveryLength()
{
    const std::string body =
        R"({"metrics":[{"name":"up","value":1.5,"timestamp":"2026-11-22T10:00:00Z","labels":{"a":"b"}}]})";
    JsonDecoder decoder;
    for (std::size_t length = 0; length < body.size(); ++length) {
        const auto decoded =
            decoder.decodeUnpadded(body.substr(0, length), AppendMode::WholeBatch, NowMs);
        QVERIFY2(!decoded, body.substr(0, length).c_str());
        QVERIFY(decoded.error().reason == RefusalReason::Syntax);
    }
    QVERIFY(decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs));
}

void TestJsonDecoder::refusesMoreSamplesThanTheLimit()
{
    IngestLimits limits;
    limits.set(IngestLimit::SamplesPerRequest, 2);
    JsonDecoder decoder(limits);
    const std::string two = R"({"metrics":[{"name":"a","value":1},{"name":"a","value":1}]})";
    QVERIFY(decoder.decodeUnpadded(two, AppendMode::WholeBatch, NowMs));
    const std::string three =
        R"({"metrics":[{"name":"a","value":1},{"name":"a","value":1},{"name":"a","value":1}]})";
    const auto refused = decoder.decodeUnpadded(three, AppendMode::GoodRows, NowMs);
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("metrics: more than 2 samples in one request"));
    QVERIFY(refused.error().reason == RefusalReason::TooLarge);
}

void TestJsonDecoder::stopsReadingALabelBomb()
{
    std::string fields = R"("name":"a","value":1,"labels":{"l0":"v")";
    for (int i = 1; i < 100'000; ++i)
        fields += ",\"l" + std::to_string(i) + "\":\"v\"";
    JsonDecoder decoder;
    RefusalReason reason{};
    QCOMPARE(refusalOf(decoder, oneSample(fields + "}"), &reason),
             std::string("metrics[0].labels: more than 64 labels"));
}

void TestJsonDecoder::isReusableAfterAnyDocument()
{
    JsonDecoder decoder;
    std::string large = R"({"metrics":[{"name":"a","value":1})";
    for (int i = 0; i < 50'000; ++i)
        large +=
            R"(,{"name":"some_longer_metric_name_total","value":1,"labels":{"route":"/a/b/c"}})";
    large += "]}";
    for (const std::string &body : {large, std::string("{"), std::string(), large + "x"}) {
        (void)decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs);
        decoder.clear();
        QCOMPARE(decoder.batch().size(), std::size_t(0));
        QVERIFY(decoder.decodeUnpadded(oneSample(R"("name":"up","value":2)"),
                                       AppendMode::WholeBatch, NowMs));
        QCOMPARE(decoder.batch().values, std::vector<double>{2});
        QCOMPARE(text(*decoder.labels(0)), std::string("up"));
    }
}

void TestJsonDecoder::givesBackTheMemoryOfALargeDocument()
{
    std::string body = R"({"metrics":[{"name":"a","value":1})";
    for (int i = 1; i < 200'000; ++i)
        body += R"(,{"name":"a","value":1,"labels":{"route":"/a/b/c/d/e/f/g/h"}})";
    body += "]}";
    JsonDecoder decoder;
    const std::size_t before = heapBytes();
    QVERIFY(decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs));
    if (heapBytes() < before + body.size())
        QSKIP("this allocator does not say what it has handed out");
    decoder.clear();
    QVERIFY2(heapBytes() < before + (1u << 20), std::to_string(heapBytes() - before).c_str());
}

void TestJsonDecoder::givesBackTheMemoryOfALabelBomb()
{
    JsonDecoder decoder;
    const std::size_t before = heapBytes();
    {
        const std::string name = R"(\u0061)" + std::string(4u << 20, 'n');
        const std::string value(4u << 20, 'v');
        const std::string body =
            oneSample(R"("name":")" + name + R"(","value":1,"labels":{"a":")" + value + "\"}");
        QVERIFY(decoder.decodeUnpadded(body, AppendMode::WholeBatch, NowMs));
        QVERIFY(!decoder.labels(0));
    }
    if (heapBytes() < before + (4u << 20))
        QSKIP("this allocator does not say what it has handed out");
    decoder.clear();
    QVERIFY2(heapBytes() < before + (1u << 20), std::to_string(heapBytes() - before).c_str());
}

QTEST_APPLESS_MAIN(TestJsonDecoder)

#include "tst_jsondecoder.moc"
