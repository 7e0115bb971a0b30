#include "core/transfer/backup.h"

#include "core/base/quoted.h"
#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/filename.h"
#include "core/storage/disk/folder.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

constexpr std::size_t MaxPathInMessage = 512;

/// What SQLite keeps beside a database and cannot be made anew: the log, and what undoes a
/// transaction that was cut off.
constexpr std::string_view Companions[] = {"", "-wal", "-journal"};

enum class Kind { DataFile, Journal, Catalog, Other };

Kind kindOf(std::string_view name)
{
    if (FileName::parse(name))
        return Kind::DataFile;
    for (const std::string_view companion : Companions) {
        if (!name.ends_with(companion))
            continue;
        const std::string_view base = name.substr(0, name.size() - companion.size());
        if (parseJournalName(base))
            return Kind::Journal;
        if (base == CatalogName)
            return Kind::Catalog;
    }
    return Kind::Other;
}

struct Entry
{
    Kind kind = Kind::Other;
    std::string name;
    std::uint64_t bytes = 0;
};

/// The files that make a data folder, the catalog itself last.
Result<std::vector<Entry>> entriesOf(const std::string &folder)
{
    Result<std::vector<std::string>> names = listFiles(folder);
    if (!names)
        return Failure(names.error());
    std::vector<Entry> entries;
    for (std::string &name : *names) {
        const Kind kind = kindOf(name);
        if (kind != Kind::Other)
            entries.push_back({kind, std::move(name), 0});
    }
    for (Entry &entry : entries)
        entry.bytes = fileBytes(folder + '/' + entry.name);
    const auto rank = [](const Entry &entry) {
        return std::pair(entry.kind, entry.name == CatalogName);
    };
    std::ranges::stable_sort(entries, {}, rank);
    return entries;
}

Result<void> copyFile(const std::string &from, const std::string &to)
{
    QFile file(QString::fromStdString(from));
    if (!file.copy(QString::fromStdString(to)))
        return fail(Error::Code::Io, from + ": cannot copy to " + to + " (" +
                                         file.errorString().toStdString() + ")");
    return syncFile(to);
}

/// Removes what a copy has made unless it was kept.
class Copies
{
public:
    explicit Copies(std::string folder)
        : m_folder(std::move(folder))
    {
    }
    ~Copies()
    {
        for (const std::string &path : m_paths)
            static_cast<void>(removeFile(path));
        if (!m_paths.empty())
            static_cast<void>(syncFolder(m_folder));
    }
    Copies(const Copies &) = delete;
    Copies &operator=(const Copies &) = delete;

    Result<void> add(const std::string &from, const Entry &entry)
    {
        m_paths.push_back(m_folder + '/' + entry.name);
        return entry.kind == Kind::DataFile ? linkOrCopyFile(from, m_paths.back())
                                            : copyFile(from, m_paths.back());
    }
    void keep() { m_paths.clear(); }

private:
    const std::string m_folder;
    std::vector<std::string> m_paths;
};

Result<void> prepareTarget(const std::string &folder)
{
    if (!QDir().mkpath(QString::fromStdString(folder)))
        return fail(Error::Code::Io,
                    "folder " + quoted(folder, MaxPathInMessage) + " cannot be made");
    const Result<std::vector<Entry>> there = entriesOf(folder);
    if (!there)
        return Failure(there.error());
    if (!there->empty())
        return fail(Error::Code::InvalidArgument, "folder " + quoted(folder, MaxPathInMessage) +
                                                      " holds data already (" + there->back().name +
                                                      "), choose an empty one");
    return {};
}

} // namespace

Result<BackupReport> copyDataFolder(const std::string &from, const std::string &to,
                                    const BackupProgress &progress)
{
    const Result<std::vector<Entry>> entries = entriesOf(from);
    if (!entries)
        return Failure(entries.error());
    if (entries->empty() || entries->back().name != CatalogName)
        return fail(Error::Code::NotFound, "folder " + quoted(from, MaxPathInMessage) +
                                               " holds no data: there is no " +
                                               std::string(CatalogName));
    if (Result<void> prepared = prepareTarget(to); !prepared)
        return Failure(prepared.error());
    std::uint64_t all = 0;
    for (const Entry &entry : *entries)
        all += entry.bytes;
    BackupReport report;
    Copies copies(to);
    for (const Entry &entry : *entries) {
        if (progress && !progress(report.bytes, all))
            return fail(Error::Code::Timeout, "the copy was interrupted");
        // Whatever came before the catalog is there before the catalog is.
        Result<void> copied = entry.name == CatalogName ? syncFolder(to) : Result<void>();
        if (copied)
            copied = copies.add(from + '/' + entry.name, entry);
        if (!copied)
            return Failure(copied.error());
        ++report.files;
        report.bytes += entry.bytes;
    }
    if (Result<void> synced = syncFolder(to); !synced)
        return Failure(synced.error());
    copies.keep();
    return report;
}

} // namespace tinyobs
