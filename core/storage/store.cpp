#include "core/storage/store.h"

#include "core/storage/appendplan.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tinyobs {
namespace {

constexpr TimeMs AllTimes = std::numeric_limits<TimeMs>::max();

/// A report that refuses everything for a reason outside the batch.
AppendReport unavailable(std::string message)
{
    AppendReport report;
    report.refusals.push_back({RefusalReason::Storage, 0, std::move(message)});
    report.isUnavailable = true;
    return report;
}

} // namespace

Store::Store(const StoreOptions &options, const Clock &clock)
    : m_state(std::make_unique<StoreState>(options, clock))
{
}

Store::~Store() = default;

Result<OpenReport> Store::open(const std::string &folder)
{
    return m_state->open(folder);
}

AppendReport Store::append(const SampleBatch &batch, const BatchSource &source, AppendMode mode)
{
    StoreState &state = *m_state;
    const TimeMs nowMs = state.clock.nowMs();
    const AppendPlan::Rules rules{.oldestMs = nowMs - state.keepRawMs,
                                  .newestMs = nowMs + state.options.maxAhead.count(),
                                  .nowMs = nowMs,
                                  .maxSeries = state.options.maxSeries,
                                  .memory = state.memory};
    AppendReport report;
    AppendPlan plan(batch, mode, report);
    if (!plan.checkTimes(rules))
        return report;
    if (!batch.exemplars.empty())
        plan.checkExemplars(rules, state.options.maxExemplars);
    std::unique_lock lock(state.mutex);
    if (std::string problem = state.problem(); !problem.empty())
        return unavailable(std::move(problem));
    while (!plan.lookUp(state.head)) {
        lock.unlock();
        if (!plan.resolve(source))
            return report;
        lock.lock();
    }
    if (state.committer) {
        // Before the head changes: what it holds and its journal does not would be missing there.
        if (const Result<void> ready = state.committer->ready(); !ready)
            return unavailable(ready.error().message);
    }
    if (!plan.admit(state.head, rules))
        return report;
    const std::size_t stored = plan.store(state.head);
    if (!batch.exemplars.empty())
        plan.storeExemplars(state.head);
    if (state.committer && stored > 0) {
        const Result<CommitTicket> ticket = state.committer->submit(state.head.journal.batch());
        state.head.journal.clear();
        if (!ticket)
            return unavailable(ticket.error().message);
        report.ticket = *ticket;
    } else {
        state.head.journal.clear();
    }
    if (state.hasFolder() && !state.isWorkDue && state.memory.wantsFreeze(state.head)) {
        state.isWorkDue = true;
        state.workDue.notify_one();
    }
    return report;
}

void Store::whenDurable(CommitTicket ticket, std::function<void(const Result<void> &)> done)
{
    if (m_state->committer)
        m_state->committer->whenDurable(ticket, std::move(done));
    else
        done({});
}

Result<void> Store::waitDurable(CommitTicket ticket)
{
    if (!m_state->committer)
        return {};
    return m_state->committer->waitDurable(ticket);
}

namespace {

TimeMs oldestOfHead(const Head &head)
{
    TimeMs oldestMs = std::numeric_limits<TimeMs>::max();
    for (const auto &generation : head.generations()) {
        if (generation->samples() > 0)
            oldestMs = std::min(oldestMs, generation->oldestMs());
    }
    return oldestMs;
}

} // namespace

Snapshot Store::snapshot(std::span<const Matcher> matchers, TimeMs fromMs, TimeMs toMs,
                         std::size_t maxSeries, SeriesId firstId, Reading reading) const
{
    StoreState &state = *m_state;
    auto data = std::make_unique<SnapshotData>();
    const TimeMs oldestRawMs = state.clock.nowMs() - state.keepRawMs;
    data->fromMs = std::max(fromMs, oldestRawMs);
    data->toMs = toMs;
    data->table = &state.head.series;
    {
        std::unique_lock lock(state.mutex);
        const SeriesSet matching = state.select(lock, matchers);
        data->tombstones = state.tombstones;
        data->files = state.files.find(Tier::Raw, data->fromMs, toMs);
        SeriesSet selected; // those that have something here
        if (reading != Reading::Samples) {
            const bool prefersHours = reading == Reading::WholeHours && state.tombstones->empty();
            const TimeMs hoursBeforeMs =
                prefersHours ? oldestOfHead(state.head) : std::numeric_limits<TimeMs>::min();
            data->rollups =
                rollupsWithin(*state.files.list(), oldestRawMs, hoursBeforeMs, fromMs, toMs);
        }
        for (const DataFilePtr &file : data->rollups.files)
            selected |= matching & file->series();
        for (const DataFilePtr &file : data->files)
            selected |= matching & file->series();
        for (const auto &generation : state.head.generations()) {
            if (generation->samples() == 0)
                continue;
            selected |= matching & generation->members();
            data->generations.push_back(generation);
        }
        SeriesSet before;
        before.addRange(0, toIndex(firstId));
        selected -= before;
        data->matched = selected.cardinality();
        data->members.reserve(std::min(data->matched, maxSeries));
        data->unpin = [&state, epoch = state.pin()] { state.unpin(epoch); };
        for (const std::uint32_t id : selected) {
            if (data->members.size() == maxSeries)
                break;
            SnapshotData::Member member{.id = SeriesId(id),
                                        .firstView = std::uint32_t(data->views.size()),
                                        .viewCount = 0,
                                        .pairs = state.head.series[id].pairSpan()};
            for (std::uint32_t i = 0; i < data->generations.size(); ++i) {
                const Generation &generation = *data->generations[i];
                const Chain *chain = generation.find(id);
                if (!chain || chain->newestMs < data->fromMs || chain->oldestMs > toMs)
                    continue;
                data->views.push_back({viewOf(*chain, generation.blocks()), i});
                ++member.viewCount;
            }
            data->members.push_back(member);
        }
    }
    return Snapshot(std::move(data));
}

