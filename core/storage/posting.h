#pragma once

// The series that carry one name-value pair. Most pairs of a large store stand for a handful of
// series, so up to four numbers lie inline; more become a roaring bitmap. Guarded by its owner's
// lock.

#include "core/storage/seriesset.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace tinyobs {

class Posting
{
public:
    Posting();
    ~Posting();
    Posting(Posting &&) noexcept;
    Posting &operator=(Posting &&) noexcept;

    void add(std::uint32_t series);
    void remove(std::uint32_t series);
    bool isEmpty() const { return m_count == 0; }
    std::uint32_t count() const { return m_count; }

    bool contains(std::uint32_t series) const;
    void addTo(SeriesSet &set) const;
    bool intersects(const SeriesSet &set) const;
    SeriesSet toSet() const;

private:
    static constexpr std::uint32_t MaxFew = 4;

    std::unique_ptr<SeriesSet> m_many; // set when there are, or were, more than MaxFew
    std::array<std::uint32_t, MaxFew> m_few{};
    std::uint32_t m_count = 0;
};

} // namespace tinyobs
