#include "core/storage/disk/catalogfile.h"

#include "core/storage/disk/catalogrows.h"
#include "core/storage/disk/folder.h"

#include <charconv>

namespace tinyobs {
namespace {

constexpr std::string_view FlushedEpochKey = "flushed_epoch";

// DELETE, TRUNCATE and PERSIST cost the same here (0.6 ms for a small transaction): a connection
// that locks exclusively keeps the rollback journal open in all three. DELETE leaves no file
// behind.
constexpr const char *Pragmas = "PRAGMA locking_mode=EXCLUSIVE;"
                                "PRAGMA journal_mode=DELETE;"
                                "PRAGMA synchronous=FULL;"
                                "PRAGMA secure_delete=ON";
constexpr const char *Tables =
    "CREATE TABLE IF NOT EXISTS series_block(id INTEGER PRIMARY KEY, data BLOB);"
    "CREATE TABLE IF NOT EXISTS tombstone(id INTEGER PRIMARY KEY AUTOINCREMENT, from_ms INTEGER,"
    " to_ms INTEGER, last_epoch INTEGER, series BLOB);"
    "CREATE TABLE IF NOT EXISTS setting(key TEXT PRIMARY KEY, value TEXT, checksum INTEGER);"
    "CREATE TABLE IF NOT EXISTS metadata(metric TEXT PRIMARY KEY, type TEXT, unit TEXT, help TEXT,"
    " checksum INTEGER)";

/// Of a row of key, value, checksum.
Result<std::string> openSetting(const Statement &row, const std::string &path)
{
    const std::string_view key = row.text(0);
    const std::string_view value = row.text(1);
    if (row.integer(2) != settingChecksum(key, value)) {
        return fail(Error::Code::Corruption,
                    path + ": setting '" + std::string(key) + "' is damaged");
    }
    return std::string(value);
}

} // namespace

Result<CatalogFile> CatalogFile::open(const std::string &folder, const char *vfs)
{
    std::string path = folder + '/' + std::string(CatalogName);
    Result<Database> database = Database::open(path, {.pragmas = Pragmas, .vfs = vfs});
    if (!database)
        return Failure(std::move(database.error()));
    Transaction transaction(*database);
    if (Result<void> begun = transaction.begin(); !begun)
        return Failure(std::move(begun.error()));
    if (Result<void> made = database->exec(Tables); !made)
        return Failure(std::move(made.error()));
    if (Result<void> done = transaction.commit(); !done)
        return Failure(std::move(done.error()));
    return CatalogFile(std::move(*database));
}

Result<std::vector<std::int64_t>> CatalogFile::blockIds()
{
    Result<Statement> select = m_database.prepare("SELECT id FROM series_block ORDER BY id");
    if (!select)
        return Failure(std::move(select.error()));
    std::vector<std::int64_t> ids;
    for (;;) {
        const Result<bool> row = select->step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return ids;
        ids.push_back(select->integer(0));
    }
}

Result<std::vector<std::string>>
CatalogFile::visitSeries(const std::function<Result<void>(const SeriesBlock &)> &visit)
{
    // Ids first: an unreadable block must not end the reading of those behind it.
    const Result<std::vector<std::int64_t>> ids = blockIds();
    if (!ids)
        return Failure(ids.error());
    Result<Statement> select = m_database.prepare("SELECT data FROM series_block WHERE id=?");
    if (!select)
        return Failure(std::move(select.error()));
    std::vector<std::string> damage;
    SeriesBlock block;
    for (const std::int64_t id : *ids) {
        const Result<bool> row = select->bind(1, id).step();
        const Result<void> decoded =
            !row    ? Result<void>(Failure(row.error()))
            : !*row ? Result<void>(fail(Error::Code::Corruption, "cannot be found by its id"))
                    : decodeSeriesBlock(select->blob(0), block);
        if (decoded) {
            if (Result<void> taken = visit(block); !taken)
                return Failure(std::move(taken.error()));
        } else if (decoded.error().code != Error::Code::Corruption) {
            return Failure(decoded.error());
        } else {
            damage.push_back(m_database.path() + ": block " + std::to_string(id) + ": " +
                             decoded.error().message);
        }
        select->reset();
    }
    return damage;
}

Result<void> CatalogFile::addSeries(std::span<const SeriesDefinition> definitions)
{
    if (definitions.empty())
        return {};
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun)
        return begun;
    Result<Statement> insert = m_database.prepare("INSERT INTO series_block(data) VALUES(?)");
    if (!insert)
        return Failure(std::move(insert.error()));
    std::vector<std::uint8_t> bytes;
    while (!definitions.empty()) {
        const std::size_t count = std::min(definitions.size(), SeriesPerBlock);
        bytes.clear();
        encodeSeriesBlock(definitions.first(count), bytes);
        if (Result<void> written = insert->bind(1, Bytes(bytes)).run(); !written)
            return written;
        definitions = definitions.subspan(count);
    }
    return transaction.commit();
}

