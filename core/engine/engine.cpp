#include "core/engine/engine.h"

#include "core/base/process.h"
#include "core/engine/catalogcache.h"
#include "core/engine/ingester.h"
#include "core/engine/maintenance.h"
#include "core/engine/metricsource.h"
#include "core/engine/refusalcounters.h"

#include <atomic>
#include <utility>

namespace tinyobs {

class Engine::Impl
{
public:
    Impl(const Settings &chosen, const Clock &timeSource)
        : settings(chosen)
        , clock(timeSource)
        , startedMs(timeSource.nowMs())
        , store(chosen.store, timeSource)
        , ingester(store, timeSource, chosen.http.decodedBodyBytes, refusals)
        , maintenance(store, live, timeSource, refusals, chosen.watchInterval)
    {
    }

    const Settings settings;
    const Clock &clock;
    const TimeMs startedMs;
    Store store;
    RefusalCounters refusals;
    LiveUpdates live;
    Ingester ingester;
    mutable CatalogCache catalog;
    QueryPool queries;
    Maintenance maintenance;
    std::atomic_bool running = false;
};

Engine::Engine(const Settings &settings, const Clock &clock)
    : m_impl(std::make_unique<Impl>(settings, clock))
{
}

Engine::~Engine()
{
    stop();
}

Result<IngestReport> Engine::ingest(const IngestRequest &request)
{
    Result<IngestReport> report = m_impl->ingester.ingest(request);
    if (report && report->stored > 0)
        m_impl->maintenance.noteAppended();
    return report;
}

void Engine::countRefusedDocument()
{
    m_impl->refusals.countDocument();
}

Result<RecentSamples> Engine::recentSamples(const RecentQuery &query) const
{
    return findRecentSamples(m_impl->store, query);
}

Result<SeriesList> Engine::series(const SeriesQuery &query) const
{
    constexpr std::size_t MaxLimit = 100'000;
    if (query.limit < 1 || query.limit > MaxLimit) {
        return fail(Error::Code::InvalidArgument, "limit is " + std::to_string(query.limit) +
                                                      ", allowed are 1 to " +
                                                      std::to_string(MaxLimit));
    }
    std::vector<Matcher> matchers = query.matchers;
    if (!query.internal)
        excludeInternal(matchers);
    return m_impl->store.series(matchers, query.limit);
}

Result<RangeResult> Engine::queryRange(const RangeQuery &query, const CancelToken &cancel) const
{
    return runRangeQuery(m_impl->store, query, cancel);
}

std::shared_ptr<const Catalog> Engine::catalog() const
{
    return m_impl->catalog.get(m_impl->store, m_impl->clock.nowMs());
}

std::vector<std::string> Engine::labelValues(std::string_view label,
                                             const std::vector<Matcher> &matchers) const
{
    return m_impl->store.labelValues(label, matchers);
}

Status Engine::status() const
{
    const StoreOptions &options = m_impl->store.options();
    return {.nowMs = m_impl->clock.nowMs(),
            .startedMs = m_impl->startedMs,
            .store = m_impl->store.stats(),
            .memoryBudgetBytes = options.memoryBytes,
            .keepForMs = static_cast<std::uint64_t>(options.keepFor.count()),
            .samplesPerSecond = m_impl->maintenance.samplesPerSecond(),
            .residentBytes = residentBytes(),
            .requestsRefused = m_impl->refusals.documents(),
            .refusedByReason = m_impl->refusals.rows()};
}

QueryPool &Engine::queries()
{
    return m_impl->queries;
}

LiveUpdates &Engine::live()
{
    return m_impl->live;
}

const Settings &Engine::settings() const
{
    return m_impl->settings;
}

const Clock &Engine::clock() const
{
    return m_impl->clock;
}

void Engine::addMetricSource(std::unique_ptr<MetricSource> source)
{
    m_impl->maintenance.addSource(std::move(source));
}

void Engine::start()
{
    m_impl->maintenance.start();
    m_impl->running = true;
}

bool Engine::isRunning() const
{
    return m_impl->running;
}

void Engine::stop()
{
    m_impl->running = false;
    m_impl->queries.stop();
    m_impl->maintenance.stop();
}

} // namespace tinyobs
