#pragma once

// Work in the engine's query pool whose result comes back to the GUI thread, unless whoever asked
// has gone. GUI thread.

#include "core/engine/engine.h"

#include <QCoreApplication>
#include <QPointer>

#include <memory>
#include <utility>

namespace tinyobs::ui {

/// `work` runs in the pool and must own what it uses; `done` takes its result. False when the pool
/// takes no more.
template <typename Work, typename Done>
bool inPool(Engine &engine, QObject *asker, Work work, Done done)
{
    const Result<void> taken = engine.queries().submit(
        [work = std::move(work), done = std::move(done), asker = QPointer<QObject>(asker)] {
            using Value = decltype(work());
            const auto value = std::make_shared<const Value>(work());
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [value, done, asker] {
                    if (asker)
                        done(*value);
                },
                Qt::QueuedConnection);
        });
    return taken.has_value();
}

} // namespace tinyobs::ui
