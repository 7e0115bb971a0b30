#include "core/ingest/otlpdecoder.h"

#include "tests/bench/otlprequest.h"
#include "tests/core/ingest/otlprowtext.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace tinyobs::bench::otlp;
using namespace tinyobs::test;

namespace {

constexpr std::uint64_t SecondNs = 1'000'000'000;
const double NotANumber = std::numeric_limits<double>::quiet_NaN();
const double Infinite = std::numeric_limits<double>::infinity();

QByteArray bytesOf(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

/// A point with a number and one attribute.
std::string onePoint(const std::string &value)
{
    return point(time(NowNs) + value + pointAttribute("route", "/a"));
}

std::string gaugeRequest(const std::string &pointFields)
{
    return request(metric(name("g") + gauge(point(time(NowNs) + asDouble(1) + pointFields))));
}

std::string histogramPoint(const std::string &fields)
{
    return point(time(NowNs) + fields + attribute(9, "route", text("/a")));
}

QByteArray cutAt(int byte)
{
    return "whole: body is not an ExportMetricsServiceRequest: it is damaged or cut off at byte " +
           QByteArray::number(byte);
}

const std::string Buckets = fixed64Field(4, 6) + doubleField(5, 12.5) + packedFixed(6, {1, 2, 3}) +
                            packedDoubles(7, {0.005, 10});

QByteArrayList histogramLines(const QByteArray &flags)
{
    const QByteArray labels = QByteArray(R"(route="/a",service="shop"})");
    return {QByteArray("h_count{job=\"shop\",") + labels + " 6 @0" + flags +
                (flags.isEmpty() ? "" : " ordered"),
            QByteArray("h_sum{job=\"shop\",") + labels + " 12.5 @0" + flags + " part",
            QByteArray("h_bucket{job=\"shop\",le=\"0.005\",") + labels + " 1 @0" + flags + " part",
            QByteArray("h_bucket{job=\"shop\",le=\"10\",") + labels + " 3 @0" + flags + " part",
            QByteArray("h_bucket{job=\"shop\",le=\"+Inf\",") + labels + " 6 @0" + flags + " part"};
}

} // namespace

class TestOtlpDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesRows_data();
    void makesRows();
    void makesLabels_data();
    void makesLabels();
    void refusesPoints_data();
    void refusesPoints();
    void refusesWhole_data();
    void refusesWhole();
    void tellsMetadata();
    void keepsExemplars();
    void takesFieldsInAnyOrder();
    void hashesSeriesApart();
    void addsLabelsOfTheRequest();
    void readsNothingBehindACut();
};

