#include "core/storage/store.h"

#include "core/storage/appendplan.h"
#include "core/storage/chunkreader.h"
#include "core/storage/head.h"
#include "core/storage/retention.h"
#include "core/storage/selection.h"
#include "core/storage/seriesset.h"
#include "core/storage/snapshotdata.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace tinyobs {
namespace {

// A sweep for expired chunks holds the lock for this many series at a time, and is not repeated
// sooner than after this part of the time samples are kept.
constexpr std::uint32_t SeriesPerSlice = 4096;
constexpr int SweepsPerKeepFor = 256;
constexpr TimeMs MaxSweepIntervalMs = 60'000;

// A selection that meets new or vanished series is made again; the last time under the lock.
constexpr int SelectAttempts = 3;

} // namespace

class Store::Impl
{
public:
    Impl(const StoreOptions &given, const Clock &givenClock)
        : options(given)
        , clock(givenClock)
        , head(options)
        , retention(options, head)
    {
    }

    /// The matching series, ascending. The lock is held on return, and was released in between
    /// only while values were tested.
    SeriesSet select(std::unique_lock<std::mutex> &lock, std::span<const Matcher> matchers);
    std::uint64_t pin() { return head.reclaimer.pin(); }
    void unpin(std::uint64_t epoch);
    void dropExpired();

    const StoreOptions options;
    const Clock &clock;

    std::mutex mutex; // guards everything below
    Head head;
    Retention retention;
    TimeMs lastSweepMs = 0;
};

SeriesSet Store::Impl::select(std::unique_lock<std::mutex> &lock, std::span<const Matcher> matchers)
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

void Store::Impl::unpin(std::uint64_t epoch)
{
    const std::lock_guard lock(mutex);
    head.reclaimer.unpin(epoch);
    head.reclaim();
}

void Store::Impl::dropExpired()
{
    const TimeMs nowMs = clock.nowMs();
    const TimeMs cutoffMs = nowMs - options.keepFor.count();
    const TimeMs interval =
        std::min<TimeMs>(options.keepFor.count() / SweepsPerKeepFor, MaxSweepIntervalMs);
    std::unique_lock lock(mutex);
    const bool sweptLately = nowMs >= lastSweepMs && nowMs - lastSweepMs < interval;
    if (head.earliestEndMs >= cutoffMs || sweptLately)
        return;
    lastSweepMs = nowMs;
    head.earliestEndMs = Head::Never; // appends lower it again while the lock is free
    TimeMs earliestMs = Head::Never;
    for (std::uint32_t first = 0; first < head.series.end(); first += SeriesPerSlice) {
        const std::uint32_t end = std::min(first + SeriesPerSlice, head.series.end());
        earliestMs = std::min(earliestMs, retention.dropExpired(first, end, cutoffMs));
        lock.unlock();
        lock.lock();
    }
    head.earliestEndMs = std::min(head.earliestEndMs, earliestMs);
}

Store::Store(const StoreOptions &options, const Clock &clock)
    : m_impl(std::make_unique<Impl>(options, clock))
{
}

Store::~Store() = default;

AppendReport Store::append(const SampleBatch &batch, const BatchSource &source, AppendMode mode)
{
    Impl &impl = *m_impl;
    const TimeMs nowMs = impl.clock.nowMs();
    AppendReport report;
    AppendPlan plan(batch, mode, report);
    if (!plan.checkTimes(impl.options, nowMs))
        return report;
    std::unique_lock lock(impl.mutex);
    while (!plan.lookUp(impl.head)) {
        lock.unlock();
        if (!plan.resolve(source))
            return report;
        lock.lock();
        plan.makeRoom(impl.head, impl.retention, impl.options, nowMs);
    }
    if (plan.admit(impl.head, impl.retention, impl.options))
        plan.store(impl.head, impl.retention, nowMs);
    return report;
}

