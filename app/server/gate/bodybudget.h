#pragma once

// How much memory the bodies of requests that are still coming in may take together. Without it
// every connection could hold one body of the full size. Shared by the network threads.

#include <atomic>
#include <cstddef>

namespace tinyobs::server {

class BodyBudget
{
public:
    explicit BodyBudget(std::size_t maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    /// Changes what one connection holds from `held` to `size`; false, and nothing held any more,
    /// when all together would hold too much.
    bool resize(std::size_t &held, std::size_t size)
    {
        // Unsigned arithmetic wraps, so that a smaller size is an addition too.
        const std::size_t change = size - held;
        const std::size_t total = m_bytes.fetch_add(change, std::memory_order_relaxed) + change;
        held = size;
        if (size == 0 || total <= m_maxBytes)
            return true;
        m_bytes.fetch_sub(size, std::memory_order_relaxed);
        held = 0;
        return false;
    }

private:
    const std::size_t m_maxBytes;
    std::atomic<std::size_t> m_bytes = 0;
};

} // namespace tinyobs::server
