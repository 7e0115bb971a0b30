#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/journal.h"
#include "core/storage/disk/logrecord.h"

namespace tinyobs {
namespace {

/// All that a header says is known from the name of the file.
Result<void> putFreshHeader(const std::string &folder, Epoch epoch)
{
    Result<VfsFile> file = VfsFile::open(folder + '/' + journalName(epoch));
    return file ? file->write(0, logHeader(epoch)) : Failure(file.error());
}

/// Writes the records that can be read as a journal of its own, and says what they hold.
Result<JournalContents> writeAside(const std::string &from, const std::string &to, Epoch epoch)
{
    Result<std::unique_ptr<Journal>> journal = Journal::open(to, epoch);
    if (!journal)
        return Failure(std::move(journal.error()));
    Result<JournalContents> contents = readJournal(
        from, epoch, [&](Bytes record) { return (*journal)->write(record, Sync::WriteOut); });
    if (!contents)
        return contents;
    if (Result<void> synced = (*journal)->sync(); !synced)
        return Failure(std::move(synced.error()));
    return contents;
}

} // namespace

Result<void> repairJournal(const std::string &folder, Epoch epoch, std::vector<std::string> &lost)
{
    const std::string name = journalName(epoch);
    const Result<PrivateCopy> copy = PrivateCopy::make(folder, name);
    if (!copy)
        return Failure(copy.error());
    if (Result<void> put = putFreshHeader(copy->folder(), epoch); !put)
        return put;
    const QTemporaryDir aside(QString::fromStdString(folder + "/repair-XXXXXX"));
    if (!aside.isValid())
        return fail(Error::Code::Io, aside.errorString().toStdString());
    const std::string asideFolder = aside.path().toStdString();
    const Result<JournalContents> contents = writeAside(copy->folder(), asideFolder, epoch);
    if (!contents)
        return Failure(contents.error());
    if (!contents->damage.empty() || contents->tornBytes > 0) {
        lost.push_back(name + ": " + std::to_string(contents->tornBytes) + " bytes behind record " +
                       std::to_string(contents->records) +
                       (contents->damage.empty() ? "" : " (" + contents->damage + ")") +
                       "; saved are " + std::to_string(contents->samples) + " samples of " +
                       std::to_string(contents->series.cardinality()) + " series");
    }
    if (Result<void> kept = keepDamaged(folder, {name}); !kept)
        return kept;
    return replaceFile(asideFolder + '/' + name, folder + '/' + name);
}

} // namespace tinyobs
