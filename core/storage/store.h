#pragma once

// The store: samples in memory, in journals and in data files behind one object, the only one that
// several threads call. All functions are thread-safe unless they say otherwise; the locks are
// private to core/storage and held for nanoseconds per sample, never during I/O or a callback.
// Readers take a Snapshot and work on it without any lock.
//   append: any thread; what it took is durable when its ticket completes (committer's thread).
//   maintain, flush, deleteSeries and the like: one thread at a time, they wait for each other.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"
#include "core/model/samplebatch.h"
#include "core/model/seriesid.h"
#include "core/storage/cardinality.h"
#include "core/storage/durability.h"
#include "core/storage/exemplarring.h"
#include "core/storage/metadatatable.h"
#include "core/storage/retentionlimits.h"
#include "core/storage/snapshot.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tinyobs {

struct StoreOptions
{
    RetentionLimits retention;           // at start; see setRetention()
    std::size_t memoryBytes = 64u << 20; // head, index and caches together
    std::size_t maxSeries = 1'000'000;
    std::size_t maxExemplars = 20'000; // in memory, the newest ones; 0: none
    std::chrono::milliseconds maxAhead = std::chrono::minutes(10);
    Durability durability = Durability::Strict;
    std::uint64_t journalBytes = 64u << 20; // at which the head is written to data files
    std::chrono::milliseconds flushInterval = std::chrono::hours(2); // or after this time
    const char *vfs = nullptr;                                       // SQLite's, for tests
};

/// Names what has to be on disk; complete from the start when it is 0.
using CommitTicket = std::uint64_t;

struct AppendReport
{
    std::size_t appended = 0;      // rows, starts of series aside
    std::vector<Refusal> refusals; // WholeBatch: at most one, and then appended is 0
    std::size_t exemplars = 0;     // stored
    /// Those that are not kept, the message of the first; no reason to refuse their samples.
    std::optional<Refusal> exemplarsLeftOut;
    /// Nothing was taken, for a reason that has nothing to do with the batch: `refusals` has it.
    bool isUnavailable = false;
    CommitTicket ticket = 0; // durable when this completes
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

/// The exemplars of a series, ascending by time.
struct SeriesExemplars
{
    Labels labels;
    std::vector<ExemplarPtr> exemplars;
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

    MetadataTable::Stats metadata;

    // On disk; 0 for a store without a folder.
    std::uint64_t diskBytes = 0; // data files and journals
    std::uint64_t journalBytes = 0;
    std::uint64_t files = 0;           // of data
    std::uint64_t unflushedEpochs = 0; // generations of the head, the current one included
    std::uint64_t commits = 0;
    std::uint64_t commitFailures = 0;
    std::chrono::nanoseconds commitTime{0};
    std::uint64_t flushes = 0;
    std::uint64_t merges = 0;
    std::uint64_t upkeepFailures = 0; // flushes, merges and the like that will be tried again
    std::uint64_t tombstones = 0;
};

/// What open() found.
struct OpenReport
{
    std::uint64_t series = 0;
    std::uint64_t samples = 0;
    std::uint64_t journalSamples = 0;  // of them, replayed from journals
    std::vector<std::string> warnings; // damage that was found, and what it means
};

/// What a snapshot reads besides samples.
enum class Reading {
    Samples,
    SamplesAndRollups, // rollups where samples are no longer kept
    WholeHours,        // also where they are, for who asks only for whole hours
};

class Store
{
public:
    /// The clock must outlive the store. Until open() samples are in memory only.
    Store(const StoreOptions &options, const Clock &clock);
    /// Commits what is pending.
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    /// Takes a data folder, which must exist and be nobody else's: loads the catalog, opens the
    /// data files, replays the journals. Once, before anything else and before other threads call.
    Result<OpenReport> open(const std::string &folder);

    /// Appends a batch. Known series cost a hash look-up and an append each; labels of unknown
    /// ones are resolved outside the lock. Rows of one timestamp and series: the last wins.
    AppendReport append(const SampleBatch &batch, const BatchSource &source, AppendMode mode);
    /// Calls back when what a ticket stands for is durable, or with the reason why it is not: at
    /// once, or later in the committer's thread. Callbacks must be short.
    void whenDurable(CommitTicket ticket, std::function<void(const Result<void> &)> done);
    Result<void> waitDurable(CommitTicket ticket);

