#pragma once

// The maintenance thread: sends live updates, at most ten a second and none when nothing changed;
// measures the store's rate each second; asks the watched sources.
// Sleeps otherwise: an idle server wakes once a second. Made and ended by the engine.

#include "core/base/clock.h"
#include "core/engine/ingestlog.h"
#include "core/engine/metricsource.h"
#include "core/engine/watchedsamples.h"
#include "core/storage/store.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tinyobs {

class LiveUpdates;

class Maintenance
{
public:
    Maintenance(Store &store, LiveUpdates &live, const Clock &clock, IngestLog &ingestLog,
                std::chrono::milliseconds watchInterval);
    ~Maintenance();
    Maintenance(const Maintenance &) = delete;
    Maintenance &operator=(const Maintenance &) = delete;

    /// Before start() only.
    void addSource(std::unique_ptr<MetricSource> source, MetricUse use);
    void start();
    /// Idempotent; joins the thread.
    void stop();

    /// From any thread, after something was appended. Costs an atomic load most of the time.
    void noteAppended();
    /// Asks all sources now. From any thread; may take milliseconds.
    void collect(const MetricSource::Emit &emit);
    /// Over the last ten seconds. From any thread.
    double samplesPerSecond() const { return m_samplesPerSecond.load(std::memory_order_relaxed); }

private:
    using SteadyClock = std::chrono::steady_clock;

    void run();
    bool sleepUntilWork();
    void sendUpdate();
    void measureRate();
    void watchSources();
    void describeSources();

    Store &m_store;
    LiveUpdates &m_live;
    const Clock &m_clock;
    IngestLog &m_ingestLog;
    const std::chrono::milliseconds m_watchInterval;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;            // guarded by m_mutex
    std::atomic_bool m_changed = false; // set under m_mutex, so that no wake-up is lost
    std::atomic<double> m_samplesPerSecond = 0;

    // Of the maintenance thread alone.
    struct Count
    {
        SteadyClock::time_point at;
        std::uint64_t appended = 0;
    };
    struct Source
    {
        std::unique_ptr<MetricSource> source;
        MetricUse use;
    };
    std::mutex m_sourcesMutex; // while sources are asked
    std::vector<Source> m_sources;
    bool m_storesSources = false;
    WatchedSamples m_watched;
    std::array<Count, 11> m_counts; // a ring, one per second
    std::size_t m_countsMade = 0;
    SteadyClock::time_point m_lastUpdate;
    SteadyClock::time_point m_nextSecond;
    SteadyClock::time_point m_nextWatch;

    std::thread m_thread;
};

} // namespace tinyobs
