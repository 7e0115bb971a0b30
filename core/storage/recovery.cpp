#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/folder.h"
#include "core/storage/storagelog.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::string_view LostSeriesName = "tinyobs_lost_series";

constexpr std::uint32_t PrefetchSeries = 6;

/// Loads the definitions of the catalog: later blocks win. Returns what was damaged.
Result<std::vector<std::string>> loadSeries(CatalogFile &catalog, Head &head)
{
    std::vector<std::uint32_t> numbers; // of the block's pairs
    std::vector<std::uint32_t> pairs;
    return catalog.visitSeries([&](const SeriesBlock &block) -> Result<void> {
        numbers.clear();
        for (const LabelView label : block.pairs)
            numbers.push_back(head.series.index().intern(label));
        for (const SeriesBlock::Entry &entry : block.entries) {
            pairs.clear();
            for (const std::uint32_t index : block.pairsOf(entry))
                pairs.push_back(numbers[index]);
            head.series.restore(entry.series, entry.tenant, pairs);
        }
        return {};
    });
}

/// Gives names to series that have samples but no definition: so they can be read, and so no new
/// series gets their numbers and with them their samples. Returns how many there were.
std::size_t nameUndefined(SeriesSet undefined, Head &head)
{
    undefined -= head.series.all();
    for (const std::uint32_t series : undefined) {
        const std::string number = std::to_string(series);
        const std::array<std::uint32_t, 2> pairs{
            head.series.index().intern({MetricNameLabel, LostSeriesName}),
            head.series.index().intern({"series", number})};
        head.series.restore(series, 0, pairs);
    }
    return undefined.cardinality();
}

/// What a journal's reader gives, put into a new generation.
class Replay
{
public:
    Replay(Head &head, std::shared_ptr<Generation> generation)
        : m_head(head)
        , m_generation(std::move(generation))
    {
    }

    Result<Journal::ReadReport> run(Journal &journal)
    {
        JournalReader reader({
            .pair =
                [this](LabelView label) { pairs.push_back(m_head.series.index().intern(label)); },
            .series = [this](std::uint32_t series, TenantId tenant,
                             std::span<const std::uint32_t> numbers) -> Result<void> {
                m_pairs.clear();
                for (const std::uint32_t number : numbers)
                    m_pairs.push_back(pairs[number]);
                m_head.series.restore(series, tenant, m_pairs);
                m_generation->newSeries.push_back(series);
                return {};
            },
            .sample =
                [this](std::uint32_t series, TimeMs timeMs, double value) {
                    // Batches mostly go through the series in order.
                    m_generation->prefetchChain(series + 2 * PrefetchSeries);
                    m_generation->prefetchBlock(series + PrefetchSeries);
                    if (m_head.series.isLive(series))
                        m_generation->append(series, timeMs, value);
                    else
                        ++orphans;
                },
        });
        return journal.read([&](Bytes record) { return reader.read(record); });
    }

    std::vector<std::uint32_t> pairs; // the journal's pairs by the store's numbers
    std::uint64_t orphans = 0;        // samples of series that nothing defines

private:
    Head &m_head;
    std::shared_ptr<Generation> m_generation;
    std::vector<std::uint32_t> m_pairs;
};

Epoch newestEpoch(const DataFileList &files)
{
    Epoch newest = 0;
    for (const DataFilePtr &file : files)
        newest = std::max(newest, file->name().lastEpoch);
    return newest;
}

/// The journals of development versions before 0.1 were databases. Nobody else makes such names.
bool isOldJournal(const std::string &name)
{
    return name.starts_with("journal-") && name.ends_with(".db");
}

std::vector<Epoch> journalsIn(const std::vector<std::string> &names)
{
    std::vector<Epoch> epochs;
    for (const std::string &name : names) {
        if (const auto epoch = parseJournalName(name))
            epochs.push_back(*epoch);
    }
    std::ranges::sort(epochs);
    return epochs;
}

} // namespace

