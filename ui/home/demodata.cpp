#include "ui/home/demodata.h"

#include "core/engine/engine.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace tinyobs::ui {
namespace {

struct Route
{
    std::string_view path;
    double requestsPerSecond;
    double typicalSeconds;
    double errorShare;
};

constexpr std::array<Route, 4> Routes{{{"/", 24, 0.012, 0.001},
                                       {"/search", 9, 0.08, 0.004},
                                       {"/cart", 5, 0.03, 0.002},
                                       {"/checkout", 1.6, 0.22, 0.012}}};
constexpr std::array<double, 9> Bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};
constexpr double Spread = 0.55; // of the durations' logarithms

// A database that gets slow for a while, so that there is something to find.
constexpr double SlowFrom = 0.55;
constexpr double SlowTo = 0.72;
constexpr double SlowFactor = 5;

/// Between -1 and 1, the same for the same numbers.
double noise(std::uint64_t stream, std::uint64_t step)
{
    std::uint64_t mixed = stream * 0x9e37'79b9'7f4a'7c15u + step;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58'476d'1ce4'e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d0'49bb'1331'11ebu;
    mixed ^= mixed >> 31;
    return double(mixed >> 11) / double(1ull << 52) - 1;
}

/// The part of the durations at most `bound`, which are log-normal.
double shareBelow(double bound, double typical)
{
    return 0.5 * std::erfc(-std::log(bound / typical) / (Spread * std::numbers::sqrt2));
}

bool isSlow(double progress)
{
    return progress > SlowFrom && progress < SlowTo;
}

struct RouteTotals
{
    double good = 0;
    double failed = 0;
    double seconds = 0;
    std::array<double, Bounds.size()> below{};
};

class Shop
{
public:
    void advance(std::uint64_t step, double progress)
    {
        const double day = 1 + 0.35 * std::sin(progress * 2 * std::numbers::pi);
        for (std::size_t i = 0; i < Routes.size(); ++i) {
            const Route &route = Routes[i];
            const bool slow = isSlow(progress) && route.path == "/checkout";
            const double seconds = double(DemoStepMs) / 1000;
            const double requests = std::max(1.0, std::round(route.requestsPerSecond * seconds *
                                                             day * (1 + 0.2 * noise(i, step))));
            const double failed = std::round(requests * route.errorShare * (slow ? 12 : 1) +
                                             0.5 * std::abs(noise(i + 10, step)));
            const double typical = route.typicalSeconds * (slow ? SlowFactor : 1);
            RouteTotals &totals = m_routes[i];
            totals.good += requests - failed;
            totals.failed += failed;
            totals.seconds += requests * typical * std::exp(Spread * Spread / 2);
            for (std::size_t bound = 0; bound < Bounds.size(); ++bound)
                totals.below[bound] += std::round(requests * shareBelow(Bounds[bound], typical));
        }
        const double wanted = isSlow(progress) ? 48 : 6;
        m_queue += (wanted - m_queue) * 0.12 + 1.5 * noise(20, step);
        m_queue = std::max(0.0, m_queue);
    }
    const RouteTotals &totals(std::size_t route) const { return m_routes[route]; }
    double queue() const { return std::round(m_queue); }

private:
    std::array<RouteTotals, Routes.size()> m_routes;
    double m_queue = 6;
};

void addLine(std::string &text, std::string_view name, std::string_view route,
             std::string_view more, double value, TimeMs timeMs)
{
    text.append(name).append("{service=\"").append(DemoService).append("\"");
    if (!route.empty())
        text.append(",route=\"").append(route).append("\"");
    text.append(more).append("} ");
    std::array<char, 32> number{};
    const int length = std::snprintf(number.data(), number.size(), "%.10g", value);
    text.append(number.data(), std::size_t(length));
    text.append(" ").append(std::to_string(timeMs)).append("\n");
}

void addDurations(std::string &text, std::string_view route, const RouteTotals &totals,
                  TimeMs timeMs)
{
    const double count = totals.good + totals.failed;
    for (std::size_t bound = 0; bound < Bounds.size(); ++bound) {
        std::array<char, 32> le{};
        std::snprintf(le.data(), le.size(), ",le=\"%g\"", Bounds[bound]);
        addLine(text, "http_request_duration_seconds_bucket", route, le.data(), totals.below[bound],
                timeMs);
    }
    addLine(text, "http_request_duration_seconds_bucket", route, ",le=\"+Inf\"", count, timeMs);
    addLine(text, "http_request_duration_seconds_sum", route, {}, totals.seconds, timeMs);
    addLine(text, "http_request_duration_seconds_count", route, {}, count, timeMs);
}

} // namespace

std::string demoDocument(TimeMs endMs)
{
    std::string requests = "# HELP http_requests_total Requests answered.\n"
                           "# TYPE http_requests_total counter\n";
    std::string durations = "# HELP http_request_duration_seconds How long answers took.\n"
                            "# TYPE http_request_duration_seconds histogram\n";
    std::string queue = "# HELP orders_waiting Orders that wait to be packed.\n"
                        "# TYPE orders_waiting gauge\n";
    Shop shop;
    constexpr std::uint64_t Steps = DemoSpanMs / DemoStepMs;
    for (std::uint64_t step = 0; step <= Steps; ++step) {
        const TimeMs timeMs = endMs - DemoSpanMs + TimeMs(step) * DemoStepMs;
        shop.advance(step, double(step) / double(Steps));
        for (std::size_t i = 0; i < Routes.size(); ++i) {
            const RouteTotals &totals = shop.totals(i);
            const std::string_view path = Routes[i].path;
            addLine(requests, "http_requests_total", path, ",status=\"200\"", totals.good, timeMs);
            addLine(requests, "http_requests_total", path, ",status=\"500\"", totals.failed,
                    timeMs);
            addDurations(durations, path, totals, timeMs);
        }
        addLine(queue, "orders_waiting", {}, {}, shop.queue(), timeMs);
    }
    return requests + durations + queue;
}

Result<void> loadDemoData(Engine &engine)
{
    const std::string document = demoDocument(engine.clock().nowMs());
    const Result<IngestReport> report = engine.ingest(
        {.format = WireFormat::PrometheusText, .body = document, .path = "demo data"});
    if (!report)
        return tl::unexpected(report.error());
    return {};
}

} // namespace tinyobs::ui
