#pragma once

// SIGTERM and SIGINT as a signal of the event loop. The first asks for a clean stop; the second
// finds the system's own disposition and ends the process at once. One object, in the main thread.

#include <QObject>

#include <memory>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
QT_END_NAMESPACE

namespace tinyobs::startup {

class StopSignals : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopRequested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace tinyobs::startup
