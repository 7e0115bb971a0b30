// OpenTelemetry's metrics over real HTTP: what exporters get for an answer, and what is stored.

#include "tests/bench/otlprequest.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/packing.h"
#include "tests/integration/storedhistograms.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace tinyobs::bench::otlp;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Protobuf = "application/x-protobuf";
const QByteArray Json = "application/json";

std::uint64_t ns(TimeMs timeMs)
{
    return std::uint64_t(timeMs) * 1'000'000;
}

std::string gaugeOf(std::string_view metricName, double value, TimeMs timeMs)
{
    return metric(name(metricName) + gauge(point(time(ns(timeMs)) + asDouble(value))));
}

QByteArray bytesOf(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

/// The same as request(gaugeOf(...)).
QByteArray jsonGauge(const QByteArray &name, double value, TimeMs timeMs)
{
    return R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{)"
           R"("stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":")" +
           name + R"(","gauge":{"dataPoints":[{"timeUnixNano":")" +
           QByteArray::number(quint64(ns(timeMs))) + R"(","asDouble":)" +
           QByteArray::number(value) + "}]}}]}]}]}";
}

/// Fields of a google.rpc.Status.
QByteArray statusOf(unsigned code, const QByteArray &message)
{
    return bytesOf(varintField(1, code) + bytesField(2, message.toStdString()));
}

/// One delta of a monotonic sum.
std::string delta(TimeMs startMs, TimeMs timeMs, double value)
{
    return request(metric(name("otlp_delta") +
                          sum(point(start(ns(startMs)) + time(ns(timeMs)) + asDouble(value)), 1)));
}

} // namespace

class TestOtlp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWhatIsSent_data();
    void storesWhatIsSent();
    void takesAnEmptyBody_data();
    void takesAnEmptyBody();
    void refuses_data();
    void refuses();
    void namesTheProtobufFormWhereItKnowsNone();
    void storesTheGoodPointsOfABadRequest_data();
    void storesTheGoodPointsOfABadRequest();
    void asksForARetryWhenABudgetIsUsedUp();
    void storesExponentialHistograms();
    void sendersThatRestartAddUp();
    void ourRestartIsAReset();

private:
    Answer post(const QByteArray &type, const QByteArray &body, const QByteArray &encoding = {})
    {
        return m_client.post("/v1/metrics", body,
                             {{"Content-Type", type}, {"Content-Encoding", encoding}});
    }
    static QJsonArray points(Engine &engine, std::string_view metric)
    {
        const auto result = engine.queryRange(
            {.metric = std::string(metric), .matchers = {}, .startMs = Now - 60'000, .endMs = Now},
            {});
        QJsonArray all;
        if (!result || result->series.size() != 1)
            return all;
        const auto &series = result->series[0].points;
        for (std::size_t i = 0; i < series.values.size(); ++i)
            all << QJsonArray{qint64(series.timesMs[i] - Now), series.values[i]};
        return all;
    }

    static Settings smallSettings()
    {
        Settings settings;
        settings.store.maxSeries = 60;
        return settings;
    }

    TestServer m_server{smallSettings()};
    HttpClient m_client{m_server.http.port()};
    int m_count = 0;
};

void TestOtlp::storesWhatIsSent_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("encoding");
    const auto row = [](const char *title, const QByteArray &path, const QByteArray &type,
                        const QByteArray &encoding) {
        QTest::newRow(title) << path << type << encoding;
    };
    row("protobuf", "/v1/metrics", Protobuf, "");
    row("protobuf, gzip", "/v1/metrics", Protobuf, "gzip");
    row("protobuf, zstd", "/otlp/v1/metrics", Protobuf, "zstd");
    row("protobuf with a character set, which it has none", "/v1/metrics",
        Protobuf + "; charset=utf-8", "identity");
    row("JSON", "/otlp/v1/metrics", Json, "");
    row("JSON, gzip", "/otlp/v1/metrics", Json, "gzip");
    row("JSON, zstd", "/v1/metrics", Json, "zstd");
    row("JSON with its character set", "/v1/metrics", "Application/JSON;charset=\"UTF-8\"", "");
}

