#include "core/storage/disk/filerepair.h"

#include "core/storage/disk/folder.h"

#include <QDir>

namespace tinyobs {
namespace {

constexpr std::string_view DamagedFolder = "damaged";

/// Where a file can be kept; empty when it is not there.
Result<std::string> freeNameFor(const std::string &folder, const std::string &name)
{
    const std::string target = folder + '/' + std::string(DamagedFolder);
    if (!QDir().mkpath(QString::fromStdString(target)))
        return fail(Error::Code::Io, target + ": cannot make the folder");
    if (!QFile::exists(QString::fromStdString(folder + '/' + name)))
        return std::string();
    std::string kept = target + '/' + name;
    for (int copy = 2; QFile::exists(QString::fromStdString(kept)); ++copy)
        kept = target + '/' + name + '.' + std::to_string(copy);
    return kept;
}

} // namespace

Result<MappedFile> MappedFile::open(const std::string &path)
{
    MappedFile mapped;
    mapped.m_file = std::make_unique<QFile>(QString::fromStdString(path));
    QFile &file = *mapped.m_file;
    const auto failed = [&] {
        return fail(Error::Code::Io,
                    path + ": cannot read it (" + file.errorString().toStdString() + ")");
    };
    if (!file.open(QIODevice::ReadOnly))
        return failed();
    if (file.size() == 0)
        return mapped;
    const uchar *begin = file.map(0, file.size());
    if (!begin)
        return failed();
    mapped.m_bytes = {begin, static_cast<std::size_t>(file.size())};
    return mapped;
}

Result<void> keepDamaged(const std::string &folder, const std::vector<std::string> &names)
{
    for (const std::string &name : names) {
        const Result<std::string> kept = freeNameFor(folder, name);
        if (!kept)
            return Failure(kept.error());
        if (kept->empty())
            continue;
        if (Result<void> linked = linkOrCopyFile(folder + '/' + name, *kept); !linked)
            return linked;
    }
    return syncFolder(folder + '/' + std::string(DamagedFolder));
}

Result<void> copyToDamaged(const std::string &folder, const std::string &name)
{
    for (const std::string &part : {name, name + "-wal"}) {
        const Result<std::string> kept = freeNameFor(folder, part);
        if (!kept)
            return Failure(kept.error());
        if (kept->empty())
            continue;
        if (!QFile::copy(QString::fromStdString(folder + '/' + part),
                         QString::fromStdString(*kept)))
            return fail(Error::Code::Io, folder + '/' + part + ": cannot copy it to " + *kept);
        if (Result<void> synced = syncFile(*kept); !synced)
            return synced;
    }
    return syncFolder(folder + '/' + std::string(DamagedFolder));
}

} // namespace tinyobs
