#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/datafile.h"
#include "core/storage/disk/datafilemeta.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/rollup.h"

#include <QtGlobal>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace tinyobs {
namespace {

// Nobody else knows the file before it has its name, and a torn one is thrown away: no journal, no
// locks, no waiting for the device before the end.
constexpr const char *WriterPragmas =
    "PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;PRAGMA locking_mode=EXCLUSIVE;";
constexpr const char *Tables = "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
                               "CREATE TABLE chunk(id INTEGER PRIMARY KEY, stat BLOB, data BLOB);";
constexpr int CacheKib = 1024;
constexpr std::size_t LeastForStatistics = 64;
constexpr std::uint32_t MaxParts = 1u << 16;

} // namespace

class DataFileWriter::Impl
{
public:
    ~Impl()
    {
        if (!finished)
            abandon();
    }

    void abandon()
    {
        insert = {};
        database.close();
        static_cast<void>(removeFile(temporaryPath));
    }

    Result<void> add(std::uint32_t of, Bytes stat, Bytes data, std::uint64_t count, TimeMs firstMs,
                     TimeMs lastMs)
    {
        Q_ASSERT(count > 0 && firstMs <= lastMs);
        if (series.empty() || series.back() != of) {
            Q_ASSERT(series.empty() || series.back() < of);
            series.push_back(of);
            samples.push_back(0);
            newestMs.push_back(lastMs);
            parts = 0;
        }
        if (parts == MaxParts)
            return fail(Error::Code::LimitExceeded, temporaryPath + ": series " +
                                                        std::to_string(of) + " has more than " +
                                                        std::to_string(MaxParts) + " chunks");
        insert.bind(1, static_cast<std::int64_t>(of) << 16 | parts);
        if (stat.empty())
            insert.bindNull(2);
        else
            insert.bind(2, stat);
        if (Result<void> done = insert.bind(3, data).run(); !done)
            return done;
        ++parts;
        samples.back() += static_cast<std::int64_t>(count);
        newestMs.back() = lastMs;
        meta.samples += static_cast<std::int64_t>(count);
        ++meta.chunks;
        meta.minMs = std::min(meta.minMs, firstMs);
        meta.maxMs = std::max(meta.maxMs, lastMs);
        return {};
    }

    Result<void> writeAll()
    {
        if (Result<void> done = writeMeta(database, meta); !done)
            return done;
        if (Result<void> done = writeMetaColumn(database, SeriesKey, series); !done)
            return done;
        if (Result<void> done = writeMetaColumn(database, SeriesSamplesKey, samples); !done)
            return done;
        if (Result<void> done = writeMetaColumn(database, SeriesNewestKey, newestMs); !done)
            return done;
        insert = {};
        if (Result<void> done = database.exec("COMMIT"); !done)
            return done;
        database.close();
        if (Result<void> done = syncFile(temporaryPath); !done)
            return done;
        return replaceFile(temporaryPath, folder + "/" + name.toString());
    }

    std::string folder;
    FileName name;
    std::string temporaryPath;
    Database database;
    Statement insert;
    bool finished = false;

    DataFileMeta meta;
    std::vector<std::int64_t> series;
    std::vector<std::int64_t> samples;  // per series
    std::vector<std::int64_t> newestMs; // per series
    std::int64_t parts = 0;             // of the last series
    std::vector<std::uint8_t> sealed;
    std::vector<std::uint8_t> statistics;
};

DataFileWriter::DataFileWriter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

DataFileWriter::~DataFileWriter() = default;

