#pragma once

// How long to wait before the next try: doubling, with jitter so that many clients do not come back
// to a restarted server in the same instant. A plain value; the same seed gives the same delays.

#include <chrono>
#include <cstdint>
#include <random>

namespace tinyobs::client {

class Backoff
{
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest, std::uint64_t seed);
    /// Between half and all of first, 2 first, 4 first … longest.
    std::chrono::milliseconds next();
    void reset() { m_full = m_first; }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_longest;
    std::chrono::milliseconds m_full;
    std::mt19937_64 m_random;
};

} // namespace tinyobs::client
