#include "example/models.h"

#include "example/requestrecorder.h"

#include <algorithm>
#include <cmath>

namespace tinyobs::example {
namespace {

constexpr std::array<int, 4> GetStatuses{200, 404, 500, 503};
constexpr std::array<int, 4> PostStatuses{201, 422, 500, 503};
constexpr std::array<double, 10> JobBounds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
constexpr double ClientErrorShare = 0.012;
constexpr double CacheWarmupSeconds = 60;
constexpr double QueueHeadroom = 2; // the workers keep up with twice the average
constexpr double PoolConnections = 20;

double expectedEvents(const Workload &workload, const Moment &moment)
{
    return workload.rate * shapeFactor(workload.shape, moment.unixSeconds) * moment.share *
           moment.elapsed;
}

client::Labels labelled(std::string_view label, std::string_view value)
{
    return {{std::string(label), std::string(value)}};
}

client::Labels labelled(std::string_view label, std::string_view value, std::string_view second,
                        std::string_view secondValue)
{
    return {{std::string(label), std::string(value)},
            {std::string(second), std::string(secondValue)}};
}

class Requests : public WorkloadModel
{
public:
    Requests(const Workload &workload, client::Registry &registry)
        : m_workload(workload)
        , m_method(workload.name.substr(0, workload.name.find(' ')))
        , m_route(workload.name.substr(m_method.size() + 1))
        , m_statuses(m_method == "POST" ? PostStatuses : GetStatuses)
        , m_recorder(registry, m_method, m_route, m_statuses)
        , m_inFlight(registry.gauge("http_requests_in_flight", labelled("route", m_route)))
    {
    }

    void advance(const Moment &moment, Random &random) override
    {
        // A busy service is slower: the factor is 1 at its average load.
        const double load = shapeFactor(m_workload.shape, moment.unixSeconds);
        const double median = m_workload.typical * moment.latencyFactor * (0.8 + 0.2 * load * load);
        double spentSeconds = 0;
        for (int left = random.poisson(expectedEvents(m_workload, moment)); left > 0; --left) {
            const double seconds = random.logNormal(median, m_workload.spread);
            m_recorder.record(drawStatus(moment, random), seconds);
            spentSeconds += seconds;
        }
        // Little's law: what is in flight is the time spent per second.
        m_inFlight.set(std::round(spentSeconds / moment.elapsed));
    }

private:
    int drawStatus(const Moment &moment, Random &random) const
    {
        const double draw = random.uniform();
        if (draw < moment.failShare)
            return m_statuses[3];
        if (draw < moment.failShare + m_workload.failShare)
            return m_statuses[2];
        return random.chance(ClientErrorShare) ? m_statuses[1] : m_statuses[0];
    }

    const Workload &m_workload;
    std::string_view m_method;
    std::string_view m_route;
    const std::array<int, 4> &m_statuses; // fine, the client's fault, ours, unavailable
    RequestRecorder m_recorder;
    client::Gauge &m_inFlight;
};

class Queue : public WorkloadModel
{
public:
    Queue(const Workload &workload, client::Registry &registry)
        : m_workload(workload)
        , m_seconds(
              registry.histogram(workload.metric, labelled("queue", workload.name), JobBounds))
        , m_done(registry.counter("jobs_processed_total",
                                  labelled("queue", workload.name, "result", "ok")))
        , m_failed(registry.counter("jobs_processed_total",
                                    labelled("queue", workload.name, "result", "failed")))
        , m_depthGauge(registry.gauge("queue_depth", labelled("queue", workload.name)))
    {
    }

    void advance(const Moment &moment, Random &random) override
    {
        m_depth += random.poisson(expectedEvents(m_workload, moment));
        const double capacity =
            m_workload.rate * QueueHeadroom * moment.elapsed / moment.latencyFactor;
        const int done = std::min(m_depth, random.poisson(capacity));
        for (int left = done; left > 0; --left) {
            m_seconds.observe(
                random.logNormal(m_workload.typical * moment.latencyFactor, m_workload.spread));
            const bool failed = random.chance(m_workload.failShare + moment.failShare);
            (failed ? m_failed : m_done).add();
        }
        m_depth -= done;
        m_depthGauge.set(m_depth);
    }

private:
    const Workload &m_workload;
    client::Histogram &m_seconds;
    client::Counter &m_done;
    client::Counter &m_failed;
    client::Gauge &m_depthGauge;
    int m_depth = 0;
};

class Cache : public WorkloadModel
{
public:
    Cache(const Workload &workload, client::Registry &registry)
        : m_workload(workload)
        , m_hits(registry.counter("cache_requests_total",
                                  labelled("cache", workload.name, "result", "hit")))
        , m_misses(registry.counter("cache_requests_total",
                                    labelled("cache", workload.name, "result", "miss")))
        , m_ratio(registry.gauge(workload.metric, labelled("cache", workload.name)))
    {
    }

