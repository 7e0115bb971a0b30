#pragma once

// Reads everything in a data folder and verifies it: SQLite's own check, checksums of every chunk,
// journal record and series block, meta against contents, names against contents, series of data
// files against the catalog. checkFolder never writes. repairFolder rewrites damaged files without
// what cannot be read, says what was lost and keeps what it replaces in the folder's "damaged".
// The folder must not be in use: the caller holds its lock. A file that a newer release has written
// is an error (Unavailable), and then nothing is changed. Any thread.

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tinyobs {

struct FolderReport
{
    struct File
    {
        std::string name;
        std::uint64_t bytes = 0;
        std::uint64_t series = 0;
        std::uint64_t chunks = 0; // records of a journal, blocks of the catalog
        std::uint64_t samples = 0;
        std::vector<std::string> damage{}; // empty: sound
        std::vector<std::string> notes{};  // no damage, but worth a line
    };
    std::vector<File> files;
    std::vector<std::string> lost; // repairFolder: what could not be saved, one line each

    bool isSound() const;
    std::string toText() const; // a table for a terminal
};

/// Called with bytes done and bytes in all; false ends the work.
using FolderProgress = std::function<bool(std::uint64_t done, std::uint64_t all)>;

Result<FolderReport> checkFolder(const std::string &folder, const FolderProgress &progress = {});
Result<FolderReport> repairFolder(const std::string &folder, const FolderProgress &progress = {});

} // namespace tinyobs
