#include "core/storage/storestate.h"

#include "core/storage/selection.h"

#include <algorithm>

namespace tinyobs {
namespace {

// A selection that meets new or vanished series is made again; the last time under the lock.
constexpr int SelectAttempts = 3;

constexpr Epoch FirstEpoch = 1;

} // namespace

StoreState::StoreState(const StoreOptions &given, const Clock &givenClock)
    : options(given)
    , clock(givenClock)
    , memory(given.memoryBytes)
    , keepRawMs(given.retention.keepRaw().count())
    , head(FirstEpoch, given.maxExemplars)
    , retention(given.retention)
{
}

StoreState::~StoreState()
{
    // First, because its last callbacks reach everything else.
    committer.reset();
}

SeriesSet StoreState::select(std::unique_lock<std::mutex> &lock, std::span<const Matcher> matchers)
{
    Selection selection(matchers);
    const LabelIndex &index = head.series.index();
    const auto generation = [this] { return head.series.creations() + head.series.removals(); };
    for (int attempt = 1; selection.needsTest(); ++attempt) {
        const std::uint64_t before = generation();
        selection.collect(index);
        if (attempt == SelectAttempts) {
            selection.test(index);
            break;
        }
        const std::uint64_t epoch = pin();
        lock.unlock();
        selection.test(index);
        lock.lock();
        head.reclaimer.unpin(epoch);
        head.reclaim();
        if (generation() == before)
            break;
    }
    return selection.evaluate(index, head.series.all());
}

void StoreState::unpin(std::uint64_t epoch)
{
    const std::lock_guard lock(mutex);
    head.reclaimer.unpin(epoch);
    head.reclaim();
}

std::string StoreState::problem() const
{
    if (!failing.empty())
        return failing;
    if (memory.isFull(head)) {
        return "memory is full: " + std::to_string(head.bytes()) + " bytes, limit " +
               std::to_string(memory.bytes()) +
               (hasFolder() ? "; samples are being written to disk, retry later" : "");
    }
    return {};
}

StoreStats Store::stats() const
{
    const StoreState &state = *m_state;
    Committer::Stats commits;
    if (state.committer)
        commits = state.committer->stats();
    const MetadataTable::Stats metadata = state.metadata.stats();
    const std::lock_guard lock(state.mutex);
    StoreStats stats = state.counts;
    stats.metadata = metadata;
    const Head &head = state.head;
    const std::shared_ptr<const DataFileList> files = state.files.list();
    TimeMs oldestMs = std::numeric_limits<TimeMs>::max();
    TimeMs newestMs = std::numeric_limits<TimeMs>::min();
    const auto widen = [&](TimeMs firstMs, TimeMs lastMs) {
        oldestMs = std::min(oldestMs, firstMs);
        newestMs = std::max(newestMs, lastMs);
    };
    for (const auto &generation : head.generations()) {
        stats.outOfOrder += generation->outOfOrder();
        if (generation->samples() != 0)
            widen(generation->oldestMs(), generation->newestMs());
    }
    for (const DataFilePtr &file : *files) {
        stats.diskBytes += file->bytes();
        if (file->name().tier == Tier::Raw)
            widen(file->minMs(), file->maxMs());
    }
    for (const auto &[epoch, journal] : state.journals)
        stats.journalBytes += journal->bytes();
    stats.diskBytes += stats.journalBytes;
    stats.files = files->size();
    stats.unflushedEpochs = head.generations().size();
    stats.series = head.series.count();
    stats.samples = head.samples() + state.files.samples();
    stats.samplesAppended = head.appended;
    stats.seriesCreated = head.series.creations();
    stats.seriesRemoved = head.series.removals();
    stats.generation = head.series.creations() + head.series.removals();
    stats.memoryBytes = head.bytes();
    stats.oldestMs = stats.samples == 0 ? 0 : oldestMs;
    stats.newestMs = stats.samples == 0 ? 0 : newestMs;
    stats.commits = commits.commits;
    stats.commitFailures = commits.failures;
    stats.commitTime = commits.commitTime;
    stats.tombstones = state.tombstones->size();
    return stats;
}

} // namespace tinyobs
