#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/merge.h"
#include "core/storage/disk/mergesource.h"
#include "core/storage/disk/rollup.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace tinyobs {
namespace {

// A day's chunk of a series is some pages long and leaves half of one empty: with 4 KiB pages files
// are 10 % larger than their chunks, with these 6 %, and are read as fast.
constexpr int PageBytes = 2048;
// Rows of a minute are larger than samples this far apart: hours are kept of such a series.
constexpr TimeMs SparseMs = 30'000;

using Sources = std::vector<MergeSource>;
using Writer = std::unique_ptr<DataFileWriter>;

Result<Sources> openSources(const DataFileList &files, std::span<const Tombstone> tombstones)
{
    Sources sources;
    for (const DataFilePtr &file : files) {
        Result<MergeSource> source = MergeSource::open(file, tombstones);
        if (!source)
            return Failure(std::move(source.error()));
        sources.push_back(std::move(*source));
    }
    return sources;
}

/// The lowest series at hand in any source.
std::optional<std::uint32_t> lowestSeries(const Sources &sources)
{
    std::optional<std::uint32_t> lowest;
    for (const MergeSource &source : sources) {
        if (source.series() && (!lowest || *source.series() < *lowest))
            lowest = source.series();
    }
    return lowest;
}

/// The period and epochs of all of them.
FileName nameOver(const DataFileList &files)
{
    FileName name = files.front()->name();
    for (const DataFilePtr &file : files) {
        name.firstDay = std::min(name.firstDay, file->name().firstDay);
        name.lastDay = std::max(name.lastDay, file->name().lastDay);
        name.firstEpoch = std::min(name.firstEpoch, file->name().firstEpoch);
        name.lastEpoch = std::max(name.lastEpoch, file->name().lastEpoch);
    }
    return name;
}

std::uint64_t appliedTombstones(const DataFileList &files, std::span<const Tombstone> tombstones)
{
    std::uint64_t applied = 0;
    for (const DataFilePtr &file : files)
        applied = std::max(applied, file->tombstones());
    for (const Tombstone &tombstone : tombstones)
        applied = std::max(applied, tombstone.id);
    return applied;
}

/// Whether the chunks may be taken over, which their order of time decides as well: none overlap,
/// and sealing again would not make fewer.
bool orderChunks(SeriesPart &part)
{
    constexpr std::size_t Most = encoding::MaxChunkSamples;
    if (part.hasDeletions || part.chunks.size() != (part.samples.size() + Most - 1) / Most)
        return false;
    std::ranges::sort(part.chunks, {}, &SeriesPart::Chunk::firstMs);
    for (std::size_t i = 1; i < part.chunks.size(); ++i) {
        if (part.chunks[i].firstMs <= part.chunks[i - 1].lastMs)
            return false;
    }
    return true;
}

Result<void> writePart(DataFileWriter &writer, std::uint32_t series, SeriesPart &part)
{
    if (!orderChunks(part))
        return writer.addSamples(series, part.samples);
    for (const SeriesPart::Chunk &chunk : part.chunks) {
        const StoredChunk stored{
            .series = series, .part = 0, .statistics = chunk.statistics, .data = chunk.data};
        Result<void> added =
            writer.addChunk(series, stored, chunk.samples, chunk.firstMs, chunk.lastMs);
        if (!added)
            return added;
    }
    return {};
}

/// Samples of the day before, for increases across midnight. It may be damaged: that costs this
/// day an increase and no more.
class DayBefore
{
public:
    DayBefore(const DataFileList &files, Day day, std::span<const Tombstone> tombstones)
    {
        for (const DataFilePtr &file : files) {
            if (file->name().tier != Tier::Raw || file->name().firstDay != day - 1)
                continue;
            if (Result<MergeSource> source = MergeSource::open(file, tombstones))
                m_sources.push_back(std::move(*source));
        }
    }

    /// Its last sample that is not NaN. Ascending series only.
    std::optional<double> lastValue(std::uint32_t series)
    {
        SeriesPart part;
        std::erase_if(m_sources,
                      [&](MergeSource &source) { return !take(source, series, part).has_value(); });
        keepLatest(part.samples);
        const auto &values = part.samples.values;
        const auto last = std::find_if(values.rbegin(), values.rend(),
                                       [](double value) { return !std::isnan(value); });
        return last == values.rend() ? std::nullopt : std::optional(*last);
    }

private:
    static Result<void> take(MergeSource &source, std::uint32_t series, SeriesPart &part)
    {
        while (source.series() && *source.series() < series) {
            if (Result<void> skipped = source.skip(); !skipped)
                return skipped;
        }
        if (source.series() != series)
            return {};
        return source.takeSamples(part);
    }

    Sources m_sources;
};

bool isSparse(const SampleColumns &samples)
{
    const TimeMs spanMs = samples.timesMs.back() - samples.timesMs.front();
    return spanMs >= SparseMs * static_cast<TimeMs>(samples.size() - 1);
}

/// The rollups of a day that is closed.
class DayRollups
{
public:
    static Result<DayRollups> create(const std::string &folder, FileName raw)
    {
        DayRollups rollups;
        for (const Tier tier : {Tier::Minute, Tier::Hour}) {
            raw.tier = tier;
            Result<Writer> writer = DataFileWriter::create(folder, raw, PageBytes);
            if (!writer)
                return Failure(std::move(writer.error()));
            rollups.m_writers.emplace_back(tier, std::move(*writer));
        }
        return rollups;
    }

    Result<void> add(std::uint32_t series, const SampleColumns &samples,
                     std::optional<double> before)
    {
        for (auto &[tier, writer] : m_writers) {
            if (tier == Tier::Minute && isSparse(samples))
                continue;
            encoding::RollupColumns rows;
            rollUp(samples, rowOf(tier).stepMs, before, rows);
            if (Result<void> added = writer->addRollups(series, rows); !added)
                return added;
        }
        return {};
    }

