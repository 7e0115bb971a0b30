#include "core/storage/disk/verify.h"

#include "core/base/units.h"
#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/folder.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::string_view TemporaryEnding = ".tmp";

/// What is in a folder, by kind; names that are not ours are left out.
struct Contents
{
    std::vector<FileName> dataFiles;
    std::vector<Epoch> journals;
    std::uint64_t bytes = 0;
    std::vector<std::string> leftOver;
};

Result<Contents> contentsOf(const std::string &folder)
{
    const auto names = listFiles(folder);
    if (!names)
        return Failure(names.error());
    Contents contents;
    for (const std::string &name : *names) {
        if (const auto file = FileName::parse(name)) {
            contents.dataFiles.push_back(*file);
        } else if (const auto epoch = parseJournalName(name)) {
            contents.journals.push_back(*epoch);
        } else if (name.ends_with(TemporaryEnding)) {
            contents.leftOver.push_back(name);
        } else if (name != CatalogName) {
            continue;
        }
        contents.bytes += fileBytes(folder + '/' + name);
    }
    std::sort(contents.dataFiles.begin(), contents.dataFiles.end());
    return contents;
}

void noteUndefined(const SeriesSeen &seen, FolderReport::File &catalog)
{
    const SeriesSet undefined = seen.used - seen.defined;
    if (undefined.isEmpty())
        return;
    catalog.notes.push_back("labels of " + std::to_string(undefined.cardinality()) +
                            " series in data files are missing, the first is series " +
                            std::to_string(undefined.minimum()));
}

std::string padded(std::string text, std::size_t width, bool right)
{
    const std::string space(width > text.size() ? width - text.size() : 0, ' ');
    return right ? space + text : text + space;
}

} // namespace

bool FolderReport::isSound() const
{
    return std::all_of(files.begin(), files.end(),
                       [](const File &file) { return file.damage.empty(); });
}

std::string FolderReport::toText() const
{
    using Row = std::array<std::string, 6>;
    std::vector<Row> rows{{"file", "size", "series", "chunks", "samples", ""}};
    for (const File &file : files) {
        rows.push_back({file.name, formatSize(file.bytes), std::to_string(file.series),
                        std::to_string(file.chunks), std::to_string(file.samples),
                        file.damage.empty() ? "sound" : "DAMAGED"});
    }
    std::array<std::size_t, 6> widths{};
    for (const Row &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::string line = padded(rows[i][0], widths[0], false);
        for (std::size_t column = 1; column < 5; ++column)
            line += "  " + padded(rows[i][column], widths[column], true);
        line += rows[i][5].empty() ? "" : "  " + rows[i][5];
        text += line + '\n';
        if (i == 0)
            continue;
        for (const std::string &damage : files[i - 1].damage)
            text += "    " + damage + '\n';
        for (const std::string &note : files[i - 1].notes)
            text += "    note: " + note + '\n';
    }
    for (const std::string &line : lost)
        text += "lost: " + line + '\n';
    return text;
}

Result<FolderReport> checkFolder(const std::string &folder, const FolderProgress &progress)
{
    const Result<Contents> contents = contentsOf(folder);
    if (!contents)
        return Failure(contents.error());
    FolderReport report;
    if (contents->bytes == 0) // nothing was ever stored
        return report;
    ProgressCounter counter(progress, contents->bytes);
    SeriesSeen seen;
    Result<FolderReport::File> catalog = checkCatalog(folder, seen);
    if (!catalog)
        return Failure(std::move(catalog.error()));
    if (Result<void> goesOn = counter.add(catalog->bytes); !goesOn)
        return Failure(std::move(goesOn.error()));
    for (const Epoch epoch : contents->journals) {
        Result<FolderReport::File> file = checkJournal(folder, epoch);
        if (!file)
            return Failure(std::move(file.error()));
        if (Result<void> goesOn = counter.add(file->bytes); !goesOn)
            return Failure(std::move(goesOn.error()));
        report.files.push_back(std::move(*file));
    }
    for (const FileName &name : contents->dataFiles) {
        Result<FolderReport::File> file = checkDataFile(folder, name, seen, counter);
        if (!file)
            return Failure(std::move(file.error()));
        report.files.push_back(std::move(*file));
    }
    noteUndefined(seen, *catalog);
    report.files.insert(report.files.begin(), std::move(*catalog));
    for (const std::string &name : contents->leftOver) {
        report.files.push_back({.name = name,
                                .bytes = fileBytes(folder + '/' + name),
                                .notes = {"left over from a crash; the next start removes it"}});
    }
    return report;
}

} // namespace tinyobs