void TestOtlpDecoder::makesRows_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *title, const std::string &metrics,
                        const QByteArrayList &expected) {
        QTest::newRow(title) << bytesOf(request(metrics)) << expected;
    };
    const QByteArray labels = QByteArray(R"({job="shop",route="/a",service="shop"})");
    row("a gauge of a double", metric(name("g", "By") + gauge(onePoint(asDouble(0.25)))),
        {"g_bytes" + labels + " 0.25 @0"});
    row("a gauge of an integer", metric(name("g") + gauge(onePoint(asInt(-7)))),
        {"g" + labels + " -7 @0"});
    row("a gauge that is infinite", metric(name("g") + gauge(onePoint(asDouble(-Infinite)))),
        {"g" + labels + " -Inf @0"});
    row("a gauge that is no number", metric(name("g") + gauge(onePoint(asDouble(NotANumber)))),
        {"g" + labels + " NaN @0"});
    row("a gauge has no start",
        metric(name("g") + gauge(onePoint(asDouble(1) + start(NowNs - SecondNs)))),
        {"g" + labels + " 1 @0"});
    row("a counter", metric(name("c") + sum(onePoint(asInt(7)))), {"c_total" + labels + " 7 @0"});
    row("a counter that began a second ago",
        metric(name("c") + sum(onePoint(asInt(7) + start(NowNs - SecondNs)))),
        {"c_total" + labels + " 0 @-1000 start", "c_total" + labels + " 7 @0"});
    row("a counter that began an hour ago",
        metric(name("c") + sum(onePoint(asInt(7) + start(NowNs - 3600 * SecondNs)))),
        {"c_total" + labels + " 7 @0"});
    row("a counter that begins with its first sample",
        metric(name("c") + sum(onePoint(asInt(7) + start(NowNs)))), {"c_total" + labels + " 7 @0"});
    row("a counter that begins after its sample",
        metric(name("c") + sum(onePoint(asInt(7) + start(NowNs + SecondNs)))),
        {"c_total" + labels + " 7 @0"});
    row("a counter of deltas",
        metric(name("c") + sum(onePoint(asInt(7) + start(NowNs - SecondNs)), 1)),
        {"c_total" + labels + " 0 @-999 start delta", "c_total" + labels + " 7 @0 delta ordered"});
    row("a sum that goes both ways",
        metric(name("s") + sum(onePoint(asInt(-7) + start(NowNs - SecondNs)), 2, false)),
        {"s" + labels + " -7 @0"});
    row("deltas that go both ways", metric(name("s") + sum(onePoint(asInt(-7)), 1, false)),
        {"s" + labels + " -7 @0 delta ordered"});
    row("a point without a value",
        metric(name("c") + sum(onePoint(varintField(8, 1) + start(NowNs - SecondNs)))),
        {"c_total" + labels + " naN @0"});
    row("a delta without a value", metric(name("c") + sum(onePoint(varintField(8, 1)), 1)),
        {"c_total" + labels + " naN @0"});
    row("a histogram", metric(name("h") + histogram(histogramPoint(Buckets))),
        histogramLines(QByteArray()));
    row("a histogram of deltas", metric(name("h") + histogram(histogramPoint(Buckets), 1)),
        histogramLines(QByteArray(" delta")));
    row("a histogram whose numbers are not packed",
        metric(name("h") + histogram(histogramPoint(fixed64Field(4, 6) + doubleField(5, 12.5) +
                                                    fixed64Field(6, 1) + fixed64Field(6, 2) +
                                                    fixed64Field(6, 3) + doubleField(7, 0.005) +
                                                    doubleField(7, 10)))),
        histogramLines(QByteArray()));
    row("a histogram without buckets and sum",
        metric(name("h") + histogram(histogramPoint(fixed64Field(4, 6)))),
        {"h_count" + labels + " 6 @0",
         R"(h_bucket{job="shop",le="+Inf",route="/a",service="shop"} 6 @0 part)"});
    row("a histogram that began a second ago",
        metric(name("h") + histogram(histogramPoint(fixed64Field(4, 6) + start(NowNs - SecondNs)))),
        {"h_count" + labels + " 0 @-1000 start", "h_count" + labels + " 6 @0",
         R"(h_bucket{job="shop",le="+Inf",route="/a",service="shop"} 0 @-1000 start part)",
         R"(h_bucket{job="shop",le="+Inf",route="/a",service="shop"} 6 @0 part)"});
    row("a histogram without a value",
        metric(name("h") + histogram(histogramPoint(varintField(10, 1)))),
        {"h_count" + labels + " naN @0",
         R"(h_bucket{job="shop",le="+Inf",route="/a",service="shop"} naN @0 part)"});
    row("a summary",
        metric(name("s", "s") +
               summary(point(time(NowNs) + start(NowNs - SecondNs) + fixed64Field(4, 6) +
                             doubleField(5, 1.5) + pointAttribute("route", "/a") +
                             bytesField(6, doubleField(1, 0.5) + doubleField(2, 0.1)) +
                             bytesField(6, doubleField(1, 0.99) + doubleField(2, 0.9))))),
        {"s_seconds_count" + labels + " 0 @-1000 start", "s_seconds_count" + labels + " 6 @0",
         "s_seconds_sum" + labels + " 0 @-1000 start part",
         "s_seconds_sum" + labels + " 1.5 @0 part",
         R"(s_seconds{job="shop",quantile="0.5",route="/a",service="shop"} 0.1 @0 part)",
         R"(s_seconds{job="shop",quantile="0.99",route="/a",service="shop"} 0.9 @0 part)"});
    row("a metric without data", metric(name("g")), {});
    row("a metric without points", metric(name("g") + gauge({})), {});
    row("fields that nobody knows",
        metric(name("g") + varintField(77, 1) + bytesField(99, "x") +
               gauge(onePoint(asDouble(1) + bytesField(50, "?")))),
        {"g" + labels + " 1 @0"});
    QTest::newRow("an empty body") << QByteArray() << QByteArrayList();
    QTest::newRow("a resource with attributes of its own")
        << bytesOf(
               requestOf(resource({{"service.name", "shop"}, {"host.name", "a"}}) +
                         scopeMetrics(metric(name("g") + gauge(point(time(NowNs) + asInt(1)))))))
        << QByteArrayList{R"(g{job="shop",service="shop"} 1 @0)",
                          R"(target_info{host_name="a",job="shop",service="shop"} 1 @0 part)"};
}

