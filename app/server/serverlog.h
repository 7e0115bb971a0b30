#pragma once

// The logging category of the HTTP server, tinyobs.server.

#include <QLoggingCategory>

namespace tinyobs::server {

Q_DECLARE_LOGGING_CATEGORY(serverLog)

} // namespace tinyobs::server
