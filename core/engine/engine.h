#pragma once

// The facade over everything below the two front ends: what the HTTP API can do the window can do,
// and both do it through these functions. Functions are thread-safe unless they say otherwise.
//   ingest with a callback: call from a network thread, it never waits for a disk or a query.
//   queries: take milliseconds to seconds; run them through queries().

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/catalog.h"
#include "core/engine/ingeststatus.h"
#include "core/engine/liveupdates.h"
#include "core/engine/metricdescription.h"
#include "core/engine/metricsource.h"
#include "core/engine/querylog.h"
#include "core/engine/querypool.h"
#include "core/engine/rangequery.h"
#include "core/engine/recentsamples.h"
#include "core/engine/settings.h"
#include "core/engine/status.h"
#include "core/ingest/wireformats.h"
#include "core/model/refusal.h"
#include "core/transfer/exporter.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct IngestRequest
{
    WireFormat format = WireFormat::Json;
    BodyEncoding encoding = BodyEncoding::Identity;
    std::string_view body;
    /// Bytes that may be read from body.data() on; below body.size() + 64 the body is copied.
    std::size_t readableBytes = 0;
    AppendMode mode = AppendMode::WholeBatch;
    DocumentOptions options = {};
    // For those who look for what was refused:
    std::string_view path = {};               // "/ingest", "udp:8125"
    std::function<std::string()> sender = {}; // its address; asked only when it is needed
    /// Instead of one of the engine's, for a format that adds up over documents; used during the
    /// call. A document of which it makes no samples is taken whatever the disk does.
    DocumentDecoder *decoder = nullptr;
};

/// Refused before its samples were read. Views, used during the call only.
struct RefusedRequest
{
    std::optional<WireFormat> format = {}; // where it is known
    std::string_view reason;               // one of RequestReasons
    std::string_view message;
    std::string_view path;
    std::string_view sender;
};

struct IngestReport
{
    // In what the document is made of: samples, data points.
    std::size_t stored = 0;
    std::size_t refused = 0;
    std::size_t histograms = 0; // native ones, of those stored
    std::size_t exemplars = 0;  // stored
    struct Rejected
    {
        std::size_t index = 0;
        std::string error;
    };
    std::vector<Rejected> rejected; // at most 100, mode GoodRows only
    /// For protocols whose answer is one status: the gravest of what was wrong, one that is worth a
    /// retry before others. What is only not kept is not wrong.
    std::optional<Error> failure;
    CommitTicket ticket = 0; // what was stored is durable when it completes
};

using IngestDone = std::function<void(const Result<IngestReport> &)>;

class Engine
{
public:
    /// The clock must outlive the engine. Starts the query pool.
    Engine(const Settings &settings, const Clock &clock);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Takes a data folder that exists and is nobody else's, loads what is in it and keeps all
    /// samples there. Without it samples are in memory only. Before start().
    Result<OpenReport> open(const std::string &folder);

    /// Takes one document and calls back when what was stored of it is durable: at once when
    /// nothing has to be waited for, else in the committer's thread, which must not be kept. An
    /// error refuses it whole: the code says the status, the message the path in the document, the
    /// value and the limit. Every refusal is counted by its reason. The request need not outlive
    /// the call.
    void ingest(const IngestRequest &request, IngestDone done);
    /// The same for those who may wait for the disk.
    Result<IngestReport> ingest(const IngestRequest &request);

    /// Notes a request that was refused before it came to ingest().
    void refuse(const RefusedRequest &request);
    /// What came in by protocol and sender, what was refused of late, and by what ways it comes.
    IngestStatus ingestStatus() const;
    /// Whoever listens says where. All of them at once; from any thread.
    void setListeners(std::vector<ListenerStatus> listeners);

    Result<RecentSamples> recentSamples(const RecentQuery &query) const;
    Result<SeriesList> series(const SeriesQuery &query) const;
    Result<RangeResult> queryRange(const RangeQuery &query, const CancelToken &cancel) const;
    /// Errors as of promql::runQuery(). `origin` is the way by which it came, for the log of
    /// queries:
    /// "/api/v1/query". See queryWithin() for a query within the settings' limits.
    Result<promql::QueryAnswer> promql(const promql::Query &query, const CancelToken &cancel,
                                       std::string_view origin = {}) const;
    /// Services, their metrics, and what is known of each. Cached: made anew when the series have
    /// changed or after a second, and never for more than a twentieth of the time.
    std::shared_ptr<const Catalog> catalog() const;
    std::vector<std::string> labelValues(std::string_view label,
                                         const std::vector<Matcher> &matchers) const;
    // As PromQL's selectors see the series: a native histogram is one. Within [fromMs, toMs], of
    // series that any of the selectors matches; without selectors of all. See Store.
    /// Without samples to read. Leave out pairs of HistogramLabel.
    Snapshot findSeries(std::vector<std::vector<Matcher>> selectors, TimeMs fromMs,
                        TimeMs toMs) const;
    std::vector<std::string> findLabelNames(std::vector<std::vector<Matcher>> selectors,
                                            TimeMs fromMs, TimeMs toMs) const;
    std::vector<std::string> findLabelValues(std::string_view label,
                                             std::vector<std::vector<Matcher>> selectors,
                                             TimeMs fromMs, TimeMs toMs) const;
    /// What senders said about a metric's family, or of all of them by name; at most `limit`.
    std::vector<MetricMetadata> metadata(std::string_view metric, std::size_t limit) const;
    /// Kind, unit and help of a stored metric.
    MetricDescription describe(std::string_view metric) const;
    /// By labels; series without exemplars in [fromMs, toMs] are left out.
    std::vector<SeriesExemplars> exemplars(const std::vector<Matcher> &matchers, TimeMs fromMs,
                                           TimeMs toMs) const;
    Status status() const;
    /// What makes the store large; at most `limit` in each list.
    Cardinality cardinality(std::size_t limit) const;
    /// What is asked now, and what took longest of late.
    QueryLogStatus queryLog() const;

    /// Writes samples in a transfer format, piece by piece. Takes as long as the sink does: in a
    /// thread of its own.
    Result<ExportReport> exportSamples(const TransferFormat &format, const ExportRequest &request,
                                       const ByteSink &sink, const ExportProgress &progress) const;

    // What changes what is kept; each may take seconds: run them through queries().
    RetentionLimits retention() const;
    void setRetention(const RetentionLimits &limits);
    Result<std::size_t> deleteSeries(const std::vector<std::vector<Matcher>> &selectors,
                                     TimeMs fromMs, TimeMs toMs);
    Result<void> cleanTombstones();
    Result<void> flush();
    /// Makes a copy of the data folder below it, under snapshots/, and returns its path.
    Result<std::string> makeSnapshot(const std::string &name);

    QueryPool &queries();
    LiveUpdates &live();
    const Settings &settings() const;
    const Clock &clock() const;

    /// Adds a source that is asked for its samples every watchInterval (self and host metrics are
    /// such sources; the HTTP server adds its own). Before start() only.
    void addMetricSource(std::unique_ptr<MetricSource> source, MetricUse use = MetricUse::Stored);
    /// Asks all sources for their samples now; takes milliseconds: run it through queries().
    void collectOwnMetrics(const MetricSource::Emit &emit) const;
    /// Starts the maintenance thread (live updates, watched sources) and the housekeeper (flushes,
    /// merges, retention).
    void start();
    /// Between start() and stop().
    bool isRunning() const;
    /// Ends the pool and the maintenance thread. Idempotent; the destructor calls it.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