void TestOtlpDecoder::makesRows()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, expected);
    const std::vector<char> exact(body.begin(), body.end()); // nothing readable behind it
    const std::string_view text(exact.data(), exact.size());
    OtlpProtobufDecoder decoder;
    QCOMPARE(linesOf(decoder, text), expected);
    decoder.clear();
    QCOMPARE(linesOf(decoder, text), expected);
}

void TestOtlpDecoder::makesLabels_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    const auto attributes = [](const char *title, const std::string &fields,
                               const QByteArray &labels) {
        QTest::newRow(title) << bytesOf(gaugeRequest(fields))
                             << QByteArray("g{") + labels + "} 1 @0";
    };
    const auto any = [](const std::string &value) { return attribute(7, "a", value); };
    attributes("a boolean", attribute(7, "a", boolean(true)),
               R"(a="true",job="shop",service="shop")");
    attributes("an integer", any(integer(-42)), R"(a="-42",job="shop",service="shop")");
    attributes("a double", any(number(0.5)), R"(a="0.5",job="shop",service="shop")");
    attributes("a whole double", any(number(3)), R"(a="3",job="shop",service="shop")");
    attributes("a double that is no number", any(number(NotANumber)),
               R"(a="NaN",job="shop",service="shop")");
    attributes("bytes", any(bytes(std::string_view("\0\xff!?", 4))),
               R"(a="AP8hPw==",job="shop",service="shop")");
    attributes("a list", any(array({text("x\"y"), integer(1), boolean(false), {}})),
               R"(a="[\"x\\\"y\",1,false,null]",job="shop",service="shop")");
    attributes("a map", any(map({keyValue("k", text("v")), keyValue("l", array({integer(1)}))})),
               R"(a="{\"k\":\"v\",\"l\":[1]}",job="shop",service="shop")");
    attributes("an empty value makes no label", any(text("")), R"(job="shop",service="shop")");
    attributes("an attribute without a value makes no label", any({}),
               R"(job="shop",service="shop")");
    attributes("a name that is not valid", attribute(7, "2.x", text("1")),
               R"(job="shop",key_2_x="1",service="shop")");
    attributes("names that become the same are joined by their keys",
               pointAttribute("a_b", "2") + pointAttribute("a.b", "1"),
               R"(a_b="1;2",job="shop",service="shop")");
    attributes("names of the server's stay as exported ones",
               pointAttribute("service", "x") + pointAttribute("job", "y"),
               R"(exported_job="y",exported_service="x",job="shop",service="shop")");
    attributes("attributes that stand apart",
               varintField(99, 1) + pointAttribute("a", "1") + varintField(99, 2) +
                   pointAttribute("b", "2"),
               R"(a="1",b="2",job="shop",service="shop")");

    const auto whole = [](const char *title, const std::string &resourceMetrics,
                          const QByteArray &expected) {
        QTest::newRow(title) << bytesOf(requestOf(resourceMetrics)) << expected;
    };
    const std::string one = metric(name("g") + gauge(point(time(NowNs) + asInt(1))));
    whole("no resource", scopeMetrics(one), "g{} 1 @0");
    whole("a namespace is part of the job",
          resource({{"service.name", "cart"},
                    {"service.namespace", "shop"},
                    {"service.instance.id", "i-1"}}) +
              scopeMetrics(one),
          R"(g{instance="i-1",job="shop/cart",service="cart"} 1 @0)");
    whole("a namespace alone is no job",
          resource({{"service.namespace", "shop"}}) + scopeMetrics(one), "g{} 1 @0");
    whole("a scope with a version", scopeMetrics(scope("io.shop", "1.2") + one),
          R"(g{otel_scope_name="io.shop",otel_scope_version="1.2"} 1 @0)");
    whole("a scope with attributes",
          scopeMetrics(bytesField(1, bytesField(1, "s") + attribute(3, "short.name", text("x"))) +
                       one),
          R"(g{otel_scope_name="s",otel_scope_short_name="x"} 1 @0)");
}

void TestOtlpDecoder::makesLabels()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    OtlpProtobufDecoder decoder;
    const std::string text = body.toStdString();
    QCOMPARE(linesOf(decoder, text), QByteArrayList{expected});
}