Snapshot Store::snapshot(std::span<const Matcher> matchers, TimeMs fromMs, TimeMs toMs,
                         std::size_t maxSeries, SeriesId firstId) const
{
    Impl &impl = *m_impl;
    auto data = std::make_unique<SnapshotData>();
    data->blocks = &impl.head.chunks.blocks();
    data->fromMs = std::max(fromMs, impl.clock.nowMs() - impl.options.keepFor.count());
    data->toMs = toMs;
    data->table = &impl.head.series;
    {
        std::unique_lock lock(impl.mutex);
        SeriesSet selected = impl.select(lock, matchers);
        SeriesSet before;
        before.addRange(0, toIndex(firstId));
        selected -= before;
        data->matched = selected.cardinality();
        data->members.reserve(std::min(data->matched, maxSeries));
        data->unpin = [&impl, epoch = impl.pin()] { impl.unpin(epoch); };
        for (const std::uint32_t id : selected) {
            if (data->members.size() == maxSeries)
                break;
            const Series &series = impl.head.series[id];
            data->members.push_back(
                {SeriesId(id), viewOf(series, *data->blocks), series.pairSpan()});
        }
    }
    return Snapshot(std::move(data));
}

SeriesList Store::series(std::span<const Matcher> matchers, std::size_t limit) const
{
    Impl &impl = *m_impl;
    SeriesList list;
    std::vector<std::span<const std::uint32_t>> pairs;
    std::unique_lock lock(impl.mutex);
    const SeriesSet selected = impl.select(lock, matchers);
    list.matched = selected.cardinality();
    const std::uint64_t epoch = impl.pin();
    for (const std::uint32_t id : selected) {
        if (list.series.size() == limit)
            break;
        const Series &series = impl.head.series[id];
        list.series.push_back({SeriesId(id),
                               {},
                               series.samples,
                               series.newestMs,
                               newestValue(series, impl.head.chunks.blocks())});
        pairs.push_back(series.pairSpan());
    }
    lock.unlock();
    for (std::size_t i = 0; i < pairs.size(); ++i)
        list.series[i].labels = impl.head.series.labelsOf(pairs[i]);
    impl.unpin(epoch);
    return list;
}

std::vector<std::string> Store::labelValues(std::string_view label,
                                            std::span<const Matcher> matchers) const
{
    Impl &impl = *m_impl;
    std::vector<std::string> values;
    {
        std::unique_lock lock(impl.mutex);
        const SeriesSet selected = impl.select(lock, matchers);
        const LabelIndex &index = impl.head.series.index();
        for (const std::uint32_t pair : index.pairsOf(label)) {
            if (matchers.empty() || index.posting(pair).intersects(selected))
                values.emplace_back(index.view(pair).value);
        }
    }
    std::ranges::sort(values);
    return values;
}

std::uint64_t Store::countSamples(std::span<const Matcher> matchers) const
{
    std::unique_lock lock(m_impl->mutex);
    if (matchers.empty())
        return m_impl->head.sampleCount();
    std::uint64_t samples = 0;
    for (const std::uint32_t id : m_impl->select(lock, matchers))
        samples += m_impl->head.series[id].samples;
    return samples;
}

std::vector<LatestSample> Store::takeChanged(std::size_t limit, std::size_t &more)
{
    std::vector<LatestSample> latest;
    const std::lock_guard lock(m_impl->mutex);
    Head &head = m_impl->head;
    const std::size_t changed = head.changed.take(limit, [&](std::uint32_t id) {
        const Series &series = head.series[id];
        if (series.isLive() && series.samples != 0)
            latest.push_back(
                {SeriesId(id), series.newestMs, newestValue(series, head.chunks.blocks())});
    });
    more = changed - std::min(changed, limit);
    return latest;
}

void Store::enforceRetention()
{
    m_impl->dropExpired();
    const TimeMs nowMs = m_impl->clock.nowMs();
    const std::lock_guard lock(m_impl->mutex);
    m_impl->retention.dropForCount();
    if (m_impl->head.chunks.liveBlocks() > m_impl->retention.blockLimit())
        m_impl->retention.dropForMemory(nowMs);
    m_impl->head.removeEmpty();
    m_impl->head.reclaim();
}

StoreStats Store::stats() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->head.stats();
}

const StoreOptions &Store::options() const
{
    return m_impl->options;
}

} // namespace tinyobs