namespace {

/// What of a block is still needed: nullopt when it stays as it is.
std::optional<std::vector<SeriesDefinition>> survivorsOf(const SeriesBlock &block,
                                                         const SeriesSet &alive)
{
    std::vector<SeriesDefinition> survivors;
    for (const SeriesBlock::Entry &entry : block.entries) {
        if (alive.contains(entry.series))
            survivors.push_back({entry.series, entry.tenant, block.labelsOf(entry)});
    }
    if (2 * survivors.size() >= block.entries.size() && !block.entries.empty())
        return std::nullopt;
    return survivors;
}

} // namespace

Result<std::size_t> CatalogFile::sweepSeries(const SeriesSet &alive)
{
    const Result<std::vector<std::int64_t>> ids = blockIds();
    if (!ids)
        return Failure(ids.error());
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun)
        return Failure(std::move(begun.error()));
    Result<Statement> select = m_database.prepare("SELECT data FROM series_block WHERE id=?");
    Result<Statement> update = m_database.prepare("UPDATE series_block SET data=? WHERE id=?");
    Result<Statement> remove = m_database.prepare("DELETE FROM series_block WHERE id=?");
    for (const Result<Statement> *statement : {&select, &update, &remove}) {
        if (!*statement)
            return Failure(statement->error());
    }
    std::size_t touched = 0;
    SeriesBlock block;
    std::vector<std::uint8_t> bytes;
    for (const std::int64_t id : *ids) {
        const Result<bool> row = select->bind(1, id).step();
        if (!row && row.error().code != Error::Code::Corruption)
            return Failure(row.error());
        std::optional<std::vector<SeriesDefinition>> survivors;
        if (row && *row && decodeSeriesBlock(select->blob(0), block))
            survivors = survivorsOf(block, alive);
        select->reset();
        if (!survivors)
            continue;
        bytes.clear();
        encodeSeriesBlock(*survivors, bytes);
        const Result<void> done = survivors->empty()
                                      ? remove->bind(1, id).run()
                                      : update->bind(1, Bytes(bytes)).bind(2, id).run();
        if (!done)
            return Failure(done.error());
        ++touched;
    }
    if (Result<void> done = transaction.commit(); !done)
        return Failure(std::move(done.error()));
    return touched;
}

Result<Epoch> CatalogFile::flushedEpoch()
{
    const Result<std::optional<std::string>> text = setting(FlushedEpochKey);
    if (!text)
        return Failure(text.error());
    if (!*text)
        return Epoch(0);
    Epoch epoch = 0;
    const char *end = (*text)->data() + (*text)->size();
    if (const auto read = std::from_chars((*text)->data(), end, epoch);
        read.ec != std::errc() || read.ptr != end) {
        return fail(Error::Code::Corruption,
                    m_database.path() + ": flushed epoch '" + **text + "' is not a number");
    }
    return epoch;
}

Result<void> CatalogFile::setFlushedEpoch(Epoch epoch)
{
    return setSetting(FlushedEpochKey, std::to_string(epoch));
}

Result<std::vector<Tombstone>> CatalogFile::tombstones()
{
    Result<Statement> select = m_database.prepare(
        "SELECT id, from_ms, to_ms, last_epoch, series FROM tombstone ORDER BY id");
    if (!select)
        return Failure(std::move(select.error()));
    std::vector<Tombstone> tombstones;
    for (;;) {
        const Result<bool> row = select->step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return tombstones;
        std::optional<Tombstone> tombstone =
            openTombstone({select->integer(0), select->integer(1), select->integer(2),
                           select->integer(3), select->blob(4)});
        if (!tombstone) {
            return fail(Error::Code::Corruption, m_database.path() + ": tombstone " +
                                                     std::to_string(select->integer(0)) +
                                                     " is damaged");
        }
        tombstones.push_back(std::move(*tombstone));
    }
}

Result<Tombstone> CatalogFile::addTombstone(Tombstone tombstone)
{
    Result<Statement> insert =
        m_database.prepare("INSERT INTO tombstone(from_ms, to_ms, last_epoch, series)"
                           " VALUES(?, ?, ?, ?) RETURNING id");
    if (!insert)
        return Failure(std::move(insert.error()));
    const std::vector<std::uint8_t> series = sealTombstone(tombstone);
    insert->bind(1, tombstone.fromMs)
        .bind(2, tombstone.toMs)
        .bind(3, std::int64_t(tombstone.lastEpoch))
        .bind(4, Bytes(series));
    for (;;) {
        const Result<bool> row = insert->step();
        if (!row)
            return Failure(row.error());
        if (!*row) // the row is committed with the last step
            return tombstone;
        tombstone.id = static_cast<std::uint64_t>(insert->integer(0));
    }
}

