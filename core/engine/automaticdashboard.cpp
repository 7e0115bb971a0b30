#include "core/engine/automaticdashboard.h"

#include "core/dashboard/limits.h"
#include "core/engine/servicefamilies.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

namespace tinyobs {
namespace {

using namespace dashboard;

constexpr std::size_t MaxRest = 80;  // panels of other metrics; what is more is said
constexpr std::size_t MaxLines = 12; // of a counter, before its series are added up

// Histograms of requests served, the surest first.
constexpr std::string_view RequestDurations[] = {
    "http_server_request_duration_seconds",
    "http_server_duration_milliseconds",
    "http_server_duration",
    "http_server_requests_seconds",
    "http_request_duration_seconds",
    "http_server_request_duration",
    "rpc_server_call_duration_seconds",
    "rpc_server_duration_milliseconds",
    "grpc_server_handling_seconds",
};
constexpr std::string_view RequestCounters[] = {"http_requests_total", "http_server_requests_total",
                                                "requests_total", "grpc_server_handled_total"};
constexpr std::string_view StatusLabels[] = {"http_response_status_code", "http_status_code",
                                             "status_code", "status", "code"};
constexpr std::string_view RouteLabels[] = {"http_route", "route",      "uri",        "endpoint",
                                            "handler",    "rpc_method", "grpc_method"};

// Metrics of the process and its runtime are told apart from those of the service's own subject.
constexpr std::string_view RuntimePrefixes[] = {"process_", "nodejs_",  "v8js_",    "go_",
                                                "jvm_",     "python_",  "cpython_", "dotnet_",
                                                "ruby_",    "erlang_vm"};

struct RuntimePanel
{
    std::string_view metric;
    std::string_view title;
    bool isRate = false;
};

// What stands open in the row of the runtime; the first of equal titles that is there.
constexpr RuntimePanel RuntimePanels[] = {
    {"process_cpu_seconds_total", "Processor", true},
    {"process_cpu_time_seconds_total", "Processor", true},
    {"jvm_cpu_recent_utilization_ratio", "Processor"},
    {"process_resident_memory_bytes", "Memory of the process"},
    {"process_memory_usage_bytes", "Memory of the process"},
    {"nodejs_eventloop_delay_p99_seconds", "Event loop delay (p99)"},
    {"nodejs_eventloop_lag_p99_seconds", "Event loop delay (p99)"},
    {"nodejs_eventloop_utilization_ratio", "Event loop busy"},
    {"v8js_memory_heap_used_bytes", "Heap"},
    {"nodejs_heap_size_used_bytes", "Heap"},
    {"go_goroutines", "Goroutines"},
    {"go_goroutine_count", "Goroutines"},
    {"go_memstats_heap_inuse_bytes", "Heap"},
    {"go_memory_used_bytes", "Heap"},
    {"jvm_memory_used_bytes", "Heap"},
    {"jvm_threads_live_threads", "Threads"},
    {"jvm_thread_count", "Threads"},
    {"python_gc_objects_collected_total", "Objects collected", true},
    {"process_runtime_cpython_memory_bytes", "Memory of the process"},
    {"process_open_fds", "Open files"},
};

std::string selectorOf(const CatalogService &service)
{
    if (service.label.empty() && !service.internal)
        return "service=\"\",job=\"\"";
    return (service.label.empty() ? std::string("job") : service.label) + "=" +
           promql::quotedText(service.name);
}

/// "http_requests_total" -> "Http requests".
std::string titleOf(std::string_view metric)
{
    for (const std::string_view suffix : {"_total", "_bytes", "_seconds", "_ratio"}) {
        if (metric.size() > suffix.size() && metric.ends_with(suffix))
            metric.remove_suffix(suffix.size());
    }
    std::string title;
    for (const char c : metric)
        title += c == '_' || c == '.' || c == ':' ? ' ' : c;
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
        title.front() = static_cast<char>(title.front() - 'a' + 'A');
    return title.substr(0, MaxNameBytes);
}

class Maker
{
public:
    explicit Maker(const CatalogService &service)
        : m_selector(selectorOf(service))
        , m_families(familiesOf(service))
        , m_isUsed(m_families.size())
    {
        m_board.title = service.name.substr(0, MaxNameBytes);
        m_board.description = "Made of what this service sends";
    }

