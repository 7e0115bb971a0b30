#include "core/storage/disk/journal.h"

#include "core/storage/disk/folder.h"
#include "core/storage/disk/walfile.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

std::string pathOf(const std::string &folder, Epoch epoch)
{
    return folder + "/" + journalName(epoch);
}

bool isThere(const std::string &path, const char *vfsName)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(vfsName);
    int there = 0;
    return vfs && vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK &&
           there != 0;
}

/// Called by SQLite after each commit; in place of its own hook, which would start checkpoints.
int noteFrames(void *bytes, sqlite3 *, const char *, int frames)
{
    *static_cast<std::atomic<std::uint64_t> *>(bytes) =
        walBytes(static_cast<std::uint64_t>(frames), Journal::PageBytes);
    return SQLITE_OK;
}

} // namespace

Journal::Journal(Database database, Epoch epoch)
    : m_database(std::move(database))
    , m_epoch(epoch)
{
    sqlite3_wal_hook(m_database.handle(), noteFrames, &m_bytes);
}

Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const std::string &folder, Epoch epoch,
                                               const char *vfs)
{
    const std::string path = pathOf(folder, epoch);
    // SQLite would delete the log beside an empty database.
    if (fileBytes(path) == 0 && fileBytes(path + "-wal") > 0)
        return fail(Error::Code::Corruption, path + ": is empty beside its log; repair the folder");
    // Locked exclusively before the WAL is first used, it needs no -shm file. A new journal gets
    // its identity and its table in one transaction.
    Result<Database> database = Database::open(
        path, {.mode = Database::Mode::Create,
               .pageBytes = PageBytes,
               .pragmas = isThere(path, vfs) ? "PRAGMA locking_mode=EXCLUSIVE"
                                             : "PRAGMA locking_mode=EXCLUSIVE;BEGIN IMMEDIATE",
               .vfs = vfs,
               .keepWal = true});
    if (!database)
        return Failure(std::move(database.error()));
    std::unique_ptr<Journal> journal(new Journal(std::move(*database), epoch));
    if (Result<void> ready = journal->prepare(folder); !ready)
        return Failure(std::move(ready.error()));
    return journal;
}

Result<void> Journal::prepare(const std::string &folder)
{
    const Result<std::int64_t> tables =
        m_database.queryInteger("SELECT count(*) FROM sqlite_schema");
    if (!tables)
        return Failure(tables.error());
    if (*tables == 0) {
        const bool isOpen = sqlite3_get_autocommit(m_database.handle()) == 0;
        const std::string sql = "CREATE TABLE record(id INTEGER PRIMARY KEY, data BLOB)";
        if (Result<void> made = m_database.exec((sql + (isOpen ? ";COMMIT" : "")).c_str()); !made)
            return made;
    }
    if (Result<void> kept = keepLog(); !kept)
        return kept;
    if (*tables == 0) {
        if (Result<void> synced = syncFolder(folder); !synced)
            return synced;
    }
    Result<Statement> insert = m_database.prepare("INSERT INTO record(data) VALUES(?1)");
    if (!insert)
        return Failure(std::move(insert.error()));
    m_insert = std::move(*insert);
    return measure();
}

Result<void> Journal::keepLog()
{
    Result<Statement> mode = m_database.prepare("PRAGMA journal_mode=WAL");
    if (!mode)
        return Failure(std::move(mode.error()));
    if (const Result<bool> row = mode->step(); !row)
        return Failure(row.error());
    if (mode->text(0) != "wal")
        return fail(Error::Code::Io, path() + ": cannot keep a write-ahead log");
    return {};
}

Result<void> Journal::measure()
{
    sqlite3_file *wal = walFileOf(m_database.handle());
    if (!wal) // a new journal: made with the first record
        return {};
    const Result<WalExtent> extent = measureWal(wal, PageBytes);
    if (!extent)
        return Failure(extent.error());
    m_bytes = extent->validBytes;
    m_tornBytes = extent->fileBytes - extent->validBytes;
    m_syncedBytes = m_bytes;
    m_needsRepair = m_tornBytes > 0;
    m_isDamaged = extent->isDamaged;
    return {};
}

