#pragma once

// Samples that wait for the server: bounded, the oldest go first when it is full, and every loss is
// counted. Lives in the pusher's thread.

#include "example/client/sample.h"

#include <cstddef>
#include <deque>

namespace tinyobs::client {

class SampleQueue
{
public:
    explicit SampleQueue(std::size_t limit);

    void append(const SampleList &samples);
    /// Removes and returns up to `count` of the oldest.
    SampleList take(std::size_t count);
    /// Puts samples that could not be sent back in front; what does not fit is dropped, oldest
    /// first.
    void putBack(const SampleList &samples);

    std::size_t size() const { return m_samples.size(); }
    std::size_t limit() const { return m_limit; }
    std::uint64_t dropped() const { return m_dropped; }

private:
    void dropOldest();

    std::size_t m_limit;
    std::deque<Sample> m_samples;
    std::uint64_t m_dropped = 0;
};

} // namespace tinyobs::client
