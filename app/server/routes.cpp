#include "app/server/routes.h"

#include "app/server/assets.h"
#include "app/server/handlers/dashboards/dashboardhandlers.h"
#include "app/server/handlers/handlers.h"
#include "app/server/handlers/ingest/protocol.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/handlers/sdk/sdkhandlers.h"

#include <QString>

namespace tinyobs::server {
namespace {

/// Prometheus' HTTP API.
RouteTable prometheusRoutes(Engine &engine)
{
    const Handler instant = instantQueryHandler(engine);
    const Handler range = rangeQueryHandler(engine);
    const Handler exemplars = exemplarsHandler(engine);
    const Handler format = formatQueryHandler(engine);
    const Handler parse = parseQueryHandler(engine);
    const Handler explain = explainHandler(engine);
    const Handler series = seriesSearchHandler(engine);
    const Handler labels = labelNamesHandler(engine);
    return {
        {Method::Get, "/api/v1/query", "PromQL at one moment", instant},
        {Method::Post, "/api/v1/query", "PromQL at one moment", instant},
        {Method::Get, "/api/v1/query_range", "PromQL over time", range},
        {Method::Post, "/api/v1/query_range", "PromQL over time", range},
        {Method::Get, "/api/v1/explain", "what each part of a query costs", explain},
        {Method::Post, "/api/v1/explain", "what each part of a query costs", explain},
        {Method::Get, "/api/v1/format_query", "a query in order", format},
        {Method::Post, "/api/v1/format_query", "a query in order", format},
        {Method::Get, "/api/v1/parse_query", "a query's tree", parse},
        {Method::Post, "/api/v1/parse_query", "a query's tree", parse},
        {Method::Get, "/api/v1/query_exemplars", "exemplars of a query's series", exemplars},
        {Method::Post, "/api/v1/query_exemplars", "exemplars of a query's series", exemplars},
        {Method::Get, "/api/v1/metadata", "type, unit and help of metrics",
         metadataHandler(engine)},

        {Method::Get, "/api/v1/series", "label sets of series", series},
        {Method::Post, "/api/v1/series", "label sets of series", series},
        {Method::Get, "/api/v1/labels", "names of labels", labels},
        {Method::Post, "/api/v1/labels", "names of labels", labels},
        {Method::Get, "/api/v1/label/*", "values of a label", labelValuesSearchHandler(engine)},

        {Method::Get, "/api/v1/status/queries", "active and slowest queries",
         queryLogHandler(engine)},
        {Method::Get, "/api/v1/status/runtimeinfo", "this process", runtimeInfoHandler(engine)},
        {Method::Get, "/api/v1/status/flags", "settings in force", flagsHandler(engine)},
        {Method::Get, "/api/v1/status/config", "settings in force, as YAML", configHandler(engine)},
        {Method::Get, "/api/v1/status/tsdb", "what makes the store large",
         tsdbStatusHandler(engine)},
        {Method::Get, "/api/v1/status/walreplay", "done when it is asked",
         constantHandler(R"({"min":0,"max":0,"current":0})")},

        // What this server does not do, in the shape of its being none.
        {Method::Get, "/api/v1/targets", "none: nothing is scraped",
         constantHandler(R"({"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}})")},
        {Method::Get, "/api/v1/targets/metadata", "none: nothing is scraped",
         constantHandler("[]")},
        {Method::Get, "/api/v1/scrape_pools", "none: nothing is scraped",
         constantHandler(R"({"scrapePools":[]})")},
        {Method::Get, "/api/v1/rules", "none yet", constantHandler(R"({"groups":[]})")},
        {Method::Get, "/api/v1/alerts", "none yet", constantHandler(R"({"alerts":[]})")},
        {Method::Get, "/api/v1/alertmanagers", "none yet",
         constantHandler(R"({"activeAlertmanagers":[],"droppedAlertmanagers":[]})")},
        {Method::Get, "/api/v1/notifications", "none", constantHandler("[]")},
    };
}

/// What the SDK and the dashboard of the first TinyObs ask.
RouteTable sdkRoutes(Engine &engine)
{
    const Handler latest = sdkLatestHandler(engine);
    const Handler range = sdkRangeHandler(engine);
    const Handler instant = sdkInstantHandler(engine);
    return {
        {Method::Get, "/v1/query", "newest sample of each series", latest},
        {Method::Post, "/v1/query", "newest sample of each series", latest},
        {Method::Get, "/v1/query/range", "one metric over time", range},
        {Method::Post, "/v1/query/range", "one metric over time", range},
        {Method::Get, "/v1/query/instant", "PromQL at one moment", instant},
        {Method::Post, "/v1/query/instant", "PromQL at one moment", instant},
        {Method::Post, "/v1/query/execute", "PromQL over time", sdkExecuteHandler(engine)},
        {Method::Get, "/v1/metrics/list", "names of metrics", sdkMetricsListHandler(engine)},
        {Method::Get, "/v1/stats", "samples, series and bytes", sdkStatsHandler(engine)},
        {Method::Get, "/v1/cardinality", "series by metric", sdkCardinalityHandler(engine)},
        {Method::Get, "/v1/storage", "bytes in use", sdkStorageHandler(engine)},
        {Method::Get, "/v1/health", "alive, and whether samples are taken",
         sdkHealthHandler(engine)},
        {Method::Get, "/v1/export", "samples as JSON or CSV", sdkExportHandler(engine)},
        {Method::Post, "/v1/import", "take what was exported", ingestHandler(engine, {&SdkImport})},
    };
}

} // namespace