    /// All matching series that have samples in files or generations which overlap [fromMs, toMs],
    /// frozen at this moment. At most maxSeries are taken, by id from firstId on; matched() says
    /// how many there were from there.
    Snapshot snapshot(std::span<const Matcher> matchers, TimeMs fromMs, TimeMs toMs,
                      std::size_t maxSeries, SeriesId firstId = {},
                      Reading reading = Reading::Samples) const;

    SeriesList series(std::span<const Matcher> matchers, std::size_t limit) const;
    /// Distinct values of a label over the matching series, sorted.
    std::vector<std::string> labelValues(std::string_view label,
                                         std::span<const Matcher> matchers) const;
    // The same within [fromMs, toMs], of series that any of the selectors matches; without
    // selectors of all. See seriessearch.h for what counts as within.
    /// By number, without samples to read.
    Snapshot findSeries(std::span<const std::vector<Matcher>> selectors, TimeMs fromMs,
                        TimeMs toMs) const;
    std::vector<std::string> findLabelNames(std::span<const std::vector<Matcher>> selectors,
                                            TimeMs fromMs, TimeMs toMs) const;
    std::vector<std::string> findLabelValues(std::string_view label,
                                             std::span<const std::vector<Matcher>> selectors,
                                             TimeMs fromMs, TimeMs toMs) const;
    /// At most `limit` in each list; takes milliseconds for each million of series.
    Cardinality cardinality(std::size_t limit) const;
    /// By labels; series without exemplars in [fromMs, toMs] are left out.
    std::vector<SeriesExemplars> exemplars(std::span<const Matcher> matchers, TimeMs fromMs,
                                           TimeMs toMs) const;
    /// Samples held by the matching series. Two of one timestamp count twice until they are merged.
    std::uint64_t countSamples(std::span<const Matcher> matchers) const;

    /// The newest sample of every series that changed since the last call, at most `limit`; the
    /// count of the changed ones beyond it in `more`. One caller.
    std::vector<LatestSample> takeChanged(std::size_t limit, std::size_t &more);

    /// What a document says about metrics; kept from the next maintain() on.
    void takeMetadata(std::span<const MetadataView> said);
    std::optional<Metadata> metadata(std::string_view metric) const;
    /// By name, at most `limit`.
    std::vector<MetricMetadata> listMetadata(std::size_t limit) const;

    /// Everything that is due: writes the head to data files, merges files, makes rollups, drops
    /// what is not kept any longer. An error is of the last thing that failed; all of it is tried
    /// again at the next call.
    Result<void> maintain();
    /// Waits until memory asks for maintain(), at most so long. Returns at once after wake().
    void waitForWork(std::chrono::milliseconds atMost);
    void wake();
    /// Writes the whole head to data files now.
    Result<void> flush();

    RetentionLimits retention() const;
    /// From the next maintain() on.
    void setRetention(const RetentionLimits &limits);
    /// Deletes the samples in [fromMs, toMs] of series that match all matchers of any of the
    /// selectors. They are gone for every reader when it returns; their bytes go with the next
    /// merge, at the latest with cleanTombstones(). Returns how many series were touched.
    Result<std::size_t> deleteSeries(std::span<const std::vector<Matcher>> selectors, TimeMs fromMs,
                                     TimeMs toMs);
    /// Rewrites the files that deleted samples are still in.
    Result<void> cleanTombstones();
    /// Makes a data folder of its own out of everything that is durable now. The target must not
    /// exist yet. Data files are linked where the system can do that.
    Result<void> backup(const std::string &target);

    /// The folder that open() was given; empty without one.
    const std::string &folder() const;

    /// Why no samples are taken at the moment, or nothing.
    std::optional<std::string> storageProblem() const;
    StoreStats stats() const;
    const StoreOptions &options() const;

private:
    std::unique_ptr<class StoreState> m_state;
};

} // namespace tinyobs
