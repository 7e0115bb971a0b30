#pragma once

// An open-addressing table from a 32-bit hash to a number; the caller compares the things behind
// the numbers. Eight bytes an entry, linear probing, grows at 7/8. Guarded by its owner's lock.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinyobs {

class IdTable
{
public:
    static constexpr std::uint32_t None = 0xffffffff;

    /// The number for which `equals(number)` holds, or None.
    template <typename Equals>
    std::uint32_t find(std::uint32_t hash, Equals equals) const
    {
        if (m_slots.empty())
            return None;
        for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
            const Slot &slot = m_slots[at];
            if (slot.id == None)
                return None;
            if (slot.hash == hash && equals(slot.id))
                return slot.id;
        }
    }

    /// The number must not be in the table.
    void insert(std::uint32_t hash, std::uint32_t id)
    {
        if ((m_count + 1) * 8 > m_slots.size() * 7)
            grow();
        place({hash, id});
        ++m_count;
    }

    void erase(std::uint32_t hash, std::uint32_t id)
    {
        std::size_t hole = hash & mask();
        while (m_slots[hole].id != id)
            hole = (hole + 1) & mask();
        // Close the gap: move up every later entry whose probe path leads across it.
        for (std::size_t at = (hole + 1) & mask(); m_slots[at].id != None; at = (at + 1) & mask()) {
            const std::size_t home = m_slots[at].hash & mask();
            if (((at - home) & mask()) >= ((at - hole) & mask())) {
                m_slots[hole] = m_slots[at];
                hole = at;
            }
        }
        m_slots[hole].id = None;
        --m_count;
    }

    std::size_t bytes() const { return m_slots.capacity() * sizeof(Slot); }

private:
    struct Slot
    {
        std::uint32_t hash = 0;
        std::uint32_t id = None;
    };

    std::size_t mask() const { return m_slots.size() - 1; }

    void place(Slot entry)
    {
        std::size_t at = entry.hash & mask();
        while (m_slots[at].id != None)
            at = (at + 1) & mask();
        m_slots[at] = entry;
    }

    void grow()
    {
        std::vector<Slot> old(m_slots.empty() ? 16 : m_slots.size() * 2);
        old.swap(m_slots);
        for (const Slot &slot : old) {
            if (slot.id != None)
                place(slot);
        }
    }

    std::vector<Slot> m_slots;
    std::size_t m_count = 0;
};

} // namespace tinyobs
