#include "core/storage/disk/vfsfile.h"

#include "core/storage/disk/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

/// A VFS is made for pages: SQLite's own for Unix takes no more than 128 KB at once, and says
/// nothing of what it leaves.
constexpr std::size_t MostAtOnce = 64 * 1024;

} // namespace

struct VfsFile::Handle
{
    explicit Handle(std::string filePath)
        : path(std::move(filePath))
    {
    }
    ~Handle()
    {
        if (file && file->pMethods)
            file->pMethods->xClose(file);
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    const std::string path;             // SQLite goes on pointing to it
    std::vector<std::max_align_t> room; // for what the VFS keeps of a file
    sqlite3_file *file = nullptr;
};

VfsFile::VfsFile(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

VfsFile::~VfsFile() = default;
VfsFile::VfsFile(VfsFile &&) noexcept = default;
VfsFile &VfsFile::operator=(VfsFile &&) noexcept = default;

Result<VfsFile> VfsFile::open(const std::string &path, const char *vfsName)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(vfsName);
    if (!vfs)
        return fail(Error::Code::InvalidArgument, path + ": there is no such VFS");
    auto handle = std::make_unique<Handle>(path);
    const std::size_t bytes = static_cast<std::size_t>(vfs->szOsFile);
    handle->room.resize((bytes + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
    handle->file = reinterpret_cast<sqlite3_file *>(handle->room.data());
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
    int granted = 0;
    const int code = vfs->xOpen(vfs, handle->path.c_str(), handle->file, flags, &granted);
    if (code != SQLITE_OK)
        return Failure(databaseError(nullptr, code, path));
    return VfsFile(std::move(handle));
}

Result<void> VfsFile::outcome(int code) const
{
    if (code == SQLITE_OK)
        return {};
    return Failure(databaseError(nullptr, code, m_handle->path));
}

Result<std::uint64_t> VfsFile::size() const
{
    sqlite3_int64 bytes = 0;
    const int code = m_handle->file->pMethods->xFileSize(m_handle->file, &bytes);
    if (code != SQLITE_OK)
        return Failure(databaseError(nullptr, code, m_handle->path));
    return static_cast<std::uint64_t>(bytes);
}

Result<void> VfsFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const
{
    int code = SQLITE_OK;
    for (std::size_t done = 0; done < out.size() && code == SQLITE_OK; done += MostAtOnce) {
        const auto part = out.subspan(done, std::min(out.size() - done, MostAtOnce));
        code = m_handle->file->pMethods->xRead(m_handle->file, part.data(),
                                               static_cast<int>(part.size()),
                                               static_cast<sqlite3_int64>(offset + done));
    }
    return outcome(code);
}

Result<void> VfsFile::write(std::uint64_t offset, Bytes bytes)
{
    int code = SQLITE_OK;
    for (std::size_t done = 0; done < bytes.size() && code == SQLITE_OK; done += MostAtOnce) {
        const Bytes part = bytes.subspan(done, std::min(bytes.size() - done, MostAtOnce));
        code = m_handle->file->pMethods->xWrite(m_handle->file, part.data(),
                                                static_cast<int>(part.size()),
                                                static_cast<sqlite3_int64>(offset + done));
    }
    return outcome(code);
}

Result<void> VfsFile::sync()
{
    return outcome(
        m_handle->file->pMethods->xSync(m_handle->file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY));
}

Result<void> VfsFile::truncate(std::uint64_t size)
{
    return outcome(
        m_handle->file->pMethods->xTruncate(m_handle->file, static_cast<sqlite3_int64>(size)));
}

const std::string &VfsFile::path() const
{
    return m_handle->path;
}

} // namespace tinyobs
