#include "core/engine/liveupdates.h"

#include <QMetaMethod>

namespace tinyobs {

bool LiveUpdates::isWatched() const
{
    static const QMetaMethod signal = QMetaMethod::fromSignal(&LiveUpdates::updated);
    return isSignalConnected(signal);
}

} // namespace tinyobs
