#include "core/storage/storagelog.h"

namespace tinyobs {

Q_LOGGING_CATEGORY(storageLog, "tinyobs.storage")

} // namespace tinyobs
