#pragma once

// How many connections are open, in total and per peer address. Shared by the network threads.

#include "core/engine/settings.h"

#include <QHash>
#include <QHostAddress>

#include <mutex>

namespace tinyobs::server {

class Admission
{
public:
    explicit Admission(const HttpLimits &limits)
        : m_limits(limits)
    {
    }

    /// False when the total or the peer's share is used up.
    bool enter(const QHostAddress &peer);
    /// For each successful enter, once.
    void leave(const QHostAddress &peer);

private:
    const HttpLimits m_limits;
    std::mutex m_mutex; // guards both below
    std::size_t m_total = 0;
    QHash<QHostAddress, std::size_t> m_perAddress;
};

} // namespace tinyobs::server
