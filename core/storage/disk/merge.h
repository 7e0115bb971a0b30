#pragma once

// Makes few files of many: what to merge when, and the merging. Housekeeper's thread; reads
// immutable files and writes new ones, so it may be ended anywhere: a plan that is run again makes
// the same files.
//
// A day is closed when one raw file holds all of it and says that rollups have been made of it. It
// is the last file that closing writes, so a day whose closing was ended is closed again.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafiles.h"
#include "core/storage/disk/deletions.h"

#include <optional>
#include <span>
#include <string>

namespace tinyobs {

struct MergePlan
{
    enum class Kind {
        Join,     // several files of one period into one
        CloseDay, // the raw files of a day into one, and its rollups
        Clean,    // one file without what tombstones delete
    };
    Kind kind = Kind::Join;
    DataFileList sources; // adjacent in the list

    /// For the log: "close raw-20261122", "join 9 files from raw-20261122".
    std::string toString() const;
};

/// The most useful thing to do now, if there is one: closing days (an hour after their end) first,
/// the oldest first; then days with more than eight files; then months of rollups that are over for
/// a day; then files that tombstones touch.
/// Late samples for a closed day wait until an epoch has brought none for it, or eight have: who
/// fills in the past touches many days with each epoch.
/// `unreadable` are sources of merges that have failed: they stay as they are, and so does what
/// depends on them, but nothing else waits for them.
std::optional<MergePlan> planMerge(const DataFileList &files, std::span<const Tombstone> tombstones,
                                   TimeMs nowMs, std::span<const FileName> unreadable = {});

/// Writes the new files: of a closed day the raw file and its rollups. An empty result is possible
/// when everything was deleted. The result takes the place of plan.sources: DataFiles::replace().
/// `files` are all files: increases continue from the raw samples of the day before.
Result<DataFileList> runMerge(const std::string &folder, const MergePlan &plan,
                              const DataFileList &files, std::span<const Tombstone> tombstones);

} // namespace tinyobs
