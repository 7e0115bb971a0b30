#pragma once

// The catalog, made when it is asked for: anew when the series have changed or a second has passed,
// but never for more than a twentieth of the time, however many series there are. Usable from any
// thread; callers wait for the one that builds.

#include "core/engine/catalog.h"
#include "core/storage/store.h"

#include <chrono>
#include <memory>
#include <mutex>

namespace tinyobs {

class CatalogCache
{
public:
    std::shared_ptr<const Catalog> get(const Store &store, TimeMs nowMs);

private:
    using SteadyClock = std::chrono::steady_clock;

    bool isFresh(const Store &store) const;

    std::mutex m_mutex;
    std::shared_ptr<const Catalog> m_catalog; // guarded by m_mutex, as all below
    SteadyClock::time_point m_madeAt;
    SteadyClock::duration m_cost{};
};

} // namespace tinyobs
