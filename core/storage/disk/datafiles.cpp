#include "core/storage/disk/datafiles.h"

#include "core/storage/disk/folder.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::string_view Unfinished = ".tmp";
constexpr Day LongestPeriod = 31;

bool byName(const DataFilePtr &a, const DataFilePtr &b)
{
    return a->name() < b->name();
}

bool isUnfinished(std::string_view name)
{
    return name.ends_with(Unfinished) &&
           FileName::parse(name.substr(0, name.size() - Unfinished.size())).has_value();
}

bool holdsName(const DataFileList &files, const FileName &name)
{
    return std::ranges::any_of(files,
                               [&](const DataFilePtr &file) { return file->name() == name; });
}

/// Whether a file of the list, which is in order, holds everything that this one does. Only those
/// near it can: a period is a month at most.
bool isSuperseded(const DataFileList &files, std::size_t index)
{
    const FileName &name = files[index]->name();
    const auto isNear = [&](const FileName &other) {
        return other.tier == name.tier && other.firstDay <= name.firstDay &&
               other.firstDay > name.firstDay - LongestPeriod;
    };
    for (std::size_t i = index; i-- > 0 && isNear(files[i]->name());) {
        if (files[i]->name().supersedes(name))
            return true;
    }
    for (std::size_t i = index + 1; i < files.size() && isNear(files[i]->name()); ++i) {
        if (files[i]->name().supersedes(name))
            return true;
    }
    return false;
}

/// The list without superseded files, which go to `dropped`.
DataFileList withoutSuperseded(const DataFileList &files, DataFileList &dropped)
{
    DataFileList kept;
    for (std::size_t i = 0; i < files.size(); ++i)
        (isSuperseded(files, i) ? dropped : kept).push_back(files[i]);
    return kept;
}

} // namespace

Result<DataFiles::OpenReport> DataFiles::open(const std::string &folder)
{
    const Result<std::vector<std::string>> names = listFiles(folder);
    if (!names)
        return Failure(names.error());
    OpenReport report;
    DataFileList files;
    for (const std::string &text : *names) {
        const std::optional<FileName> name = FileName::parse(text);
        if (!name)
            continue;
        Result<DataFilePtr> file = DataFile::open(folder, *name);
        if (file)
            files.push_back(std::move(*file));
        else if (file.error().code == Error::Code::Unavailable)
            return Failure(std::move(file.error()));
        else
            report.damaged.push_back(std::move(file.error().message));
    }
    for (const std::string &name : *names) {
        if (!isUnfinished(name))
            continue;
        if (Result<void> removed = removeFile(folder + "/" + name); !removed)
            return Failure(std::move(removed.error()));
        report.removed.push_back(name);
    }
    std::ranges::sort(files, byName);
    DataFileList dropped;
    auto list = std::make_shared<DataFileList>(withoutSuperseded(files, dropped));
    for (const DataFilePtr &file : dropped) {
        file->removeWhenUnused();
        report.removed.push_back(file->name().toString());
    }
    const std::lock_guard lock(m_mutex);
    m_list = std::move(list);
    return report;
}

std::shared_ptr<const DataFileList> DataFiles::list() const
{
    const std::lock_guard lock(m_mutex);
    return m_list;
}

DataFileList DataFiles::find(Tier tier, TimeMs fromMs, TimeMs toMs) const
{
    DataFileList found;
    for (const DataFilePtr &file : *list()) {
        if (file->name().tier == tier && file->overlaps(fromMs, toMs))
            found.push_back(file);
    }
    return found;
}

void DataFiles::replace(const DataFileList &added, const DataFileList &removed)
{
    // Housekeeping has one thread, so nobody changes the list between here and the swap.
    DataFileList files = added;
    for (const DataFilePtr &file : *list()) {
        if (!holdsName(added, file->name()) && !holdsName(removed, file->name()))
            files.push_back(file);
    }
    std::ranges::sort(files, byName);
    DataFileList dropped;
    auto next = std::make_shared<DataFileList>(withoutSuperseded(files, dropped));
    {
        const std::lock_guard lock(m_mutex);
        m_list = std::move(next);
    }
    // A name that a new file has taken is its file now.
    for (const DataFilePtr &file : removed) {
        if (!holdsName(added, file->name()))
            file->removeWhenUnused();
    }
    for (const DataFilePtr &file : dropped)
        file->removeWhenUnused();
}

SeriesSet DataFiles::series() const
{
    SeriesSet all;
    for (const DataFilePtr &file : *list())
        all |= file->series();
    return all;
}

std::uint64_t DataFiles::bytes() const
{
    std::uint64_t sum = 0;
    for (const DataFilePtr &file : *list())
        sum += file->bytes();
    return sum;
}

std::uint64_t DataFiles::samples() const
{
    std::uint64_t sum = 0;
    for (const DataFilePtr &file : *list())
        sum += file->name().tier == Tier::Raw ? file->samples() : 0;
    return sum;
}

} // namespace tinyobs
