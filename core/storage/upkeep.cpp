#include "core/storage/disk/expiry.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/merge.h"
#include "core/storage/storagelog.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tinyobs {
namespace {

// Files are merged while there is something to merge, but not so long that a full head waits.
constexpr int MergesAtATime = 4;

// Series are removed so many at a time under the lock.
constexpr std::size_t SweepSlice = 4096;

/// What files add to a series, or take from it.
struct FileShare
{
    std::int64_t samples = 0;
    TimeMs newestMs = Series::Never;
};
using FileShares = std::vector<FileShare>; // by series

Result<void> countShares(const DataFileList &files, int sign, FileShares &shares)
{
    for (const DataFilePtr &file : files) {
        if (file->name().tier != Tier::Raw)
            continue;
        const Result<void> visited =
            file->visitSeries([&](std::uint32_t series, std::uint64_t samples, TimeMs newestMs) {
                if (series >= shares.size())
                    shares.resize(series + series / 4 + 64);
                shares[series].samples += sign * static_cast<std::int64_t>(samples);
                if (sign > 0)
                    shares[series].newestMs = std::max(shares[series].newestMs, newestMs);
            });
        if (!visited)
            return visited;
    }
    return {};
}

void takeShares(const FileShares &shares, SeriesTable &table)
{
    constexpr std::int64_t MostSamples = (std::int64_t(1) << 47) - 1; // as wide as the field
    for (std::uint32_t id = 0; id < shares.size(); ++id) {
        if (!table.isLive(id))
            continue;
        Series &series = table[id];
        const auto held = static_cast<std::int64_t>(series.filedSamples) + shares[id].samples;
        series.filedSamples =
            static_cast<std::uint64_t>(std::clamp<std::int64_t>(held, 0, MostSamples)) &
            static_cast<std::uint64_t>(MostSamples);
        if (shares[id].newestMs > series.filedNewestMs) {
            series.filedNewestMs = shares[id].newestMs;
            series.knowsNewest = 0;
        }
    }
}

} // namespace

Result<void> StoreState::replaceFiles(const DataFileList &added, const DataFileList &removed,
                                      const std::function<void()> &inStep)
{
    FileShares shares;
    if (Result<void> counted = countShares(added, 1, shares); !counted)
        return counted;
    if (Result<void> counted = countShares(removed, -1, shares); !counted)
        return counted;
    const std::lock_guard lock(mutex);
    if (inStep)
        inStep();
    files.replace(added, removed);
    seriesMayBeDead = seriesMayBeDead || !removed.empty();
    takeShares(shares, head.series);
    return {};
}

Result<void> StoreState::noteFiles()
{
    FileShares shares;
    if (Result<void> counted = countShares(*files.list(), 1, shares); !counted)
        return counted;
    const std::lock_guard lock(mutex);
    takeShares(shares, head.series);
    return {};
}

Result<void> StoreState::mergeFiles()
{
    for (int i = 0; i < MergesAtATime; ++i) {
        std::shared_ptr<const TombstoneList> deleted;
        {
            const std::lock_guard lock(mutex);
            deleted = tombstones;
        }
        const std::shared_ptr<const DataFileList> all = files.list();
        const std::optional<MergePlan> plan = planMerge(*all, *deleted, clock.nowMs(), unmergeable);
        if (!plan)
            return dropDoneTombstones();
        const Result<DataFileList> merged = runMerge(folder, *plan, *all, *deleted);
        if (!merged) {
            if (merged.error().code == Error::Code::Corruption) {
                for (const DataFilePtr &source : plan->sources)
                    unmergeable.push_back(source->name());
            }
            return Failure(merged.error());
        }
        if (Result<void> replaced =
                replaceFiles(*merged, plan->sources, [this] { ++counts.merges; });
            !replaced)
            return replaced;
    }
    return {};
}

/// Forgets tombstones that no file needs any more.
Result<void> StoreState::dropDoneTombstones()
{
    std::shared_ptr<const TombstoneList> deleted;
    {
        const std::lock_guard lock(mutex);
        deleted = tombstones;
    }
    const std::shared_ptr<const DataFileList> all = files.list();
    TombstoneList needed;
    for (const Tombstone &tombstone : *deleted) {
        const auto hides = [&](const DataFilePtr &file) {
            return !Deletions(std::span(&tombstone, 1), *file).empty();
        };
        if (std::ranges::any_of(*all, hides)) {
            needed.push_back(tombstone);
        } else if (Result<void> removed = catalog->removeTombstone(tombstone.id); !removed) {
            return removed;
        }
    }
    if (needed.size() == deleted->size())
        return {};
    const std::lock_guard lock(mutex);
    tombstones = std::make_shared<TombstoneList>(std::move(needed));
    return {};
}

Result<void> StoreState::writeMetadata()
{
    const std::vector<MetricMetadata> changed = metadata.takeChanged();
    if (changed.empty())
        return {};
    Result<void> written = catalog->setMetadata(changed);
    if (!written)
        metadata.keepChanged(changed);
    return written;
}