Result<void> Journal::setSync(Sync sync)
{
    if (sync == m_sync)
        return {};
    Result<void> set = m_database.exec(sync == Sync::Full ? "PRAGMA synchronous=FULL"
                                                          : "PRAGMA synchronous=NORMAL");
    if (set)
        m_sync = sync;
    return set;
}

Error Journal::failureOf(int code) const
{
    return databaseError(nullptr, code, path());
}

/// After a failure, or a crash. What is behind the last record would look torn again at the next
/// opening, where the records that come do not reach over it.
Result<void> Journal::repairEnd()
{
    if (!m_needsRepair)
        return {};
    if (sqlite3_file *wal = walFileOf(m_database.handle())) {
        const int code = wal->pMethods->xTruncate(wal, static_cast<sqlite3_int64>(m_bytes));
        if (code != SQLITE_OK)
            return Failure(failureOf(code));
    }
    Result<void> rewritten = rewriteUnsynced();
    m_needsRepair = !rewritten;
    return rewritten;
}

/// A sync that fails may leave bytes that the system shows but will never write: the next sync
/// succeeds without them. Written once more, they are again to be synced.
Result<void> Journal::rewriteUnsynced()
{
    sqlite3_file *wal = walFileOf(m_database.handle());
    std::vector<std::uint8_t> buffer(std::min<std::uint64_t>(m_bytes - m_syncedBytes, 1U << 20));
    for (std::uint64_t at = m_syncedBytes; at < m_bytes; at += buffer.size()) {
        buffer.resize(std::min<std::uint64_t>(buffer.size(), m_bytes - at));
        const auto offset = static_cast<sqlite3_int64>(at);
        const int size = static_cast<int>(buffer.size());
        int code = wal->pMethods->xRead(wal, buffer.data(), size, offset);
        if (code == SQLITE_OK)
            code = wal->pMethods->xWrite(wal, buffer.data(), size, offset);
        if (code != SQLITE_OK)
            return Failure(failureOf(code));
    }
    return {};
}

Result<void> Journal::write(Bytes record, Sync sync)
{
    if (Result<void> repaired = repairEnd(); !repaired)
        return repaired;
    if (Result<void> set = setSync(sync); !set)
        return set;
    Result<void> done = m_insert.bind(1, record).run();
    if (!done) {
        m_needsRepair = true;
        if (sqlite3_get_autocommit(m_database.handle()) == 0)
            static_cast<void>(m_database.exec("ROLLBACK"));
    } else if (sync == Sync::Full) {
        m_syncedBytes = m_bytes;
    }
    return done;
}

Result<void> Journal::sync()
{
    sqlite3_file *wal = walFileOf(m_database.handle());
    if (!wal)
        return {};
    const int code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    if (code != SQLITE_OK) {
        m_needsRepair = true;
        return Failure(failureOf(code));
    }
    m_syncedBytes = m_bytes;
    return {};
}

Result<Journal::ReadReport> Journal::read(const std::function<Result<void>(Bytes record)> &take)
{
    Result<Statement> records = m_database.prepare("SELECT data FROM record ORDER BY id");
    if (!records)
        return Failure(std::move(records.error()));
    ReadReport report{.tornBytes = m_tornBytes, .isDamaged = m_isDamaged};
    for (;;) {
        const Result<bool> row = records->step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return report;
        const Bytes record = records->blob(0);
        if (record.empty() || record.front() == 0)
            continue;
        if (Result<void> taken = take(record); !taken)
            return Failure(std::move(taken.error()));
        ++report.records;
    }
}

Result<void> Journal::remove(const std::string &folder, Epoch epoch)
{
    // The database last: while it is there, the journal is found again after a crash.
    const std::string path = pathOf(folder, epoch);
    for (const char *ending : {"-wal", "-journal", ""}) {
        if (Result<void> removed = removeFile(path + ending); !removed)
            return removed;
    }
    return {};
}

} // namespace tinyobs
