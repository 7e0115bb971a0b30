#pragma once

// Which series got samples since somebody last asked: one bit per series number. Guarded by the
// store's lock.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinyobs {

class ChangedSet
{
public:
    void mark(std::uint32_t id)
    {
        const std::size_t word = id / 64;
        if (word >= m_words.size())
            m_words.resize(word + word / 2 + 1);
        m_words[word] |= std::uint64_t(1) << (id % 64);
    }

    /// Clears the set. Calls `visit(id)` for at most `limit` numbers that were in it, beginning
    /// where the last call ended so that everybody gets a turn, and returns how many there were.
    template <typename Visit>
    std::size_t take(std::size_t limit, Visit visit)
    {
        std::size_t seen = 0;
        const std::size_t begin = m_next < m_words.size() ? m_next : 0;
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            const std::size_t word = (begin + i) % m_words.size();
            for (; m_words[word] != 0; m_words[word] &= m_words[word] - 1) {
                if (seen++ < limit) {
                    visit(static_cast<std::uint32_t>(
                        word * 64 + static_cast<unsigned>(std::countr_zero(m_words[word]))));
                    m_next = word + 1;
                }
            }
        }
        return seen;
    }

    std::size_t bytes() const { return m_words.capacity() * sizeof(std::uint64_t); }

private:
    std::vector<std::uint64_t> m_words;
    std::size_t m_next = 0; // word at which the next call begins
};

} // namespace tinyobs
