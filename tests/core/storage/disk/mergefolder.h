#pragma once

// A folder of data files in tests of merging, filled epoch by epoch, and a map of what should be in
// it; what a reader sees of it.

#include "core/storage/disk/merge.h"
#include "core/storage/disk/rollup.h"
#include "tests/core/storage/disk/datafilerows.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cmath>

namespace tinyobs {

inline constexpr Day Today = 20'000;
inline constexpr TimeMs Hour = 3'600'000;
inline constexpr TimeMs LongAfter = dayStartMs(Today + 400);

struct RowValues
{
    std::uint64_t count = 0;
    std::uint64_t min = 0, max = 0, sum = 0, last = 0, increase = 0; // bits
    TimeMs lastMs = 0;

    bool operator==(const RowValues &) const = default;
};
using RollupRows = std::map<std::uint32_t, std::map<TimeMs, RowValues>>;

inline void addRows(const encoding::RollupColumns &columns, std::map<TimeMs, RowValues> &rows)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        rows[columns.timesMs[i]] = {columns.counts[i],       bitsOf(columns.min[i]),
                                    bitsOf(columns.max[i]),  bitsOf(columns.sum[i]),
                                    bitsOf(columns.last[i]), bitsOf(columns.increase[i]),
                                    columns.lastMs[i]};
    }
}

/// All rows of a tier; fails on two rows with the same time.
inline RollupRows readRollups(const DataFileList &files, Tier tier)
{
    RollupRows rows;
    for (const DataFilePtr &file : files) {
        if (file->name().tier != tier)
            continue;
        DataFile::Lease reader = must(file->lease());
        must(reader->allChunks([&](const StoredChunk &chunk) -> Result<bool> {
            encoding::RollupColumns columns;
            must(encoding::openRollup(chunk.data, columns));
            const std::size_t before = rows[chunk.series].size();
            addRows(columns, rows[chunk.series]);
            if (rows[chunk.series].size() != before + columns.size())
                qFatal("two rows have the same time");
            return true;
        }));
    }
    return rows;
}

/// What a reader sees: files in order, later ones win, without what is deleted.
inline FileRows readAllRaw(const DataFileList &files, std::span<const Tombstone> tombstones)
{
    FileRows all;
    for (const DataFilePtr &file : files) {
        if (file->name().tier != Tier::Raw)
            continue;
        const Deletions deletions(tombstones, *file);
        for (const auto &[series, rows] : readRaw(*file)) {
            SampleColumns samples = columnsOf(rows);
            deletions.apply(series, samples);
            for (std::size_t i = 0; i < samples.size(); ++i)
                all[series][samples.timesMs[i]] = bitsOf(samples.values[i]);
        }
    }
    return all;
}

/// Each file is synced twice, and here are thousands: in memory where the system has such a folder.
inline QString temporaryTemplate()
{
    const QString memory = QStringLiteral("/dev/shm");
    const QString root = QFileInfo(memory).isWritable() ? memory : QDir::tempPath();
    return root + QStringLiteral("/tst_merge-XXXXXX");
}

/// The data files of a folder, filled epoch by epoch, and a map of what should be in them.
class MergeFolder
{
public:
    MergeFolder() { must(files.open(path())); }

    std::string path() const { return m_dir.path().toStdString(); }

    /// Writes the samples of one epoch, a file for each day.
    void flush(const FileRows &rows)
    {
        ++epoch;
        std::map<Day, FileRows> days;
        for (const auto &[series, samples] : rows) {
            for (const auto &[timeMs, bits] : samples) {
                days[dayOf(timeMs)][series][timeMs] = bits;
                model[series][timeMs] = bits;
            }
        }
        DataFileList made;
        for (const auto &[day, part] : days)
            made.push_back(writeRaw(path(), rawName(day, epoch, epoch), part, lastTombstone()));
        files.replace(made, {});
    }

    void erase(const SeriesSet &series, TimeMs fromMs, TimeMs toMs)
    {
        tombstones.push_back({.id = tombstones.size() + 1,
                              .fromMs = fromMs,
                              .toMs = toMs,
                              .lastEpoch = epoch,
                              .series = series});
        for (const std::uint32_t number : series) {
            SeriesRows &rows = model[number];
            rows.erase(rows.lower_bound(fromMs), rows.upper_bound(toMs));
        }
    }

    std::optional<MergePlan> plan(TimeMs nowMs) const
    {
        return planMerge(*files.list(), tombstones, nowMs);
    }
    DataFileList run(const MergePlan &plan) const
    {
        return must(runMerge(path(), plan, *files.list(), tombstones));
    }
    bool mergeOnce(TimeMs nowMs)
    {
        const auto next = plan(nowMs);
        if (next)
            files.replace(run(*next), next->sources);
        return next.has_value();
    }
    int mergeAll(TimeMs nowMs)
    {
        int merges = 0;
        while (mergeOnce(nowMs)) {
            if (++merges > 1000)
                qFatal("merging does not end");
        }
        return merges;
    }

    FileRows expected() const
    {
        FileRows rows = model;
        std::erase_if(rows, [](const auto &series) { return series.second.empty(); });
        return rows;
    }
    FileRows stored() const { return readAllRaw(*files.list(), tombstones); }

    /// The rows that a tier should have, made of all samples at once.
    RollupRows expectedRollups(Tier tier) const
    {
        RollupRows rollups;
        for (const auto &[series, samples] : expected()) {
            std::optional<double> before;
            Day beforeDay = 0;
            std::map<Day, SeriesRows> days;
            for (const auto &[timeMs, bits] : samples)
                days[dayOf(timeMs)][timeMs] = bits;
            for (const auto &[day, part] : days) {
                if (beforeDay != day - 1)
                    before.reset();
                beforeDay = day;
                const SampleColumns columns = columnsOf(part);
                const TimeMs spanMs = columns.timesMs.back() - columns.timesMs.front();
                encoding::RollupColumns rows;
                rollUp(columns, rowOf(tier).stepMs, before, rows);
                if (tier != Tier::Minute || spanMs < 30'000 * TimeMs(columns.size() - 1))
                    addRows(rows, rollups[series]);
                before.reset();
                for (const double value : columns.values)
                    before = std::isnan(value) ? before : std::optional(value);
            }
        }
        return rollups;
    }

    QStringList names() const
    {
        QStringList list;
        for (const DataFilePtr &file : *files.list())
            list << QString::fromStdString(file->name().toString()).chopped(3);
        return list;
    }

    DataFiles files;
    std::vector<Tombstone> tombstones;
    FileRows model;
    Epoch epoch = 0;

private:
    std::uint64_t lastTombstone() const { return tombstones.size(); }

    QTemporaryDir m_dir{temporaryTemplate()};
};

} // namespace tinyobs
