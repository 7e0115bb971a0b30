#include "example/client/backoff.h"

#include <algorithm>

namespace tinyobs::client {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest,
                 std::uint64_t seed)
    : m_first(first)
    , m_longest(longest)
    , m_full(first)
    , m_random(seed)
{
}

std::chrono::milliseconds Backoff::next()
{
    const auto full = std::uint64_t(m_full.count());
    const std::uint64_t half = full / 2;
    m_full = std::min(m_full * 2, m_longest);
    return std::chrono::milliseconds(half + m_random() % (full - half + 1));
}

} // namespace tinyobs::client
