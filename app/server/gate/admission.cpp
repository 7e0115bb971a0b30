#include "app/server/gate/admission.h"

namespace tinyobs::server {

bool Admission::enter(const QHostAddress &peer)
{
    const std::size_t share =
        peer.isLoopback() ? m_limits.connectionsPerLoopback : m_limits.connectionsPerAddress;
    const std::lock_guard lock(m_mutex);
    if (m_total >= m_limits.connections || m_perAddress.value(peer) >= share)
        return false;
    ++m_total;
    ++m_perAddress[peer];
    return true;
}

void Admission::leave(const QHostAddress &peer)
{
    const std::lock_guard lock(m_mutex);
    --m_total;
    const auto found = m_perAddress.find(peer);
    if (--*found == 0)
        m_perAddress.erase(found);
}

} // namespace tinyobs::server
