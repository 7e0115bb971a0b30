#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/journal.h"
#include "core/storage/disk/walfile.h"

#include <QDir>

namespace tinyobs {
namespace {

Result<void> copyOver(const std::string &from, const std::string &to)
{
    if (Result<void> removed = removeFile(to); !removed)
        return removed;
    return linkOrCopyFile(from, to);
}

/// The main file of a journal is the same for all: everything that was written since it was made
/// is in the log.
Result<void> putFreshMain(const std::string &folder, Epoch epoch)
{
    const QTemporaryDir fresh(QString::fromStdString(folder + "/fresh-XXXXXX"));
    if (!fresh.isValid())
        return fail(Error::Code::Io, fresh.errorString().toStdString());
    const std::string freshFolder = fresh.path().toStdString();
    if (const auto made = Journal::open(freshFolder, epoch); !made)
        return Failure(made.error());
    const std::string name = '/' + journalName(epoch);
    return copyOver(freshFolder + name, folder + name);
}

Result<void> putFreshHeader(const std::string &folder, Epoch epoch)
{
    QFile wal(QString::fromStdString(folder + '/' + journalName(epoch) + "-wal"));
    if (!wal.open(QIODevice::ReadWrite | QIODevice::ExistingOnly))
        return {}; // no log, nothing to save
    QByteArray bytes = wal.readAll();
    rebuildWalHeader(
        {reinterpret_cast<std::uint8_t *>(bytes.data()), static_cast<std::size_t>(bytes.size())},
        Journal::PageBytes);
    if (!wal.seek(0) || wal.write(bytes) != bytes.size())
        return fail(Error::Code::Io, wal.fileName().toStdString() + ": cannot write it (" +
                                         wal.errorString().toStdString() + ")");
    return {};
}

struct Attempt
{
    PrivateCopy copy;
    JournalContents contents;
};

/// Reads the journal as it is, then with parts of it made anew, until that gives records.
Result<Attempt> bestAttempt(const std::string &folder, Epoch epoch)
{
    using Change = Result<void> (*)(const std::string &folder, Epoch epoch);
    std::optional<Attempt> best;
    const std::vector<std::vector<Change>> changes{
        {}, {putFreshMain}, {putFreshHeader}, {putFreshMain, putFreshHeader}};
    for (const std::vector<Change> &attempt : changes) {
        Result<PrivateCopy> copy = PrivateCopy::make(folder, journalName(epoch));
        if (!copy)
            return Failure(std::move(copy.error()));
        for (const Change change : attempt) {
            if (Result<void> done = change(copy->folder(), epoch); !done)
                return Failure(std::move(done.error()));
        }
        Result<JournalContents> contents = readJournal(copy->folder(), epoch);
        if (!contents)
            return Failure(std::move(contents.error()));
        if (!best || contents->records > best->contents.records)
            best = Attempt{std::move(*copy), std::move(*contents)};
    }
    return std::move(*best);
}

/// Writes the records that can be read as a journal of its own.
Result<void> writeAside(const std::string &from, const std::string &to, Epoch epoch)
{
    Result<std::unique_ptr<Journal>> journal = Journal::open(to, epoch);
    if (!journal)
        return Failure(std::move(journal.error()));
    const auto contents = readJournal(
        from, epoch, [&](Bytes record) { return (*journal)->write(record, Sync::WriteOut); });
    if (!contents)
        return Failure(contents.error());
    return (*journal)->sync();
}

} // namespace

Result<void> repairJournal(const std::string &folder, Epoch epoch, std::vector<std::string> &lost)
{
    const std::string name = journalName(epoch);
    const std::string wal = name + "-wal";
    const Result<Attempt> attempt = bestAttempt(folder, epoch);
    if (!attempt)
        return Failure(attempt.error());
    const JournalContents &contents = attempt->contents;
    const QTemporaryDir aside(QString::fromStdString(folder + "/repair-XXXXXX"));
    if (!aside.isValid())
        return fail(Error::Code::Io, aside.errorString().toStdString());
    const std::string asideFolder = aside.path().toStdString();
    if (Result<void> written = writeAside(attempt->copy.folder(), asideFolder, epoch); !written)
        return written;
    if (!contents.damage.empty() || contents.tornBytes > 0) {
        lost.push_back(name + ": " + std::to_string(contents.tornBytes) + " bytes behind record " +
                       std::to_string(contents.records) +
                       (contents.damage.empty() ? "" : " (" + contents.damage + ")") +
                       "; saved are " + std::to_string(contents.samples) + " samples of " +
                       std::to_string(contents.series.cardinality()) + " series");
    }
    if (Result<void> kept = keepDamaged(folder, {name, wal}); !kept)
        return kept;
    // The log first: the main file of any journal fits it.
    const std::string asideWal = asideFolder + '/' + wal;
    Result<void> replaced = QFile::exists(QString::fromStdString(asideWal))
                                ? replaceFile(asideWal, folder + '/' + wal)
                                : removeFile(folder + '/' + wal);
    return replaced ? replaceFile(asideFolder + '/' + name, folder + '/' + name) : replaced;
}

} // namespace tinyobs
