#include "core/storage/seriestable.h"

#include "core/storage/reclaimer.h"

#include <algorithm>
#include <xxhash.h>

namespace tinyobs {
namespace {

constexpr std::size_t MinCacheEntries = 1u << 16;
constexpr std::size_t MinReleased = 1024;

std::size_t pairListBytes(std::size_t pairs)
{
    return ((pairs + 1) * sizeof(std::uint32_t) + 8 + 15) / 16 * 16; // as malloc rounds
}

} // namespace

void SeriesTable::rememberWire(const WireHash &hash, std::uint32_t id)
{
    m_cache.insert(hash, id, std::max(MinCacheEntries, 2 * m_count));
}

std::uint32_t SeriesTable::hashOf(std::span<const std::uint32_t> pairs)
{
    return static_cast<std::uint32_t>(XXH3_64bits(pairs.data(), pairs.size_bytes()));
}

std::uint32_t SeriesTable::findPairs(std::span<const std::uint32_t> pairs) const
{
    return m_byPairs.find(hashOf(pairs), [&](std::uint32_t id) {
        return std::ranges::equal(m_slots[id].pairSpan(), pairs);
    });
}

std::uint32_t SeriesTable::find(const Labels &labels) const
{
    std::vector<std::uint32_t> pairs;
    for (const LabelView label : labels) {
        const std::uint32_t pair = m_index.findPair(label.name, label.value);
        if (pair == LabelIndex::None)
            return None;
        pairs.push_back(pair);
    }
    return findPairs(pairs);
}

std::uint32_t SeriesTable::create(const Labels &labels)
{
    std::vector<std::uint32_t> list(1);
    for (const LabelView label : labels)
        list.push_back(m_index.intern(label));
    const std::size_t count = list.size() - 1;
    list[0] = static_cast<std::uint32_t>(count);

    const std::uint32_t id = m_slots.make();
    auto pairs = std::make_unique<std::uint32_t[]>(list.size());
    std::ranges::copy(list, pairs.get());
    Series &series = m_slots[id];
    series.pairs = std::move(pairs);
    series.setLive(true);
    m_byPairs.insert(hashOf(series.pairSpan()), id);
    m_index.addSeries(series.pairSpan(), id);
    m_all.add(id);
    m_pairListBytes += pairListBytes(count);
    ++m_count;
    ++m_creations;
    return id;
}

void SeriesTable::remove(std::uint32_t id, Reclaimer &reclaimer)
{
    Series &series = m_slots[id];
    Q_ASSERT(series.isLive() && series.samples == 0);
    series.setLive(false);
    m_byPairs.erase(hashOf(series.pairSpan()), id);
    m_index.removeSeries(series.pairSpan(), id, reclaimer);
    m_all.remove(id);
    m_pairListBytes -= pairListBytes(series.pairSpan().size());
    --m_count;
    ++m_removals;
    reclaimer.retire(Retired::Kind::Series, id);
}

void SeriesTable::release(std::uint32_t id)
{
    m_slots[id].pairs.reset();
    m_released.push_back(id);
    if (m_released.size() > MinReleased + m_count / 8)
        reuseReleased();
}

void SeriesTable::reuseReleased()
{
    m_cache.retain([this](std::uint32_t id) { return m_slots[id].isLive(); });
    for (const std::uint32_t id : m_released)
        m_slots.destroy(id);
    m_released.clear();
}

Labels SeriesTable::labelsOf(std::span<const std::uint32_t> pairs) const
{
    std::vector<LabelView> views;
    views.reserve(pairs.size());
    for (const std::uint32_t pair : pairs)
        views.push_back(m_index.view(pair));
    return Labels::fromPairs(std::move(views));
}

std::size_t SeriesTable::costOf(const Labels &labels) const
{
    // Entries of the cache and of the table by labels, both half full, and of the live set.
    std::size_t bytes = sizeof(Series) + 2 * (16 + 8) + 4;
    std::size_t pairs = 0;
    for (const LabelView label : labels) {
        bytes += m_index.costOf(label);
        ++pairs;
    }
    return bytes + pairListBytes(pairs);
}

std::size_t SeriesTable::maxCostOf(const Labels &labels)
{
    // A pair takes at least four bytes of an encoded label set.
    constexpr std::size_t Fixed = 256;
    constexpr std::size_t PerByte = 40;
    return Fixed + PerByte * labels.bytes().size();
}

std::size_t SeriesTable::bytes() const
{
    return (m_count + m_released.size()) * sizeof(Series) + m_pairListBytes + m_byPairs.bytes() +
           m_index.bytes() + m_cache.bytes() + m_slots.end() / 4;
}

} // namespace tinyobs
