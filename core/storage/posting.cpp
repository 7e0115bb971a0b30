#include "core/storage/posting.h"
#include "core/storage/seriesset.h"

#include <algorithm>
namespace tinyobs {

Posting::Posting() = default;
Posting::~Posting() = default;
Posting::Posting(Posting &&) noexcept = default;
Posting &Posting::operator=(Posting &&) noexcept = default;

void Posting::add(std::uint32_t series)
{
    if (!m_many && m_count < MaxFew) {
        m_few[m_count++] = series;
        return;
    }
    if (!m_many)
        m_many = std::make_unique<SeriesSet>(MaxFew, m_few.data());
    m_many->add(series);
    ++m_count;
}

void Posting::remove(std::uint32_t series)
{
    if (m_many) {
        m_many->remove(series);
    } else {
        auto *end = m_few.data() + m_count;
        std::copy(std::find(m_few.data(), end, series) + 1, end,
                  std::find(m_few.data(), end, series));
    }
    --m_count;
}

bool Posting::contains(std::uint32_t series) const
{
    const auto *end = m_few.data() + m_count;
    return m_many ? m_many->contains(series) : std::find(m_few.data(), end, series) != end;
}

void Posting::addTo(SeriesSet &set) const
{
    if (m_many)
        set |= *m_many;
    else
        set.addMany(m_count, m_few.data());
}

bool Posting::intersects(const SeriesSet &set) const
{
    if (m_many)
        return m_many->intersect(set);
    return std::any_of(m_few.data(), m_few.data() + m_count,
                       [&set](std::uint32_t series) { return set.contains(series); });
}

SeriesSet Posting::toSet() const
{
    return m_many ? *m_many : SeriesSet(m_count, m_few.data());
}

} // namespace tinyobs