Result<std::unique_ptr<DataFileWriter>> DataFileWriter::create(const std::string &folder,
                                                               const FileName &name, int pageBytes)
{
    auto impl = std::make_unique<Impl>();
    impl->folder = folder;
    impl->name = name;
    impl->temporaryPath = folder + "/" + name.toString() + ".tmp";
    impl->meta = {.tier = static_cast<std::int64_t>(name.tier),
                  .firstDay = name.firstDay,
                  .lastDay = name.lastDay,
                  .firstEpoch = name.firstEpoch,
                  .lastEpoch = name.lastEpoch,
                  .minMs = std::numeric_limits<TimeMs>::max(),
                  .maxMs = std::numeric_limits<TimeMs>::min()};
    if (Result<void> cleared = removeFile(impl->temporaryPath); !cleared)
        return Failure(std::move(cleared.error()));
    Result<Database> database =
        Database::open(impl->temporaryPath,
                       {.pageBytes = pageBytes, .cacheKib = CacheKib, .pragmas = WriterPragmas});
    if (!database)
        return Failure(std::move(database.error()));
    impl->database = std::move(*database);
    if (Result<void> begun = impl->database.exec("BEGIN EXCLUSIVE"); !begun)
        return Failure(std::move(begun.error()));
    if (Result<void> made = impl->database.exec(Tables); !made)
        return Failure(std::move(made.error()));
    Result<Statement> insert =
        impl->database.prepare("INSERT INTO chunk(id, stat, data) VALUES (?, ?, ?)");
    if (!insert)
        return Failure(std::move(insert.error()));
    impl->insert = std::move(*insert);
    return std::make_unique<DataFileWriter>(std::move(impl));
}

Result<void> DataFileWriter::addSamples(std::uint32_t series, const SampleColumns &samples)
{
    for (std::size_t from = 0; from < samples.size(); from += encoding::MaxChunkSamples) {
        const std::size_t count = std::min(encoding::MaxChunkSamples, samples.size() - from);
        const auto times = std::span(samples.timesMs).subspan(from, count);
        const auto values = std::span(samples.values).subspan(from, count);
        m_impl->sealed.clear();
        encoding::sealChunk(times, values, m_impl->sealed);
        m_impl->statistics.clear();
        if (count >= LeastForStatistics)
            encoding::writeStatistics(encoding::statisticsOf(times, values), m_impl->statistics);
        Result<void> added = m_impl->add(series, m_impl->statistics, m_impl->sealed, count,
                                         times.front(), times.back());
        if (!added)
            return added;
    }
    return {};
}

Result<void> DataFileWriter::addChunk(std::uint32_t series, const StoredChunk &chunk,
                                      std::uint32_t samples, TimeMs firstMs, TimeMs lastMs)
{
    m_impl->statistics.clear();
    if (chunk.statistics)
        encoding::writeStatistics(*chunk.statistics, m_impl->statistics);
    return m_impl->add(series, m_impl->statistics, chunk.data, samples, firstMs, lastMs);
}

Result<void> DataFileWriter::addRollups(std::uint32_t series, const encoding::RollupColumns &rows)
{
    const std::size_t size = rows.timesMs.size();
    for (std::size_t from = 0; from < size; from += encoding::MaxChunkSamples) {
        const std::size_t count = std::min(encoding::MaxChunkSamples, size - from);
        encoding::RollupColumns part;
        appendRows(rows, from, from + count, part);
        m_impl->sealed.clear();
        encoding::sealRollup(part, m_impl->sealed);
        Result<void> added = m_impl->add(series, {}, m_impl->sealed, count, rows.timesMs[from],
                                         rows.timesMs[from + count - 1]);
        if (!added)
            return added;
    }
    return {};
}

std::uint64_t DataFileWriter::samples() const
{
    return static_cast<std::uint64_t>(m_impl->meta.samples);
}

void DataFileWriter::markClosed()
{
    m_impl->meta.closed = 1;
}

Result<DataFilePtr> DataFileWriter::finish(std::uint64_t appliedTombstones)
{
    Q_ASSERT(samples() > 0);
    m_impl->meta.tombstones = static_cast<std::int64_t>(appliedTombstones);
    if (Result<void> written = m_impl->writeAll(); !written)
        return Failure(std::move(written.error()));
    m_impl->finished = true;
    return DataFile::open(m_impl->folder, m_impl->name);
}

} // namespace tinyobs
