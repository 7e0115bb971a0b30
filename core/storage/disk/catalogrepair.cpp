#include "core/storage/disk/catalogrows.h"
#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/pagescan.h"

#include <algorithm>
#include <map>

namespace tinyobs {
namespace {

constexpr std::string_view FlushedEpochKey = "flushed_epoch";

using Kind = ScannedValue::Kind;

std::string_view textOf(const ScannedValue &value)
{
    return {reinterpret_cast<const char *>(value.bytes.data()), value.bytes.size()};
}

/// What a catalog holds, as far as it can be read.
struct CatalogRows
{
    std::map<std::int64_t, std::vector<SeriesDefinition>> blocks; // by id
    std::map<std::uint64_t, Tombstone> tombstones;                // by id
    std::map<std::string, std::string> settings;
    std::map<std::string, MetricMetadata> metadata; // by metric

    void takeBlock(const ScannedRow &row)
    {
        SeriesBlock block;
        if (row.values[0].kind != Kind::Null || row.values[1].kind != Kind::Blob ||
            !decodeSeriesBlock(row.values[1].bytes, block))
            return;
        // Of a block that was swept, an older state may be left in the file: it has more series,
        // and a definition too many does no harm.
        std::vector<SeriesDefinition> &definitions = blocks[row.id];
        if (definitions.size() >= block.entries.size())
            return;
        definitions.clear();
        for (const SeriesBlock::Entry &entry : block.entries)
            definitions.push_back({entry.series, entry.tenant, block.labelsOf(entry)});
    }

    void takeTombstone(const ScannedRow &row)
    {
        if (row.values[0].kind != Kind::Null || row.values[4].kind != Kind::Blob)
            return;
        std::optional<Tombstone> tombstone =
            openTombstone({row.id, row.values[1].integer, row.values[2].integer,
                           row.values[3].integer, row.values[4].bytes});
        if (tombstone)
            tombstones.emplace(tombstone->id, std::move(*tombstone));
    }

    void takeMetadata(const ScannedRow &row)
    {
        const auto isText = [](const ScannedValue &value) { return value.kind == Kind::Text; };
        if (!std::all_of(row.values.begin(), row.values.begin() + 4, isText))
            return;
        std::optional<MetricMetadata> found =
            openMetadata({textOf(row.values[0]), textOf(row.values[1]), textOf(row.values[2]),
                          textOf(row.values[3]), row.values[4].integer});
        if (found)
            metadata.emplace(found->metric, std::move(*found));
    }

