#include "core/storage/disk/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tinyobs {
namespace {

constexpr int BusyTimeoutMs = 5000;

int openFlags(Database::Mode mode)
{
    // Connections are never used by two threads at once, so SQLite needs no mutex of its own.
    constexpr int Always = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    switch (mode) {
    case Database::Mode::Create:
        return Always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Mode::Write:
        return Always | SQLITE_OPEN_READWRITE;
    case Database::Mode::Read:
    case Database::Mode::Immutable:
        break;
    }
    return Always | SQLITE_OPEN_READONLY;
}

/// A path as a "file:" URI: what has a meaning there is escaped.
std::string uriOf(const std::string &path, Database::Mode mode)
{
    std::string uri = "file:";
    for (const char c : path) {
        switch (c) {
        case '%':
            uri += "%25";
            break;
        case '?':
            uri += "%3f";
            break;
        case '#':
            uri += "%23";
            break;
        default:
            uri += c;
        }
    }
    return mode == Database::Mode::Immutable ? uri + "?immutable=1" : uri;
}

/// The system's reason, 0 when it is not known. SQLite does not keep that of a failed commit.
int systemErrorOf(sqlite3 *handle, int code)
{
    switch (code) {
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
        return errno;
    default:
        return handle ? sqlite3_system_errno(handle) : 0;
    }
}

} // namespace

Error databaseError(sqlite3 *handle, int code, std::string_view path)
{
    const int systemError = systemErrorOf(handle, code);
    const int primary = code & 0xff;
    std::string message = std::string(path) + ": ";
    if (primary == SQLITE_FULL) { // comes without the system's reason, as there is only one
        message += std::string("disk is full (") + std::strerror(ENOSPC) + ")";
        return {Error::Code::Io, std::move(message)};
    }
    message += sqlite3_errstr(code);
    const bool isSystem = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    if (isSystem && systemError != 0)
        message += std::string(" (") + std::strerror(systemError) + ")";
    const bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
    return {damaged ? Error::Code::Corruption : Error::Code::Io, std::move(message)};
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement::Statement(Statement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
{
}

Statement &Statement::operator=(Statement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    return *this;
}

Statement &Statement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

Statement &Statement::bind(int parameter, std::string_view text)
{
    sqlite3_bind_text64(m_statement, parameter, text.data(), text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
    return *this;
}

Statement &Statement::bind(int parameter, Bytes blob)
{
    // A null pointer would bind NULL instead of an empty blob.
    const void *data = blob.empty() ? static_cast<const void *>("") : blob.data();
    sqlite3_bind_blob64(m_statement, parameter, data, blob.size(), SQLITE_STATIC);
    return *this;
}

Statement &Statement::bindNull(int parameter)
{
    sqlite3_bind_null(m_statement, parameter);
    return *this;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    sqlite3 *handle = sqlite3_db_handle(m_statement);
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        return false;
    }
    Error error = databaseError(handle, code, sqlite3_db_filename(handle, "main"));
    sqlite3_reset(m_statement);
    return Failure(std::move(error));
}

Result<void> Statement::run()
{
    for (;;) {
        const Result<bool> row = step();
        if (!row)
            return Failure(row.error());
        if (!*row)
            return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string_view Statement::text(int column) const
{
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data ? std::string_view(data, size) : std::string_view();
}

Bytes Statement::blob(int column) const
{
    const auto *data = static_cast<const std::uint8_t *>(sqlite3_column_blob(m_statement, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

Database::Database(sqlite3 *handle, std::string path)
    : m_handle(handle)
    , m_path(std::move(path))
{
}

Database::~Database()
{
    close();
}

Database::Database(Database &&other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_path(std::move(other.m_path))
{
}

Database &Database::operator=(Database &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_path, other.m_path);
    return *this;
}

void Database::close()
{
    // _v2 waits for statements that outlive the connection instead of leaking it.
    sqlite3_close_v2(std::exchange(m_handle, nullptr));
}

Result<Database> Database::open(const std::string &path, const Options &options)
{
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(uriOf(path, options.mode).c_str(), &handle,
                                     openFlags(options.mode), options.vfs);
    Database database(handle, path);
    if (code != SQLITE_OK)
        return Failure(databaseError(handle, code, path));
    sqlite3_busy_timeout(handle, BusyTimeoutMs);
    // The cache size comes last: it reads the schema, and how to do that the others say.
    std::string pragmas;
    if (options.mode == Mode::Create)
        pragmas += "PRAGMA page_size=" + std::to_string(options.pageBytes) + ";";
    pragmas += options.pragmas;
    pragmas += ";PRAGMA cache_size=-" + std::to_string(options.cacheKib);
    if (Result<void> set = database.exec(pragmas.c_str()); !set)
        return Failure(std::move(set.error()));
    if (Result<void> ours = database.checkIdentity(options.mode); !ours)
        return Failure(std::move(ours.error()));
    return database;
}

Result<void> Database::checkIdentity(Mode mode)
{
    const Result<std::int64_t> application = queryInteger("PRAGMA application_id");
    if (!application)
        return Failure(application.error());
    const Result<std::int64_t> version = queryInteger("PRAGMA user_version");
    if (!version)
        return Failure(version.error());
    if (mode == Mode::Create && *application == 0 && *version == 0) {
        const Result<std::int64_t> tables = queryInteger("SELECT count(*) FROM sqlite_schema");
        if (!tables)
            return Failure(tables.error());
        if (*tables == 0) {
            const std::string sql = "PRAGMA application_id=" + std::to_string(FileApplicationId) +
                                    ";PRAGMA user_version=" + std::to_string(FileFormatVersion);
            return exec(sql.c_str());
        }
    }
    if (*application != FileApplicationId)
        return fail(Error::Code::Corruption, m_path + ": is not a file of TinyObs");
    if (*version > FileFormatVersion) {
        return fail(Error::Code::Unavailable,
                    m_path + ": has format version " + std::to_string(*version) +
                        ", this release reads up to " + std::to_string(FileFormatVersion) +
                        "; use the release that wrote it, or a newer one");
    }
    return {};
}

Result<void> Database::exec(const char *sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return Failure(databaseError(m_handle, code, m_path));
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return Failure(databaseError(m_handle, code, m_path));
    return Statement(statement);
}

Result<std::int64_t> Database::queryInteger(std::string_view sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return Failure(std::move(statement.error()));
    const Result<bool> row = statement->step();
    if (!row)
        return Failure(row.error());
    if (!*row)
        return fail(Error::Code::NotFound, m_path + ": no row for " + std::string(sql));
    return statement->integer(0);
}

Transaction::~Transaction()
{
    if (m_open)
        static_cast<void>(m_database.exec("ROLLBACK"));
}

Result<void> Transaction::begin(const char *sql)
{
    Result<void> begun = m_database.exec(sql);
    m_open = begun.has_value();
    return begun;
}

Result<void> Transaction::commit()
{
    Result<void> done = m_database.exec("COMMIT");
    if (done)
        m_open = false;
    return done;
}

} // namespace tinyobs
