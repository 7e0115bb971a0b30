#pragma once

// What the nodes of one running query share: what is asked, where data are, how much is left of
// its limits. Counters are thread-safe.

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/promql/annotations.h"
#include "core/promql/functions/window.h"
#include "core/promql/query.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

namespace tinyobs {
class Store;
}

namespace tinyobs::promql {

class EvalContext
{
public:
    EvalContext(const Store &store, const Query &query, const CancelToken &cancel);

    const Store &store;
    const Query &query;
    Annotations annotations;
    unsigned threads = 1;
    NodeReport *report = nullptr; // of the node that is being planned, when it is to be explained

    /// Timeout or Cancelled when the query has to end. Cheap; ask for every few thousand samples.
    Result<void> check() const;
    /// Counts samples that were read; LimitExceeded beyond the query's limit.
    Result<void> countSamples(std::uint64_t samples);
    std::uint64_t samplesRead() const { return m_samples.load(std::memory_order_relaxed); }
    Result<void> countSeries(std::size_t series);
    /// Counts the samples within the windows of a series, step by step.
    void countWindows(const SeriesSamples &samples, const Windows &windows, const StepGrid &grid,
                      std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
    std::vector<std::uint64_t> samplesPerStep() const;
    std::size_t peakBytes() const { return m_peakBytes.load(std::memory_order_relaxed); }
    std::size_t seriesRead() const { return m_series; }

    /// Rows of a block in which so many steps are worked on.
    std::size_t rowsOfBlock(std::size_t steps) const;

private:
    friend class MemoryCharge;

    const CancelToken m_cancel;
    std::chrono::steady_clock::time_point m_deadline;
    std::atomic<std::uint64_t> m_samples{0};
    std::size_t m_series = 0;
    std::atomic<std::size_t> m_bytes{0};
    std::atomic<std::size_t> m_peakBytes{0};
    mutable std::mutex m_mutex;
    std::vector<std::uint64_t> m_perStep;
};

/// Memory that a node holds, as long as this lives.
class MemoryCharge
{
public:
    explicit MemoryCharge(EvalContext &context)
        : m_context(context)
    {
    }
    ~MemoryCharge() { release(); }
    MemoryCharge(const MemoryCharge &) = delete;
    MemoryCharge &operator=(const MemoryCharge &) = delete;

    /// LimitExceeded, naming the limit, when the query would hold too much.
    Result<void> add(std::size_t bytes);
    void release();

private:
    EvalContext &m_context;
    std::size_t m_bytes = 0;
};

} // namespace tinyobs::promql
