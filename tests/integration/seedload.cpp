#include "tests/integration/seedload.h"

#include "app/server/jsonwriter.h"

#include <array>
#include <string_view>

namespace tinyobs::test {
namespace {

constexpr std::array<std::string_view, 5> Names{
    "http_requests_total", "http_request_duration_seconds", "http_request_errors_total",
    "process_memory_bytes", "queue_depth"};
constexpr std::array<std::string_view, 4> Endpoints{"/api/v1/users", "/api/v1/products",
                                                    "/api/v1/orders", "/checkout"};
constexpr std::array<std::string_view, 3> Services{"shop", "billing", "stock"};
static_assert(Names.size() * Endpoints.size() * Services.size() == SeedLoad::Series);

/// Counters that grow unevenly, a latency with three decimals, memory in pages.
double valueOf(std::size_t metric, std::uint64_t round, std::size_t series)
{
    const std::uint64_t noise = (round * 2654435761U + series * 40503U) >> 7;
    switch (metric) {
    case 0:
    case 2:
        return static_cast<double>(round * 17 + noise % 13);
    case 1:
        return static_cast<double>(noise % 900 + 5) / 1000;
    case 3:
        return static_cast<double>((2048 + noise % 512) * 4096);
    default:
        return static_cast<double>(noise % 40);
    }
}

} // namespace

QByteArray SeedLoad::next(std::size_t samples)
{
    server::JsonWriter json;
    json.reserve(static_cast<qsizetype>(32 + samples * 224));
    json.beginObject().key("metrics").beginArray();
    for (std::size_t i = 0; i < samples; ++i, ++m_made) {
        const std::size_t series = m_made % Series;
        const std::uint64_t round = m_made / Series;
        const std::size_t metric = series % Names.size();
        const std::size_t endpoint = series / Names.size() % Endpoints.size();
        json.beginObject().field("name", Names[metric]);
        json.field("value", valueOf(metric, round, series)).key("timestamp");
        json.timestamp(m_startMs + static_cast<TimeMs>(round) * IntervalMs);
        json.key("labels").beginObject();
        json.field("service", Services[series / (Names.size() * Endpoints.size())]);
        json.field("endpoint", Endpoints[endpoint]).field("method", "GET").field("status", "200");
        json.field("instance", "demo-7f9c4b-1").endObject().endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace tinyobs::test