void TestOtlp::storesWhatIsSent()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, encoding);
    const bool isJson = type.toLower().startsWith(Json);
    const QByteArray metricName = "otlp_in_" + QByteArray::number(++m_count);
    const QByteArray plain = isJson ? jsonGauge(metricName, 2.5, Now)
                                    : bytesOf(request(gaugeOf(metricName.toStdString(), 2.5, Now)));
    const QByteArray body = encoding == "gzip"   ? gzipOf(plain)
                            : encoding == "zstd" ? zstdOf(plain)
                                                 : plain;
    const Answer answer =
        m_client.post(path, body, {{"Content-Type", type}, {"Content-Encoding", encoding}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray(isJson ? "{}" : ""));
    QCOMPARE(answer.header("Content-Type"), isJson ? Json : Protobuf);
    QCOMPARE(points(m_server.engine, metricName.toStdString()), (QJsonArray{QJsonArray{0, 2.5}}));
}

void TestOtlp::takesAnEmptyBody_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("answered");
    QTest::newRow("protobuf, a request without metrics")
        << Protobuf << QByteArray() << QByteArray();
    QTest::newRow("JSON, nothing") << Json << QByteArray() << QByteArray("{}");
    QTest::newRow("JSON, an object without metrics")
        << Json << QByteArray("{}") << QByteArray("{}");
}

void TestOtlp::takesAnEmptyBody()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, answered);
    const Answer answer = post(type, body);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, answered);
    QCOMPARE(answer.header("Content-Type"), type);
}

void TestOtlp::refuses_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &type, const QByteArray &encoding,
                        const QByteArray &body, int status, const QByteArray &message) {
        QTest::newRow(title) << type << encoding << body << status << message;
    };
    const QByteArray good = bytesOf(request(gaugeOf("otlp_no", 1, Now)));
    const QByteArray goodJson = jsonGauge("otlp_no", 1, Now);
    const QByteArray cut = "body is not an ExportMetricsServiceRequest: ";
    row("protobuf that is cut off", Protobuf, "", good.chopped(1), 400,
        cut + "it is damaged or cut off at byte 0");
    row("JSON in protobuf's clothes", Protobuf, "", goodJson, 400,
        cut + "it is damaged or cut off at byte 0");
    row("a body that is not gzip", Protobuf, "gzip", good, 400, "body is not valid gzip");
    row("JSON that is not gzip", Json, "gzip", goodJson, 400, "body is not valid gzip");
    row("JSON that is not zstd", Json, "zstd", goodJson, 400, "body is not valid zstd");
    row("an encoding that is not taken", Protobuf, "snappy", good, 415,
        "content encoding is 'snappy', expected gzip, zstd or none");
    row("an encoding that is not taken, of JSON", Json, "deflate", goodJson, 415,
        "content encoding is 'deflate', expected gzip, zstd or none");
    row("JSON that is cut off", Json, "", goodJson.chopped(1), 400,
        "body is not an ExportMetricsServiceRequest in JSON: it does not end with the brace");
}

void TestOtlp::refuses()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, message);
    const Answer answer = post(type, body, encoding);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("Content-Type"), type);
    if (type == Json) {
        const QJsonObject rpcStatus = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(rpcStatus[u"code"].toInt(), 3);
        QVERIFY2(rpcStatus[u"message"].toString().startsWith(QString::fromUtf8(message)),
                 answer.body);
        QCOMPARE(rpcStatus.size(), 2);
    } else {
        // The message's own length stands before it, so all of it is known once its end is.
        const qsizetype at = answer.body.indexOf(message);
        QVERIFY2(at > 0, answer.body);
        QCOMPARE(answer.body, statusOf(3, answer.body.mid(at)));
    }
    QCOMPARE(points(m_server.engine, "otlp_no"), QJsonArray());
}

