#pragma once

// What every listening socket shares: the address as Qt has it, and why a port is not to be had, in
// words. Pure functions.

#include "core/base/error.h"
#include "core/engine/settings.h"

#include <QAbstractSocket>
#include <QHostAddress>

#include <optional>
#include <string>
#include <string_view>

namespace tinyobs::server {

/// "::" means both families, as most programs have it.
std::optional<QHostAddress> toHostAddress(const std::string &host);

/// "port 8080 is in use by another program", and if an option moves the port what to do about it:
/// ": end it or choose another port with --port". `error` and `text` are those of the socket.
Error bindError(QAbstractSocket::SocketError error, const QString &text,
                const ListenAddress &address, std::string_view portOption = {});

} // namespace tinyobs::server
