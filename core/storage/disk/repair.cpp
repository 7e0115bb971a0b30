#include "core/storage/disk/datafile.h"
#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/verify.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace tinyobs {
namespace {

/// Labels for messages, read from the catalog when the first one is needed.
class SeriesNames
{
public:
    explicit SeriesNames(const std::string &folder)
        : m_folder(folder)
    {
    }

    std::string textOf(std::uint32_t series)
    {
        if (!m_labels)
            load();
        const auto at = m_labels->find(series);
        const std::string text = "series " + std::to_string(series);
        return at == m_labels->end() ? text : text + ' ' + at->second.toString();
    }

private:
    void load()
    {
        m_labels.emplace();
        const Result<PrivateCopy> copy = PrivateCopy::make(m_folder, std::string(CatalogName));
        if (!copy)
            return;
        if (Result<CatalogFile> catalog = CatalogFile::open(copy->folder())) {
            // What cannot be read has no name in the messages.
            static_cast<void>(catalog->visitSeries([&](const SeriesBlock &block) -> Result<void> {
                for (const SeriesBlock::Entry &entry : block.entries)
                    m_labels->insert_or_assign(entry.series, block.labelsOf(entry));
                return {};
            }));
        }
    }

    const std::string &m_folder;
    std::optional<std::unordered_map<std::uint32_t, Labels>> m_labels;
};

class FolderRepair
{
public:
    FolderRepair(const std::string &folder, FolderReport &report)
        : m_folder(folder)
        , m_report(report)
        , m_names(folder)
    {
    }

    /// The catalog comes first: messages about other files take labels from it.
    Result<void> run()
    {
        for (FolderReport::File &file : m_report.files) {
            if (file.name != CatalogName && FileName::parse(file.name))
                noteTombstones(file.name);
        }
        for (FolderReport::File &file : m_report.files) {
            if (file.damage.empty())
                continue;
            Result<FolderReport::File> repaired = repair(file.name);
            if (!repaired)
                return Failure(std::move(repaired.error()));
            repaired->notes.push_back("repaired, the damaged one is in \"damaged\"");
            file = std::move(*repaired);
        }
        return {};
    }

private:
    void noteTombstones(const std::string &name)
    {
        if (const auto file = DataFile::open(m_folder, *FileName::parse(name)))
            m_newestTombstone = std::max(m_newestTombstone, (*file)->tombstones());
    }

    Result<FolderReport::File> repair(const std::string &name)
    {
        SeriesSeen seen;
        if (name == CatalogName) {
            const Result<void> done = repairCatalog(m_folder, m_newestTombstone, m_report.lost);
            return done ? checkCatalog(m_folder, seen) : Failure(done.error());
        }
        if (const auto epoch = parseJournalName(name)) {
            const Result<void> done = repairJournal(m_folder, *epoch, m_report.lost);
            return done ? checkJournal(m_folder, *epoch) : Failure(done.error());
        }
        const FileName file = *FileName::parse(name); // nothing else can be damaged
        const Result<void> done = repairDataFile(
            m_folder, file, [this](std::uint32_t series) { return m_names.textOf(series); },
            m_report.lost);
        if (!done)
            return Failure(done.error());
        if (!QFile::exists(QString::fromStdString(m_folder + '/' + name)))
            return FolderReport::File{.name = name};
        ProgressCounter uncounted({}, 0);
        return checkDataFile(m_folder, file, seen, uncounted);
    }

    const std::string &m_folder;
    FolderReport &m_report;
    SeriesNames m_names;
    std::uint64_t m_newestTombstone = 0;
};

} // namespace

Result<FolderReport> repairFolder(const std::string &folder, const FolderProgress &progress)
{
    Result<FolderReport> report = checkFolder(folder, progress);
    if (!report || report->isSound())
        return report;
    if (Result<void> repaired = FolderRepair(folder, *report).run(); !repaired)
        return Failure(std::move(repaired.error()));
    return report;
}

} // namespace tinyobs
