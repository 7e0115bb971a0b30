// The shapes of the seed's JSON beside {"metrics":[...]}: an array, a sample, and lines.

#include "core/ingest/jsondecoder.h"

#include <QTest>

#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z

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

class TestJsonShapes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesOtherShapes_data();
    void takesOtherShapes();
    void namesThePlaceInEveryShape_data();
    void namesThePlaceInEveryShape();
    void leavesBadLinesOut();
};

void TestJsonShapes::takesOtherShapes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QByteArray>("lastPath");
    const auto row = [](const char *title, const QByteArray &body, const char *values,
                        const char *lastPath) {
        QTest::newRow(title) << body << QByteArray(values) << QByteArray(lastPath);
    };
    const QByteArray a = R"({"name":"a","value":1})";
    const QByteArray b = R"({"value":2,"labels":{"x":"y"},"name":"b"})";
    row("an array", " [" + a + ",\n" + b + "] ", "1 2", "[1]");
    row("an empty array", "[]", "", "");
    row("a sample", a, "1", "sample");
    row("a sample over several lines", "{\n\"name\":\"a\",\n\"value\":1}\n", "1", "sample");
    row("a sample with a field of others first", R"({"id":{"x":1},"name":"a","value":1})", "1",
        "sample");
    row("a document with a field of samples beside", R"({"name":"x","metrics":[)" + a + "]}", "1",
        "metrics[0]");
    row("lines of samples", a + "\n" + b, "1 2", "line 2");
    row("lines with blank ones and other ends", "\n" + a + "\r\n\r\n" + b + "\r\n", "1 2",
        "line 4");
    row("one line", a + "\n", "1", "sample");
    row("lines of documents", R"({"metrics":[)" + a + "," + b + "]}\n{\"metrics\":[" + a + "]}\n",
        "1 2 1", "line 2.metrics[0]");
    row("lines of all shapes", a + "\n[" + a + "," + b + "]\n{\"metrics\":[]}\n[" + b + "]",
        "1 1 2 2", "line 4[0]");
    row("a document that breaks where a line could end",
        R"({"metrics":[{"name":"a","value":1})"
        "\n,{\"name\":\"a\",\"value\":1}]}",
        "1 1", "metrics[1]");
}

void TestJsonShapes::takesOtherShapes()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, values);
    QFETCH(QByteArray, lastPath);
    JsonDecoder decoder;
    for (const AppendMode mode : {AppendMode::WholeBatch, AppendMode::GoodRows}) {
        const auto decoded = decoder.decodeUnpadded(body.toStdString(), mode, NowMs);
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
        QVERIFY(decoder.refusals().empty());
        QByteArrayList seen;
        for (std::size_t row = 0; row < decoder.batch().size(); ++row) {
            const double value = decoder.batch().values[row];
            seen += QByteArray::number(value);
            QCOMPARE(decoder.documentIndex(row), row);
            const auto labels = decoder.labels(row);
            QVERIFY(labels);
            QCOMPARE(text(*labels), std::string(value == 1 ? "a" : "b|x=y"));
        }
        QCOMPARE(seen.join(' '), values);
        if (!seen.isEmpty())
            QCOMPARE(QByteArray::fromStdString(decoder.path(decoder.batch().size() - 1)), lastPath);
    }
}

void TestJsonShapes::namesThePlaceInEveryShape_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &body, const char *message) {
        QTest::newRow(title) << body << QByteArray(message);
    };
    const QByteArray good = R"({"name":"a","value":1})";
    const QByteArray bad = R"({"name":"a","value":true})";
    row("an array", "[" + good + "," + bad + "]", "[1].value: is a boolean, must be a number");
    row("a sample", bad, "sample.value: is a boolean, must be a number");
    row("a sample without a value", R"({"name":"a"})", "sample: field 'value' is missing");
    row("a sample without a name", R"({"value":1})", "sample: field 'name' is missing");
    row("a line", good + "\n" + bad + "\n", "line 2.value: is a boolean, must be a number");
    row("a document in a line", good + "\n{\"metrics\":[" + good + "," + bad + "]}",
        "line 2.metrics[1].value: is a boolean, must be a number");
    row("a line that is cut off", good + "\n" + good + "\n{\"name\":\"a\"",
        "line 3: document is not valid JSON: it does not end with the brace that opens it, is it "
        "cut "
        "off or followed by more?");
    row("an open string in a line", good + "\n{\"name\":\"a}\n" + good,
        "line 2: document is not valid JSON: a string is not closed, is it cut off?");
    row("two samples in a line", good + "\n" + good + good,
        "line 2: document is followed by further text");
    row("a word in a line", good + "\nup 1\n",
        "line 2: document is not a JSON value, expected {\"metrics\":[...]}, an array of samples "
        "or "
        "a sample");
}

void TestJsonShapes::namesThePlaceInEveryShape()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, message);
    JsonDecoder decoder;
    RefusalReason reason{};
    QCOMPARE(QByteArray::fromStdString(refusalOf(decoder, body.toStdString(), &reason)), message);
}

void TestJsonShapes::leavesBadLinesOut()
{
    JsonDecoder decoder;
    const std::string good = R"({"name":"a","value":1})";
    QVERIFY(decoder.decodeUnpadded(good + "\n{\"name\":\n" + good + "\n{\"name\":\"b\"}\n" + good,
                                   AppendMode::GoodRows, NowMs));
    QCOMPARE(decoder.batch().size(), std::size_t(3));
    QCOMPARE(decoder.path(2), std::string("line 5"));
    QCOMPARE(decoder.documentIndex(2), std::size_t(4));
    QCOMPARE(decoder.refusals().size(), std::size_t(2));
    QVERIFY(decoder.refusals()[0].message.starts_with("line 2: document is not valid JSON"));
    QCOMPARE(decoder.refusals()[0].row, std::size_t(1));
    QCOMPARE(decoder.refusals()[1].message, std::string("line 4: field 'value' is missing"));
    QCOMPARE(decoder.refusals()[1].row, std::size_t(3));
}

QTEST_APPLESS_MAIN(TestJsonShapes)
#include "tst_jsonshapes.moc"
