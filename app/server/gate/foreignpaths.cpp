#include "app/server/gate/foreignpaths.h"

#include <algorithm>
#include <array>

namespace tinyobs::server {
namespace {

constexpr std::string_view MetricsOnly = "TinyObs takes metrics only: POST ";

constexpr std::array<ForeignPath, 22> Paths{{
    // Prometheus remote write elsewhere: Mimir and Cortex, Thanos, InfluxDB 1.
    {"/api/v1/push", "/api/v1/write"},
    {"/api/prom/push", "/api/v1/write"},
    {"/api/v1/receive", "/api/v1/write"},
    {"/api/v1/prom/write", "/api/v1/write"},
    {"/receive", "/api/v1/write"},
    // OTLP elsewhere: Prometheus, VictoriaMetrics, and the root that SDKs add "/v1/metrics" to.
    {"/api/v1/otlp/v1/metrics", "/v1/metrics"},
    {"/opentelemetry/api/v1/push", "/v1/metrics"},
    {"/otlp", "/v1/metrics"},
    {"/v1/metrics/v1/metrics", "/v1/metrics",
     "the sender adds the path itself, give it none: POST "},
    {"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/v1/metrics",
     "OTLP over gRPC has a port of its own (4317), over HTTP it is POST "},
    // Other signals.
    {"/v1/traces", "/v1/metrics", MetricsOnly},
    {"/v1/logs", "/v1/metrics", MetricsOnly},
    {"/v1development/profiles", "/v1/metrics", MetricsOnly},
    {"/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/v1/metrics", MetricsOnly},
    {"/opentelemetry.proto.collector.logs.v1.LogsService/Export", "/v1/metrics", MetricsOnly},
    {"/loki/api/v1/push", "/v1/metrics", MetricsOnly},
    {"/api/traces", "/v1/metrics", MetricsOnly},
    {"/api/v2/spans", "/v1/metrics", MetricsOnly},
    // The rest.
    {"/api/v1/import/native", "/api/v1/import", "the native format is VictoriaMetrics' own, POST "},
    {"/api/v1/import/csv", "/api/v1/import",
     "CSV is taken by tinyobsd import, JSON lines by POST "},
    {"/api/v2/import", "/api/v1/import"},
    {"/api/v3/write_lp", "/api/v2/write"},
}};

// What VictoriaMetrics puts in front of paths, by protocol; its cluster "/insert/TENANT" before it.
constexpr std::array<std::string_view, 6> Prefixes{"/prometheus", "/influx",   "/opentelemetry",
                                                   "/otlp",       "/graphite", "/victoriametrics"};

std::string_view withoutTenant(std::string_view path)
{
    constexpr std::string_view Insert = "/insert/";
    if (!path.starts_with(Insert))
        return path;
    const std::size_t end = path.find('/', Insert.size());
    return end == std::string_view::npos ? std::string_view() : path.substr(end);
}

std::string_view withoutPrefix(std::string_view path)
{
    for (const std::string_view prefix : Prefixes) {
        if (path.starts_with(prefix) && path.substr(prefix.size()).starts_with('/'))
            return path.substr(prefix.size());
    }
    return path;
}

const ForeignPath *find(std::string_view path)
{
    const auto *row = std::ranges::find(Paths, path, &ForeignPath::path);
    return row == Paths.end() ? nullptr : row;
}

} // namespace

std::span<const ForeignPath> foreignPaths()
{
    return Paths;
}

std::string foreignPathHint(std::string_view path,
                            const std::function<bool(std::string_view path)> &isRoute)
{
    if (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    const std::string_view rest = withoutTenant(path);
    for (const std::string_view each : {path, rest, withoutPrefix(rest)}) {
        if (isRoute(each))
            return each == path ? std::string() : ", did you mean " + std::string(each) + "?";
        const ForeignPath *row = find(each);
        if (!row || !isRoute(row->ours))
            continue;
        const std::string ours(row->ours);
        return row->says.empty() ? ", did you mean " + ours + "?"
                                 : "; " + std::string(row->says) + ours;
    }
    return {};
}

} // namespace tinyobs::server
