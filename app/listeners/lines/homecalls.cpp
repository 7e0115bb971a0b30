#include "app/listeners/lines/homecalls.h"

namespace tinyobs::listeners {

HomeCalls::HomeCalls()
    : m_shared(std::make_shared<Shared>())
{
    m_shared->home = &m_home;
}

HomeCalls::~HomeCalls()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->home = nullptr;
}

HomeCalls::Post HomeCalls::poster() const
{
    return [shared = m_shared](Call call) {
        const std::lock_guard lock(shared->mutex);
        if (shared->home)
            QMetaObject::invokeMethod(shared->home, std::move(call), Qt::QueuedConnection);
    };
}

} // namespace tinyobs::listeners
