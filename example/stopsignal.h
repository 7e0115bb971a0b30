#pragma once

// SIGTERM and SIGINT as a Qt signal. The first asks for a clean stop, a second one ends at once.
// One object per process, in the main thread.

#include <QObject>

namespace tinyobs::example {

class StopSignal : public QObject
{
    Q_OBJECT

public:
    explicit StopSignal(QObject *parent = nullptr);

Q_SIGNALS:
    void stopRequested();
};

} // namespace tinyobs::example
