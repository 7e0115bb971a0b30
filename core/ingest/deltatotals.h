#pragma once

// Running totals of what senders give as differences (DeltaRow): an OTLP export with delta
// temporality, a StatsD counter. A series is known by its wire hash. Totals are in memory only:
// after a restart of ours they begin at 0 again, which queries take for a reset of the counter.
// Thread-safe; shared by all who ingest.
//
// The StartRow of a delta, a zero, stays where the stream is new to us: elsewhere it is left out.

#include "core/base/clock.h"
#include "core/model/refusal.h"
#include "core/model/samplebatch.h"

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace tinyobs {

class DeltaTotals
{
public:
    /// About 90 bytes each.
    static constexpr std::size_t DefaultStreams = 200'000;
    /// When there is no more room, those go that have been silent for so long.
    static constexpr TimeMs IdleMs = 15 * 60 * 1000;

    explicit DeltaTotals(std::size_t maxStreams = DefaultStreams);

    struct Stream
    {
        double total = 0;
        TimeMs timeMs = 0;         // of the last difference
        TimeMs seenMs = 0;         // by the server's clock
        std::uint64_t version = 0; // counts what is added, whatever the stream; 0: unknown
    };
    /// What apply() did, to take it back.
    struct Step
    {
        std::size_t row = 0;
        WireHash hash;
        Stream before;
        std::uint64_t version = 0;
    };
    struct Applied
    {
        std::vector<Step> steps;       // by row
        std::vector<Refusal> refusals; // of rows that now are LeftOutRows; messages read on from
                                       // the row's path
    };

    static bool hasDeltas(const SampleBatch &batch);

    /// Puts totals in place of a batch's differences.
    void apply(SampleBatch &batch, TimeMs nowMs, Applied &applied);
    /// Takes back the rows (ascending) that were not stored after all, so that they may be sent
    /// again. What has been added to a stream since has been stored as a total and stays.
    void takeBack(const std::vector<Step> &steps, const std::vector<std::size_t> &rows);
    /// Takes back all. A stream that something has been added to since is forgotten.
    void takeBack(const std::vector<Step> &steps);

    std::size_t streams() const;

private:
    struct HashOf
    {
        std::size_t operator()(const WireHash &hash) const { return hash.low; }
    };
    using Streams = std::unordered_map<WireHash, Stream, HashOf>;

    bool admit(const SampleBatch &batch, std::size_t row, TimeMs nowMs, Applied &applied);
    bool makeRoom(std::size_t wanted, TimeMs nowMs);
    void add(SampleBatch &batch, std::size_t row, TimeMs nowMs, Applied &applied);
    void restore(const Step &step);

    const std::size_t m_maxStreams;
    mutable std::mutex m_mutex;
    Streams m_streams;           // guarded by m_mutex
    std::uint64_t m_version = 0; // guarded by m_mutex
    TimeMs m_nextSweepMs = 0;    // guarded by m_mutex
};

} // namespace tinyobs
