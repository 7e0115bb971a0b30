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

std::uint32_t SeriesTable::hashOf(std::span<const std::uint32_t> pairs, TenantId tenant)
{
    return static_cast<std::uint32_t>(
        XXH3_64bits_withSeed(pairs.data(), pairs.size_bytes(), tenant));
}

std::uint32_t SeriesTable::findPairs(std::span<const std::uint32_t> pairs, TenantId tenant) const
{
    return m_byPairs.find(hashOf(pairs, tenant), [&](std::uint32_t id) {
        return m_slots[id].tenant == tenant && std::ranges::equal(m_slots[id].pairSpan(), pairs);
    });
}

std::uint32_t SeriesTable::find(const Labels &labels, TenantId tenant) const
{
    std::vector<std::uint32_t> pairs;
    for (const LabelView label : labels) {
        const std::uint32_t pair = m_index.findPair(label.name, label.value);
        if (pair == LabelIndex::None)
            return None;
        pairs.push_back(pair);
    }
    return findPairs(pairs, tenant);
}

std::uint32_t SeriesTable::create(const Labels &labels, TenantId tenant)
{
    std::vector<std::uint32_t> pairs;
    for (const LabelView label : labels)
        pairs.push_back(m_index.intern(label));
    const std::uint32_t id = m_slots.make();
    put(id, tenant, pairs);
    m_index.addSeries(pairs, id);
    ++m_creations;
    return id;
}

void SeriesTable::put(std::uint32_t id, TenantId tenant, std::span<const std::uint32_t> pairs)
{
    auto list = std::make_unique<std::uint32_t[]>(pairs.size() + 1);
    list[0] = static_cast<std::uint32_t>(pairs.size());
    std::ranges::copy(pairs, list.get() + 1);
    Series &series = m_slots[id];
    series.pairs = std::move(list);
    series.tenant = tenant;
    if (id >= m_live.size())
        m_live.resize(id + 1);
    m_live[id] = true;
    m_byPairs.insert(hashOf(pairs, tenant), id);
    m_all.add(id);
    m_pairListBytes += pairListBytes(pairs.size());
    ++m_count;
}

void SeriesTable::restore(std::uint32_t id, TenantId tenant, std::span<const std::uint32_t> pairs)
{
    if (isLive(id)) {
        const std::span<const std::uint32_t> before = m_slots[id].pairSpan();
        if (m_slots[id].tenant == tenant && std::ranges::equal(before, pairs))
            return;
        for (const std::uint32_t pair : before)
            m_replaced.push_back({id, pair});
        take(id);
        m_slots[id] = Series();
    } else {
        m_slots.makeAt(id);
    }
    put(id, tenant, pairs);
    for (const std::uint32_t pair : pairs) {
        if (m_replaced.empty() || !m_index.posting(pair).contains(id))
            m_index.addSeries(std::span(&pair, 1), id);
    }
}

void SeriesTable::finishRestore(Reclaimer &reclaimer)
{
    // Only now: a pair that loses its last series in between may get another one.
    std::ranges::sort(m_replaced);
    m_replaced.erase(std::unique(m_replaced.begin(), m_replaced.end()), m_replaced.end());
    for (const Replaced &one : m_replaced) {
        const std::span<const std::uint32_t> now = m_slots[one.id].pairSpan();
        if (std::ranges::find(now, one.pair) == now.end())
            m_index.removeSeries(std::span(&one.pair, 1), one.id, reclaimer);
    }
    m_replaced = {};
    m_slots.collectFree();
}

void SeriesTable::take(std::uint32_t id)
{
    const Series &series = m_slots[id];
    m_live[id] = false;
    m_byPairs.erase(hashOf(series.pairSpan(), static_cast<TenantId>(series.tenant)), id);
    m_all.remove(id);
    m_pairListBytes -= pairListBytes(series.pairSpan().size());
    --m_count;
}

void SeriesTable::remove(std::uint32_t id, Reclaimer &reclaimer)
{
    Q_ASSERT(isLive(id));
    take(id);
    m_index.removeSeries(m_slots[id].pairSpan(), id, reclaimer);
    ++m_removals;
    reclaimer.retire(Retired::Kind::Series, id);
}

Labels SeriesTable::labelsOf(std::span<const std::uint32_t> pairs) const
{
    std::vector<LabelView> views;
    views.reserve(pairs.size());
    for (const std::uint32_t pair : pairs)
        views.push_back(m_index.view(pair));
    return Labels::fromPairs(std::move(views));
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
    m_cache.retain([this](std::uint32_t id) { return isLive(id); });
    for (const std::uint32_t id : m_released)
        m_slots.destroy(id);
    m_released.clear();
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
