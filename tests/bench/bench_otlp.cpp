// CPU of OpenTelemetry's metrics in protobuf, one thread, known series: decoding alone and with
// what the store does, in nanoseconds per sample (a histogram of 11 buckets is 13) and millions of
// samples per CPU-second.

#include "core/ingest/otlpdecoder.h"
#include "core/storage/store.h"
#include "tests/bench/otlprequest.h"
#include "tests/bench/stopwatch.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

constexpr int Exports = 200;
constexpr TimeMs IntervalMs = 1000;

/// Runs of a clock that goes on as fast as the exports do.
class ExportClock : public Clock
{
public:
    TimeMs nowMs() const override { return now; }
    TimeMs now = 1795341600000;
};

std::string attributes(std::uint32_t field, int point)
{
    constexpr const char *Methods[] = {"GET", "POST", "PUT", "DELETE"};
    return otlp::attribute(field, "http.request.method", otlp::text(Methods[point % 4])) +
           otlp::attribute(field, "http.route",
                           otlp::text("/api/v1/cart/" + std::to_string(point))) +
           otlp::attribute(field, "http.response.status_code", otlp::integer(200)) +
           otlp::attribute(field, "url.scheme", otlp::text("https"));
}

std::string numbers(TimeMs timeMs, int points)
{
    std::string all;
    for (int i = 0; i < points; ++i) {
        all += otlp::point(otlp::start(1795300000000000000) +
                           otlp::time(std::uint64_t(timeMs) * 1'000'000) +
                           otlp::asDouble(double(timeMs % 100'000) + i) + attributes(7, i));
    }
    return all;
}

std::string histograms(TimeMs timeMs, int points)
{
    const std::vector<double> bounds{5, 10, 25, 50, 75, 100, 250, 500, 750, 1000};
    std::string all;
    for (int i = 0; i < points; ++i) {
        std::vector<std::uint64_t> counts(bounds.size() + 1, std::uint64_t(timeMs % 100'000));
        all += otlp::point(
            otlp::start(1795300000000000000) + otlp::time(std::uint64_t(timeMs) * 1'000'000) +
            fixed64Field(4, 11 * std::uint64_t(timeMs % 100'000)) +
            otlp::doubleField(5, double(timeMs % 100'000)) + otlp::packedFixed(6, counts) +
            otlp::packedDoubles(7, bounds) + attributes(9, i));
    }
    return all;
}

/// 20 counters and 20 gauges of 20 points, 5 histograms of 20: what a busy service exports.
std::string exportAt(TimeMs timeMs, bool withHistograms)
{
    std::string metrics = otlp::scope("io.opentelemetry.http", "1.2.3");
    for (int i = 0; i < 20; ++i) {
        const std::string number = std::to_string(i);
        metrics += otlp::metric(otlp::name("http.server.requests." + number, "{request}", "Count") +
                                otlp::sum(numbers(timeMs, 20)));
        metrics += otlp::metric(otlp::name("process.memory." + number, "By", "Used") +
                                otlp::gauge(numbers(timeMs, 20)));
    }
    for (int i = 0; withHistograms && i < 5; ++i)
        metrics += otlp::metric(otlp::name("http.server.duration." + std::to_string(i), "ms") +
                                otlp::histogram(histograms(timeMs, 20)));
    return otlp::requestOf(otlp::resource({{"service.name", "cart"},
                                           {"service.namespace", "shop"},
                                           {"service.instance.id", "cart-7c9d"},
                                           {"host.name", "node-17"}}) +
                           otlp::scopeMetrics(metrics));
}

void run(const char *title, bool withHistograms)
{
    ExportClock clock;
    StoreOptions options;
    options.memoryBytes = std::size_t(1) << 30;
    Store store(options, clock);
    OtlpProtobufDecoder decoder;
    const DocumentOptions none;
    std::vector<std::string> bodies;
    for (int i = 0; i < Exports; ++i)
        bodies.push_back(exportAt(clock.now + i * IntervalMs, withHistograms));
    double decoding = 0;
    double both = 0;
    std::size_t samples = 0;
    for (int i = 0; i < Exports; ++i) {
        clock.now += IntervalMs;
        const Document document{.bytes = bodies[std::size_t(i)],
                                .readableBytes = bodies[std::size_t(i)].size(),
                                .mode = AppendMode::GoodRows,
                                .nowMs = clock.now,
                                .options = none};
        const Stopwatch alone;
        if (!decoder.decode(document))
            std::abort();
        decoding += i > 0 ? alone.cpuSeconds() : 0;
        const Stopwatch whole;
        if (!decoder.decode(document) ||
            store.append(decoder.batch(), decoder, AppendMode::GoodRows).refusals.size() > 0)
            std::abort();
        both += i > 0 ? whole.cpuSeconds() : 0; // the first makes the series
        samples += i > 0 ? decoder.batch().size() : 0;
    }
    const double count = double(samples);
    std::printf("%-22s %7.1f bytes/sample  decode %6.1f ns, %5.2f M/s  with store %6.1f ns, "
                "%5.2f M/s\n",
                title, double(bodies[0].size()) / (count / (Exports - 1)), decoding / count * 1e9,
                count / decoding * 1e-6, both / count * 1e9, count / both * 1e-6);
}

} // namespace

int main()
{
    run("counters and gauges", false);
    run("with histograms", true);
}
