#pragma once

// One batch on its way into the head. Hashes are looked up under the store's lock, unknown labels
// are resolved without it, and then, under it again, everything is admitted and stored at once:
//   checkTimes -> { lookUp | resolve }* -> admit -> store
// Lives for one call of Store::append, in its thread.

#include "core/storage/memorybudget.h"
#include "core/storage/store.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tinyobs {

class AppendPlan
{
public:
    AppendPlan(const SampleBatch &batch, AppendMode mode, AppendReport &report);

    /// What is decided outside of the batch.
    struct Rules
    {
        TimeMs oldestMs = 0;
        TimeMs newestMs = 0;
        TimeMs nowMs = 0;
        std::size_t maxSeries = 0;
        MemoryBudget memory;
    };

    // Every step that returns bool gives false when the batch is refused whole, lookUp() aside.

    /// Without the lock.
    bool checkTimes(const Rules &rules);
    /// Without the lock: what may be kept of the exemplars.
    void checkExemplars(const Rules &rules, std::size_t maxExemplars);
    /// Under the lock. False when there are rows whose labels have to be resolved first.
    bool lookUp(const Head &head);
    /// Without the lock.
    bool resolve(const BatchSource &source);
    /// Under the lock: makes the new series, or refuses what goes beyond a limit.
    bool admit(Head &head, const Rules &rules);
    /// Under the lock. Returns how many samples were stored, starts of series included.
    std::size_t store(Head &head);
    /// Under the lock, after store().
    void storeExemplars(Head &head);

private:
    // A series that is not in the cache, once for all its rows.
    struct Unknown
    {
        tl::expected<Labels, Refusal> labels;
        std::uint32_t id = SeriesTable::None; // set by admit()
    };
    // Rows [first, end).
    struct Unit
    {
        std::size_t first = 0;
        std::size_t end = 0;
    };
    struct HashOf
    {
        std::size_t operator()(const WireHash &hash) const { return hash.low; }
    };

    static constexpr std::uint32_t Refused = SeriesTable::None - 1;

    std::uint32_t seriesOf(const Head &head, const BatchExemplar &exemplar) const;
    void leaveOutExemplar(std::size_t row, std::string message);
    bool isStart(std::size_t row) const { return (m_batch.flagsOf(row) & StartRow) != 0; }
    /// Of a start: leaves it out without a word.
    bool refuse(std::size_t row, RefusalReason reason, std::string message);
    std::uint32_t idOf(Head &head, std::size_t row);
    void countLimits(const Head &head, const Rules &rules);
    std::optional<Refusal> limitOf(const Head &head, const Rules &rules, const Labels &labels);
    Unit unitOf(std::size_t row) const;
    bool checkLimits(const Head &head, const Rules &rules, const Unit &unit,
                     std::span<const std::uint32_t> missing);
    bool refuse(const Unit &unit, RefusalReason reason, std::string message);

    const SampleBatch &m_batch;
    const AppendMode m_mode;
    AppendReport &m_report;
    std::vector<std::uint32_t> m_ids;     // per row: series number, None or Refused
    std::vector<std::uint32_t> m_missing; // rows without a number, ascending
    std::unordered_map<WireHash, Unknown, HashOf> m_unknown;
    std::vector<std::pair<const BatchExemplar *, ExemplarPtr>> m_exemplars;
    std::unordered_set<std::string_view> m_fresh; // label sets counted against the limits
    std::size_t m_freshBytes = 0;
    bool m_nearLimits = false; // new series have to be counted one by one
    bool m_lookedUp = false;
    std::uint64_t m_removals = 0; // of the series table when the rows were looked up
};

} // namespace tinyobs