    Result<void> finish(std::uint64_t tombstones, DataFileList &made)
    {
        for (auto &[tier, writer] : m_writers) {
            if (writer->samples() == 0)
                continue;
            Result<DataFilePtr> file = writer->finish(tombstones);
            if (!file)
                return Failure(std::move(file.error()));
            made.push_back(std::move(*file));
        }
        return {};
    }

private:
    std::vector<std::pair<Tier, Writer>> m_writers;
};

/// Raw files of one day, in order of epoch.
class RawMerge
{
public:
    RawMerge(Sources sources, Writer writer, DayBefore before, std::optional<DayRollups> rollups)
        : m_sources(std::move(sources))
        , m_writer(std::move(writer))
        , m_before(std::move(before))
        , m_rollups(std::move(rollups))
    {
    }

    Result<void> run()
    {
        while (const auto series = lowestSeries(m_sources)) {
            if (Result<void> done = mergeSeries(*series); !done)
                return done;
        }
        return {};
    }

    /// The raw file last: it says that the others are there.
    Result<DataFileList> finish(bool closed, std::uint64_t tombstones)
    {
        DataFileList made;
        if (m_writer->samples() == 0)
            return made;
        if (m_rollups) {
            if (Result<void> done = m_rollups->finish(tombstones, made); !done)
                return Failure(std::move(done.error()));
        }
        if (closed)
            m_writer->markClosed();
        Result<DataFilePtr> raw = m_writer->finish(tombstones);
        if (!raw)
            return Failure(std::move(raw.error()));
        made.push_back(std::move(*raw));
        return made;
    }

private:
    Result<void> mergeSeries(std::uint32_t series)
    {
        m_part.clear();
        for (MergeSource &source : m_sources) {
            if (source.series() != series)
                continue;
            if (Result<void> taken = source.takeSamples(m_part); !taken)
                return taken;
        }
        keepLatest(m_part.samples);
        if (m_part.samples.size() == 0)
            return {};
        if (Result<void> written = writePart(*m_writer, series, m_part); !written)
            return written;
        if (!m_rollups)
            return {};
        return m_rollups->add(series, m_part.samples, m_before.lastValue(series));
    }

    Sources m_sources;
    Writer m_writer;
    DayBefore m_before;
    std::optional<DayRollups> m_rollups;
    SeriesPart m_part; // of the series at hand
};

Result<DataFileList> mergeRaw(const std::string &folder, const MergePlan &plan,
                              const DataFileList &files, std::span<const Tombstone> tombstones)
{
    const FileName name = nameOver(plan.sources);
    const bool closing = plan.kind == MergePlan::Kind::CloseDay;
    Result<Sources> sources = openSources(plan.sources, tombstones);
    if (!sources)
        return Failure(std::move(sources.error()));
    Result<Writer> writer = DataFileWriter::create(folder, name, PageBytes);
    if (!writer)
        return Failure(std::move(writer.error()));
    std::optional<DayRollups> rollups;
    if (closing) {
        Result<DayRollups> created = DayRollups::create(folder, name);
        if (!created)
            return Failure(std::move(created.error()));
        rollups = std::move(*created);
    }
    RawMerge merge(std::move(*sources), std::move(*writer),
                   DayBefore(closing ? files : DataFileList(), name.firstDay, tombstones),
                   std::move(rollups));
    if (Result<void> done = merge.run(); !done)
        return Failure(std::move(done.error()));
    const bool closed = closing || (plan.sources.size() == 1 && plan.sources.front()->isClosed());
    return merge.finish(closed, appliedTombstones(plan.sources, tombstones));
}

/// Rollup files of a month, the day or month of each; of two rows with one time the one that was
/// made later wins.
Result<DataFileList> mergeRollups(const std::string &folder, const MergePlan &plan,
                                  std::span<const Tombstone> tombstones)
{
    FileName name = nameOver(plan.sources);
    if (plan.sources.size() > 1)
        std::tie(name.firstDay, name.lastDay) = monthOf(name.firstDay);
    DataFileList byEpoch = plan.sources;
    std::ranges::stable_sort(byEpoch, {},
                             [](const DataFilePtr &file) { return file->name().lastEpoch; });
    Result<Sources> sources = openSources(byEpoch, tombstones);
    if (!sources)
        return Failure(std::move(sources.error()));
    Result<Writer> writer = DataFileWriter::create(folder, name, PageBytes);
    if (!writer)
        return Failure(std::move(writer.error()));
    while (const auto series = lowestSeries(*sources)) {
        encoding::RollupColumns rows;
        for (MergeSource &source : *sources) {
            if (source.series() != series)
                continue;
            if (Result<void> taken = source.takeRows(rows); !taken)
                return Failure(std::move(taken.error()));
        }
        keepLatest(rows);
        if (Result<void> added = (*writer)->addRollups(*series, rows); !added)
            return Failure(std::move(added.error()));
    }
    if ((*writer)->samples() == 0)
        return DataFileList();
    Result<DataFilePtr> made = (*writer)->finish(appliedTombstones(plan.sources, tombstones));
    if (!made)
        return Failure(std::move(made.error()));
    return DataFileList{std::move(*made)};
}

} // namespace

Result<DataFileList> runMerge(const std::string &folder, const MergePlan &plan,
                              const DataFileList &files, std::span<const Tombstone> tombstones)
{
    if (plan.sources.front()->name().tier == Tier::Raw)
        return mergeRaw(folder, plan, files, tombstones);
    return mergeRollups(folder, plan, tombstones);
}

} // namespace tinyobs
