#include "tests/bench/workload.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace tinyobs::bench {
namespace {

using Random = std::mt19937_64;

double uniform(Random &random)
{
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

double rounded(double value, double digits)
{
    return std::round(value * digits) / digits;
}

double normal(Random &random)
{
    return std::sqrt(-2 * std::log(1 - uniform(random))) *
           std::cos(6.283185307179586 * uniform(random));
}

// How a kind of metric goes on from its last value. `scale` differs from series to series.
using Next = double (*)(double last, double scale, Random &random);

struct Kind
{
    std::string_view metric;
    unsigned weight;
    Next next;
};

double requests(double last, double scale, Random &random)
{
    return last + std::floor(20 * scale * (0.5 + uniform(random)));
}
double rareEvents(double last, double scale, Random &random)
{
    return last + (uniform(random) < 0.05 * scale ? 1 : 0);
}
double never(double last, double, Random &)
{
    return last;
}
double bytesSent(double last, double scale, Random &random)
{
    return last + std::floor(1e6 * scale * std::exp(normal(random)));
}
double cpuSeconds(double last, double scale, Random &random)
{
    return rounded(last + 3 * scale * uniform(random), 100);
}
double sumOfSeconds(double last, double scale, Random &random)
{
    return last + scale * uniform(random); // full doubles
}
double bucket(double last, double scale, Random &random)
{
    return last + std::floor(6 * scale * uniform(random));
}
double memoryBytes(double last, double scale, Random &random)
{
    const double pages = std::max(0.0, last / 4096 + std::round(200 * scale * normal(random)));
    return pages * 4096;
}
double freeBytes(double last, double scale, Random &random)
{
    return uniform(random) < 0.7
               ? last
               : std::max(0.0, last + 4096 * std::round(10 * scale * normal(random)));
}
double percent(double, double scale, Random &random)
{
    return rounded(std::clamp(30 * scale + 8 * normal(random), 0.0, 100.0), 10);
}
double loadAverage(double last, double scale, Random &random)
{
    return rounded(std::max(0.0, last + 0.05 * scale * normal(random)), 100);
}
double celsius(double last, double, Random &random)
{
    return rounded(last + (uniform(random) < 0.6 ? 0 : 0.5 * normal(random)), 10);
}
double queueLength(double, double scale, Random &random)
{
    return std::floor(3 * scale * uniform(random) * uniform(random));
}
double connections(double last, double scale, Random &random)
{
    return std::max(0.0, last + std::round(2 * scale * normal(random)));
}
double quantile(double, double scale, Random &random)
{
    return 0.02 * scale * std::exp(0.4 * normal(random)); // full doubles
}

constexpr std::array<Kind, 15> Kinds{{
    {"http_requests_total", 12, requests},
    {"http_errors_total", 10, rareEvents},
    {"process_start_time_seconds", 14, never},
    {"network_transmit_bytes_total", 8, bytesSent},
    {"node_cpu_seconds_total", 10, cpuSeconds},
    {"http_request_duration_seconds_sum", 3, sumOfSeconds},
    {"http_request_duration_seconds_bucket", 16, bucket},
    {"process_resident_memory_bytes", 5, memoryBytes},
    {"node_filesystem_free_bytes", 5, freeBytes},
    {"node_cpu_busy_percent", 3, percent},
    {"node_load1", 2, loadAverage},
    {"node_thermal_celsius", 2, celsius},
    {"queue_length", 4, queueLength},
    {"open_connections", 3, connections},
    {"rpc_duration_seconds", 3, quantile},
}};

std::size_t pickKind(std::size_t series, unsigned onlyKind)
{
    if (onlyKind < Kinds.size())
        return onlyKind;
    unsigned total = 0;
    for (const Kind &kind : Kinds)
        total += kind.weight;
    // Spread evenly instead of drawn, so that small stores have the whole mix too.
    auto at = static_cast<unsigned>(series * 37 % total);
    for (std::size_t i = 0; i < Kinds.size(); ++i) {
        if (at < Kinds[i].weight)
            return i;
        at -= Kinds[i].weight;
    }
    return 0;
}

Labels makeLabels(std::size_t series, std::size_t kind, const WorkloadOptions &options)
{
    const std::size_t target = series / options.seriesPerTarget;
    const std::array<std::pair<std::string, std::string>, 9> all{{
        {"__name__", std::string(Kinds[kind].metric)},
        {"instance",
         "10.0." + std::to_string(target / 250) + '.' + std::to_string(target % 250) + ":9100"},
        {"path", "/api/v1/resource" + std::to_string(series % options.seriesPerTarget)},
        {"job", "service-" + std::to_string(target % 20)},
        {"method", series % 3 == 0 ? "POST" : "GET"},
        {"status", std::to_string(200 + 100 * (series % 4))},
        {"region", "eu-central-" + std::to_string(target % 3)},
        {"env", target % 10 == 0 ? "staging" : "production"},
        {"pod", "service-" + std::to_string(target % 20) + "-7d9f8b6c5-" + std::to_string(target)},
    }};
    std::vector<LabelView> pairs;
    for (std::size_t i = 0; i < std::clamp<std::size_t>(options.labels, 3, all.size()); ++i)
        pairs.push_back({all[i].first, all[i].second});
    return Labels::fromPairs(std::move(pairs));
}

} // namespace

Workload::Workload(const WorkloadOptions &options)
    : m_options(options)
    , m_random(options.seed)
    , m_tickMs(options.startMs)
{
    m_series.reserve(options.series);
    for (std::size_t i = 0; i < options.series; ++i) {
        Series series;
        series.kind = pickKind(i, options.onlyKind);
        series.labels = makeLabels(i, series.kind, options);
        series.hash = {m_random(), m_random()};
        series.scale = std::exp(normal(m_random));
        series.value = std::floor(uniform(m_random) * 1e4 * series.scale);
        m_series.push_back(std::move(series));
    }
}

std::size_t Workload::kindCount()
{
    return Kinds.size();
}

std::string_view Workload::kindName(std::size_t kind)
{
    return Kinds[kind].metric;
}

void Workload::nextTick(SampleBatch &batch)
{
    batch.clear();
    TimeMs timeMs = m_tickMs;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (m_options.jitterMs != 0 && i % m_options.seriesPerTarget == 0) {
            const auto spread = static_cast<std::uint64_t>(2 * m_options.jitterMs + 1);
            timeMs = m_tickMs + static_cast<TimeMs>(m_random() % spread) - m_options.jitterMs;
        }
        Series &series = m_series[i];
        series.value = Kinds[series.kind].next(series.value, series.scale, m_random);
        batch.hashes.push_back(series.hash);
        batch.timesMs.push_back(timeMs);
        batch.values.push_back(series.value);
    }
    m_tickMs += m_options.stepMs;
}

tl::expected<Labels, Refusal> Workload::labels(std::size_t row) const
{
    return m_series[row].labels;
}

std::string Workload::path(std::size_t row) const
{
    return "row " + std::to_string(row);
}

} // namespace tinyobs::bench
