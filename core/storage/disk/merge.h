#pragma once

// Makes few files of many: what to merge when, and the merging. Housekeeper's thread; reads
// immutable files and writes new ones, so it may be ended anywhere.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafiles.h"

#include <span>
#include <string>
#include <vector>

namespace tinyobs {

/// What the tombstones delete of one series in a file, as closed ranges of time.
class Deletions
{
public:
    /// The tombstones must outlive the object.
    Deletions(std::span<const Tombstone> tombstones, const DataFile &file);
    bool empty() const { return m_tombstones.empty(); }
    bool touches(std::uint32_t series) const;
    /// Removes the deleted samples.
    void apply(std::uint32_t series, SampleColumns &samples) const;
    void apply(std::uint32_t series, encoding::RollupColumns &rows, TimeMs stepMs) const;

private:
    std::vector<const Tombstone *> m_tombstones;
};

struct MergePlan
{
    enum class Kind {
        Join,     // several files of one period into one
        CloseDay, // the raw files of a day into one, and its rollups
        Clean,    // one file without what tombstones delete
    };
    Kind kind = Kind::Join;
    DataFileList sources; // adjacent in the list
};

/// The most useful thing to do now, if there is one: closing days (an hour after their end) first,
/// then days with more than eight small files, months of rollups that are over for a day, then
/// files that tombstones touch.
std::optional<MergePlan> planMerge(const DataFileList &files, std::span<const Tombstone> tombstones,
                                   TimeMs nowMs);

/// Writes the new files: of a closed day the raw file and its rollups. An empty result is possible
/// when everything was deleted. `before` are the files of the day before, for increases across
/// midnight (Minute and Hour rollups and raw; may be empty).
Result<DataFileList> runMerge(const std::string &folder, const MergePlan &plan,
                              const DataFileList &files, std::span<const Tombstone> tombstones);

} // namespace tinyobs
