#pragma once

// What changed, merged and sent at most ten times a second whatever the ingest rate. The signal is
// emitted in the maintenance thread: connect with a context object, and it arrives in yours.

#include "core/base/clock.h"
#include "core/storage/store.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace tinyobs {

struct LiveUpdate
{
    TimeMs timeMs = 0;
    std::uint64_t generation = 0;      // changes when series appear or disappear
    std::uint64_t samplesAppended = 0; // since start
    std::vector<LatestSample> latest;  // at most 1000
    std::size_t more = 0;              // changed series beyond those
};

class LiveUpdates : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// True while anyone is connected. From any thread.
    bool isWatched() const;

Q_SIGNALS:
    /// Emitted in the engine's maintenance thread at most every 100 ms, only when something
    /// changed. Connect with a context object of your thread.
    void updated(const std::shared_ptr<const tinyobs::LiveUpdate> &update);
};

} // namespace tinyobs

Q_DECLARE_METATYPE(std::shared_ptr<const tinyobs::LiveUpdate>)
