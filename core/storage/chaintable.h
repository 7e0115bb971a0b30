#pragma once

// The chains of a generation by series number. Pages come into being when a series of theirs gets
// its first sample, so that series which rest cost nothing.

#include "core/base/prefetch.h"
#include "core/storage/chain.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinyobs {

class ChainTable
{
public:
    /// The chain of a series that has samples here, or null.
    const Chain *find(std::uint32_t series) const
    {
        const std::size_t page = series / PageChains;
        if (page >= m_pages.size() || !m_pages[page])
            return nullptr;
        const Chain &chain = (*m_pages[page])[series % PageChains];
        return chain.samples != 0 ? &chain : nullptr;
    }

    /// The chain of a series, made if need be; without samples then.
    Chain &make(std::uint32_t series)
    {
        const std::size_t page = series / PageChains;
        if (page >= m_pages.size())
            m_pages.resize(page + 1);
        if (!m_pages[page]) {
            m_pages[page] = std::make_unique<Page>();
            ++m_used;
        }
        return (*m_pages[page])[series % PageChains];
    }

    void prefetch(std::uint32_t series) const
    {
        const std::size_t page = series / PageChains;
        if (page < m_pages.size() && m_pages[page])
            prefetchForWrite(&(*m_pages[page])[series % PageChains]);
    }

    std::size_t bytes() const
    {
        return m_used * sizeof(Page) + m_pages.capacity() * sizeof(m_pages[0]);
    }

private:
    static constexpr std::size_t PageChains = 256;
    using Page = std::array<Chain, PageChains>;

    std::vector<std::unique_ptr<Page>> m_pages;
    std::size_t m_used = 0;
};

} // namespace tinyobs