void TestOtlp::namesTheProtobufFormWhereItKnowsNone()
{
    const Answer answer = post("text/plain", bytesOf(request(gaugeOf("otlp_no", 1, Now))));
    QCOMPARE(answer.status, 415);
    QCOMPARE(answer.header("Content-Type"), Protobuf);
    QCOMPARE(answer.body, statusOf(3, "content type is 'text/plain', expected "
                                      "application/x-protobuf or application/json"));
}

void TestOtlp::storesTheGoodPointsOfABadRequest_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("protobuf") << Protobuf;
    QTest::newRow("JSON") << Json;
}

void TestOtlp::storesTheGoodPointsOfABadRequest()
{
    QFETCH(const QByteArray, type);
    const TimeMs ahead = Now + 11 * 60'000;
    const QByteArray message =
        "resource_metrics[0].scope_metrics[0].metrics[1] 'otlp_part_b' "
        "gauge.data_points[0].timestamp: is 660000 ms ahead of the server's clock, "
        "limit 600000 ms (the first of 2)";
    if (type == Protobuf) {
        const Answer answer =
            post(type,
                 bytesOf(request(gaugeOf("otlp_part_a", 1, Now) + gaugeOf("otlp_part_b", 1, ahead) +
                                 gaugeOf("otlp_part_c", 1, ahead))));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body,
                 bytesOf(bytesField(1, varintField(1, 2) + bytesField(2, message.toStdString()))));
        QCOMPARE(points(m_server.engine, "otlp_part_a").size(), 1);
    } else {
        QByteArray good = jsonGauge("otlp_part_d", 1, Now);
        const QByteArray bad = jsonGauge("otlp_part_b", 1, ahead);
        const qsizetype from = bad.indexOf("{\"name\"");
        const QByteArray metric = bad.mid(from, bad.size() - from - 6);
        good.insert(good.size() - 6, "," + metric + "," + metric);
        const Answer answer = post(type, good);
        QCOMPARE(answer.status, 200);
        QCOMPARE(QJsonDocument::fromJson(answer.body).object(),
                 (QJsonObject{{u"partialSuccess"_s,
                               QJsonObject{{u"rejectedDataPoints"_s, u"2"_s},
                                           {u"errorMessage"_s, QString::fromUtf8(message)}}}}));
        QCOMPARE(points(m_server.engine, "otlp_part_d").size(), 1);
    }
}

void TestOtlp::asksForARetryWhenABudgetIsUsedUp()
{
    TestServer server(smallSettings());
    HttpClient client(server.http.port());
    std::string metrics;
    for (int i = 0; i < 100; ++i)
        metrics += gaugeOf("otlp_many_" + std::to_string(i), 1, Now);
    const QByteArray body = bytesOf(request(metrics));
    const Answer partly = client.post("/v1/metrics", body, {{"Content-Type", Protobuf}});
    QCOMPARE(partly.status, 200);
    QVERIFY(partly.body.contains("limit 60"));
    std::string others;
    for (int i = 0; i < 3; ++i)
        others += gaugeOf("otlp_others_" + std::to_string(i), 1, Now);
    const Answer none =
        client.post("/v1/metrics", bytesOf(request(others)), {{"Content-Type", Protobuf}});
    QCOMPARE(none.status, 429);
    QCOMPARE(none.header("Retry-After"), QByteArray("1"));
    QVERIFY2(none.body.startsWith("\x08\x08"), none.body); // RESOURCE_EXHAUSTED
}

