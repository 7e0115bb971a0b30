#include "core/base/release.h"
#include "core/storage/chunkreader.h"
#include "core/storage/disk/folder.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace tinyobs {
namespace {

// Flushed files are merged within hours, so larger pages, which are written faster.
constexpr int FlushPageBytes = 16384;

/// The raw files of one generation, a writer for each day.
class DayWriters
{
public:
    DayWriters(const std::string &folder, Epoch epoch)
        : m_folder(folder)
        , m_epoch(epoch)
    {
    }

    /// Samples of one series, ascending; series come ascending, too.
    Result<void> add(std::uint32_t series, const SampleColumns &samples)
    {
        SampleColumns part;
        for (std::size_t first = 0; first < samples.size();) {
            const Day day = dayOf(samples.timesMs[first]);
            const auto begin = samples.timesMs.begin();
            const auto past = std::lower_bound(begin + std::ptrdiff_t(first), samples.timesMs.end(),
                                               dayStartMs(day + 1));
            const auto last = static_cast<std::size_t>(past - begin);
            const Result<DataFileWriter *> writer = writerOf(day);
            if (!writer)
                return Failure(writer.error());
            const bool isWhole = first == 0 && last == samples.size();
            if (!isWhole) {
                part.timesMs.assign(begin + std::ptrdiff_t(first), past);
                part.values.assign(samples.values.begin() + std::ptrdiff_t(first),
                                   samples.values.begin() + std::ptrdiff_t(last));
            }
            if (Result<void> added = (*writer)->addSamples(series, isWhole ? samples : part);
                !added)
                return added;
            first = last;
        }
        return {};
    }

    Result<DataFileList> finish()
    {
        DataFileList files;
        for (auto &[day, writer] : m_writers) {
            Result<DataFilePtr> file = writer->finish(0);
            if (!file)
                return Failure(std::move(file.error()));
            files.push_back(std::move(*file));
        }
        return files;
    }

private:
    Result<DataFileWriter *> writerOf(Day day)
    {
        std::unique_ptr<DataFileWriter> &writer = m_writers[day];
        if (!writer) {
            Result<std::unique_ptr<DataFileWriter>> made = DataFileWriter::create(
                m_folder, {Tier::Raw, day, day, m_epoch, m_epoch}, FlushPageBytes);
            if (!made)
                return Failure(std::move(made.error()));
            writer = std::move(*made);
        }
        return writer.get();
    }

    const std::string &m_folder;
    const Epoch m_epoch;
    std::map<Day, std::unique_ptr<DataFileWriter>> m_writers;
};

Result<DataFileList> writeGeneration(const std::string &folder, const Generation &generation)
{
    constexpr TimeMs First = std::numeric_limits<TimeMs>::min();
    constexpr TimeMs Last = std::numeric_limits<TimeMs>::max();
    DayWriters writers(folder, generation.epoch());
    SampleColumns samples;
    for (const std::uint32_t series : generation.members()) {
        samples.clear();
        const Chain *chain = generation.find(series);
        readChain(viewOf(*chain, generation.blocks()), generation.blocks(), First, Last, samples);
        if (Result<void> added = writers.add(series, samples); !added)
            return Failure(std::move(added.error()));
    }
    return writers.finish();
}

} // namespace

bool StoreState::wantsFreeze()
{
    const std::lock_guard lock(mutex);
    const Generation &current = head.current();
    if (current.samples() == 0) {
        epochStartMs = clock.nowMs();
        return false;
    }
    return memory.wantsFreeze(head) ||
           journals.at(current.epoch())->bytes() >= options.journalBytes ||
           clock.nowMs() - epochStartMs >= options.flushInterval.count();
}

Result<void> StoreState::freeze()
{
    Epoch epoch = 0;
    {
        const std::lock_guard lock(mutex);
        epoch = head.current().epoch() + 1;
    }
    Result<std::shared_ptr<Journal>> journal = Journal::open(folder, epoch, options.vfs);
    if (!journal)
        return Failure(std::move(journal.error()));
    CommitTicket last = 0;
    {
        const std::lock_guard lock(mutex);
        if (!failing.empty())
            return fail(Error::Code::Unavailable, failing);
        head.freeze(epoch);
        journals[epoch] = *journal;
        committer->rotate(*journal);
        last = committer->newest();
        epochStartMs = clock.nowMs();
    }
    // Samples whose commit fails must not come into data files.
    return committer->waitDurable(last);
}

Result<void> StoreState::flushFrozen()
{
    for (;;) {
        std::shared_ptr<const Generation> oldest;
        std::vector<SeriesDefinition> definitions;
        {
            const std::lock_guard lock(mutex);
            if (head.generations().size() < 2)
                return {};
            if (holdsRefused)
                return fail(Error::Code::Unavailable, failing);
            oldest = head.generations().front();
            for (const std::uint32_t series : oldest->newSeries) {
                if (!head.series.isLive(series))
                    continue;
                definitions.push_back({series, static_cast<TenantId>(head.series[series].tenant),
                                       head.series.labelsOf(head.series[series].pairSpan())});
            }
        }
        std::ranges::sort(definitions, {}, &SeriesDefinition::series);
        if (Result<void> defined = catalog->addSeries(definitions); !defined)
            return defined;
        release(definitions);
        const Result<DataFileList> written = writeGeneration(folder, *oldest);
        if (!written)
            return Failure(written.error());
        if (Result<void> flushed = catalog->setFlushedEpoch(oldest->epoch()); !flushed)
            return flushed;
        const auto inStep = [this] {
            const std::shared_ptr<const Generation> gone = head.dropOldest();
            counts.outOfOrder += gone->outOfOrder();
            ++counts.flushes;
            noteNewest(*gone);
            journals.erase(gone->epoch());
        };
        if (Result<void> replaced = replaceFiles(*written, {}, inStep); !replaced)
            return replaced;
        if (Result<void> removed = Journal::remove(folder, oldest->epoch()); !removed)
            return removed;
    }
}

/// Hands the newest values of a generation that was flushed on to its series.
void StoreState::noteNewest(const Generation &generation)
{
    for (const std::uint32_t id : generation.members()) {
        if (!head.series.isLive(id))
            continue;
        const Chain *chain = generation.find(id);
        Series &series = head.series[id];
        if (chain->newestMs < series.filedNewestMs)
            continue;
        series.filedNewestMs = chain->newestMs;
        series.filedNewest = newestValue(*chain, generation.blocks());
        series.knowsNewest = 1;
    }
}

Result<void> Store::flush()
{
    StoreState &state = *m_state;
    if (!state.hasFolder())
        return {};
    const std::lock_guard working(state.upkeep);
    bool hasSamples = false;
    {
        const std::lock_guard lock(state.mutex);
        hasSamples = state.head.current().samples() != 0;
    }
    if (hasSamples) {
        if (Result<void> frozen = state.freeze(); !frozen)
            return frozen;
    }
    return state.flushFrozen();
}

} // namespace tinyobs
