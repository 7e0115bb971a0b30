#include "core/engine/engine.h"

#include "core/base/process.h"
#include "core/engine/catalogcache.h"
#include "core/engine/hiddencomponents.h"
#include "core/engine/housekeeper.h"
#include "core/engine/ingester.h"
#include "core/engine/ingestlog.h"
#include "core/engine/maintenance.h"
#include "core/engine/metricsource.h"
#include "core/model/histogramcomponent.h"

#include <atomic>
#include <future>
#include <mutex>
#include <utility>

namespace tinyobs {
namespace {

/// Who sent a request, kept until its samples are durable.
class SenderNote
{
public:
    explicit SenderNote(const IngestRequest &request)
        : m_protocol(protocolOf(request.format))
        , m_path(request.path)
        , m_sender(request.sender ? request.sender() : std::string())
    {
    }

    IngestOrigin origin() const { return {m_protocol, m_path, m_sender}; }

private:
    ProtocolId m_protocol;
    std::string m_path;
    std::string m_sender;
};

QueryCost costOf(const promql::QueryAnswer &answer)
{
    QueryCost cost{.samples = answer.stats.samplesRead,
                   .series = answer.stats.seriesRead,
                   .points = 0,
                   .error = {}};
    for (const promql::ResultSeries &series : answer.series)
        cost.points += series.timesMs.size();
    return cost;
}

} // namespace

class Engine::Impl
{
public:
    Impl(const Settings &chosen, const Clock &timeSource)
        : settings(chosen)
        , clock(timeSource)
        , startedMs(timeSource.nowMs())
        , ingestLog(timeSource)
        , queryLog(timeSource)
        , store(chosen.store, timeSource)
        , ingester(store, timeSource, chosen.http.decodedBodyBytes, ingestLog)
        , maintenance(store, live, timeSource, ingestLog, chosen.watchInterval)
        , housekeeper(store)
    {
    }