void TestOtlp::storesExponentialHistograms()
{
    // zigzag: scale 2, offsets 3 and -2
    const std::string fields =
        fixed64Field(4, 11) + doubleField(5, 4.5) + varintField(6, 4) + fixed64Field(7, 1) +
        bytesField(8, varintField(1, 6) + bytesField(2, std::string("\1\0\2", 3))) +
        bytesField(9, varintField(1, 3) + bytesField(2, "\3\4")) + doubleField(14, 0.25);
    const std::string body =
        request(metric(name("otlp_exponential") + exponential(point(time(ns(Now)) + fields))));
    QCOMPARE(post(Protobuf, bytesOf(body)).status, 200);
    NativeHistogram expected;
    expected.schema = 2;
    expected.count = 11;
    expected.sum = 4.5;
    expected.zeroCount = 1;
    expected.zeroThreshold = 0.25;
    // OpenTelemetry's bucket i begins where Prometheus' bucket i ends.
    expected.positive = {{4, 1}, {6, 2}};
    expected.negative = {{-1, 3}, {0, 4}};
    const auto stored = storedHistograms(m_server.engine, "otlp_exponential", Now - 1000, Now);
    QCOMPARE(stored.size(), std::size_t(1));
    QVERIFY(stored.at(Now) == expected);
}

void TestOtlp::sendersThatRestartAddUp()
{
    QCOMPARE(post(Protobuf, bytesOf(delta(Now - 30'000, Now - 20'000, 5))).status, 200);
    QCOMPARE(post(Protobuf, bytesOf(delta(Now - 20'000, Now - 10'000, 3))).status, 200);
    // The sender begins anew: its differences know nothing of those before.
    QCOMPARE(post(Protobuf, bytesOf(delta(Now - 4000, Now - 1000, 2))).status, 200);
    QCOMPARE(points(m_server.engine, "otlp_delta_total"),
             (QJsonArray{QJsonArray{-29'999, 0}, QJsonArray{-20'000, 5}, QJsonArray{-10'000, 8},
                         QJsonArray{-1000, 10}}));
    // Sent again it is neither counted twice nor stored.
    const Answer again = post(Protobuf, bytesOf(delta(Now - 4000, Now - 1000, 2)));
    QVERIFY2(again.body.endsWith("is 0 ms before the last delta of its series, which must come in "
                                 "order and once"),
             again.body);
    QCOMPARE(points(m_server.engine, "otlp_delta_total").size(), 4);
}

void TestOtlp::ourRestartIsAReset()
{
    const QTemporaryDir folder;
    const ManualClock clock(Now);
    const auto ingest = [](Engine &engine, const std::string &body) {
        return engine.ingest({.format = WireFormat::OtlpProtobuf,
                              .body = body,
                              .readableBytes = body.size(),
                              .mode = AppendMode::GoodRows});
    };
    {
        Engine engine(Settings(), clock);
        QVERIFY(engine.open(folder.path().toStdString()));
        QVERIFY(ingest(engine, delta(Now - 30'000, Now - 20'000, 500)));
    }
    Engine engine(Settings(), clock);
    QVERIFY(engine.open(folder.path().toStdString()));
    QVERIFY(ingest(engine, delta(Now - 20'000, Now - 10'000, 3)));
    QVERIFY(ingest(engine, delta(Now - 10'000, Now, 4)));
    QCOMPARE(points(engine, "otlp_delta_total"),
             (QJsonArray{QJsonArray{-29'999, 0}, QJsonArray{-20'000, 500}, QJsonArray{-19'999, 0},
                         QJsonArray{-10'000, 3}, QJsonArray{0, 7}}));
    // 500 and 7 were counted: nothing in between looks like more.
    const auto rate = engine.queryRange({.metric = "otlp_delta_total",
                                         .matchers = {},
                                         .startMs = Now,
                                         .endMs = Now,
                                         .stepMs = 60'000,
                                         .reduce = Reduce::Rate},
                                        {});
    QVERIFY(rate && rate->series.size() == 1);
    QCOMPARE(rate->series[0].points.values, std::vector<double>{507 * 1000.0 / 29'999});
}

QTEST_GUILESS_MAIN(TestOtlp)
#include "tst_otlp.moc"