void TestOtlpDecoder::refusesPoints_data()
{
    QTest::addColumn<QByteArray>("metrics");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const std::string &fields, const QByteArray &expected) {
        QTest::newRow(title) << bytesOf(metric(fields)) << expected;
    };
    const QByteArray at = QByteArray("resource_metrics[0].scope_metrics[0].metrics[0] ");
    row("no name", gauge(onePoint(asInt(1))),
        "bad_name x1: " + at + "'' gauge.data_points[0]: the metric's name is empty");
    row("no time", name("g") + gauge(point(asInt(1))),
        "bad_time x1: " + at + "'g' gauge.data_points[0].time_unix_nano: is missing");
    row("no value, twice", name("g") + gauge(onePoint({}) + onePoint({})),
        "bad_value x2: " + at + "'g' gauge.data_points[0]: has neither as_double nor as_int");
    row("no temporality", name("c") + sum(onePoint(asInt(1)), 0),
        "bad_value x1: " + at +
            "'c' sum.data_points[0]: the metric's aggregation_temporality must be 1 (delta) or 2 "
            "(cumulative)");
    row("a temporality that nobody knows", name("c") + sum(onePoint(asInt(1)), 3),
        "bad_value x1: " + at +
            "'c' sum.data_points[0]: the metric's aggregation_temporality must be 1 (delta) or 2 "
            "(cumulative)");
    row("a delta that is no number", name("c") + sum(onePoint(asDouble(NotANumber)), 1),
        "bad_value x1: " + at +
            "'c' sum.data_points[0].as_double: is no finite number, which a delta must be");
    row("a delta that goes back", name("c") + sum(onePoint(asDouble(-1)), 1),
        "bad_value x1: " + at + "'c' sum.data_points[0]: a delta of a monotonic sum is negative");
    row("as many buckets as bounds",
        name("h") + histogram(histogramPoint(packedFixed(6, {1, 2}) + packedDoubles(7, {1, 2}))),
        "bad_value x1: " + at +
            "'h' histogram.data_points[0].bucket_counts: are 2 for 2 explicit_bounds, must be one "
            "more");
    row("bounds without buckets", name("h") + histogram(histogramPoint(packedDoubles(7, {1}))),
        "bad_value x1: " + at +
            "'h' histogram.data_points[0].bucket_counts: are 0 for 1 explicit_bounds, must be one "
            "more");
    const QByteArray bounds =
        "bad_value x1: " + at +
        "'h' histogram.data_points[0].explicit_bounds: must be finite numbers that ascend";
    row("bounds that do not ascend",
        name("h") + histogram(histogramPoint(packedFixed(6, {1, 2, 3}) + packedDoubles(7, {2, 2}))),
        bounds);
    row("a bound that is no number",
        name("h") +
            histogram(histogramPoint(packedFixed(6, {1, 2}) + packedDoubles(7, {NotANumber}))),
        bounds);
    row("a bound that is infinite",
        name("h") +
            histogram(histogramPoint(packedFixed(6, {1, 2}) + packedDoubles(7, {Infinite}))),
        bounds);
    row("a sum of deltas that is infinite",
        name("h") + histogram(histogramPoint(doubleField(5, Infinite)), 1),
        "bad_value x1: " + at +
            "'h' histogram.data_points[0].sum: is no finite number, which a delta must be");
}

