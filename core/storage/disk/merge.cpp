#include "core/storage/disk/merge.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tinyobs {
namespace {

constexpr TimeMs CloseAfterMs = 3'600'000;
constexpr TimeMs JoinMonthAfterMs = DayMs;
constexpr std::size_t MostFiles = 8; // of a day, before some are joined

using RawDays = std::map<Day, DataFileList>;

RawDays rawDays(const DataFileList &files)
{
    RawDays days;
    for (const DataFilePtr &file : files) {
        if (file->name().tier == Tier::Raw)
            days[file->name().firstDay].push_back(file);
    }
    return days;
}

Epoch newestEpoch(const RawDays &days)
{
    Epoch newest = 0;
    for (const auto &[day, files] : days)
        newest = std::max(newest, files.back()->name().lastEpoch);
    return newest;
}

bool isClosed(const DataFileList &day)
{
    return day.size() == 1 && day.front()->isClosed();
}

bool isOver(Day day, TimeMs forMs, TimeMs nowMs)
{
    return nowMs - (dayStartMs(day) + DayMs) >= forMs;
}

/// Whether more late samples are to be expected soon.
bool awaitsMore(const DataFileList &day, Epoch newest)
{
    const bool hasClosed =
        std::ranges::any_of(day, [](const DataFilePtr &file) { return file->isClosed(); });
    return hasClosed && day.size() <= MostFiles && day.back()->name().lastEpoch == newest;
}

bool isReadable(const DataFileList &files, std::span<const FileName> unreadable)
{
    return std::ranges::none_of(files, [&](const DataFilePtr &file) {
        return std::ranges::find(unreadable, file->name()) != unreadable.end();
    });
}

std::optional<MergePlan> planClosing(const RawDays &days, TimeMs nowMs,
                                     std::span<const FileName> unreadable)
{
    const Epoch newest = newestEpoch(days);
    for (const auto &[day, files] : days) {
        if (isOver(day, CloseAfterMs, nowMs) && !isClosed(files) && !awaitsMore(files, newest) &&
            isReadable(files, unreadable))
            return MergePlan{MergePlan::Kind::CloseDay, files};
    }
    return std::nullopt;
}

/// The newest files of a day, as far back as they are not much larger than those behind them: each
/// sample is rewritten only as often as the day doubles.
DataFileList newestRun(const DataFileList &day)
{
    std::size_t begin = day.size() - 2;
    std::uint64_t bytes = day[begin]->bytes() + day[begin + 1]->bytes();
    while (begin > 0 && day[begin - 1]->bytes() <= 2 * bytes)
        bytes += day[--begin]->bytes();
    return {day.begin() + static_cast<std::ptrdiff_t>(begin), day.end()};
}

std::optional<MergePlan> planJoining(const RawDays &days, std::span<const FileName> unreadable)
{
    for (const auto &[day, files] : days) {
        if (files.size() <= MostFiles)
            continue;
        DataFileList run = newestRun(files);
        if (isReadable(run, unreadable))
            return MergePlan{MergePlan::Kind::Join, std::move(run)};
    }
    return std::nullopt;
}

bool hasOpenDay(const RawDays &days, Day firstDay, Day lastDay)
{
    return std::any_of(days.lower_bound(firstDay), days.upper_bound(lastDay),
                       [](const auto &day) { return !isClosed(day.second); });
}

/// Only when no raw day of the month is open: a rollup file's epochs tell what it holds, and those
/// of a month would speak for a day whose late samples are not in it.
std::optional<MergePlan> planMonth(const DataFileList &files, const RawDays &days, TimeMs nowMs,
                                   std::span<const FileName> unreadable)
{
    for (std::size_t begin = 0; begin < files.size();) {
        const FileName &name = files[begin]->name();
        const auto [firstDay, lastDay] = monthOf(name.firstDay);
        std::size_t end = begin + 1;
        while (end < files.size() && files[end]->name().tier == name.tier &&
               files[end]->name().firstDay <= lastDay)
            ++end;
        if (name.tier != Tier::Raw && end - begin > 1 && isOver(lastDay, JoinMonthAfterMs, nowMs) &&
            !hasOpenDay(days, firstDay, lastDay)) {
            const auto at = [&](std::size_t i) {
                return files.begin() + static_cast<std::ptrdiff_t>(i);
            };
            DataFileList month(at(begin), at(end));
            if (isReadable(month, unreadable))
                return MergePlan{MergePlan::Kind::Join, std::move(month)};
        }
        begin = end;
    }
    return std::nullopt;
}

std::optional<MergePlan> planCleaning(const DataFileList &files,
                                      std::span<const Tombstone> tombstones,
                                      std::span<const FileName> unreadable)
{
    for (const DataFilePtr &file : files) {
        if (!Deletions(tombstones, *file).empty() && isReadable({file}, unreadable))
            return MergePlan{MergePlan::Kind::Clean, {file}};
    }
    return std::nullopt;
}

} // namespace

std::string MergePlan::toString() const
{
    const std::string name = sources.front()->name().toString();
    const std::string first = name.substr(0, name.find('-', name.find('-') + 1)); // without epochs
    switch (kind) {
    case Kind::CloseDay:
        return "close " + first;
    case Kind::Clean:
        return "clean " + first;
    case Kind::Join:
        break;
    }
    return "join " + std::to_string(sources.size()) + " files from " + first;
}

std::optional<MergePlan> planMerge(const DataFileList &files, std::span<const Tombstone> tombstones,
                                   TimeMs nowMs, std::span<const FileName> unreadable)
{
    const RawDays days = rawDays(files);
    if (auto plan = planClosing(days, nowMs, unreadable))
        return plan;
    if (auto plan = planJoining(days, unreadable))
        return plan;
    if (auto plan = planMonth(files, days, nowMs, unreadable))
        return plan;
    return planCleaning(files, tombstones, unreadable);
}

} // namespace tinyobs
