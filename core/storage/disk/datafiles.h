#pragma once

// The data files of a folder: which there are, in what order they win, and what goes. Readers get
// an immutable list; changes make a new one. Thread-safe; its lock is held for a pointer's copy.

#include "core/storage/disk/datafile.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tinyobs {

using DataFileList = std::vector<DataFilePtr>; // by FileName: tier, day, epoch

class DataFiles
{
public:
    struct OpenReport
    {
        std::vector<std::string> removed; // left over: unfinished and superseded files
        std::vector<std::string> damaged; // could not be opened: path and reason; left alone
    };
    /// Opens every data file of the folder and clears what a crash has left. Unavailable when one
    /// of them was written by a newer release: then nothing has been touched.
    Result<OpenReport> open(const std::string &folder);

    std::shared_ptr<const DataFileList> list() const;
    /// Files of a tier that have samples, or rows by their time, in a range of time.
    DataFileList find(Tier tier, TimeMs fromMs, TimeMs toMs) const;
    /// Puts new files in and takes old ones out in one step, together with those that a new one
    /// supersedes; they are unlinked with their last reader. A new file of the same name as an old
    /// one takes its place, on disk it has done so already.
    void replace(const DataFileList &added, const DataFileList &removed);

    /// All series that any file holds.
    SeriesSet series() const;
    std::uint64_t bytes() const;
    std::uint64_t samples() const; // in raw files

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const DataFileList> m_list = std::make_shared<DataFileList>(); // guarded
};

} // namespace tinyobs
