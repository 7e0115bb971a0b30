#pragma once

// Remembers which series a run of raw label bytes stands for: 96 bits of their hash -> slot number.
// A wrong hit would file samples under a foreign series; at 96 bits and a seed per process nobody
// can arrange one. Bounded: full means cleared, and every entry can be found again by its labels.
// Guarded by the store's lock.

#include "core/base/prefetch.h"
#include "core/model/samplebatch.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinyobs {

class WireCache
{
public:
    static constexpr std::uint32_t None = 0xffffffff;

    std::uint32_t find(const WireHash &hash) const
    {
        if (m_slots.empty())
            return None;
        for (std::size_t at = home(hash);; at = (at + 1) & mask()) {
            const Slot &slot = m_slots[at];
            if (slot.id == None || slot.holds(hash))
                return slot.id;
        }
    }

    void prefetch(const WireHash &hash) const
    {
        if (!m_slots.empty())
            prefetchForRead(&m_slots[home(hash)]);
    }

    /// Adds or replaces. Above `limit` entries the cache is cleared first.
    void insert(const WireHash &hash, std::uint32_t id, std::size_t limit);
    void clear();
    /// Forgets every entry whose series fails `keep(id)`.
    template <typename Keep>
    void retain(Keep keep)
    {
        std::vector<Slot> old;
        old.swap(m_slots);
        m_count = 0;
        m_slots.resize(old.size());
        for (const Slot &slot : old) {
            if (slot.id != None && keep(slot.id))
                place(slot);
        }
    }

    std::size_t count() const { return m_count; }
    std::size_t bytes() const { return m_slots.capacity() * sizeof(Slot); }

private:
    struct Slot
    {
        std::uint64_t low = 0;
        std::uint32_t high = 0;
        std::uint32_t id = None;

        bool holds(const WireHash &hash) const
        {
            return low == hash.low && high == static_cast<std::uint32_t>(hash.high);
        }
    };
    static_assert(sizeof(Slot) == 16);

    std::size_t mask() const { return m_slots.size() - 1; }
    std::size_t home(const WireHash &hash) const { return hash.low & mask(); }
    void place(const Slot &entry);

    std::vector<Slot> m_slots; // a power of two
    std::size_t m_count = 0;
};

} // namespace tinyobs