SeriesList Store::series(std::span<const Matcher> matchers, std::size_t limit) const
{
    StoreState &state = *m_state;
    SeriesList list;
    struct Pending
    {
        std::span<const std::uint32_t> pairs;
        bool readsNewest = false;
    };
    std::vector<Pending> pending;
    std::unique_lock lock(state.mutex);
    const SeriesSet selected = state.select(lock, matchers);
    list.matched = selected.cardinality();
    const std::uint64_t epoch = state.pin();
    for (const std::uint32_t id : selected) {
        if (list.series.size() == limit)
            break;
        const SeriesState one = state.head.stateOf(id);
        list.series.push_back({SeriesId(id), {}, one.samples, one.newestMs, one.newest});
        pending.push_back({state.head.series[id].pairSpan(), !one.knowsNewest});
    }
    const std::shared_ptr<const TombstoneList> tombstones = state.tombstones;
    const DataFileList files = state.files.find(Tier::Raw, Series::Never, AllTimes);
    lock.unlock();
    SampleColumns newest;
    for (std::size_t i = 0; i < pending.size(); ++i) {
        SeriesInfo &info = list.series[i];
        info.labels = state.head.series.labelsOf(pending[i].pairs);
        if (!pending[i].readsNewest)
            continue;
        // What cannot be read shows without its value; whoever asks for samples learns why.
        static_cast<void>(readFiles(files, *tombstones, toIndex(info.id), info.lastTimeMs,
                                    info.lastTimeMs, newest));
        if (newest.size() != 0)
            info.lastValue = newest.values.back();
    }
    state.unpin(epoch);
    return list;
}

std::vector<std::string> Store::labelValues(std::string_view label,
                                            std::span<const Matcher> matchers) const
{
    StoreState &state = *m_state;
    std::vector<std::string> values;
    {
        std::unique_lock lock(state.mutex);
        const SeriesSet selected = state.select(lock, matchers);
        const LabelIndex &index = state.head.series.index();
        for (const std::uint32_t pair : index.pairsOf(label)) {
            if (matchers.empty() || index.posting(pair).intersects(selected))
                values.emplace_back(index.view(pair).value);
        }
    }
    std::ranges::sort(values);
    return values;
}

std::vector<SeriesExemplars> Store::exemplars(std::span<const Matcher> matchers, TimeMs fromMs,
                                              TimeMs toMs) const
{
    StoreState &state = *m_state;
    std::vector<SeriesExemplars> found;
    {
        std::unique_lock lock(state.mutex);
        const SeriesSet selected = state.select(lock, matchers);
        const Head &head = state.head;
        head.exemplars.visitSeries([&](std::uint32_t id) {
            if (!selected.contains(id))
                return;
            std::vector<ExemplarPtr> exemplars = head.exemplars.find(id, fromMs, toMs);
            if (!exemplars.empty())
                found.push_back(
                    {head.series.labelsOf(head.series[id].pairSpan()), std::move(exemplars)});
        });
    }
    std::ranges::sort(found, [](const SeriesExemplars &a, const SeriesExemplars &b) {
        return a.labels < b.labels;
    });
    return found;
}

std::uint64_t Store::countSamples(std::span<const Matcher> matchers) const
{
    StoreState &state = *m_state;
    std::unique_lock lock(state.mutex);
    if (matchers.empty())
        return state.head.samples() + state.files.samples();
    std::uint64_t samples = 0;
    for (const std::uint32_t id : state.select(lock, matchers))
        samples += state.head.samplesOf(id);
    return samples;
}

std::vector<LatestSample> Store::takeChanged(std::size_t limit, std::size_t &more)
{
    std::vector<LatestSample> latest;
    const std::lock_guard lock(m_state->mutex);
    Head &head = m_state->head;
    const std::size_t changed = head.changed.take(limit, [&](std::uint32_t id) {
        if (!head.series.isLive(id))
            return;
        const SeriesState one = head.stateOf(id);
        if (one.knowsNewest)
            latest.push_back({SeriesId(id), one.newestMs, one.newest});
    });
    more = changed - std::min(changed, limit);
    return latest;
}

void Store::takeMetadata(std::span<const MetadataView> said)
{
    m_state->metadata.take(said);
}

std::optional<Metadata> Store::metadata(std::string_view metric) const
{
    return m_state->metadata.find(metric);
}

std::vector<MetricMetadata> Store::listMetadata(std::size_t limit) const
{
    return m_state->metadata.list(limit);
}

void Store::waitForWork(std::chrono::milliseconds atMost)
{
    std::unique_lock lock(m_state->mutex);
    m_state->workDue.wait_for(lock, atMost, [this] { return m_state->isWorkDue; });
    m_state->isWorkDue = false;
}

void Store::wake()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->isWorkDue = true;
    m_state->workDue.notify_all();
}

RetentionLimits Store::retention() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->retention;
}

void Store::setRetention(const RetentionLimits &limits)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->retention = limits;
    m_state->keepRawMs = limits.keepRaw().count();
}

const std::string &Store::folder() const
{
    return m_state->folder;
}

std::optional<std::string> Store::storageProblem() const
{
    const std::lock_guard lock(m_state->mutex);
    std::string problem = m_state->problem();
    if (problem.empty())
        return std::nullopt;
    return problem;
}

const StoreOptions &Store::options() const
{
    return m_state->options;
}

} // namespace tinyobs
