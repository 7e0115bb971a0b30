#pragma once

// Where core/storage logs: what was dropped, repaired, failed and will be tried again.

#include <QLoggingCategory>

namespace tinyobs {

Q_DECLARE_LOGGING_CATEGORY(storageLog)

} // namespace tinyobs