void StoreState::expireFiles()
{
    RetentionLimits limits;
    std::uint64_t headSamples = 0;
    std::uint64_t otherBytes = fileBytes(folder + "/" + std::string(CatalogName));
    {
        const std::lock_guard lock(mutex);
        limits = retention;
        headSamples = head.samples();
        for (const auto &[epoch, journal] : journals)
            otherBytes += journal->bytes();
    }
    const std::vector<Expiry> expired =
        findExpired(*files.list(), limits, clock.nowMs(), otherBytes, headSamples);
    for (const Expiry &one : expired) {
        const DataFile &file = *one.file;
        qCInfo(storageLog).noquote()
            << "dropped" << QString::fromStdString(file.path()) << "with" << file.samples()
            << "samples:" << QString::fromStdString(one.reason);
        const bool isRaw = file.name().tier == Tier::Raw;
        const std::uint64_t samples = isRaw ? file.samples() : 0;
        const Result<void> removed =
            replaceFiles({}, {one.file}, [&] { counts.samplesDropped += samples; });
        if (!removed)
            qCWarning(storageLog).noquote() << QString::fromStdString(removed.error().message);
    }
}

void StoreState::sweepSeries()
{
    // What cannot be read now may be repaired, and must find its series again.
    if (keepsAllSeries)
        return;
    SeriesSet dead;
    SeriesSet alive = files.series();
    {
        const std::lock_guard lock(mutex);
        if (!std::exchange(seriesMayBeDead, false))
            return;
        dead = head.series.all();
    }
    dead -= alive;
    std::vector<std::uint32_t> numbers(dead.cardinality());
    dead.toUint32Array(numbers.data());
    bool anyRemoved = false;
    for (std::size_t first = 0; first < numbers.size(); first += SweepSlice) {
        const std::lock_guard lock(mutex);
        const std::size_t last = std::min(first + SweepSlice, numbers.size());
        for (std::size_t i = first; i < last; ++i) {
            const auto holds = [&](const auto &generation) {
                return generation->find(numbers[i]) != nullptr;
            };
            if (!head.series.isLive(numbers[i]) || std::ranges::any_of(head.generations(), holds))
                continue;
            head.remove(numbers[i]);
            anyRemoved = true;
        }
        head.reclaim();
    }
    if (!anyRemoved || !catalog)
        return;
    {
        const std::lock_guard lock(mutex);
        alive = head.series.all();
    }
    if (const Result<std::size_t> swept = catalog->sweepSeries(alive); !swept)
        qCWarning(storageLog).noquote() << QString::fromStdString(swept.error().message);
}

Result<void> Store::maintain()
{
    StoreState &state = *m_state;
    if (!state.hasFolder())
        return {};
    const std::lock_guard working(state.upkeep);
    Result<void> last;
    const auto note = [&](Result<void> done) {
        if (done)
            return;
        const std::lock_guard lock(state.mutex);
        ++state.counts.upkeepFailures;
        last = std::move(done);
    };
    if (state.wantsFreeze())
        note(state.freeze());
    note(state.flushFrozen());
    note(state.mergeFiles()); // before a day goes: its rollups are made of it
    state.expireFiles();
    state.sweepSeries();
    note(state.writeMetadata());
    return last;
}

Result<std::size_t> Store::deleteSeries(std::span<const std::vector<Matcher>> selectors,
                                        TimeMs fromMs, TimeMs toMs)
{
    StoreState &state = *m_state;
    if (!state.hasFolder())
        return fail(Error::Code::Unavailable, "the store has no data folder");
    const std::lock_guard working(state.upkeep);
    Tombstone tombstone{.id = 0, .fromMs = fromMs, .toMs = toMs, .lastEpoch = 0, .series = {}};
    {
        std::unique_lock lock(state.mutex);
        for (const std::vector<Matcher> &matchers : selectors)
            tombstone.series |= state.select(lock, matchers);
    }
    if (tombstone.series.isEmpty())
        return 0;
    // What is in the head now is deleted, what comes from now on is not: an epoch ends here.
    if (Result<void> frozen = state.freeze(); !frozen)
        return Failure(std::move(frozen.error()));
    if (Result<void> flushed = state.flushFrozen(); !flushed)
        return Failure(std::move(flushed.error()));
    {
        const std::lock_guard lock(state.mutex);
        tombstone.lastEpoch = state.head.current().epoch() - 1;
    }
    const std::size_t series = tombstone.series.cardinality();
    const SeriesSet deleted = tombstone.series;
    Result<Tombstone> added = state.catalog->addTombstone(std::move(tombstone));
    if (!added)
        return Failure(std::move(added.error()));
    const std::lock_guard lock(state.mutex);
    auto list = std::make_shared<TombstoneList>(*state.tombstones);
    list->push_back(std::move(*added));
    state.tombstones = std::move(list);
    for (const std::uint32_t id : deleted)
        state.head.exemplars.drop(id, fromMs, toMs);
    return series;
}

Result<void> Store::cleanTombstones()
{
    StoreState &state = *m_state;
    if (!state.hasFolder())
        return {};
    const std::lock_guard working(state.upkeep);
    for (;;) {
        const std::uint64_t before = state.counts.merges; // only merges count it, under `upkeep`
        if (Result<void> merged = state.mergeFiles(); !merged)
            return merged;
        if (state.counts.merges == before)
            break;
    }
    state.sweepSeries();
    return {};
}

} // namespace tinyobs
