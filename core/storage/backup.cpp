#include "core/storage/disk/folder.h"
#include "core/storage/storestate.h"

#include <QDir>
#include <QString>

namespace tinyobs {

Result<void> Store::backup(const std::string &target)
{
    StoreState &state = *m_state;
    if (!state.hasFolder())
        return fail(Error::Code::Unavailable, "the store has no data folder");
    // Everything that was acknowledged lies in data files then, and no journal has to be copied.
    if (Result<void> flushed = flush(); !flushed)
        return flushed;
    const std::lock_guard working(state.upkeep);
    if (Result<void> written = state.writeMetadata(); !written)
        return written;
    const QString path = QString::fromStdString(target);
    if (QDir(path).exists())
        return fail(Error::Code::InvalidArgument, target + ": exists already");
    if (!QDir().mkpath(path))
        return fail(Error::Code::Io, target + ": cannot be made");
    const std::shared_ptr<const DataFileList> files = state.files.list();
    for (const DataFilePtr &file : *files) {
        const std::string to = target + "/" + file->name().toString();
        if (Result<void> linked = linkOrCopyFile(file->path(), to); !linked)
            return linked;
    }
    if (Result<void> copied = state.catalog->copyTo(target + "/" + std::string(CatalogName));
        !copied)
        return copied;
    return syncFolder(target);
}

} // namespace tinyobs
