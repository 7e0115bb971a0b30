#include "core/storage/disk/datafile.h"

#include "core/storage/disk/datafilemeta.h"
#include "core/storage/disk/folder.h"

#include <utility>

namespace tinyobs {
namespace {

constexpr unsigned PartBits = 16;
constexpr std::int64_t PartMask = (1 << PartBits) - 1;
constexpr std::int64_t MaxChunkId = (std::int64_t(1) << (32 + PartBits)) - 1;

// Pages are read once or twice, in order: a small cache serves as well as a large one.
constexpr int CacheKib = 128;
constexpr std::size_t MaxIdleReaders = 2;
// No series takes less in a file, so a damaged count cannot ask for much memory.
constexpr std::size_t LeastSeriesBytes = 8;

Failure corrupt(const std::string &path, std::string_view what)
{
    return fail(Error::Code::Corruption, path + ": " + std::string(what));
}

} // namespace

Result<std::unique_ptr<DataFileReader>> DataFileReader::open(const std::string &path)
{
    Result<Database> database =
        Database::open(path, {.mode = Database::Mode::Immutable, .cacheKib = CacheKib});
    if (!database)
        return Failure(std::move(database.error()));
    // One transaction for the life of the connection: the file never changes, and each statement
    // outside of one would look whether it has.
    if (Result<void> begun = database->exec("BEGIN"); !begun)
        return Failure(std::move(begun.error()));
    Result<Statement> ofSeries =
        database->prepare("SELECT id, stat, data FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id");
    if (!ofSeries)
        return Failure(std::move(ofSeries.error()));
    Result<Statement> all = database->prepare("SELECT id, stat, data FROM chunk ORDER BY id");
    if (!all)
        return Failure(std::move(all.error()));
    auto reader = std::make_unique<DataFileReader>();
    reader->m_database = std::move(*database);
    reader->m_ofSeries = std::move(*ofSeries);
    reader->m_all = std::move(*all);
    return reader;
}

Result<bool> DataFileReader::step(Statement &statement, StoredChunk &chunk) const
{
    const Result<bool> row = statement.step();
    if (!row || !*row)
        return row;
    const std::int64_t id = statement.integer(0);
    if (id < 0 || id > MaxChunkId)
        return corrupt(m_database.path(), "chunk number " + std::to_string(id) + " is impossible");
    chunk.series = static_cast<std::uint32_t>(id >> PartBits);
    chunk.part = static_cast<std::uint16_t>(id & PartMask);
    chunk.statistics.reset();
    if (!statement.isNull(1)) {
        const auto statistics = encoding::readStatistics(statement.blob(1));
        if (!statistics)
            return corrupt(m_database.path(), "series " + std::to_string(chunk.series) +
                                                  ": statistics: " + statistics.error().message);
        chunk.statistics = *statistics;
    }
    chunk.data = statement.blob(2);
    return true;
}

void DataFileReader::reset()
{
    m_ofSeries.reset();
    m_all.reset();
}

Result<void> DataFileReader::chunksOf(std::uint32_t series,
                                      const std::function<Result<bool>(const StoredChunk &)> &visit)
{
    const std::int64_t first = static_cast<std::int64_t>(series) << PartBits;
    m_ofSeries.reset();
    m_ofSeries.bind(1, first).bind(2, first | PartMask);
    StoredChunk chunk;
    for (;;) {
        const Result<bool> row = step(m_ofSeries, chunk);
        if (!row)
            return Failure(row.error());
        if (!*row)
            return {};
        const Result<bool> more = visit(chunk);
        if (!more)
            return Failure(more.error());
        if (!*more)
            break;
    }
    m_ofSeries.reset();
    return {};
}

Result<void>
DataFileReader::allChunks(const std::function<Result<bool>(const StoredChunk &)> &visit)
{
    m_all.reset();
    StoredChunk chunk;
    for (;;) {
        const Result<bool> row = nextChunk(chunk);
        if (!row)
            return Failure(row.error());
        if (!*row)
            return {};
        const Result<bool> more = visit(chunk);
        if (!more)
            return Failure(more.error());
        if (!*more)
            break;
    }
    m_all.reset();
    return {};
}

Result<bool> DataFileReader::nextChunk(StoredChunk &chunk)
{
    return step(m_all, chunk);
}

Result<std::shared_ptr<const DataFile>> DataFile::open(const std::string &folder,
                                                       const FileName &name)
{
    struct Opened : DataFile
    {
    };
    const auto file = std::make_shared<Opened>();
    file->m_name = name;
    file->m_path = folder + "/" + name.toString();
    file->m_bytes = fileBytes(file->m_path);
    Result<Database> database =
        Database::open(file->m_path, {.mode = Database::Mode::Immutable, .cacheKib = CacheKib});
    if (!database)
        return Failure(std::move(database.error()));
    const Result<DataFileMeta> meta = readMeta(*database);
    if (!meta)
        return Failure(meta.error());
    if (!meta->fits(name))
        return corrupt(file->m_path, "its meta table does not fit its name");
    file->m_minMs = meta->minMs;
    file->m_maxMs = meta->maxMs;
    file->m_samples = static_cast<std::uint64_t>(meta->samples);
    file->m_chunks = static_cast<std::uint64_t>(meta->chunks);
    file->m_tombstones = static_cast<std::uint64_t>(meta->tombstones);
    file->m_closed = meta->closed != 0;
    const auto numbers = readMetaColumn(*database, SeriesKey, file->m_bytes / LeastSeriesBytes);
    if (!numbers)
        return Failure(numbers.error());
    Result<SeriesSet> series = toSeriesSet(*numbers);
    if (!series)
        return corrupt(file->m_path, series.error().message);
    file->m_series = std::move(*series);
    return file;
}

DataFile::~DataFile()
{
    m_idle.clear();
    if (m_remove)
        static_cast<void>(removeFile(m_path)); // what stays is found and removed at the next start
}

Result<void> DataFile::visitSeries(
    const std::function<void(std::uint32_t series, std::uint64_t samples, TimeMs newestMs)> &visit)
    const
{
    Result<Lease> reader = lease();
    if (!reader)
        return Failure(std::move(reader.error()));
    Database &database = (*reader)->m_database;
    const auto count = static_cast<std::size_t>(m_series.cardinality());
    const auto samples = readMetaColumn(database, SeriesSamplesKey, count);
    if (!samples)
        return Failure(samples.error());
    const auto newest = readMetaColumn(database, SeriesNewestKey, count);
    if (!newest)
        return Failure(newest.error());
    if (samples->size() != count || newest->size() != count)
        return corrupt(m_path, "its columns of series differ in length");
    std::size_t at = 0;
    for (const std::uint32_t series : m_series) {
        visit(series, static_cast<std::uint64_t>((*samples)[at]), (*newest)[at]);
        ++at;
    }
    return {};
}

Result<DataFile::Lease> DataFile::lease() const
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            std::unique_ptr<DataFileReader> reader = std::move(m_idle.back());
            m_idle.pop_back();
            return Lease(*this, std::move(reader));
        }
    }
    Result<std::unique_ptr<DataFileReader>> reader = DataFileReader::open(m_path);
    if (!reader)
        return Failure(std::move(reader.error()));
    return Lease(*this, std::move(*reader));
}

void DataFile::giveBack(std::unique_ptr<DataFileReader> reader) const
{
    reader->reset();
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < MaxIdleReaders && !m_remove)
        m_idle.push_back(std::move(reader));
}

void DataFile::removeWhenUnused() const
{
    const std::lock_guard lock(m_mutex);
    m_remove = true;
    m_idle.clear();
}

DataFile::Lease::~Lease()
{
    if (m_reader)
        m_file->giveBack(std::move(m_reader));
}

} // namespace tinyobs
