#pragma once

// One of the files that are merged, read in order of series: what it holds of the series at hand,
// without what tombstones delete. One thread.

#include "core/storage/disk/deletions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tinyobs {

/// Samples of one series out of several files, and the chunks that they lay in.
struct SeriesPart
{
    struct Chunk
    {
        std::vector<std::uint8_t> data;
        std::optional<encoding::ChunkStatistics> statistics;
        std::uint32_t samples = 0;
        TimeMs firstMs = 0;
        TimeMs lastMs = 0;
    };
    SampleColumns samples;
    std::vector<Chunk> chunks;
    bool hasDeletions = false; // the chunks hold more than the samples

    void clear();
};

class MergeSource
{
public:
    static Result<MergeSource> open(const DataFilePtr &file, std::span<const Tombstone> tombstones);

    /// The series at hand, ascending; nothing behind the last one.
    std::optional<std::uint32_t> series() const;
    /// Append what the file holds of the series at hand and go to the next one. Corruption with
    /// file and series when it cannot be read.
    Result<void> takeSamples(SeriesPart &part);
    Result<void> takeRows(encoding::RollupColumns &rows);
    Result<void> skip();

private:
    MergeSource(DataFilePtr file, DataFile::Lease reader, std::span<const Tombstone> tombstones);
    Result<void> next();
    Failure damaged(std::string_view what) const;

    DataFilePtr m_file; // outlives the reader
    DataFile::Lease m_reader;
    Deletions m_deletions;
    StoredChunk m_chunk;
    bool m_atEnd = false;
};

/// Orders samples by time; of those with one time the last one in the columns stays.
void keepLatest(SampleColumns &samples);
void keepLatest(encoding::RollupColumns &rows);

} // namespace tinyobs