    const Settings settings;
    const Clock &clock;
    const TimeMs startedMs;
    IngestLog ingestLog; // outlives the store, whose last commits may still be refused
    QueryLog queryLog;
    Store store;
    LiveUpdates live;
    Ingester ingester;
    mutable CatalogCache catalog;
    QueryPool queries;
    Maintenance maintenance;
    Housekeeper housekeeper;
    std::atomic_bool running = false;
    std::mutex listenersMutex;
    std::vector<ListenerStatus> listeners; // guarded by listenersMutex
};

Engine::Engine(const Settings &settings, const Clock &clock)
    : m_impl(std::make_unique<Impl>(settings, clock))
{
}

Engine::~Engine()
{
    stop();
}

Result<OpenReport> Engine::open(const std::string &folder)
{
    Q_ASSERT(!m_impl->running);
    return m_impl->store.open(folder);
}

void Engine::ingest(const IngestRequest &request, IngestDone done)
{
    Ingester::Deltas deltas;
    Result<IngestReport> report = m_impl->ingester.ingest(request, deltas);
    if (!report) {
        done(report);
        return;
    }
    SenderNote note(request);
    if (report->stored == 0) {
        m_impl->ingestLog.countTaken(note.origin(), 0);
        done(report);
        return;
    }
    m_impl->maintenance.noteAppended();
    const CommitTicket ticket = report->ticket;
    m_impl->store.whenDurable(ticket, [this, report = std::move(report), note = std::move(note),
                                       deltas = std::move(deltas),
                                       done = std::move(done)](const auto &durable) {
        if (durable) {
            m_impl->ingestLog.countTaken(note.origin(), report->stored);
            done(report);
            return;
        }
        m_impl->ingester.takeBack(deltas);
        m_impl->ingestLog.refuseDocument(note.origin(), RefusalReason::Storage,
                                         durable.error().message);
        done(Failure(durable.error()));
    });
}

Result<IngestReport> Engine::ingest(const IngestRequest &request)
{
    std::promise<Result<IngestReport>> promise;
    ingest(request, [&promise](const Result<IngestReport> &report) { promise.set_value(report); });
    return promise.get_future().get();
}

void Engine::refuse(const RefusedRequest &request)
{
    const ProtocolId protocol = request.format ? protocolOf(*request.format) : UnknownProtocol;
    m_impl->ingestLog.refuseRequest(
        {.protocol = protocol, .path = request.path, .sender = request.sender}, request.reason,
        request.message);
}

IngestStatus Engine::ingestStatus() const
{
    IngestStatus status = m_impl->ingestLog.status();
    const std::lock_guard lock(m_impl->listenersMutex);
    status.listeners = m_impl->listeners;
    return status;
}

void Engine::setListeners(std::vector<ListenerStatus> listeners)
{
    const std::lock_guard lock(m_impl->listenersMutex);
    m_impl->listeners = std::move(listeners);
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
    hideComponents(m_impl->store, matchers);
    SeriesList list = m_impl->store.series(matchers, query.limit);
    if (asksForComponents(matchers) && !asksForComponents(query.matchers)) {
        for (SeriesInfo &series : list.series)
            dropComponent(series.labels);
    }
    return list;
}

Result<RangeResult> Engine::queryRange(const RangeQuery &query, const CancelToken &cancel) const
{
    return runRangeQuery(m_impl->store, query, cancel);
}

Result<promql::QueryAnswer> Engine::promql(const promql::Query &query, const CancelToken &cancel,
                                           std::string_view origin) const
{
    const std::uint64_t number = m_impl->queryLog.begin({.text = query.text,
                                                         .origin = origin,
                                                         .fromMs = query.grid.startMs,
                                                         .toMs = query.grid.endMs(),
                                                         .stepMs = query.grid.stepMs});
    Result<promql::QueryAnswer> answer = promql::runQuery(m_impl->store, query, cancel);
    m_impl->queryLog.end(
        number,
        answer
            ? costOf(*answer)
            : QueryCost{.samples = 0, .series = 0, .points = 0, .error = answer.error().message});
    return answer;
}

std::shared_ptr<const Catalog> Engine::catalog() const
{
    return m_impl->catalog.get(m_impl->store, m_impl->clock.nowMs());
}

std::vector<std::string> Engine::labelValues(std::string_view label,
                                             const std::vector<Matcher> &matchers) const
{
    if (label == HistogramLabel)
        return {};
    return m_impl->store.labelValues(label, matchers);
}

Snapshot Engine::findSeries(std::vector<std::vector<Matcher>> selectors, TimeMs fromMs,
                            TimeMs toMs) const
{
    if (!hideComponents(m_impl->store, selectors))
        return {};
    return m_impl->store.findSeries(selectors, fromMs, toMs);
}

std::vector<std::string> Engine::findLabelNames(std::vector<std::vector<Matcher>> selectors,
                                                TimeMs fromMs, TimeMs toMs) const
{
    if (!hideComponents(m_impl->store, selectors))
        return {};
    std::vector<std::string> names = m_impl->store.findLabelNames(selectors, fromMs, toMs);
    std::erase(names, HistogramLabel);
    return names;
}

std::vector<std::string> Engine::findLabelValues(std::string_view label,
                                                 std::vector<std::vector<Matcher>> selectors,
                                                 TimeMs fromMs, TimeMs toMs) const
{
    if (label == HistogramLabel || !hideComponents(m_impl->store, selectors))
        return {};
    return m_impl->store.findLabelValues(label, selectors, fromMs, toMs);
}

std::vector<MetricMetadata> Engine::metadata(std::string_view metric, std::size_t limit) const
{
    if (metric.empty())
        return m_impl->store.listMetadata(limit);
    std::optional<Metadata> known = m_impl->store.metadata(metric);
    if (!known || limit == 0)
        return {};
    return {{std::string(metric), std::move(*known)}};
}

MetricDescription Engine::describe(std::string_view metric) const
{
    return tinyobs::describe(
        metric, [this](std::string_view name) { return m_impl->store.metadata(name); });
}

std::vector<SeriesExemplars> Engine::exemplars(const std::vector<Matcher> &matchers, TimeMs fromMs,
                                               TimeMs toMs) const
{
    std::vector<SeriesExemplars> found = m_impl->store.exemplars(matchers, fromMs, toMs);
    for (SeriesExemplars &series : found)
        dropComponent(series.labels);
    return found;
}

Status Engine::status() const
{
    const StoreOptions &options = m_impl->store.options();
    return {.nowMs = m_impl->clock.nowMs(),
            .startedMs = m_impl->startedMs,
            .store = m_impl->store.stats(),
            .memoryBudgetBytes = options.memoryBytes,
            .storageProblem = m_impl->store.storageProblem().value_or(std::string()),
            .keepForMs = static_cast<std::uint64_t>(m_impl->store.retention().keepRaw().count()),
            .samplesPerSecond = m_impl->maintenance.samplesPerSecond(),
            .residentBytes = residentBytes(),
            .requestsRefused = m_impl->ingestLog.requestsRefused(),
            .requestsNotRead = m_impl->ingestLog.requestsNotRead(),
            .refusedByReason = m_impl->ingestLog.samplesRefused(),
            .lastRefusalMs = m_impl->ingestLog.lastRefusalMs()};
}

Cardinality Engine::cardinality(std::size_t limit) const
{
    return m_impl->store.cardinality(limit);
}

QueryLogStatus Engine::queryLog() const
{
    return m_impl->queryLog.status();
}

RetentionLimits Engine::retention() const
{
    return m_impl->store.retention();
}

void Engine::setRetention(const RetentionLimits &limits)
{
    m_impl->store.setRetention(limits);
    m_impl->store.wake();
}

Result<std::size_t> Engine::deleteSeries(const std::vector<std::vector<Matcher>> &selectors,
                                         TimeMs fromMs, TimeMs toMs)
{
    return m_impl->store.deleteSeries(selectors, fromMs, toMs);
}

Result<void> Engine::cleanTombstones()
{
    return m_impl->store.cleanTombstones();
}

Result<ExportReport> Engine::exportSamples(const TransferFormat &format,
                                           const ExportRequest &request, const ByteSink &sink,
                                           const ExportProgress &progress) const
{
    return tinyobs::exportSamples(m_impl->store, format, request, sink, progress);
}

Result<void> Engine::flush()
{
    return m_impl->store.flush();
}

Result<std::string> Engine::makeSnapshot(const std::string &name)
{
    const std::string target = m_impl->store.folder() + "/snapshots/" + name;
    return m_impl->store.backup(target).map([&] { return target; });
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

void Engine::addMetricSource(std::unique_ptr<MetricSource> source, MetricUse use)
{
    m_impl->maintenance.addSource(std::move(source), use);
}

void Engine::collectOwnMetrics(const MetricSource::Emit &emit) const
{
    m_impl->maintenance.collect(emit);
}

void Engine::start()
{
    m_impl->maintenance.start();
    m_impl->housekeeper.start();
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
    m_impl->housekeeper.stop();
}

} // namespace tinyobs
