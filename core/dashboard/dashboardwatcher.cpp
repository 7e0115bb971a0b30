#include "core/dashboard/dashboardwatcher.h"

#include "core/dashboard/dashboardfolder.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace tinyobs::dashboard {
namespace {

using namespace Qt::StringLiterals;

// Editors write, rename and set times in several steps.
constexpr int SettleMs = 80;

} // namespace

DashboardWatcher::DashboardWatcher(const std::string &folder, QObject *parent)
    : QObject(parent)
    , m_folder(QDir(QString::fromStdString(folder)).absolutePath())
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(SettleMs);
    const auto noticed = [this](const QString &path) {
        m_concernsUs |= path == m_folder || path.startsWith(m_folder + u'/');
        m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, noticed);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, noticed);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        const bool existed = m_watcher.directories().contains(m_folder);
        watch();
        if (std::exchange(m_concernsUs, false) || (!existed && QDir(m_folder).exists()))
            Q_EMIT changed();
    });
    watch();
}

void DashboardWatcher::watch()
{
    QStringList wanted;
    QDir folder(m_folder);
    if (folder.exists()) {
        for (const QString &below : {m_folder, m_folder + u"/provisioned"_s}) {
            if (!QDir(below).exists())
                continue;
            wanted << below;
            const QStringList files = QDir(below).entryList({u"*.json"_s}, QDir::Files);
            for (const QString &file :
                 files.first(std::min(files.size(), qsizetype(DashboardFolder::MaxFiles))))
                wanted << below + u'/' + file;
        }
    } else {
        // The nearest folder that exists tells when the next one towards ours is made.
        QString parent = m_folder;
        while (!QDir(parent).exists() && !QFileInfo(parent).isRoot())
            parent = QFileInfo(parent).absolutePath();
        wanted << parent;
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    QStringList gone;
    for (const QString &path : watched) {
        if (!wanted.removeOne(path))
            gone << path;
    }
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted);
}

} // namespace tinyobs::dashboard
