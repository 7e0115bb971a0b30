#include "tests/bench/doorload.h"

#include "core/base/clock.h"
#include "tests/bench/otlprequest.h"
#include "tests/bench/peerload.h"
#include "tests/bench/workload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>

namespace tinyobs::bench {
namespace {

constexpr TimeMs StepMs = 1000;
constexpr std::size_t ValuesPerLine = 100; // of VictoriaMetrics' JSON

/// Samples of so many series, tick after tick.
struct Samples
{
    Workload workload;
    std::vector<SampleBatch> ticks;

    Samples(std::size_t series, std::size_t count)
        : workload({.series = series,
                    .startMs = SystemClock().nowMs() - TimeMs(count / series + 1) * StepMs,
                    .stepMs = StepMs})
        , ticks(count / series)
    {
        for (SampleBatch &batch : ticks)
            workload.nextTick(batch);
    }
};

std::string numberText(double value)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string labelsText(const Labels &labels, std::string_view pairSign, bool quotesNames)
{
    std::string text;
    for (const LabelView label : labels) {
        if (label.name == MetricNameLabel)
            continue;
        text += text.empty() ? "" : ",";
        const std::string_view quote = quotesNames ? "\"" : "";
        text.append(quote).append(label.name).append(quote).append(pairSign);
        text.append(1, '"').append(label.value).append(1, '"');
    }
    return text;
}

std::string seedRow(const Labels &labels, double value, TimeMs timeMs)
{
    return R"({"name":")" + std::string(labels.metricName()) + R"(","value":)" + numberText(value) +
           R"(,"timestamp":)" + std::to_string(timeMs) + R"(,"labels":{)" +
           labelsText(labels, ":", true) + "}}";
}

std::string textRow(const Labels &labels, double value, TimeMs timeMs)
{
    return std::string(labels.metricName()) + "{" + labelsText(labels, "=", false) + "} " +
           numberText(value) + " " + std::to_string(timeMs) + "\n";
}

/// A metric with its points: names that end in _total are sums, others gauges.
std::string otlpMetric(std::string_view name, const std::string &points)
{
    constexpr std::string_view Total = "_total";
    if (!name.ends_with(Total))
        return otlp::metric(otlp::name(name) + otlp::gauge(points));
    name.remove_suffix(Total.size());
    return otlp::metric(otlp::name(name) + otlp::sum(points));
}

std::string otlpPoint(const Labels &labels, double value, TimeMs timeMs, TimeMs startMs)
{
    constexpr std::uint64_t NsPerMs = 1'000'000;
    std::string fields = otlp::start(std::uint64_t(startMs) * NsPerMs) +
                         otlp::time(std::uint64_t(timeMs) * NsPerMs) + otlp::asDouble(value);
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            fields += otlp::pointAttribute(label.name, label.value);
    }
    return otlp::point(fields);
}

/// Calls with the rows of one request after the other.
template <typename Make>
std::vector<QByteArray> rowsAsBodies(const Samples &samples, std::size_t samplesPerRequest,
                                     Make make)
{
    std::vector<QByteArray> bodies;
    for (const SampleBatch &batch : samples.ticks) {
        for (std::size_t begin = 0; begin < batch.size(); begin += samplesPerRequest) {
            const std::size_t end = std::min(begin + samplesPerRequest, batch.size());
            bodies.push_back(QByteArray::fromStdString(make(batch, begin, end)));
        }
    }
    return bodies;
}

std::vector<QByteArray> seedBodies(const Samples &samples, std::size_t perRequest)
{
    return rowsAsBodies(samples, perRequest, [&](const SampleBatch &batch, auto begin, auto end) {
        std::string body = R"({"metrics":[)";
        for (std::size_t i = begin; i < end; ++i) {
            body += i == begin ? "" : ",";
            body += seedRow(samples.workload.seriesLabels(i), batch.values[i], batch.timesMs[i]);
        }
        return body + "]}";
    });
}

std::vector<QByteArray> textBodies(const Samples &samples, std::size_t perRequest)
{
    return rowsAsBodies(samples, perRequest, [&](const SampleBatch &batch, auto begin, auto end) {
        std::string body;
        for (std::size_t i = begin; i < end; ++i)
            body += textRow(samples.workload.seriesLabels(i), batch.values[i], batch.timesMs[i]);
        return body;
    });
}

std::vector<QByteArray> otlpBodies(const Samples &samples, std::size_t perRequest)
{
    const TimeMs startMs = samples.ticks.front().timesMs.front() - 86'400'000;
    return rowsAsBodies(samples, perRequest, [&](const SampleBatch &batch, auto begin, auto end) {
        std::map<std::string_view, std::string> points; // by metric, as an exporter groups them
        for (std::size_t i = begin; i < end; ++i) {
            const Labels &labels = samples.workload.seriesLabels(i);
            points[labels.metricName()] +=
                otlpPoint(labels, batch.values[i], batch.timesMs[i], startMs);
        }
        std::string metrics;
        for (const auto &[name, text] : points)
            metrics += otlpMetric(name, text);
        return otlp::request(metrics);
    });
}

std::vector<QByteArray> vmBodies(const Samples &samples, std::size_t perRequest)
{
    std::vector<QByteArray> bodies;
    std::string body;
    std::size_t inBody = 0;
    for (std::size_t tick = 0; tick + ValuesPerLine <= samples.ticks.size();
         tick += ValuesPerLine) {
        for (std::size_t series = 0; series < samples.workload.size(); ++series) {
            const Labels &labels = samples.workload.seriesLabels(series);
            std::string values;
            std::string times;
            for (std::size_t i = tick; i < tick + ValuesPerLine; ++i) {
                values += (i == tick ? "" : ",") + numberText(samples.ticks[i].values[series]);
                times += (i == tick ? "" : ",") + std::to_string(samples.ticks[i].timesMs[series]);
            }
            body += R"({"metric":{"__name__":")" + std::string(labels.metricName()) + R"(",)" +
                    labelsText(labels, ":", true) + R"(},"values":[)" + values +
                    R"(],"timestamps":[)" + times + "]}\n";
            inBody += ValuesPerLine;
            if (inBody >= perRequest) {
                bodies.push_back(QByteArray::fromStdString(body));
                body.clear();
                inBody = 0;
            }
        }
    }
    return bodies;
}

struct HeadRow
{
    Door door;
    std::string_view program;
    const char *path;
    const char *headers;
};

constexpr const char *SnappyHeaders = "Content-Type: application/x-protobuf\r\nContent-Encoding: "
                                      "snappy\r\nX-Prometheus-Remote-Write-Version: 0.1.0\r\n";

// Debian's VictoriaMetrics is from before it took OTLP.
constexpr HeadRow Heads[] = {
    {Door::RemoteWrite, "tinyobsd", "/api/v1/write", SnappyHeaders},
    {Door::RemoteWrite, "victoria-metrics", "/api/v1/write", SnappyHeaders},
    {Door::RemoteWrite, "prometheus", "/api/v1/write", SnappyHeaders},
    {Door::Otlp, "tinyobsd", "/v1/metrics", "Content-Type: application/x-protobuf\r\n"},
    {Door::VmImport, "tinyobsd", "/api/v1/import", "Content-Type: application/json\r\n"},
    {Door::VmImport, "victoria-metrics", "/api/v1/import", "Content-Type: application/json\r\n"},
    {Door::Text, "tinyobsd", "/api/v1/import/prometheus", "Content-Type: text/plain\r\n"},
    {Door::Text, "victoria-metrics", "/api/v1/import/prometheus", "Content-Type: text/plain\r\n"},
    {Door::SeedJson, "tinyobsd", "/ingest", "Content-Type: application/json\r\n"},
};

} // namespace

std::vector<QByteArray> bodiesOf(Door door, std::size_t samplesPerRequest, std::size_t requests)
{
    const std::size_t series = samplesPerRequest == 1 ? 10 : 10'000;
    const std::size_t count = samplesPerRequest * requests;
    if (door == Door::RemoteWrite) {
        const TimeMs startMs = SystemClock().nowMs() - TimeMs(count / series + 1) * StepMs;
        PeerLoad load({.series = series, .startMs = startMs, .stepMs = StepMs}, samplesPerRequest);
        return load.next(count / series);
    }
    const Samples samples(series, count);
    switch (door) {
    case Door::Otlp:
        return otlpBodies(samples, samplesPerRequest);
    case Door::VmImport:
        return vmBodies(samples, samplesPerRequest);
    case Door::Text:
        return textBodies(samples, samplesPerRequest);
    case Door::SeedJson:
    case Door::RemoteWrite:
        break;
    }
    return seedBodies(samples, samplesPerRequest);
}

QByteArray headOf(Door door, std::string_view program)
{
    for (const HeadRow &row : Heads) {
        if (row.door == door && row.program == program)
            return QByteArray("POST ") + row.path +
                   " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n" + row.headers;
    }
    return {};
}

} // namespace tinyobs::bench