    void advance(const Moment &moment, Random &random) override
    {
        // A new release starts with an empty cache.
        const double warm = 1 - 0.6 * std::exp(-moment.upSeconds / CacheWarmupSeconds);
        const double share = std::clamp(
            m_workload.typical * warm + m_workload.spread * 0.5 * random.normal(), 0.0, 1.0);
        const int lookups = random.poisson(expectedEvents(m_workload, moment));
        const double hits = std::round(lookups * share);
        m_hits.add(hits);
        m_misses.add(lookups - hits);
        if (lookups > 0)
            m_ratio.set(hits / lookups);
    }

private:
    const Workload &m_workload;
    client::Counter &m_hits;
    client::Counter &m_misses;
    client::Gauge &m_ratio;
};

class Pool : public WorkloadModel
{
public:
    Pool(const Workload &workload, client::Registry &registry)
        : m_workload(workload)
        , m_busy(registry.gauge(workload.metric, labelled("pool", workload.name, "state", "busy")))
        , m_idle(registry.gauge(workload.metric, labelled("pool", workload.name, "state", "idle")))
        , m_waiting(registry.gauge("db_pool_waiting", labelled("pool", workload.name)))
    {
        registry.gauge("db_pool_max_connections", labelled("pool", workload.name))
            .set(PoolConnections);
    }

    void advance(const Moment &moment, Random &random) override
    {
        const double load = shapeFactor(m_workload.shape, moment.unixSeconds) * moment.share;
        const double wanted = random.logNormal(
            PoolConnections * m_workload.typical * load * moment.latencyFactor, m_workload.spread);
        const double busy = std::min(std::round(wanted), PoolConnections);
        m_busy.set(busy);
        m_idle.set(PoolConnections - busy);
        m_waiting.set(std::max(0.0, std::round(wanted - PoolConnections)));
    }

private:
    const Workload &m_workload;
    client::Gauge &m_busy;
    client::Gauge &m_idle;
    client::Gauge &m_waiting;
};

class Orders : public WorkloadModel
{
public:
    Orders(const Workload &workload, client::Registry &registry)
        : m_workload(workload)
        , m_orders(registry.counter(workload.metric, labelled("payment", workload.name)))
        , m_euros(registry.counter("order_value_euros_total", labelled("payment", workload.name)))
    {
    }

    void advance(const Moment &moment, Random &random) override
    {
        // An order that fails is not an order.
        const double expected = expectedEvents(m_workload, moment) * (1 - moment.failShare);
        for (int left = random.poisson(expected); left > 0; --left) {
            m_orders.add();
            const double euros = random.logNormal(m_workload.typical, m_workload.spread);
            m_euros.add(std::round(euros * 100) / 100);
        }
    }

private:
    const Workload &m_workload;
    client::Counter &m_orders;
    client::Counter &m_euros;
};

class Process : public WorkloadModel
{
public:
    Process(const Workload &workload, client::Registry &registry, double startUnixSeconds)
        : m_workload(workload)
        , m_cpu(registry.counter("process_cpu_seconds_total"))
        , m_memory(registry.gauge(workload.metric))
        , m_descriptors(registry.gauge("process_open_fds"))
    {
        registry.gauge("process_start_time_seconds").set(startUnixSeconds);
    }

    void advance(const Moment &moment, Random &random) override
    {
        const double load = shapeFactor(m_workload.shape, moment.unixSeconds) * moment.share;
        m_cpu.add(m_workload.rate * load * moment.elapsed *
                  std::max(0.2, 1 + 0.1 * random.normal()));
        // A saw tooth: the heap fills for four minutes, then the collector runs.
        const double sinceCollection = std::fmod(moment.upSeconds, 240.0) / 240.0;
        m_memory.set(std::round(m_workload.typical * (0.85 + 0.3 * sinceCollection) *
                                (1 + m_workload.spread * 0.3 * random.normal())));
        m_descriptors.set(std::round(40 + 60 * load * moment.latencyFactor));
    }

private:
    const Workload &m_workload;
    client::Counter &m_cpu;
    client::Gauge &m_memory;
    client::Gauge &m_descriptors;
};

} // namespace

std::unique_ptr<WorkloadModel> makeModel(const Workload &workload, client::Registry &registry,
                                         double startUnixSeconds)
{
    switch (workload.model) {
    case Model::Requests:
        return std::make_unique<Requests>(workload, registry);
    case Model::Queue:
        return std::make_unique<Queue>(workload, registry);
    case Model::Cache:
        return std::make_unique<Cache>(workload, registry);
    case Model::Pool:
        return std::make_unique<Pool>(workload, registry);
    case Model::Orders:
        return std::make_unique<Orders>(workload, registry);
    case Model::Process:
        return std::make_unique<Process>(workload, registry, startUnixSeconds);
    }
    return {};
}

} // namespace tinyobs::example
