#pragma once

// A plain file behind SQLite's view of the system: what lies beside the databases is opened,
// written and synced as they are on each system, and whoever replaces that view (a test that fills
// the disk or loses power) sees all files of a data folder. One thread at a time.

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct sqlite3_file;

namespace tinyobs {

class VfsFile
{
public:
    /// Opens a file for reading and writing, and makes it when it is not there. One that may not be
    /// written can be read. `vfs` is the name of SQLite's, null for the default one.
    static Result<VfsFile> open(const std::string &path, const char *vfs = nullptr);
    ~VfsFile();
    VfsFile(VfsFile &&) noexcept;
    VfsFile &operator=(VfsFile &&) noexcept;

    Result<std::uint64_t> size() const;
    /// All of the bytes from there on, or Io.
    Result<void> read(std::uint64_t offset, std::span<std::uint8_t> out) const;
    Result<void> write(std::uint64_t offset, Bytes bytes);
    /// Brings what was written to the device.
    Result<void> sync();
    Result<void> truncate(std::uint64_t size);

    const std::string &path() const;

private:
    struct Handle;
    explicit VfsFile(std::unique_ptr<Handle> handle);
    Result<void> outcome(int code) const;

    std::unique_ptr<Handle> m_handle;
};

} // namespace tinyobs