    void takeSetting(const ScannedRow &row)
    {
        const std::string_view key = textOf(row.values[0]);
        const std::string_view value = textOf(row.values[1]);
        if (row.values[0].kind != Kind::Text || row.values[1].kind != Kind::Text ||
            row.values[2].integer != settingChecksum(key, value))
            return;
        const auto [at, isNew] = settings.emplace(key, value);
        // An epoch too early makes a start read a journal again, one too late would skip it.
        if (!isNew && key == FlushedEpochKey &&
            (value.size() < at->second.size() ||
             (value.size() == at->second.size() && value < at->second)))
            at->second = value;
    }
};

/// Settings and metadata that SQLite finds are the newest; a search of the pages may find older
/// ones, too.
Result<void> readSettings(const std::string &folder, CatalogRows &rows)
{
    Result<CatalogFile> catalog = CatalogFile::open(folder);
    if (!catalog)
        return isDamage(catalog.error()) ? Result<void>() : Failure(catalog.error());
    if (const auto settings = catalog->settings()) {
        for (const auto &[key, value] : *settings)
            rows.settings.insert_or_assign(key, value);
    }
    const auto keep = [&](const MetricMetadata &one) {
        rows.metadata.insert_or_assign(one.metric, one);
    };
    if (const auto read = catalog->visitMetadata(keep); !read && !isDamage(read.error()))
        return Failure(read.error());
    return {};
}

Result<CatalogRows> readRows(const std::string &folder)
{
    CatalogRows rows;
    const std::string name(CatalogName);
    const Result<PrivateCopy> copy = PrivateCopy::make(folder, name);
    if (!copy)
        return Failure(copy.error());
    const std::string path = copy->folder() + '/' + name;
    if (fileBytes(path) == 0)
        return rows;
    // Opening it rolls a transaction back that a crash has left behind, so it comes first.
    CatalogRows current;
    if (Result<void> read = readSettings(copy->folder(), current); !read)
        return Failure(std::move(read.error()));
    const Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        return Failure(file.error());
    for (const std::size_t pageBytes : likelyPageBytes(file->bytes())) {
        scanRows(file->bytes(), pageBytes, 2, [&](const ScannedRow &row) { rows.takeBlock(row); });
        scanRows(file->bytes(), pageBytes, 5, [&](const ScannedRow &row) {
            rows.takeTombstone(row);
            rows.takeMetadata(row);
        });
        scanRows(file->bytes(), pageBytes, 3,
                 [&](const ScannedRow &row) { rows.takeSetting(row); });
    }
    for (auto &[key, value] : current.settings)
        rows.settings.insert_or_assign(key, std::move(value));
    for (auto &[metric, metadata] : current.metadata)
        rows.metadata.insert_or_assign(metric, std::move(metadata));
    std::erase_if(rows.blocks, [](const auto &block) { return block.second.empty(); });
    return rows;
}

Result<void> writeRows(const std::string &folder, const CatalogRows &rows,
                       std::uint64_t newestTombstone)
{
    Result<CatalogFile> catalog = CatalogFile::open(folder);
    if (!catalog)
        return Failure(std::move(catalog.error()));
    for (const auto &[id, definitions] : rows.blocks) {
        if (Result<void> added = catalog->addSeries(definitions); !added)
            return added;
    }
    if (newestTombstone > 0 && !rows.tombstones.contains(newestTombstone)) {
        if (Result<void> reserved =
                catalog->restoreTombstone({.id = newestTombstone, .series = {}});
            !reserved)
            return reserved;
        if (Result<void> removed = catalog->removeTombstone(newestTombstone); !removed)
            return removed;
    }
    for (const auto &[id, tombstone] : rows.tombstones) {
        if (Result<void> restored = catalog->restoreTombstone(tombstone); !restored)
            return restored;
    }
    for (const auto &[key, value] : rows.settings) {
        if (Result<void> set = catalog->setSetting(key, value); !set)
            return set;
    }
    std::vector<MetricMetadata> metadata;
    for (const auto &[metric, one] : rows.metadata)
        metadata.push_back(one);
    return catalog->setMetadata(metadata);
}

} // namespace

Result<void> repairCatalog(const std::string &folder, std::uint64_t newestTombstone,
                           std::vector<std::string> &lost)
{
    const std::string name(CatalogName);
    const Result<CatalogRows> rows = readRows(folder);
    if (!rows)
        return Failure(rows.error());
    std::size_t series = 0;
    for (const auto &[id, definitions] : rows->blocks)
        series += definitions.size();
    lost.push_back(name + ": what could not be read of it; saved are the labels of " +
                   std::to_string(series) + " series, " + std::to_string(rows->settings.size()) +
                   " settings, " + std::to_string(rows->tombstones.size()) + " tombstones");
    const QTemporaryDir aside(QString::fromStdString(folder + "/repair-XXXXXX"));
    if (!aside.isValid())
        return fail(Error::Code::Io, aside.errorString().toStdString());
    const std::string asideFolder = aside.path().toStdString();
    if (Result<void> written = writeRows(asideFolder, *rows, newestTombstone); !written)
        return written;
    if (Result<void> kept = keepDamaged(folder, {name, name + "-journal"}); !kept)
        return kept;
    // It belongs to the damaged file and would be played back into the new one.
    if (Result<void> removed = removeFile(folder + '/' + name + "-journal"); !removed)
        return removed;
    return replaceFile(asideFolder + '/' + name, folder + '/' + name);
}

} // namespace tinyobs