void TestOtlpDecoder::refusesPoints()
{
    QFETCH(QByteArray, metrics);
    QFETCH(QByteArray, expected);
    OtlpProtobufDecoder decoder;
    // The good ones beside it are taken, whatever stands before or behind.
    const std::string good = metric(name("good") + gauge(point(time(NowNs) + asInt(1))));
    const std::string body = request(metrics.toStdString() + good);
    QCOMPARE(linesOf(decoder, body),
             QByteArrayList({R"(good{job="shop",service="shop"} 1 @0)", expected}));
    const QByteArrayList whole = linesOf(decoder, body, {}, AppendMode::WholeBatch);
    QCOMPARE(whole, QByteArrayList{"whole: " + expected.mid(expected.indexOf(": ") + 2)});
}

void TestOtlpDecoder::refusesWhole_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("text") << QByteArray("hello") << cutAt(2);
    QTest::newRow("a length beyond the end") << QByteArray("\x0a\x05\x12") << cutAt(0);
    const std::string broken = metric(name("h") + histogram(point(bytesField(6, "1234567"))));
    QTest::newRow("packed numbers of an odd length")
        << bytesOf(requestOf(scopeMetrics(broken))) << cutAt(13);
}

void TestOtlpDecoder::refusesWhole()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    OtlpProtobufDecoder decoder;
    const std::string text = body.toStdString();
    QCOMPARE(linesOf(decoder, text), QByteArrayList{expected});
}

void TestOtlpDecoder::tellsMetadata()
{
    const std::string body =
        request(metric(name("http.duration", "ms", "How long") + histogram({})) +
                metric(name("orders", "{order}", "\xff") + sum({})) +
                metric(name("q") + sum({}, 2, false)));
    OtlpProtobufDecoder decoder;
    linesOf(decoder, body);
    const auto metadata = decoder.metadata();
    QCOMPARE(metadata.size(), std::size_t(2)); // help that is not UTF-8 is no help
    QCOMPARE(metadata[0].metric, std::string_view("http_duration_milliseconds"));
    QCOMPARE(metadata[0].type, MetricType::Histogram);
    QCOMPARE(metadata[0].unit, std::string_view("milliseconds"));
    QCOMPARE(metadata[0].help, std::string_view("How long"));
    QCOMPARE(metadata[1].metric, std::string_view("q"));
    QCOMPARE(metadata[1].type, MetricType::Gauge);
}

void TestOtlpDecoder::keepsExemplars()
{
    const std::string exemplar = fixed64Field(2, NowNs - SecondNs) + doubleField(3, 7.5) +
                                 bytesField(4, "\x01\x02\x03\x04\x05\x06\x07\xff") +
                                 bytesField(5, "0123456789abcdef") + pointAttribute("user", "u1");
    const std::string body =
        request(metric(name("h") + histogram(histogramPoint(Buckets + bytesField(8, exemplar)))) +
                metric(name("c") + sum(onePoint(asInt(1) + bytesField(5, fixed64Field(6, 3))))));
    OtlpProtobufDecoder decoder;
    const QByteArrayList lines = linesOf(decoder, body);
    QCOMPARE(lines.mid(6),
             QByteArrayList({R"(exemplar of 3: {span_id="01020304050607ff",)"
                             R"(trace_id="30313233343536373839616263646566",user="u1"} 7.5 @-1000)",
                             "exemplar of 5: {} 3 @0"}));
}