Result<void> CatalogFile::restoreTombstone(const Tombstone &tombstone)
{
    Result<Statement> insert = m_database.prepare(
        "INSERT INTO tombstone(id, from_ms, to_ms, last_epoch, series) VALUES(?, ?, ?, ?, ?)");
    if (!insert)
        return Failure(std::move(insert.error()));
    const std::vector<std::uint8_t> series = sealTombstone(tombstone);
    return insert->bind(1, static_cast<std::int64_t>(tombstone.id))
        .bind(2, tombstone.fromMs)
        .bind(3, tombstone.toMs)
        .bind(4, std::int64_t(tombstone.lastEpoch))
        .bind(5, Bytes(series))
        .run();
}

Result<void> CatalogFile::removeTombstone(std::uint64_t id)
{
    Result<Statement> remove = m_database.prepare("DELETE FROM tombstone WHERE id=?");
    if (!remove)
        return Failure(std::move(remove.error()));
    return remove->bind(1, static_cast<std::int64_t>(id)).run();
}

Result<std::optional<std::string>> CatalogFile::setting(std::string_view key)
{
    Result<Statement> select =
        m_database.prepare("SELECT key, value, checksum FROM setting WHERE key=?");
    if (!select)
        return Failure(std::move(select.error()));
    const Result<bool> row = select->bind(1, key).step();
    if (!row)
        return Failure(row.error());
    if (!*row)
        return std::optional<std::string>();
    Result<std::string> value = openSetting(*select, m_database.path());
    return value ? Result<std::optional<std::string>>(std::move(*value)) : Failure(value.error());
}

Result<std::vector<std::pair<std::string, std::string>>> CatalogFile::settings()
{
    Result<Statement> select =
        m_database.prepare("SELECT key, value, checksum FROM setting ORDER BY key");
    if (!select)
        return Failure(std::move(select.error()));
    std::vector<std::pair<std::string, std::string>> settings;
    for (;;) {
        const Result<bool> row = select->step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return settings;
        Result<std::string> value = openSetting(*select, m_database.path());
        if (!value)
            return Failure(value.error());
        settings.emplace_back(select->text(0), std::move(*value));
    }
}

Result<void> CatalogFile::setSetting(std::string_view key, std::string_view value)
{
    Result<Statement> insert = m_database.prepare(
        "INSERT INTO setting(key, value, checksum) VALUES(?, ?, ?)"
        " ON CONFLICT(key) DO UPDATE SET value=excluded.value, checksum=excluded.checksum");
    if (!insert)
        return Failure(std::move(insert.error()));
    return insert->bind(1, key).bind(2, value).bind(3, settingChecksum(key, value)).run();
}

Result<std::size_t>
CatalogFile::visitMetadata(const std::function<void(const MetricMetadata &)> &visit)
{
    Result<Statement> select =
        m_database.prepare("SELECT metric, type, unit, help, checksum FROM metadata");
    if (!select)
        return Failure(std::move(select.error()));
    std::size_t damaged = 0;
    for (;;) {
        const Result<bool> row = select->step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return damaged;
        const std::optional<MetricMetadata> metadata =
            openMetadata({select->text(0), select->text(1), select->text(2), select->text(3),
                          select->integer(4)});
        if (metadata)
            visit(*metadata);
        else
            ++damaged;
    }
}

Result<void> CatalogFile::setMetadata(std::span<const MetricMetadata> metadata)
{
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun)
        return begun;
    Result<Statement> insert =
        m_database.prepare("INSERT OR REPLACE INTO metadata(metric, type, unit, help, checksum)"
                           " VALUES(?, ?, ?, ?, ?)");
    if (!insert)
        return Failure(std::move(insert.error()));
    for (const MetricMetadata &one : metadata) {
        const MetadataRow row = sealMetadata(one);
        insert->bind(1, row.metric).bind(2, row.type).bind(3, row.unit).bind(4, row.help);
        if (Result<void> written = insert->bind(5, row.checksum).run(); !written)
            return written;
    }
    return transaction.commit();
}

Result<void> CatalogFile::copyTo(const std::string &path)
{
    Result<Statement> copy = m_database.prepare("VACUUM INTO ?");
    if (!copy)
        return Failure(std::move(copy.error()));
    // SQLite writes the copy without syncing it.
    if (Result<void> written = copy->bind(1, std::string_view(path)).run(); !written)
        return written;
    if (Result<void> synced = syncFile(path); !synced)
        return synced;
    return syncFolder(path.substr(0, path.find_last_of('/')));
}

} // namespace tinyobs
