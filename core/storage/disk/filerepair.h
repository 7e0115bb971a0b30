#pragma once

// The parts of repairFolder(): one kind of file each. A file is written anew beside the damaged
// one and takes its place in one step; the damaged one stays in the folder "damaged". One thread.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/verify.h"

#include <QFile>

#include <string>
#include <vector>

namespace tinyobs {

/// A file's bytes for as long as the object lives.
class MappedFile
{
public:
    /// Io when it cannot be read; an empty file has no bytes.
    static Result<MappedFile> open(const std::string &path);
    Bytes bytes() const { return m_bytes; }

private:
    std::unique_ptr<QFile> m_file;
    Bytes m_bytes;
};

/// Keeps files (those of these names that are there) in the folder "damaged", under names that are
/// free there. They stay where they are, too.
Result<void> keepDamaged(const std::string &folder, const std::vector<std::string> &names);

/// Copies a journal there: it will be cut where it lies.
Result<void> copyToDamaged(const std::string &folder, const std::string &name);

/// "series 17 up{job=\"x\"}", for messages.
using SeriesText = std::function<std::string(std::uint32_t series)>;

/// Each appends to `lost` what could not be saved, one line each.
Result<void> repairDataFile(const std::string &folder, const FileName &name,
                            const SeriesText &textOf, std::vector<std::string> &lost);
Result<void> repairJournal(const std::string &folder, Epoch epoch, std::vector<std::string> &lost);
/// No tombstone gets an id up to `newestTombstone` again: data files name it.
Result<void> repairCatalog(const std::string &folder, std::uint64_t newestTombstone,
                           std::vector<std::string> &lost);

} // namespace tinyobs
