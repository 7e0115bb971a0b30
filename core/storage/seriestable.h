#pragma once

// All series: their structs, the table from label set to series, the index and the wire-hash
// cache. Guarded by the store's lock, except labelsOf() for pairs that a snapshot pins.

#include "core/base/prefetch.h"
#include "core/model/labels.h"
#include "core/storage/labelindex.h"
#include "core/storage/series.h"
#include "core/storage/seriesset.h"
#include "core/storage/slabs.h"
#include "core/storage/wirecache.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs {

class SeriesTable
{
public:
    static constexpr std::uint32_t None = IdTable::None;

    Series &operator[](std::uint32_t id) { return m_slots[id]; }
    const Series &operator[](std::uint32_t id) const { return m_slots[id]; }

    /// The series behind raw label bytes seen before, or None.
    std::uint32_t findByWire(const WireHash &hash) const
    {
        const std::uint32_t id = m_cache.find(hash);
        return id != None && isLive(id) ? id : None;
    }
    /// In the table, and not removed.
    bool isLive(std::uint32_t id) const { return id < m_live.size() && m_live[id]; }
    void prefetchWire(const WireHash &hash) const { m_cache.prefetch(hash); }
    void rememberWire(const WireHash &hash, std::uint32_t id);

    /// The series with exactly these labels, or None.
    std::uint32_t find(const Labels &labels, TenantId tenant) const;
    std::uint32_t create(const Labels &labels, TenantId tenant);
    /// Puts a series of the catalog or a journal back under its number, replacing what was there.
    /// Call finishRestore() after the last one, before the next create().
    void restore(std::uint32_t id, TenantId tenant, std::span<const std::uint32_t> pairs);
    void finishRestore(Reclaimer &reclaimer);
    /// The series must have no samples anywhere. Its number is not used again while a snapshot or
    /// the cache may know it.
    void remove(std::uint32_t id, Reclaimer &reclaimer);
    /// Called by the reclaimer's owner when nobody reads the slot any more.
    void release(std::uint32_t id);

    Labels labelsOf(std::span<const std::uint32_t> pairs) const;
    /// What a new series would add to bytes(), its share of the tables included; maxCostOf() is an
    /// upper bound that needs no look at the index.
    std::size_t costOf(const Labels &labels) const;
    static std::size_t maxCostOf(const Labels &labels);

    const LabelIndex &index() const { return m_index; }
    LabelIndex &index() { return m_index; }
    /// The live ones.
    const SeriesSet &all() const { return m_all; }
    std::size_t count() const { return m_count; }
    std::uint32_t end() const { return m_slots.end(); }
    /// Changes with every removal: numbers looked up before it may be stale.
    std::uint64_t removals() const { return m_removals; }
    std::uint64_t creations() const { return m_creations; }
    std::size_t bytes() const;

private:
    static std::uint32_t hashOf(std::span<const std::uint32_t> pairs, TenantId tenant);
    std::uint32_t findPairs(std::span<const std::uint32_t> pairs, TenantId tenant) const;
    void put(std::uint32_t id, TenantId tenant, std::span<const std::uint32_t> pairs);
    void take(std::uint32_t id);
    void reuseReleased();

    // A pair that a restored series had before its number was used again.
    struct Replaced
    {
        std::uint32_t id = 0;
        std::uint32_t pair = 0;
        auto operator<=>(const Replaced &) const = default;
    };

    SlotPool<Series> m_slots;
    IdTable m_byPairs;
    LabelIndex m_index;
    WireCache m_cache;
    SeriesSet m_all;
    std::vector<bool> m_live;              // by number; beside the slots, because every append asks
    std::vector<std::uint32_t> m_released; // dead slots the cache may still name
    std::vector<Replaced> m_replaced;
    std::size_t m_count = 0;
    std::size_t m_pairListBytes = 0;
    std::uint64_t m_removals = 0;
    std::uint64_t m_creations = 0;
};

} // namespace tinyobs
