#include "core/engine/maintenance.h"

#include "core/engine/liveupdates.h"
#include "core/engine/ownmetrics.h"

#include <QSysInfo>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::chrono::milliseconds UpdateInterval(100);
constexpr std::chrono::seconds HouseInterval(1);
constexpr std::size_t MaxLatest = 1000;

} // namespace

Maintenance::Maintenance(Store &store, LiveUpdates &live, const Clock &clock, IngestLog &ingestLog,
                         std::chrono::milliseconds watchInterval)
    : m_store(store)
    , m_live(live)
    , m_clock(clock)
    , m_ingestLog(ingestLog)
    , m_watchInterval(watchInterval)
    , m_watched(QSysInfo::machineHostName().toStdString())
{
}

Maintenance::~Maintenance()
{
    stop();
}

void Maintenance::addSource(std::unique_ptr<MetricSource> source, MetricUse use)
{
    Q_ASSERT(!m_thread.joinable());
    const std::lock_guard lock(m_sourcesMutex); // the page may be asked for before the start
    m_sources.push_back({std::move(source), use});
    m_storesSources = m_storesSources || use == MetricUse::Stored;
}

void Maintenance::collect(const MetricSource::Emit &emit)
{
    const std::lock_guard lock(m_sourcesMutex);
    for (const Source &each : m_sources)
        each.source->collect(emit);
}

/// What the stored metrics are, for those who ask for metadata.
void Maintenance::describeSources()
{
    std::vector<MetadataView> rows;
    for (const Source &each : m_sources) {
        if (each.use == MetricUse::ShownOnly)
            continue;
        const bool isHost = each.source->job() == "host";
        std::ranges::copy_if(ownMetrics(), std::back_inserter(rows), [&](const MetadataView &row) {
            return isHost == row.metric.starts_with("node_");
        });
    }
    m_store.takeMetadata(rows);
}

void Maintenance::start()
{
    Q_ASSERT(!m_thread.joinable());
    describeSources();
    m_nextSecond = m_nextWatch = SteadyClock::now();
    // What comes before the thread's first round counts, too.
    measureRate();
    m_thread = std::thread([this] { run(); });
}

void Maintenance::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Maintenance::noteAppended()
{
    if (m_changed.load(std::memory_order_relaxed))
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_changed.store(true, std::memory_order_relaxed);
    }
    m_wake.notify_one();
}

void Maintenance::run()
{
    while (sleepUntilWork()) {
        const auto now = SteadyClock::now();
        if (now >= m_nextWatch) {
            m_nextWatch = std::max(m_nextWatch + m_watchInterval, now);
            watchSources();
        }
        if (m_changed.load(std::memory_order_relaxed) && now >= m_lastUpdate + UpdateInterval) {
            m_lastUpdate = now;
            // Before the store is asked: what comes in meanwhile is announced again.
            m_changed.store(false, std::memory_order_seq_cst);
            sendUpdate();
        }
        if (now >= m_nextSecond) {
            m_nextSecond = std::max(m_nextSecond + HouseInterval, now);
            measureRate();
        }
    }
}

/// False when the thread is to end.
bool Maintenance::sleepUntilWork()
{
    std::unique_lock lock(m_mutex);
    auto until = m_nextSecond;
    if (m_storesSources)
        until = std::min(until, m_nextWatch);
    const auto hasChanged = [this] { return m_changed.load(std::memory_order_relaxed); };
    m_wake.wait_until(lock, until, [&] { return m_stopping || hasChanged(); });
    if (!m_stopping && hasChanged())
        m_wake.wait_until(lock, std::min(until, m_lastUpdate + UpdateInterval),
                          [this] { return m_stopping; });
    return !m_stopping;
}

void Maintenance::sendUpdate()
{
    if (!m_live.isWatched())
        return;
    auto update = std::make_shared<LiveUpdate>();
    update->latest = m_store.takeChanged(MaxLatest, update->more);
    if (update->latest.empty())
        return;
    const StoreStats stats = m_store.stats();
    update->timeMs = m_clock.nowMs();
    update->generation = stats.generation;
    update->samplesAppended = stats.samplesAppended;
    Q_EMIT m_live.updated(update);
}

void Maintenance::measureRate()
{
    const Count newest{SteadyClock::now(), m_store.stats().samplesAppended};
    m_counts[m_countsMade % m_counts.size()] = newest;
    ++m_countsMade;
    const Count &oldest =
        m_countsMade < m_counts.size() ? m_counts[0] : m_counts[m_countsMade % m_counts.size()];
    const std::chrono::duration<double> seconds = newest.at - oldest.at;
    const double appended = static_cast<double>(newest.appended - oldest.appended);
    m_samplesPerSecond.store(seconds.count() > 0 ? appended / seconds.count() : 0,
                             std::memory_order_relaxed);
}

void Maintenance::watchSources()
{
    if (!m_storesSources)
        return;
    m_watched.clear();
    const TimeMs nowMs = m_clock.nowMs();
    {
        const std::lock_guard lock(m_sourcesMutex);
        for (const Source &each : m_sources) {
            if (each.use == MetricUse::Stored)
                m_watched.collect(*each.source, nowMs);
        }
    }
    const AppendReport report = m_store.append(m_watched.batch(), m_watched, AppendMode::GoodRows);
    for (const Refusal &refusal : report.refusals)
        m_ingestLog.refuseSamples({.protocol = OwnSamples, .path = {}, .sender = {}},
                                  refusal.reason, refusal.message, refusal.count);
    if (report.appended > 0)
        noteAppended();
}

} // namespace tinyobs