    Dashboard make()
    {
        addRequests();
        addRuntime();
        addRest();
        return std::move(m_board);
    }

private:
    const ServiceFamily *take(std::string_view name)
    {
        for (std::size_t i = 0; i < m_families.size(); ++i) {
            if (m_families[i].name == name && !m_isUsed[i]) {
                m_isUsed[i] = true;
                return &m_families[i];
            }
        }
        return nullptr;
    }

    /// name{service="x",extra}; names that are no words stand in the braces.
    std::string select(std::string_view name, std::string_view extra = {}) const
    {
        const bool isWord = std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == ':';
        });
        return (isWord ? std::string(name) + '{' : '{' + promql::quotedText(name) + ',') +
               m_selector + (extra.empty() ? "" : "," + std::string(extra)) + '}';
    }

    std::string rate(std::string_view name, std::string_view extra = {}) const
    {
        return "rate(" + select(name, extra) + "[$__rate_interval])";
    }

    /// How many were observed, per second.
    std::string countRate(const ServiceFamily &family, std::string_view extra = {}) const
    {
        if (family.kind == MetricKind::Counter)
            return rate(family.name, extra);
        return family.hasBuckets ? rate(family.name + "_count", extra)
                                 : "histogram_count(" + rate(family.name, extra) + ")";
    }

    std::string quantile(const ServiceFamily &family, std::string_view share) const
    {
        const std::string inner = family.hasBuckets
                                      ? "sum by (le) (" + rate(family.name + "_bucket") + ")"
                                      : "sum(" + rate(family.name) + ")";
        return "histogram_quantile(" + std::string(share) + ", " + inner + ")";
    }

    static std::string labelOf(const ServiceFamily &family,
                               std::span<const std::string_view> candidates)
    {
        const auto found = std::ranges::find_if(
            candidates, [&](std::string_view label) { return family.hasLabel(label); });
        return found == candidates.end() ? std::string() : std::string(*found);
    }

    void beginRow(std::string title, bool isFolded = false)
    {
        finishLine();
        Panel row{.kind = PanelKind::Row, .title = std::move(title), .isFolded = isFolded};
        row.place = {0, m_y++, GridColumns, 1};
        m_board.panels.push_back(std::move(row));
    }

    void finishLine()
    {
        m_y += m_height;
        m_x = m_height = 0;
    }

    void add(Panel panel, int width, int height = 8)
    {
        if (m_board.panels.size() >= MaxPanels)
            return;
        if (m_x + width > GridColumns)
            finishLine();
        panel.place = {m_x, m_y, width, height};
        m_x += width;
        m_height = std::max(m_height, height);
        m_board.panels.push_back(std::move(panel));
    }

    static Panel chart(std::string title, std::vector<Query> queries)
    {
        return {.title = std::move(title), .queries = std::move(queries)};
    }

    std::vector<Query> quantiles(const ServiceFamily &family) const
    {
        return {{.letter = "A", .expr = quantile(family, "0.5"), .legend = "p50"},
                {.letter = "B", .expr = quantile(family, "0.95"), .legend = "p95"},
                {.letter = "C", .expr = quantile(family, "0.99"), .legend = "p99"}};
    }

    const ServiceFamily *takeRequests()
    {
        for (const std::string_view name : RequestDurations) {
            if (const ServiceFamily *family = take(name))
                return family;
        }
        for (const std::string_view name : RequestCounters) {
            if (const ServiceFamily *family = take(name))
                return family;
        }
        return nullptr;
    }

    void addRequests()
    {
        const ServiceFamily *family = takeRequests();
        if (!family)
            return;
        beginRow("Requests");
        const std::string route = labelOf(*family, RouteLabels);
        const std::string sum = route.empty() ? "sum" : "sum by (" + route + ") ";
        Panel requests =
            chart("Requests", {{.letter = "A",
                                .expr = sum + "(" + countRate(*family) + ")",
                                .legend = route.empty() ? "requests" : "{{" + route + "}}"}});
        requests.unit = "requests/s";
        requests.scale = Scale::Zero;
        add(std::move(requests), 8);
        addErrors(*family);
        if (family->kind != MetricKind::Histogram)
            return;
        Panel durations = chart("Duration", quantiles(*family));
        durations.scale = Scale::Zero;
        durations.unit = family->name.ends_with("milliseconds") ? "milliseconds" : "seconds";
        add(std::move(durations), 8);
    }

