#pragma once

// The facade over everything below the two front ends: what the HTTP API can do the window can do,
// and both do it through these functions. Functions are thread-safe unless they say otherwise.
//   ingest: call from a network thread, it never waits for a disk or a query.
//   queries: take milliseconds to seconds; run them through queries().

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/catalog.h"
#include "core/engine/liveupdates.h"
#include "core/engine/querypool.h"
#include "core/engine/rangequery.h"
#include "core/engine/recentsamples.h"
#include "core/engine/settings.h"
#include "core/engine/status.h"
#include "core/ingest/wireformats.h"
#include "core/model/refusal.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class MetricSource;

struct IngestRequest
{
    WireFormat format = WireFormat::Json;
    BodyEncoding encoding = BodyEncoding::Identity;
    std::string_view body;
    /// Bytes that may be read from body.data() on; below body.size() + 64 the body is copied.
    std::size_t readableBytes = 0;
    AppendMode mode = AppendMode::WholeBatch;
};

struct IngestReport
{
    std::size_t stored = 0;
    std::size_t refused = 0;
    struct Rejected
    {
        std::size_t index = 0;
        std::string error;
    };
    std::vector<Rejected> rejected; // at most 100, mode GoodRows only
    /// For protocols whose answer is one status: the gravest of what was wrong, one that is worth a
    /// retry before others. What is only not kept is not wrong.
    std::optional<Error> failure;
};

class Engine
{
public:
    /// The clock must outlive the engine. Starts the query pool.
    Engine(const Settings &settings, const Clock &clock);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Takes one document. An error refuses it whole: the code says the status, the message the
    /// path in the document, the value and the limit. Every refusal is counted by its reason.
    Result<IngestReport> ingest(const IngestRequest &request);

    /// Counts a document that was refused before it came to ingest().
    void countRefusedDocument();

    Result<RecentSamples> recentSamples(const RecentQuery &query) const;
    Result<SeriesList> series(const SeriesQuery &query) const;
    Result<RangeResult> queryRange(const RangeQuery &query, const CancelToken &cancel) const;
    /// Services, their metrics, and what is known of each. Cached: made anew when the series have
    /// changed or after a second, and never for more than a twentieth of the time.
    std::shared_ptr<const Catalog> catalog() const;
    std::vector<std::string> labelValues(std::string_view label,
                                         const std::vector<Matcher> &matchers) const;
    Status status() const;

    QueryPool &queries();
    LiveUpdates &live();
    const Settings &settings() const;
    const Clock &clock() const;

    /// Adds a source that is asked for its samples every watchInterval (self and host metrics are
    /// such sources; the HTTP server adds its own). Before start() only.
    void addMetricSource(std::unique_ptr<MetricSource> source);
    /// Starts the maintenance thread: live updates, retention, watched sources.
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
