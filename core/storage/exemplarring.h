#pragma once

// The newest exemplars of all series, in memory: bounded by their number and bytes, the oldest go
// first. Guarded by the store's lock; an exemplar itself never changes.

#include "core/base/clock.h"
#include "core/model/labels.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tinyobs {

struct KeptExemplar
{
    TimeMs timeMs = 0;
    double value = 0;
    Labels labels; // its own: "trace_id"
};
using ExemplarPtr = std::shared_ptr<const KeptExemplar>;

class ExemplarRing
{
public:
    /// Of the labels of one exemplar; OpenMetrics allows 128 characters.
    static constexpr std::size_t MaxLabelBytes = 1024;

    explicit ExemplarRing(std::size_t most, std::size_t mostBytes = 8u << 20)
        : m_most(most)
        , m_mostBytes(mostBytes)
    {
    }

    std::size_t most() const { return m_most; }

    /// False when it is the series' newest already.
    bool add(std::uint32_t series, ExemplarPtr exemplar);
    /// Forgets a series: its number may be given to another one.
    void drop(std::uint32_t series) { m_series.erase(series); }
    void drop(std::uint32_t series, TimeMs fromMs, TimeMs toMs);

    /// Of one series within the two times, ascending.
    std::vector<ExemplarPtr> find(std::uint32_t series, TimeMs fromMs, TimeMs toMs) const;
    /// Calls back with every series that may have some.
    void visitSeries(const auto &visit) const
    {
        for (const auto &[series, chain] : m_series)
            visit(series);
    }

    std::size_t bytes() const { return m_bytes + m_series.size() * 2 * sizeof(Chain); }

private:
    // Serial numbers count the exemplars that ever came; the oldest kept one has m_first.
    struct Entry
    {
        ExemplarPtr exemplar;           // null: dropped
        std::uint64_t before = NoEntry; // serial of the series' one before
        std::uint32_t series = 0;
    };
    struct Chain
    {
        std::uint64_t newest = NoEntry;
    };
    static constexpr std::uint64_t NoEntry = ~std::uint64_t(0);

    bool isKept(std::uint64_t serial) const { return serial != NoEntry && serial >= m_first; }
    Entry &entry(std::uint64_t serial) { return m_entries[serial - m_first]; }
    const Entry &entry(std::uint64_t serial) const { return m_entries[serial - m_first]; }
    void dropOldest();

    const std::size_t m_most;
    const std::size_t m_mostBytes;
    std::deque<Entry> m_entries;
    std::unordered_map<std::uint32_t, Chain> m_series;
    std::uint64_t m_first = 0;
    std::size_t m_bytes = 0;
};

} // namespace tinyobs