    void addErrors(const ServiceFamily &family)
    {
        const std::string status = labelOf(family, StatusLabels);
        std::string failed = status + "=~\"5..\"";
        if (status.empty() && family.hasLabel("grpc_code"))
            failed = "grpc_code=~\"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|"
                     "DataLoss\"";
        else if (status.empty())
            return;
        Panel errors = chart("Errors", {{.letter = "A",
                                         .expr = "(sum(" + countRate(family, failed) +
                                                 ") or vector(0)) / sum(" + countRate(family) + ")",
                                         .legend = "share of failed requests"}});
        errors.unit = "ratio";
        errors.scale = Scale::Zero;
        errors.thresholds = {{0.01, Level::Warn}, {0.05, Level::Bad}};
        add(std::move(errors), 8);
    }

    void addRuntime()
    {
        std::vector<std::pair<RuntimePanel, const ServiceFamily *>> found;
        for (const RuntimePanel &row : RuntimePanels) {
            const bool isThere = std::ranges::any_of(
                found, [&](const auto &panel) { return panel.first.title == row.title; });
            const ServiceFamily *family = isThere ? nullptr : take(row.metric);
            if (family)
                found.emplace_back(row, family);
        }
        if (found.empty())
            return;
        beginRow("Runtime");
        for (const auto &[row, family] : found) {
            const std::string value = row.isRate ? rate(row.metric) : select(row.metric);
            Panel panel = chart(std::string(row.title),
                                {{.letter = "A", .expr = "sum by (instance) (" + value + ")"}});
            panel.scale = Scale::Zero;
            add(std::move(panel), 6, 7);
        }
    }

    void addFamily(const ServiceFamily &family)
    {
        Panel panel = chart(titleOf(family.name), {});
        panel.description = family.help.substr(0, MaxTextBytes);
        const bool isHistogram = family.kind == MetricKind::Histogram;
        if (isHistogram) {
            panel.queries = quantiles(family);
        } else if (family.kind == MetricKind::Summary) {
            panel.queries = {{.letter = "A",
                              .expr = "sum(" + rate(family.name + "_sum") + ") / sum(" +
                                      rate(family.name + "_count") + ")",
                              .legend = "mean"}};
        } else if (family.kind == MetricKind::Counter) {
            const bool isFew = family.series <= MaxLines;
            panel.queries = {
                {.letter = "A",
                 .expr = (isFew ? "sum without (instance) (" : "sum(") + rate(family.name) + ")"}};
            panel.scale = Scale::Zero;
        } else {
            panel.queries = {{.letter = "A", .expr = select(family.name)}};
        }
        add(std::move(panel), 8, 7);
    }

    void addRest()
    {
        std::vector<const ServiceFamily *> own;
        std::vector<const ServiceFamily *> runtime;
        for (std::size_t i = 0; i < m_families.size(); ++i) {
            if (m_isUsed[i])
                continue;
            const std::string &name = m_families[i].name;
            const bool isRuntime = std::ranges::any_of(
                RuntimePrefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
            (isRuntime ? runtime : own).push_back(&m_families[i]);
        }
        addAll(own, "Metrics", false);
        addAll(runtime, "Runtime in detail", true);
    }

    void addAll(const std::vector<const ServiceFamily *> &families, std::string title,
                bool isFolded)
    {
        if (families.empty())
            return;
        beginRow(std::move(title), isFolded);
        const std::size_t shown = std::min(families.size(), MaxRest);
        for (std::size_t i = 0; i < shown; ++i)
            addFamily(*families[i]);
        if (shown == families.size())
            return;
        Panel more{.kind = PanelKind::Text};
        more.text = std::to_string(families.size() - shown) +
                    " more metrics are not drawn here. Explore shows all of them.";
        add(std::move(more), GridColumns, 2);
    }

    const std::string m_selector;
    const std::vector<ServiceFamily> m_families;
    std::vector<bool> m_isUsed;
    Dashboard m_board;
    int m_x = 0;
    int m_y = 0;
    int m_height = 0;
};

} // namespace

Dashboard automaticDashboard(const CatalogService &service)
{
    return Maker(service).make();
}

} // namespace tinyobs
