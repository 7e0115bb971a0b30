#pragma once

// A data folder copied to another place, for backups and back again. Data files never change once
// they have their name, so a hard link is a copy where the file system has one; catalog and
// journals are copied. The catalog comes last: a folder without it is no data folder, so that a
// copy that was cut off is never taken for a whole one. Plain function, any thread; nobody may be
// writing to the folder meanwhile.

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>

namespace tinyobs {

struct BackupReport
{
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

/// Called with bytes done and bytes in all; false ends the copy.
using BackupProgress = std::function<bool(std::uint64_t done, std::uint64_t all)>;

/// The target is made if it is not there, and must not hold data. Everything is on the device on
/// return. NotFound when the source is no data folder, InvalidArgument when the target holds data,
/// Timeout when the progress function ended it, else Io. After an error the target holds nothing.
Result<BackupReport> copyDataFolder(const std::string &from, const std::string &to,
                                    const BackupProgress &progress = {});

} // namespace tinyobs