RouteTable makeRoutes(Engine &engine, LiveHub &hub)
{
    const auto assets = std::make_shared<const Assets>(embeddedFiles(QStringLiteral(":/web")));
    const PushHandlers pushed = pushHandlers(engine);
    const Handler exports = exportHandler(engine);
    RouteTable routes{
        {Method::Post, "/ingest", "take samples", ingestHandler(engine, {&SeedJson})},
        {Method::Post, "/v1/ingest", "take samples", ingestHandler(engine, {&SeedJson})},
        {Method::Post, "/api/v1/write", "take Prometheus remote write",
         ingestHandler(engine, {&RemoteWrite, &RemoteWrite2})},
        {Method::Post, "/api/v1/import", "take VictoriaMetrics' JSON lines",
         ingestHandler(engine, {&VmImport})},
        {Method::Get, "/metrics", "our own metrics, to be scraped", ownMetricsHandler(engine)},
        {Method::Put, "/metrics/*", "replace a Pushgateway's group", pushed.put},
        {Method::Post, "/metrics/*", "replace metrics of a Pushgateway's group", pushed.post},
        {Method::Delete, "/metrics/*", "end a Pushgateway's group", pushed.remove},
        {Method::Post, "/api/v1/import/prometheus", "take Prometheus text or OpenMetrics",
         ingestHandler(engine, {&PrometheusText, &OpenMetrics})},
        {Method::Put, "/api/v1/import/prometheus", "take Prometheus text or OpenMetrics",
         ingestHandler(engine, {&PrometheusText, &OpenMetrics})},
        {Method::Post, "/v1/metrics", "take OpenTelemetry's metrics",
         ingestHandler(engine, {&OtlpProtobuf, &OtlpJson})},
        {Method::Post, "/otlp/v1/metrics", "take OpenTelemetry's metrics",
         ingestHandler(engine, {&OtlpProtobuf, &OtlpJson})},
        {Method::Post, "/write", "take InfluxDB lines, as InfluxDB 1 does",
         ingestHandler(engine, {&InfluxV1})},
        {Method::Post, "/api/v2/write", "take InfluxDB lines, as InfluxDB 2 does",
         ingestHandler(engine, {&InfluxV2})},
        {Method::Get, "/ping", "alive, for clients of InfluxDB", influxPingHandler()},
        {Method::Get, "/query", "databases, for clients of InfluxDB 1", influxQueryHandler(engine)},
        {Method::Post, "/query", "databases, for clients of InfluxDB 1",
         influxQueryHandler(engine)},

        {Method::Get, "/api/metrics", "newest samples", recentSamplesHandler(engine)},
        {Method::Get, "/api/series", "series without their samples", seriesHandler(engine)},
        {Method::Get, "/api/query_range", "one metric over time", queryRangeHandler(engine)},
        {Method::Get, "/api/v1/export", "samples as JSON lines", exports},
        {Method::Post, "/api/v1/export", "samples as JSON lines", exports},
        {Method::Get, "/api/catalog", "services and their metrics", catalogHandler(engine)},
        {Method::Get, "/api/label_values", "values of a label", labelValuesHandler(engine)},
        {Method::Get, "/api/status", "state of the server", statusHandler(hub)},
        {Method::Get, "/api/live", "updates as server-sent events", liveHandler(hub)},
        {Method::Get, "/api/v1/status/ingest", "what came in and what was refused",
         ingestStatusHandler(engine)},
        {Method::Get, "/api/v1/status/buildinfo", "version", buildInfoHandler()},

        {Method::Get, "/api/v1/admin/retention", "what is kept", retentionHandler(engine)},
        {Method::Put, "/api/v1/admin/retention", "change what is kept",
         changeRetentionHandler(engine)},
        {Method::Post, "/api/v1/admin/tsdb/delete_series", "delete samples by selector",
         deleteSeriesHandler(engine)},
        {Method::Post, "/api/v1/admin/tsdb/clean_tombstones", "free what was deleted",
         cleanTombstonesHandler(engine)},
        {Method::Post, "/api/v1/admin/tsdb/snapshot", "copy the data folder",
         snapshotHandler(engine)},

        {Method::Get, "/healthz", "alive", healthHandler()},
        {Method::Get, "/-/healthy", "alive", healthHandler()},
        {Method::Get, "/health", "alive, in the words of InfluxDB 2", influxHealthHandler()},
        {Method::Get, "/readyz", "ready to serve", readinessHandler(engine)},
        {Method::Get, "/-/ready", "ready to serve", readinessHandler(engine)},

        {Method::Get, "/", "the dashboard", pageHandler(assets)},
        {Method::Get, "/explore", "the dashboard's explorer", pageHandler(assets)},
        {Method::Get, "/promql", "the dashboard's page for PromQL", pageHandler(assets)},
        {Method::Get, "/ingest-status", "the dashboard's account of what comes in",
         pageHandler(assets)},
        {Method::Get, "/assets/*", "the dashboard's files", assetHandler(assets)},

        {Method::Get, "/api", "this table", {}},
    };
    const std::size_t list = routes.size() - 1;
    for (Route &route : prometheusRoutes(engine))
        routes.push_back(std::move(route));
    for (Route &route : sdkRoutes(engine))
        routes.push_back(std::move(route));
    for (Route &route : dashboardRoutes(engine))
        routes.push_back(std::move(route));
    routes[list].handler = routeListHandler(routes);
    return routes;
}

RouteTable makeOtlpRoutes(Engine &engine)
{
    const Handler take = ingestHandler(engine, {&OtlpProtobuf, &OtlpJson});
    return {
        {Method::Post, "/v1/metrics", "take OpenTelemetry's metrics", take},
        {Method::Post, "/otlp/v1/metrics", "take OpenTelemetry's metrics", take},
        {Method::Get, "/health", "alive", healthHandler()},
        {Method::Get, "/healthz", "alive", healthHandler()},
    };
}

} // namespace tinyobs::server