Result<OpenReport> StoreState::open(const std::string &path)
{
    Q_ASSERT(!hasFolder() && head.samples() == 0);
    OpenReport report;
    const std::lock_guard working(upkeep);
    Result<DataFiles::OpenReport> opened = files.open(path);
    if (!opened)
        return Failure(std::move(opened.error()));
    for (const std::string &file : opened->damaged)
        report.warnings.push_back(file + "; its samples are missing until it is repaired");
    keepsAllSeries = !opened->damaged.empty();
    Result<CatalogFile> opening = CatalogFile::open(path, options.vfs);
    if (!opening)
        return Failure(std::move(opening.error()));
    catalog = std::move(*opening);
    Result<std::vector<std::string>> damaged = loadSeries(*catalog, head);
    if (!damaged)
        return Failure(std::move(damaged.error()));
    std::ranges::move(*damaged, std::back_inserter(report.warnings));
    Result<TombstoneList> deleted = catalog->tombstones();
    if (!deleted)
        return Failure(std::move(deleted.error()));
    tombstones = std::make_shared<TombstoneList>(std::move(*deleted));
    folder = path;
    if (Result<void> loaded = loadMetadata(report); !loaded)
        return Failure(std::move(loaded.error()));
    if (Result<void> replayed = replayJournals(report); !replayed)
        return Failure(std::move(replayed.error()));
    if (const std::size_t lost = nameUndefined(files.series(), head); lost > 0) {
        report.warnings.push_back("data files hold " + std::to_string(lost) +
                                  " series that the catalog does not define; they are named " +
                                  std::string(LostSeriesName));
    }
    head.series.finishRestore(head.reclaimer);
    if (Result<void> noted = noteFiles(); !noted)
        return Failure(std::move(noted.error()));
    seriesMayBeDead = true;
    sweepSeries();
    head.isJournaling = true;
    epochStartMs = clock.nowMs();
    committer = std::make_unique<Committer>(
        Committer::Options{.durability = options.durability,
                           .failed =
                               [this](const Error &cause, const Error &refusal) {
                                   qCCritical(storageLog).noquote()
                                       << "commits fail, nothing is taken:"
                                       << QString::fromStdString(cause.message);
                                   rollBack(refusal);
                               },
                           .recovered = [this] { return takeUp(); }},
        journals.rbegin()->second);
    report.series = head.series.count();
    report.samples = head.samples() + files.samples();
    report.journalSamples = head.samples();
    return report;
}

Result<void> StoreState::loadMetadata(OpenReport &report)
{
    const Result<std::size_t> damaged =
        catalog->visitMetadata([this](const MetricMetadata &one) { metadata.restore(one); });
    if (!damaged && damaged.error().code != Error::Code::Corruption)
        return Failure(damaged.error());
    if (!damaged || *damaged > 0) {
        report.warnings.push_back("descriptions of metrics in " + std::string(CatalogName) +
                                  " are damaged and left out; senders repeat them");
    }
    return {};
}

Result<void> StoreState::replayJournals(OpenReport &report)
{
    const Result<Epoch> flushed = catalog->flushedEpoch();
    if (!flushed)
        return Failure(flushed.error());
    const Result<std::vector<std::string>> names = listFiles(folder);
    if (!names)
        return Failure(names.error());
    if (const auto old = std::ranges::find_if(*names, isOldJournal); old != names->end()) {
        return fail(Error::Code::Unavailable,
                    folder + "/" + *old +
                        ": a development version of TinyObs wrote this journal, and only that one "
                        "reads it: export its samples with it, or start with another folder");
    }
    std::vector<std::shared_ptr<Generation>> generations;
    for (const Epoch epoch : journalsIn(*names)) {
        if (epoch <= *flushed) { // all of it lies in data files
            if (Result<void> removed = Journal::remove(folder, epoch); !removed)
                return removed;
            continue;
        }
        Result<std::shared_ptr<Journal>> journal = Journal::open(folder, epoch, options.vfs);
        if (!journal)
            return Failure(std::move(journal.error()));
        generations.push_back(std::make_shared<Generation>(epoch));
        Replay replay(head, generations.back());
        const Result<Journal::ReadReport> read = replay.run(**journal);
        if (!read)
            return Failure(read.error());
        if (read->isDamaged) {
            if (Result<void> kept = copyToDamaged(folder, journalName(epoch)); !kept)
                return kept;
            report.warnings.push_back(journalName(epoch) + " is damaged, a copy is in \"damaged\"");
        }
        if (read->tornBytes != 0) {
            report.warnings.push_back(journalName(epoch) + ": the last " +
                                      std::to_string(read->tornBytes) +
                                      " bytes are no whole records and are dropped");
        }
        if (replay.orphans != 0) {
            report.warnings.push_back(journalName(epoch) + ": " + std::to_string(replay.orphans) +
                                      " samples belong to series that are nowhere defined");
        }
        if (read->tornBytes == 0 && replay.orphans == 0)
            dropUnfinished(epoch);
        head.journal = JournalWriter();
        for (const std::uint32_t pair : replay.pairs)
            head.journal.knowPair(pair);
        journals[epoch] = std::move(*journal);
    }
    if (generations.empty()) {
        const Epoch epoch = std::max(*flushed, newestEpoch(*files.list())) + 1;
        Result<std::shared_ptr<Journal>> journal = Journal::open(folder, epoch, options.vfs);
        if (!journal)
            return Failure(std::move(journal.error()));
        journals[epoch] = std::move(*journal);
        generations.push_back(std::make_shared<Generation>(epoch));
    }
    head.replaceGenerations(std::move(generations));
    return {};
}

