#include "app/startup/datafolder.h"

#include "core/base/quoted.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QString>
#include <QSysInfo>

#include <cerrno>
#include <csignal>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::startup {
namespace {

constexpr std::size_t MaxPathInMessage = 512;

QString folderOf(const std::string &path)
{
    if (!path.empty())
        return QDir(QString::fromStdString(path)).absolutePath();
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/tinyobs"_s;
}

Failure refuse(const QString &folder, const std::string &why, Error::Code code = Error::Code::Io)
{
    return fail(code, "data folder " + quoted(folder.toStdString(), MaxPathInMessage) + " " + why +
                          " choose another folder with --data");
}

std::string ownerOf(const QLockFile &lock)
{
    qint64 process = 0;
    QString host;
    QString program;
    if (!lock.getLockInfo(&process, &host, &program))
        return "another process";
    return "process " + std::to_string(process) + " (" + program.toStdString() + ")";
}

bool isLeftBehind([[maybe_unused]] const QLockFile &lock)
{
#ifdef Q_OS_UNIX
    qint64 process = 0;
    QString host;
    QString program;
    return lock.error() == QLockFile::LockFailedError &&
           lock.getLockInfo(&process, &host, &program) && host == QSysInfo::machineHostName() &&
           kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH;
#else
    return false;
#endif
}

std::unique_ptr<QLockFile> lockOf(const QString &folder)
{
    auto lock = std::make_unique<QLockFile>(folder + u"/tinyobs.lock"_s);
    lock->setStaleLockTime(0); // a lock is stale when its process is gone, however old it is
    return lock;
}

} // namespace

DataFolder::DataFolder(std::string path, std::unique_ptr<QLockFile> lock)
    : m_path(std::move(path))
    , m_lock(std::move(lock))
{
}

Result<DataFolder> DataFolder::open(const std::string &path, Missing missing)
{
    const QString folder = folderOf(path);
    const QFileInfo info(folder);
    if (info.exists() && !info.isDir())
        return refuse(folder, "is a file,");
    if (!info.exists() && missing == Missing::Refuse)
        return refuse(folder, "does not exist,", Error::Code::NotFound);
    if (!info.exists()) {
        if (!QDir().mkpath(folder))
            return refuse(folder, "cannot be created,");
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    auto lock = lockOf(folder);
    if (lock->tryLock(0))
        return DataFolder(folder.toStdString(), std::move(lock));
    // On a disk without a free byte a lock that was left behind is not replaced, but removed it is.
    if (isLeftBehind(*lock) && lock->removeStaleLockFile() && lock->tryLock(0))
        return DataFolder(folder.toStdString(), std::move(lock));
    if (lock->error() == QLockFile::LockFailedError)
        return refuse(folder, "is already in use by " + ownerOf(*lock) + ": stop it, or",
                      Error::Code::Unavailable);
    return refuse(folder, "is not writable,");
}

std::string DataFolder::pathOf(const std::string &path)
{
    return folderOf(path).toStdString();
}

bool DataFolder::isLocked(const std::string &path)
{
    const QString folder = QString::fromStdString(path);
    if (!QFile::exists(folder + u"/tinyobs.lock"_s))
        return false;
    const std::unique_ptr<QLockFile> lock = lockOf(folder);
    return !lock->tryLock(0) && lock->error() == QLockFile::LockFailedError;
}

} // namespace tinyobs::startup
