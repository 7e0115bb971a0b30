#pragma once

// A file of sealed chunks or rollups: written once, never changed, replaced or unlinked whole.
//   meta(key TEXT PRIMARY KEY, value)      datafilemeta.h
//       tier, first_day, last_day, first_epoch, last_epoch, min_ms, max_ms, samples, chunks,
//       tombstones, closed: integers; checksum: blob, u32 XXH3 of those
//       series: blob, a column of the series numbers in the file, ascending
//       series_samples: blob, a column with the samples of each of them
//       series_newest: blob, a column with the newest time of each of them
//   chunk(id INTEGER PRIMARY KEY, stat BLOB, data BLOB)      id = series << 16 | part
// Raw files: data is a sealed chunk, stat its statistics (NULL below 64 samples). Rollup files:
// data is a rollup block, stat is NULL. Parts of a series are in order of time and do not overlap.

#include "core/encoding/chunkstatistics.h"
#include "core/encoding/rollupblock.h"
#include "core/model/samples.h"
#include "core/storage/disk/database.h"
#include "core/storage/disk/filename.h"
#include "core/storage/seriesset.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs {

/// One chunk as it lies in the file. The views live until the next one is read.
struct StoredChunk
{
    std::uint32_t series = 0;
    std::uint16_t part = 0;
    std::optional<encoding::ChunkStatistics> statistics;
    Bytes data;
};

/// A connection to one file, for one thread at a time.
class DataFileReader
{
public:
    /// Visits the chunks of one series in order of time; `visit` ends the reading with false.
    Result<void> chunksOf(std::uint32_t series,
                          const std::function<Result<bool>(const StoredChunk &)> &visit);
    /// Visits all chunks in order of series and part.
    Result<void> allChunks(const std::function<Result<bool>(const StoredChunk &)> &visit);
    /// The next chunk in order of series and part, the first one at first: false behind the last
    /// one, and then it begins again. For one reader of all chunks, not between visits.
    Result<bool> nextChunk(StoredChunk &chunk);

private:
    friend class DataFile;
    static Result<std::unique_ptr<DataFileReader>> open(const std::string &path);
    Result<bool> step(Statement &statement, StoredChunk &chunk) const;
    void reset();

    Database m_database;
    Statement m_ofSeries;
    Statement m_all;
};

class DataFile
{
public:
    /// Reads the meta table. Corruption or Io with the path.
    static Result<std::shared_ptr<const DataFile>> open(const std::string &folder,
                                                        const FileName &name);
    /// Unlinks the file if removeWhenUnused() was called.
    ~DataFile();

    const FileName &name() const { return m_name; }
    const std::string &path() const { return m_path; }
    TimeMs minMs() const { return m_minMs; }
    TimeMs maxMs() const { return m_maxMs; }
    std::uint64_t samples() const { return m_samples; } // rows in a rollup file
    std::uint64_t chunks() const { return m_chunks; }
    std::uint64_t bytes() const { return m_bytes; }
    /// The number of the newest tombstone that was applied when the file was written.
    std::uint64_t tombstones() const { return m_tombstones; }
    /// Of a raw file: its day is over and rollups have been made of all that is in it.
    bool isClosed() const { return m_closed; }
    const SeriesSet &series() const { return m_series; }
    bool overlaps(TimeMs fromMs, TimeMs toMs) const { return m_minMs <= toMs && m_maxMs >= fromMs; }

    /// Per series: its samples and its newest time in this file. Read from the file at each call.
    Result<void> visitSeries(const std::function<void(std::uint32_t series, std::uint64_t samples,
                                                      TimeMs newestMs)> &visit) const;

    /// Takes a connection from the pool or opens one; it goes back when the lease ends.
    class Lease;
    Result<Lease> lease() const;

    /// Retention or a merge is done with the file: it goes with its last user.
    void removeWhenUnused() const;

private:
    DataFile() = default;

    FileName m_name;
    std::string m_path;
    TimeMs m_minMs = 0;
    TimeMs m_maxMs = 0;
    std::uint64_t m_samples = 0;
    std::uint64_t m_chunks = 0;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_tombstones = 0;
    bool m_closed = false;
    SeriesSet m_series;
    void giveBack(std::unique_ptr<DataFileReader> reader) const;

    mutable std::mutex m_mutex;
    mutable std::vector<std::unique_ptr<DataFileReader>> m_idle; // guarded by m_mutex
    mutable bool m_remove = false;                               // guarded by m_mutex
};

using DataFilePtr = std::shared_ptr<const DataFile>;

/// Must not outlive the file.
class DataFile::Lease
{
public:
    Lease(const DataFile &file, std::unique_ptr<DataFileReader> reader)
        : m_file(&file)
        , m_reader(std::move(reader))
    {
    }
    ~Lease();
    Lease(Lease &&) noexcept = default;
    Lease &operator=(Lease &&) noexcept = default;
    DataFileReader *operator->() { return m_reader.get(); }

private:
    const DataFile *m_file;
    std::unique_ptr<DataFileReader> m_reader;
};

/// Writes a data file aside and puts it in its place whole. Chunks come in ascending order of
/// series and time. Abandoned unless finish() was called: then the temporary file is removed.
class DataFileWriter
{
public:
    static Result<std::unique_ptr<DataFileWriter>> create(const std::string &folder,
                                                          const FileName &name, int pageBytes);
    ~DataFileWriter();

    /// Seals samples (ascending, one per timestamp, all within the file's period) as chunks of at
    /// most MaxChunkSamples.
    Result<void> addSamples(std::uint32_t series, const SampleColumns &samples);
    /// Takes a chunk over as it is.
    Result<void> addChunk(std::uint32_t series, const StoredChunk &chunk, std::uint32_t samples,
                          TimeMs firstMs, TimeMs lastMs);
    Result<void> addRollups(std::uint32_t series, const encoding::RollupColumns &rows);

    std::uint64_t samples() const;
    /// Makes it a closed file: its rollups must be on disk before finish().
    void markClosed();
    /// Writes the meta table, syncs, renames. The file is there when this returns without an error.
    /// There must be at least one sample.
    Result<DataFilePtr> finish(std::uint64_t appliedTombstones);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;

public:
    /// For create(), which alone can make an Impl.
    explicit DataFileWriter(std::unique_ptr<Impl> impl);
};

} // namespace tinyobs
