#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/journal.h"
#include "core/storage/journalrecord.h"

namespace tinyobs {

Result<FolderReport::File> checkJournal(const std::string &folder, Epoch epoch)
{
    const std::string name = journalName(epoch);
    FolderReport::File report{.name = name, .bytes = fileBytes(folder + '/' + name)};
    if (report.bytes == 0) {
        report.notes.push_back("it was being made when the program ended");
        return report;
    }
    const Result<PrivateCopy> copy = PrivateCopy::make(folder, name);
    if (!copy)
        return Failure(copy.error());
    const Result<JournalContents> contents = readJournal(copy->folder(), epoch);
    if (!contents)
        return Failure(contents.error());
    report.series = contents->series.cardinality();
    report.chunks = contents->records;
    report.samples = contents->samples;
    if (!contents->damage.empty())
        report.damage.push_back(contents->damage);
    if (contents->tornBytes > 0) {
        const std::string bytes = "the last " + std::to_string(contents->tornBytes) + " bytes ";
        if (contents->isDamaged)
            report.damage.push_back(bytes + "of it cannot be read");
        else
            report.notes.push_back(bytes + "of it are of a write that never completed");
    }
    return report;
}

Result<JournalContents> readJournal(const std::string &folder, Epoch epoch,
                                    const std::function<Result<void>(Bytes)> &take)
{
    JournalContents contents;
    const std::string path = folder + '/' + journalName(epoch);
    JournalReader reader({.pair = [](LabelView) {},
                          .series = [](std::uint32_t, TenantId,
                                       std::span<const std::uint32_t>) { return Result<void>(); },
                          .sample =
                              [&contents](std::uint32_t series, TimeMs, double) {
                                  contents.series.add(series);
                                  ++contents.samples;
                              }});
    const auto read = [&]() -> Result<void> {
        Result<std::unique_ptr<Journal>> journal = Journal::open(folder, epoch);
        if (!journal)
            return Failure(std::move(journal.error()));
        const auto report = (*journal)->read([&](Bytes record) -> Result<void> {
            // What follows a record that cannot be decoded cannot be decoded either.
            if (Result<void> decoded = reader.read(record); !decoded)
                return decoded;
            if (take) {
                if (Result<void> taken = take(record); !taken)
                    return taken;
            }
            ++contents.records;
            return {};
        });
        if (!report)
            return Failure(report.error());
        contents.tornBytes = report->tornBytes;
        contents.isDamaged = report->isDamaged;
        return {};
    };
    if (const Result<void> done = read(); !done) {
        if (!isDamage(done.error()))
            return Failure(done.error());
        contents.damage = reasonOf(done.error(), path);
        if (contents.records > 0)
            contents.damage =
                "behind record " + std::to_string(contents.records) + ": " + contents.damage;
    }
    return contents;
}

} // namespace tinyobs