/// Data files of an epoch whose flush did not come to its end. All their samples have been replayed
/// and would count twice; the next flush writes them again.
void StoreState::dropUnfinished(Epoch epoch)
{
    DataFileList unfinished;
    for (const DataFilePtr &file : *files.list()) {
        if (file->name().firstEpoch == epoch && file->name().lastEpoch == epoch)
            unfinished.push_back(file);
    }
    files.replace({}, unfinished);
}

void StoreState::rollBack(const Error &refusal)
{
    {
        const std::lock_guard lock(mutex);
        failing = refusal.message; // appends end here until the committer has recovered
        holdsRefused = true;
    }
    const Result<void> done = readBack();
    if (done)
        return;
    qCCritical(storageLog).noquote() << "a failed commit cannot be taken back, nothing is taken:"
                                     << QString::fromStdString(done.error().message);
    std::string_view reason = done.error().message;
    if (reason.starts_with(folder + "/"))
        reason.remove_prefix(folder.size() + 1);
    const std::lock_guard lock(mutex);
    failing = "storage: a failed commit cannot be taken back, " + std::string(reason) +
              "; nothing is stored until the journal can be read";
}

bool StoreState::takeUp()
{
    bool reads = false;
    {
        const std::lock_guard lock(mutex);
        reads = holdsRefused;
    }
    if (reads && !readBack())
        return false;
    qCWarning(storageLog) << "commits succeed again";
    const std::lock_guard lock(mutex);
    failing.clear();
    return true;
}

/// Makes the head's generations anew from the journals.
Result<void> StoreState::readBack()
{
    std::map<Epoch, std::shared_ptr<Journal>> held;
    {
        const std::lock_guard lock(mutex);
        held = journals;
    }
    std::vector<std::shared_ptr<Generation>> generations;
    std::vector<std::pair<std::string, std::string>> pairs; // of the newest journal
    for (const auto &[epoch, journal] : held) {
        auto generation = std::make_shared<Generation>(epoch);
        pairs.clear();
        JournalReader reader({
            .pair = [&](LabelView label) { pairs.emplace_back(label.name, label.value); },
            .series = [&](std::uint32_t series, TenantId,
                          std::span<const std::uint32_t>) -> Result<void> {
                generation->newSeries.push_back(series);
                return {};
            },
            .sample = [&](std::uint32_t series, TimeMs timeMs,
                          double value) { generation->append(series, timeMs, value); },
        });
        const auto read = journal->read([&](Bytes record) { return reader.read(record); });
        if (!read)
            return Failure(read.error());
        generations.push_back(std::move(generation));
    }
    const std::lock_guard lock(mutex);
    // What was flushed meanwhile lies in data files.
    std::erase_if(generations,
                  [this](const auto &one) { return !journals.contains(one->epoch()); });
    adoptGenerations(std::move(generations), pairs);
    holdsRefused = false;
    return {};
}

/// Replaces the head's generations by those that the journals hold, and forgets the series that
/// only lost batches knew.
void StoreState::adoptGenerations(std::vector<std::shared_ptr<Generation>> generations,
                                  const std::vector<std::pair<std::string, std::string>> &pairs)
{
    std::vector<std::uint32_t> created;
    SeriesSet kept;
    const std::uint64_t before = head.samples();
    for (const auto &generation : head.generations())
        created.insert(created.end(), generation->newSeries.begin(), generation->newSeries.end());
    for (const auto &generation : generations) {
        for (const std::uint32_t series : generation->newSeries)
            kept.add(series);
    }
    head.replaceGenerations(std::move(generations));
    head.appended -= before - head.samples();
    for (const std::uint32_t series : created) {
        if (!kept.contains(series) && head.series.isLive(series))
            head.remove(series);
    }
    head.reclaim();
    head.journal = JournalWriter();
    for (const auto &[name, value] : pairs) {
        const std::uint32_t pair = head.series.index().findPair(name, value);
        head.journal.knowPair(pair);
    }
}

} // namespace tinyobs
