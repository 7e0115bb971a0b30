#include "core/storage/rollupreading.h"

#include "core/storage/disk/deletions.h"
#include "core/storage/disk/mergesource.h"
#include "core/storage/disk/rollup.h"

#include <algorithm>
#include <set>

namespace tinyobs {
namespace {

TierSpan spanOf(const FileName &name)
{
    return {name.tier, dayStartMs(name.firstDay), dayStartMs(name.lastDay) + DayMs - 1};
}

/// Days before a time whose rows of an hour hold all of their samples.
std::set<Day> daysOfHours(const DataFileList &all, TimeMs beforeMs)
{
    std::set<Day> days;
    const auto forDays = [&](Tier tier, const auto &use) {
        for (const DataFilePtr &file : all) {
            const FileName &name = file->name();
            for (Day day = name.firstDay; name.tier == tier && day <= name.lastDay; ++day)
                use(*file, day);
        }
    };
    forDays(Tier::Hour, [&](const DataFile &, Day day) {
        if (dayStartMs(day) + DayMs <= beforeMs)
            days.insert(day);
    });
    forDays(Tier::Raw, [&](const DataFile &file, Day day) {
        if (!file.isClosed())
            days.erase(day);
    });
    return days;
}

/// The days of a span but some.
void addDaysBut(const std::set<Day> &some, const TierSpan &span, std::vector<TierSpan> &out)
{
    for (Day day = dayOf(span.fromMs); day <= dayOf(span.toMs); ++day) {
        if (!some.contains(day))
            out.push_back({span.tier, dayStartMs(day), dayStartMs(day) + DayMs - 1});
    }
}

/// All rows of a series in one file.
Result<void> readFile(const DataFile &file, std::span<const Tombstone> tombstones,
                      std::uint32_t series, encoding::RollupColumns &out)
{
    Result<DataFile::Lease> reader = file.lease();
    if (!reader)
        return Failure(std::move(reader.error()));
    Result<void> whole;
    encoding::RollupColumns rows;
    const auto open = [&](const StoredChunk &chunk) -> Result<bool> {
        const Result<void> opened = encoding::openRollup(chunk.data, rows);
        if (!opened && whole) {
            whole = fail(opened.error().code, file.path() + ": series " + std::to_string(series) +
                                                  ": " + opened.error().message);
        }
        return true;
    };
    if (Result<void> visited = (*reader)->chunksOf(series, open); !visited)
        return visited;
    Deletions(tombstones, file).apply(series, rows, rowOf(file.name().tier).stepMs);
    appendRows(rows, 0, rows.size(), out);
    return whole;
}

/// The rows of one tier in a span.
Result<void> readTier(const RollupView &view, std::span<const Tombstone> tombstones,
                      std::uint32_t series, const TierSpan &span, encoding::RollupColumns &out)
{
    DataFileList files;
    for (const DataFilePtr &file : view.files) {
        if (file->name().tier == span.tier && file->overlaps(span.fromMs, span.toMs) &&
            file->series().contains(series))
            files.push_back(file);
    }
    std::ranges::stable_sort(files, {},
                             [](const DataFilePtr &file) { return file->name().lastEpoch; });
    Result<void> whole;
    encoding::RollupColumns rows;
    for (const DataFilePtr &file : files) {
        Result<void> done = readFile(*file, tombstones, series, rows);
        if (!done && done.error().code != Error::Code::Corruption)
            return done;
        if (!done && whole)
            whole = std::move(done);
    }
    keepLatest(rows);
    const auto begin = std::ranges::lower_bound(rows.timesMs, span.fromMs);
    const auto end = std::ranges::upper_bound(rows.timesMs, span.toMs);
    appendRows(rows, static_cast<std::size_t>(begin - rows.timesMs.begin()),
               static_cast<std::size_t>(std::max(begin, end) - rows.timesMs.begin()), out);
    return whole;
}

} // namespace

RollupView rollupsWithin(const DataFileList &all, TimeMs oldestRawMs, TimeMs hoursBeforeMs,
                         TimeMs fromMs, TimeMs toMs)
{
    RollupView view;
    std::vector<TierSpan> coverage;
    const std::set<Day> hours = daysOfHours(all, hoursBeforeMs);
    for (const DataFilePtr &file : all) {
        const TierSpan span = spanOf(file->name());
        if (span.tier == Tier::Raw && span.fromMs < oldestRawMs)
            continue;
        if (span.tier == Tier::Hour || hours.empty())
            coverage.push_back(span);
        else
            addDaysBut(hours, span, coverage);
        if (span.tier != Tier::Raw && file->overlaps(fromMs, toMs))
            view.files.push_back(file);
    }
    view.spans = chooseTiers(coverage, fromMs, toMs);
    std::erase_if(view.spans, [](const TierSpan &span) { return span.tier == Tier::Raw; });
    return view;
}

Result<void> readRollups(const RollupView &view, std::span<const Tombstone> tombstones,
                         std::uint32_t series, const TierSpan &span, encoding::RollupColumns &out)
{
    encoding::RollupColumns rows;
    Result<void> whole = readTier(view, tombstones, series, span, rows);
    if (!whole && whole.error().code != Error::Code::Corruption)
        return whole;
    if (span.tier == Tier::Minute) {
        std::set<Day> days;
        for (const TimeMs rowMs : rows.timesMs)
            days.insert(dayOf(rowMs));
        encoding::RollupColumns hours;
        Result<void> read =
            readTier(view, tombstones, series, {Tier::Hour, span.fromMs, span.toMs}, hours);
        if (!read && read.error().code != Error::Code::Corruption)
            return read;
        if (!read && whole)
            whole = std::move(read);
        for (std::size_t i = 0; i < hours.size(); ++i) {
            if (!days.contains(dayOf(hours.timesMs[i])))
                appendRows(hours, i, i + 1, rows);
        }
        keepLatest(rows); // in order again
    }
    appendRows(rows, 0, rows.size(), out);
    return whole;
}

} // namespace tinyobs
