#include "core/storage/disk/filerepair.h"

#include "core/storage/disk/folder.h"

#include <QDir>

namespace tinyobs {
namespace {

constexpr std::string_view DamagedFolder = "damaged";

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
    const std::string target = folder + '/' + std::string(DamagedFolder);
    if (!QDir().mkpath(QString::fromStdString(target)))
        return fail(Error::Code::Io, target + ": cannot make the folder");
    for (const std::string &name : names) {
        const std::string path = folder + '/' + name;
        if (!QFile::exists(QString::fromStdString(path)))
            continue;
        std::string kept = target + '/' + name;
        for (int copy = 2; QFile::exists(QString::fromStdString(kept)); ++copy)
            kept = target + '/' + name + '.' + std::to_string(copy);
        if (Result<void> linked = linkOrCopyFile(path, kept); !linked)
            return linked;
    }
    return syncFolder(target);
}

} // namespace tinyobs
