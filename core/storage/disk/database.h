#pragma once

// The one wrapper around SQLite: a connection, prepared statements, transactions; errors as values.
// A connection and its statements belong to one thread at a time. Every file of a data folder is
// opened here, so the rules for all of them stand here: the application id, the format version,
// a clear refusal of files that a newer release has written.

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tinyobs {

inline constexpr std::int32_t FileApplicationId = 0x544f6273; // "TObs"
inline constexpr std::int32_t FileFormatVersion = 1;

class Statement
{
public:
    Statement() = default;
    ~Statement();
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;

    /// Parameters are numbered from 1. What text and blobs point to must live until the next
    /// reset(), run() or the end of the stepping.
    Statement &bind(int parameter, std::int64_t value);
    Statement &bind(int parameter, std::string_view text);
    Statement &bind(int parameter, Bytes blob);
    Statement &bindNull(int parameter);

    /// The next row: true while there is one. Resets itself at the end.
    Result<bool> step();
    /// For statements without rows: steps to the end and resets.
    Result<void> run();
    void reset();

    /// Columns are numbered from 0. Views live until the next step() or reset().
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    Bytes blob(int column) const;
    bool isNull(int column) const;

private:
    friend class Database;
    explicit Statement(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }

    sqlite3_stmt *m_statement = nullptr;
};

class Database
{
public:
    enum class Mode {
        Create,    // made when it is not there; read and written
        Write,     // must be there
        Read,      // must be there, nothing is written, others may write
        Immutable, // must be there and never changes: no locks, no look at other files
    };
    struct Options
    {
        Mode mode = Mode::Create;
        int pageBytes = 4096;     // of a new file
        int cacheKib = 256;       // pages kept by this connection, at most
        const char *pragmas = ""; // run first: journal_mode, synchronous, locking_mode
        const char *vfs = nullptr;
    };

    Database() = default;
    ~Database();
    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;

    /// Opens and checks application id and format version; a new file gets both. Io with the path
    /// and the system's reason; Corruption when it is not one of our files; Unavailable when a
    /// newer release wrote it.
    static Result<Database> open(const std::string &path, const Options &options);

    /// Runs statements without parameters and without rows.
    Result<void> exec(const char *sql);
    Result<Statement> prepare(std::string_view sql);
    /// The first column of the first row of a query without parameters.
    Result<std::int64_t> queryInteger(std::string_view sql);

    const std::string &path() const { return m_path; }
    bool isOpen() const { return m_handle != nullptr; }
    sqlite3 *handle() const { return m_handle; }
    void close();

private:
    Database(sqlite3 *handle, std::string path);
    Result<void> checkIdentity(Mode mode);

    sqlite3 *m_handle = nullptr;
    std::string m_path;
};

/// BEGIN now; ROLLBACK at the end unless commit() succeeded.
class Transaction
{
public:
    explicit Transaction(Database &database)
        : m_database(database)
    {
    }
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    Result<void> begin(const char *sql = "BEGIN IMMEDIATE");
    Result<void> commit();

private:
    Database &m_database;
    bool m_open = false;
};

/// The Error behind a result code of SQLite: the path, what SQLite says and the system's reason.
/// Corruption for damaged or foreign files, Io for the rest.
Error databaseError(sqlite3 *handle, int code, std::string_view path);

} // namespace tinyobs
