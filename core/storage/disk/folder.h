#pragma once

// The few things that TinyObs does with files and folders outside SQLite: what differs between
// systems (syncing a folder, renaming over a file, links) stands in folder.cpp alone. Plain
// functions, any thread. Paths are UTF-8. Errors are Io with the path and the reason.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

/// Flushes a file's bytes to the device.
Result<void> syncFile(const std::string &path);
/// Flushes the names in a folder to the device (nothing to do where the system has no such thing).
Result<void> syncFolder(const std::string &path);
/// Renames a file over another one of the same folder, then syncs the folder.
Result<void> replaceFile(const std::string &from, const std::string &to);
/// Removes a file; one that is not there is no error. Durable with the next syncFolder().
Result<void> removeFile(const std::string &path);
/// Another name for the same file, or a copy of it where the system cannot link. The new name must
/// not be there yet; it is durable with the next syncFolder().
Result<void> linkOrCopyFile(const std::string &from, const std::string &to);
/// Names (not paths) of the plain files in a folder, sorted.
Result<std::vector<std::string>> listFiles(const std::string &folder);
/// Bytes on disk of a file, 0 when it is not there.
std::uint64_t fileBytes(const std::string &path);
/// Writes, syncs and removes a file of this size: whether the folder can be written to now.
Result<void> probeFolder(const std::string &folder, std::size_t bytes);

} // namespace tinyobs
