#pragma once

// Numbered slots with addresses that never move: slabs of doubling size behind a fixed directory.
// A slot that a reader knows about may be read without a lock while others are added; taking and
// giving back slots needs the owner's lock. Memory of slabs is not touched before its slot is used.

#include <QtGlobal>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace tinyobs {

template <typename T, unsigned FirstSlabBits = 10>
class Slabs
{
public:
    Slabs() = default;
    Slabs(const Slabs &) = delete;
    Slabs &operator=(const Slabs &) = delete;

    T &operator[](std::uint32_t index) { return *at(index); }
    const T &operator[](std::uint32_t index) const { return *at(index); }

    /// Brings the slab of this index into being. The slot is raw memory still.
    void reserve(std::uint32_t index)
    {
        const unsigned slab = slabOf(index);
        if (!m_slabs[slab])
            m_slabs[slab].reset(static_cast<T *>(
                ::operator new(sizeof(T) << (FirstSlabBits + slab), std::align_val_t(alignof(T)))));
    }

private:
    struct Release
    {
        void operator()(T *slab) const
        {
            ::operator delete(static_cast<void *>(slab), std::align_val_t(alignof(T)));
        }
    };

    static unsigned slabOf(std::uint32_t index)
    {
        return static_cast<unsigned>(std::bit_width((index >> FirstSlabBits) + 1)) - 1;
    }
    T *at(std::uint32_t index) const
    {
        const unsigned slab = slabOf(index);
        return m_slabs[slab].get() + (index - (((1u << slab) - 1) << FirstSlabBits));
    }

    std::array<std::unique_ptr<T, Release>, 33 - FirstSlabBits> m_slabs;
};

/// Slots that are made and destroyed one by one, lowest free number not guaranteed.
template <typename T>
class SlotPool
{
public:
    SlotPool() = default;
    ~SlotPool()
    {
        for (std::uint32_t i = 0; i < m_end; ++i) {
            if (m_made[i])
                m_slabs[i].~T();
        }
    }

    T &operator[](std::uint32_t index) { return m_slabs[index]; }
    const T &operator[](std::uint32_t index) const { return m_slabs[index]; }

    std::uint32_t make()
    {
        std::uint32_t index = m_end;
        if (!m_free.empty()) {
            index = m_free.back();
            m_free.pop_back();
        } else {
            m_slabs.reserve(m_end++);
            m_made.push_back(false);
        }
        new (&m_slabs[index]) T();
        m_made[index] = true;
        return index;
    }

    /// Makes the slot with this number, which must not be in use. Numbers left out below it are
    /// not given away before collectFree().
    void makeAt(std::uint32_t index)
    {
        for (; m_end <= index; ++m_end) {
            m_slabs.reserve(m_end);
            m_made.push_back(false);
        }
        Q_ASSERT(!m_made[index]);
        new (&m_slabs[index]) T();
        m_made[index] = true;
    }
    /// After makeAt(): finds the numbers that are free.
    void collectFree()
    {
        m_free.clear();
        for (std::uint32_t index = m_end; index > 0; --index) {
            if (!m_made[index - 1])
                m_free.push_back(index - 1);
        }
    }
    bool isMade(std::uint32_t index) const { return index < m_end && m_made[index]; }

    void destroy(std::uint32_t index)
    {
        Q_ASSERT(m_made[index]);
        m_slabs[index].~T();
        m_made[index] = false;
        m_free.push_back(index);
    }

    /// One beyond the highest number ever in use.
    std::uint32_t end() const { return m_end; }
    std::size_t count() const { return m_end - m_free.size(); }

private:
    Slabs<T> m_slabs;
    std::vector<bool> m_made;
    std::vector<std::uint32_t> m_free;
    std::uint32_t m_end = 0;
};

} // namespace tinyobs
