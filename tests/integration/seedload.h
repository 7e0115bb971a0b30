#pragma once

// The load of the program TinyObs re-creates: 60 series, a sample of each every two seconds, as the
// JSON its clients send. Deterministic.

#include "core/base/clock.h"

#include <QByteArray>

#include <cstddef>
#include <cstdint>

namespace tinyobs::test {

class SeedLoad
{
public:
    static constexpr std::size_t Series = 60;
    static constexpr TimeMs IntervalMs = 2000;

    explicit SeedLoad(TimeMs startMs)
        : m_startMs(startMs)
    {
    }

    /// A document with the next samples, one series after the other.
    QByteArray next(std::size_t samples);

private:
    TimeMs m_startMs;
    std::uint64_t m_made = 0;
};

} // namespace tinyobs::test
