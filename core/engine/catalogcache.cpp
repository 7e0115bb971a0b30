#include "core/engine/catalogcache.h"

#include "core/engine/catalogbuilder.h"
#include "core/engine/hiddencomponents.h"

#include <limits>

namespace tinyobs {
namespace {

constexpr std::chrono::seconds MaxAge(1);
constexpr int IdleShare = 20;

} // namespace

bool CatalogCache::isFresh(const Store &store) const
{
    if (!m_catalog)
        return false;
    const auto age = SteadyClock::now() - m_madeAt;
    if (age < m_cost * IdleShare)
        return true;
    return age < MaxAge && store.stats().generation == m_catalog->generation;
}

std::shared_ptr<const Catalog> CatalogCache::get(const Store &store, TimeMs nowMs)
{
    const std::lock_guard lock(m_mutex);
    if (isFresh(store))
        return m_catalog;
    const auto begin = SteadyClock::now();
    // Read before the series, so that one that comes in between is seen as a change next time.
    const std::uint64_t generation = store.stats().generation;
    std::vector<Matcher> matchers;
    hideComponents(store, matchers);
    m_catalog = buildCatalog(
        store.series(matchers, std::numeric_limits<std::size_t>::max()),
        [&store](std::string_view metric) { return store.metadata(metric); }, generation, nowMs);
    m_madeAt = SteadyClock::now();
    m_cost = m_madeAt - begin;
    return m_catalog;
}

} // namespace tinyobs
