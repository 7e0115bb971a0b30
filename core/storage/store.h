#pragma once

// The store: the only object that several threads call. All functions are thread-safe; the lock is
// private to core/storage and held for nanoseconds per sample, never during a callback.
// Readers take a Snapshot and work on it without any lock.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"
#include "core/model/samplebatch.h"
#include "core/model/seriesid.h"
#include "core/storage/snapshot.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tinyobs {

struct StoreOptions
{
    std::chrono::milliseconds keepFor = std::chrono::hours(24 * 15);
    std::uint64_t keepSamples = 0;       // 0: no bound by count
    std::size_t memoryBytes = 64u << 20; // head, index and caches together
    std::size_t maxSeries = 1'000'000;
    std::chrono::milliseconds maxAhead = std::chrono::minutes(10);
};

struct AppendReport
{
    std::size_t appended = 0;
    std::vector<Refusal> refusals; // WholeBatch: at most one, and then appended is 0
};

/// What a series looks like from outside, without its samples.
struct SeriesInfo
{
    SeriesId id{};
    Labels labels;
    std::uint64_t samples = 0;
    TimeMs lastTimeMs = 0;
    double lastValue = 0;
};

struct SeriesList
{
    std::vector<SeriesInfo> series; // by id, at most the limit asked for
    std::size_t matched = 0;        // before the limit
};

/// A series that got samples since the last call of takeChanged().
struct LatestSample
{
    SeriesId id{};
    TimeMs timeMs = 0;
    double value = 0;
};

struct StoreStats
{
    std::uint64_t series = 0;
    std::uint64_t samples = 0;         // held now; see countSamples()
    std::uint64_t samplesAppended = 0; // since start
    std::uint64_t samplesDropped = 0;  // by retention, since start
    std::uint64_t seriesCreated = 0;
    std::uint64_t seriesRemoved = 0;
    std::uint64_t outOfOrder = 0; // samples that came late and were taken
    std::uint64_t generation = 0; // changes whenever a series appears or disappears
    std::size_t memoryBytes = 0;  // what the budget counts
    TimeMs oldestMs = 0;          // 0 when empty
    TimeMs newestMs = 0;
};

class Store
{
public:
    /// The clock must outlive the store.
    Store(const StoreOptions &options, const Clock &clock);
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    /// Appends a batch. Known series cost a hash look-up and an append each; labels of unknown
    /// ones are resolved outside the lock. Rows of one timestamp and series: the last wins.
    AppendReport append(const SampleBatch &batch, const BatchSource &source, AppendMode mode);

    /// All matching series with their samples in [fromMs, toMs], frozen at this moment. At most
    /// maxSeries are taken, by id from firstId on; matched() says how many there were from there.
    Snapshot snapshot(std::span<const Matcher> matchers, TimeMs fromMs, TimeMs toMs,
                      std::size_t maxSeries, SeriesId firstId = {}) const;

    SeriesList series(std::span<const Matcher> matchers, std::size_t limit) const;
    /// Distinct values of a label over the matching series, sorted.
    std::vector<std::string> labelValues(std::string_view label,
                                         std::span<const Matcher> matchers) const;
    /// Samples held by the matching series. Two of one timestamp count twice until they are read.
    std::uint64_t countSamples(std::span<const Matcher> matchers) const;

    /// The newest sample of every series that changed since the last call, at most `limit`; the
    /// count of the changed ones beyond it in `more`. One caller.
    std::vector<LatestSample> takeChanged(std::size_t limit, std::size_t &more);

    /// Drops what is older than kept, beyond the count, or beyond the memory budget: oldest first.
    /// Cheap when there is nothing to do. Called by append() when over budget, and once a second
    /// by the maintenance thread.
    void enforceRetention();

    StoreStats stats() const;
    const StoreOptions &options() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
