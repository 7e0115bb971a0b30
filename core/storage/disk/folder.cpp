#include "core/storage/disk/folder.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace tinyobs {
namespace {

namespace fs = std::filesystem;

fs::path pathOf(const std::string &utf8)
{
    return fs::path(std::u8string(utf8.begin(), utf8.end()));
}

Failure ioFailure(const std::string &path, const char *what, std::string_view reason)
{
    return fail(Error::Code::Io, path + ": cannot " + what + " (" + std::string(reason) + ")");
}

Failure ioFailure(const std::string &path, const char *what, const std::error_code &code)
{
    return ioFailure(path, what, code.message());
}

Failure ioFailure(const QFile &file, const char *what)
{
    return ioFailure(file.fileName().toStdString(), what, file.errorString().toStdString());
}

/// True when the device has everything that was written; errno says why not.
bool syncHandle(int handle)
{
#ifdef Q_OS_WIN
    return _commit(handle) == 0;
#else
#ifdef F_FULLFSYNC // fsync() leaves the bytes in the device's own memory there
    if (fcntl(handle, F_FULLFSYNC) == 0)
        return true;
#endif
    return fsync(handle) == 0;
#endif
}

Result<void> writeZeros(QFile &file, std::size_t bytes)
{
    static constexpr std::array<char, 4096> Zeros{};
    while (bytes > 0) {
        const auto size = static_cast<qint64>(std::min(bytes, Zeros.size()));
        const qint64 written = file.write(Zeros.data(), size);
        if (written <= 0)
            return ioFailure(file, "write");
        bytes -= static_cast<std::size_t>(written);
    }
    if (!syncHandle(file.handle()))
        return ioFailure(file.fileName().toStdString(), "sync", std::strerror(errno));
    return {};
}

} // namespace

Result<void> syncFile(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return ioFailure(file, "open");
    if (!syncHandle(file.handle()))
        return ioFailure(path, "sync", std::strerror(errno));
    return {};
}

Result<void> syncFolder(const std::string &path)
{
#ifndef Q_OS_WIN
    const int handle = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return ioFailure(path, "open", std::strerror(errno));
    const bool synced = syncHandle(handle);
    const int reason = errno;
    close(handle);
    // Some file systems (of networks, of FUSE) know no such thing.
    if (!synced && reason != EINVAL)
        return ioFailure(path, "sync", std::strerror(reason));
#endif
    return {};
}

Result<void> replaceFile(const std::string &from, const std::string &to)
{
    const fs::path target = pathOf(to);
    std::error_code code;
    fs::rename(pathOf(from), target, code);
    if (code)
        return ioFailure(from, ("rename to " + to).c_str(), code);
    const std::string folder = target.parent_path().string();
    return syncFolder(folder.empty() ? "." : folder);
}

Result<void> removeFile(const std::string &path)
{
    std::error_code code;
    fs::remove(pathOf(path), code);
    if (code)
        return ioFailure(path, "remove", code);
    return {};
}

Result<void> linkOrCopyFile(const std::string &from, const std::string &to)
{
    std::error_code code;
    fs::create_hard_link(pathOf(from), pathOf(to), code);
    if (!code)
        return {};
    // Never over a file that is there: it may be another name of a file in use.
    fs::copy_file(pathOf(from), pathOf(to), fs::copy_options::none, code);
    if (code)
        return ioFailure(from, ("copy to " + to).c_str(), code);
    return syncFile(to);
}

Result<std::vector<std::string>> listFiles(const std::string &folder)
{
    std::vector<std::string> names;
    std::error_code code;
    for (fs::directory_iterator entry(pathOf(folder), code); !code && entry != end(entry);
         entry.increment(code)) {
        std::error_code gone; // between the listing and the question
        if (entry->is_regular_file(gone)) {
            const std::u8string name = entry->path().filename().u8string();
            names.emplace_back(name.begin(), name.end());
        }
    }
    if (code)
        return ioFailure(folder, "list", code);
    std::sort(names.begin(), names.end());
    return names;
}

std::uint64_t fileBytes(const std::string &path)
{
    std::error_code code;
    const std::uintmax_t bytes = fs::file_size(pathOf(path), code);
    return code ? 0 : bytes;
}

Result<void> probeFolder(const std::string &folder, std::size_t bytes)
{
    const std::string path = folder + "/probe.tmp";
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return ioFailure(file, "create");
    Result<void> written = writeZeros(file, bytes);
    file.close();
    Result<void> removed = removeFile(path);
    return written ? removed : written;
}

} // namespace tinyobs
