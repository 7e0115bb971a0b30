#pragma once

// The documents of the live stream and of GET /api/status, and the framing of a server-sent event.
// Plain functions, usable in any thread.

#include <QByteArray>

#include <cstddef>
#include <span>
#include <string_view>

namespace tinyobs {
struct LiveUpdate;
struct Status;
} // namespace tinyobs

namespace tinyobs::server {

struct ListenerState;

/// The document must be one line.
QByteArray liveEvent(std::string_view name, const QByteArray &document);

QByteArray helloJson(const Status &status);
QByteArray updateJson(const LiveUpdate &update);
QByteArray statusJson(const Status &status, std::string_view listening,
                      std::span<const ListenerState> listeners, std::size_t liveClients);

} // namespace tinyobs::server
