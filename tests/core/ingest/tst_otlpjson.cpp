#include "core/ingest/otlpdecoder.h"

#include "tests/core/ingest/otlprowtext.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

QByteArray request(const QByteArray &metrics)
{
    return R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":)"
           R"({"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[)" +
           metrics + "]}]}]}";
}

QByteArray sum(const QByteArray &point, const QByteArray &temporality = "2")
{
    return R"({"name":"c","sum":{"dataPoints":[{"timeUnixNano":"1795341600000000000",)" + point +
           R"(}],"isMonotonic":true,"aggregationTemporality":)" + temporality + "}}";
}

} // namespace

class TestOtlpJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesRows_data();
    void makesRows();
    void refusesWhatIsCut();
    void refusesDeepValues();
};

void TestOtlpJson::makesRows_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *title, const QByteArray &metric,
                        const QByteArrayList &expected) {
        QTest::newRow(title) << request(metric) << expected;
    };
    const QByteArrayList seven{R"(c_total{job="shop",service="shop"} 7 @0)"};
    row("an integer as text", sum(R"("asInt":"7")"), seven);
    row("an integer as number", sum(R"("asInt":7)"), seven);
    row("a double", sum(R"("asDouble":7.0)"), seven);
    row("a double as text", sum(R"("asDouble":"7")"), seven);
    row("a temporality by name", sum(R"("asInt":7)", R"("AGGREGATION_TEMPORALITY_CUMULATIVE")"),
        seven);
    row("members that nobody knows and nulls",
        sum(R"("asInt":7,"x":{"y":[1,{}]},"attributes":null)"), seven);
    row("infinity", sum(R"("asDouble":"-Infinity")"),
        {R"(c_total{job="shop",service="shop"} -Inf @0)"});
    row("deltas", sum(R"("asInt":"7","startTimeUnixNano":"1795341599000000000")", "1"),
        {R"(c_total{job="shop",service="shop"} 0 @-999 start delta)",
         R"(c_total{job="shop",service="shop"} 7 @0 delta ordered)"});
    row("attributes of all types",
        sum(R"("asInt":7,"attributes":[{"key":"a.b","value":{"boolValue":true}},)"
            R"({"key":"c","value":{"intValue":"-3"}},{"value":{"stringValue":"\u0041"},)"
            R"("key":"d"},{"key":"e","value":{"bytesValue":"AP8="}},{"key":"f","value":)"
            R"({"arrayValue":{"values":[{"stringValue":"x"},{"doubleValue":0.5}]}}},)"
            R"({"key":"g","value":{"kvlistValue":{"values":[{"key":"k","value":)"
            R"({"intValue":1}}]}}}])"),
        {R"(c_total{a_b="true",c="-3",d="A",e="AP8=",f="[\"x\",0.5]",g="{\"k\":1}",)"
         R"(job="shop",service="shop"} 7 @0)"});
    row("a histogram",
        R"({"histogram":{"aggregationTemporality":2,"dataPoints":[{"count":"3","sum":7.5,)"
        R"("timeUnixNano":1795341600000000000,"bucketCounts":["1",2],"explicitBounds":[5]}]},)"
        R"("unit":"ms","name":"h"})",
        {R"(h_milliseconds_count{job="shop",service="shop"} 3 @0)",
         R"(h_milliseconds_sum{job="shop",service="shop"} 7.5 @0 part)",
         R"(h_milliseconds_bucket{job="shop",le="5",service="shop"} 1 @0 part)",
         R"(h_milliseconds_bucket{job="shop",le="+Inf",service="shop"} 3 @0 part)"});
    row("no value", sum(R"("flags":1)"), {R"(c_total{job="shop",service="shop"} naN @0)"});
    QTest::newRow("an empty body") << QByteArray() << QByteArrayList();
    QTest::newRow("an empty object") << QByteArray("{}") << QByteArrayList();
}

void TestOtlpJson::makesRows()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, expected);
    OtlpJsonDecoder decoder;
    const std::string text = body.toStdString();
    QCOMPARE(linesOf(decoder, text), expected);
    decoder.clear();
    QCOMPARE(linesOf(decoder, text), expected);
}

void TestOtlpJson::refusesWhatIsCut()
{
    const std::string body = request(sum(R"("asInt":"7")")).toStdString();
    OtlpJsonDecoder decoder;
    for (std::size_t size = 1; size < body.size(); ++size) {
        const QByteArrayList lines = linesOf(decoder, body.substr(0, size));
        QCOMPARE(lines.size(), 1);
        QVERIFY2(lines.first().startsWith("whole: body is not an Export"),
                 lines.first().constData());
    }
}

void TestOtlpJson::refusesDeepValues()
{
    QByteArray value = R"({"intValue":1})";
    for (int depth = 0; depth < 200; ++depth)
        value = R"({"arrayValue":{"values":[)" + value + "]}}";
    const std::string body =
        request(sum(R"("asInt":7,"attributes":[{"key":"a","value":)" + value + "}]")).toStdString();
    OtlpJsonDecoder decoder;
    QVERIFY(linesOf(decoder, body).first().contains("nested too deeply"));
}

QTEST_APPLESS_MAIN(TestOtlpJson)

#include "tst_otlpjson.moc"
