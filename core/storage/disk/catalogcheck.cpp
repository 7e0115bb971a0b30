#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/folder.h"

namespace tinyobs {
namespace {

/// Adds a line for an error that is damage; other errors come back.
Result<void> note(const Result<void> &result, const std::string &path, FolderReport::File &report)
{
    if (result)
        return {};
    if (!isDamage(result.error()))
        return result;
    report.damage.push_back(reasonOf(result.error(), path));
    return {};
}

Result<void> readCatalog(CatalogFile &catalog, const std::string &path, FolderReport::File &report,
                         SeriesSeen &seen)
{
    const auto damage = catalog.visitSeries([&](const SeriesBlock &block) -> Result<void> {
        ++report.chunks;
        for (const SeriesBlock::Entry &entry : block.entries)
            seen.defined.add(entry.series);
        return {};
    });
    if (!damage)
        return Failure(damage.error());
    report.series = seen.defined.cardinality();
    for (const std::string &line : *damage)
        report.damage.push_back(reasonOf({Error::Code::Corruption, line}, path));
    const Result<std::size_t> metadata = catalog.visitMetadata([](const MetricMetadata &) {});
    if (!metadata)
        return Failure(metadata.error());
    if (*metadata > 0) {
        report.damage.push_back(std::to_string(*metadata) +
                                " descriptions of metrics are damaged; senders repeat them");
    }
    const auto tombstones = catalog.tombstones();
    return tombstones ? Result<void>() : Failure(tombstones.error());
}

} // namespace

Result<FolderReport::File> checkCatalog(const std::string &folder, SeriesSeen &seen)
{
    const std::string name(CatalogName);
    FolderReport::File report{.name = name, .bytes = fileBytes(folder + '/' + name)};
    if (report.bytes == 0) {
        report.damage.push_back("it is missing or empty");
        return report;
    }
    const Result<PrivateCopy> copy = PrivateCopy::make(folder, name);
    if (!copy)
        return Failure(copy.error());
    const std::string path = copy->folder() + '/' + name;
    {
        Result<Database> database = Database::open(path, {.mode = Database::Mode::Write});
        if (!database) {
            const Result<void> noted = note(Failure(database.error()), path, report);
            return noted ? Result<FolderReport::File>(report) : Failure(noted.error());
        }
        report.damage = structureDamage(*database);
    }
    Result<CatalogFile> catalog = CatalogFile::open(copy->folder());
    Result<void> read = catalog ? readCatalog(*catalog, path, report, seen)
                                : Result<void>(Failure(catalog.error()));
    if (read) {
        const auto settings = catalog->settings();
        read = settings ? Result<void>() : Failure(settings.error());
    }
    const Result<void> noted = note(read, path, report);
    return noted ? Result<FolderReport::File>(report) : Failure(noted.error());
}

} // namespace tinyobs
