#include "core/storage/wirecache.h"

namespace tinyobs {

void WireCache::insert(const WireHash &hash, std::uint32_t id, std::size_t limit)
{
    if (m_count >= limit)
        clear();
    if ((m_count + 1) * 4 > m_slots.size() * 3) {
        std::vector<Slot> old(m_slots.empty() ? 64 : m_slots.size() * 2);
        old.swap(m_slots);
        m_count = 0;
        for (const Slot &slot : old) {
            if (slot.id != None)
                place(slot);
        }
    }
    place({hash.low, static_cast<std::uint32_t>(hash.high), id});
}

void WireCache::clear()
{
    m_slots.clear();
    m_slots.shrink_to_fit();
    m_count = 0;
}

void WireCache::place(const Slot &entry)
{
    std::size_t at = entry.low & mask();
    while (m_slots[at].id != None) {
        if (m_slots[at].low == entry.low && m_slots[at].high == entry.high) {
            m_slots[at].id = entry.id;
            return;
        }
        at = (at + 1) & mask();
    }
    m_slots[at] = entry;
    ++m_count;
}

} // namespace tinyobs