void TestOtlpDecoder::takesFieldsInAnyOrder()
{
    const std::string value = point(pointAttribute("a", "1") + asInt(5) + time(NowNs) +
                                    start(NowNs - SecondNs) + pointAttribute("b", "2"));
    const std::string backwards =
        scopeMetrics(metric(bytesField(7, varintField(3, 1) + value + varintField(2, 2)) +
                            bytesField(3, "s") + bytesField(1, "c")) +
                     scope("late")) +
        resource({{"service.name", "shop"}});
    OtlpProtobufDecoder decoder;
    const std::string body = requestOf(backwards);
    QCOMPARE(linesOf(decoder, body).last(),
             QByteArray("c_seconds_total{a=\"1\",b=\"2\",job=\"shop\",otel_scope_name=\"late\","
                        "service=\"shop\"} 5 @0"));
}

void TestOtlpDecoder::hashesSeriesApart()
{
    // The same bytes in other places are other series, and all rows of a histogram are.
    const std::string g = metric(name("g") + gauge(onePoint(asInt(1))));
    const std::string s = metric(name("g") + sum(onePoint(asInt(1)), 2, false));
    const std::string unit = metric(name("g", "s") + gauge(onePoint(asInt(1))));
    const std::string h = metric(name("g") + histogram(histogramPoint(Buckets)));
    const std::string body =
        requestOf(resource({{"service.name", "a"}}) + scopeMetrics(g + s + unit + h)) +
        requestOf(resource({{"service.name", "b"}}) + scopeMetrics(g + s + unit + h)) +
        requestOf(resource({{"service.name", "b"}}) + scopeMetrics(scope("x") + g + s + unit + h));
    OtlpProtobufDecoder decoder;
    const QByteArrayList lines = linesOf(decoder, body);
    QCOMPARE(lines.size(), 3 * 8);
    const std::vector<WireHash> &hashes = decoder.batch().hashes;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY2(hashes[i] != hashes[j], lines[qsizetype(i)].constData());
    }
    const std::vector<WireHash> before = hashes;
    linesOf(decoder, body);
    QCOMPARE(decoder.batch().hashes, before);
}

void TestOtlpDecoder::addsLabelsOfTheRequest()
{
    const DocumentOptions options{.labels = {{"service", "other"}, {"env", "dev"}}};
    OtlpProtobufDecoder decoder;
    const std::string body = gaugeRequest(pointAttribute("env", "prod"));
    linesOf(decoder, body);
    const WireHash plain = decoder.batch().hashes.front();
    QCOMPARE(linesOf(decoder, body, options),
             QByteArrayList{R"(g{env="dev",job="shop",service="other"} 1 @0)"});
    QVERIFY(decoder.batch().hashes.front() != plain);
}

void TestOtlpDecoder::readsNothingBehindACut()
{
    const std::string body = request(
        metric(name("h", "ms", "help") + histogram(histogramPoint(Buckets))) +
        metric(name("s") + summary(point(time(NowNs) + bytesField(6, doubleField(1, 0.5))))) +
        metric(name("e") + exponential(point(time(NowNs) + bytesField(8, bytesField(2, "\1\2"))))));
    OtlpProtobufDecoder decoder;
    for (std::size_t size = 1; size < body.size(); ++size) {
        const std::vector<char> cut(body.begin(), body.begin() + std::ptrdiff_t(size));
        const QByteArrayList lines = linesOf(decoder, {cut.data(), cut.size()});
        QCOMPARE(lines.size(), 1);
        QVERIFY2(lines.first().startsWith("whole: body is not an Exp"), lines.first().constData());
    }
    QVERIFY(!linesOf(decoder, body).first().startsWith("whole"));
}

QTEST_APPLESS_MAIN(TestOtlpDecoder)

#include "tst_otlpdecoder.moc"
