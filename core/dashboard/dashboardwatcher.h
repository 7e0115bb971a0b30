#pragma once

// Tells when files of a dashboard folder came, went or changed: also when an editor replaces them,
// and when the folder itself appears later. Lives in a thread with an event loop.

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <string>

namespace tinyobs::dashboard {

class DashboardWatcher : public QObject
{
    Q_OBJECT

public:
    explicit DashboardWatcher(const std::string &folder, QObject *parent = nullptr);

Q_SIGNALS:
    /// Once for changes that come together.
    void changed();

private:
    void watch();

    const QString m_folder;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    bool m_concernsUs = false;
};

} // namespace tinyobs::dashboard
