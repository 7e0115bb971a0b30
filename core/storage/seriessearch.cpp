#include "core/storage/seriessearch.h"

#include <algorithm>
#include <unordered_set>

namespace tinyobs {
namespace {

// Looked at under the lock at a time: a fraction of a millisecond.
constexpr std::size_t SeriesPerVisit = 4096;

bool overlaps(TimeMs oldestMs, TimeMs newestMs, TimeMs fromMs, TimeMs toMs)
{
    return newestMs >= fromMs && oldestMs <= toMs;
}

/// What tombstones hide of the part of a file that lies within the range.
SeriesSet deletedOf(const DataFile &file, const TombstoneList &tombstones, TimeMs fromMs,
                    TimeMs toMs)
{
    SeriesSet deleted;
    const TimeMs from = std::max(fromMs, file.minMs());
    const TimeMs to = std::min(toMs, file.maxMs());
    for (const Tombstone &one : tombstones) {
        if (one.fromMs <= from && one.toMs >= to && file.name().lastEpoch <= one.lastEpoch)
            deleted |= one.series;
    }
    return deleted;
}

} // namespace

SeriesSearch::SeriesSearch(StoreState &state)
    : m_state(state)
    , m_data(std::make_unique<SnapshotData>())
    , m_lock(state.mutex)
{
    m_data->table = &state.head.series;
    m_data->unpin = [&state, epoch = state.pin()] { state.unpin(epoch); };
    m_lock.unlock();
}

void SeriesSearch::run(std::span<const std::vector<Matcher>> selectors, TimeMs fromMs, TimeMs toMs)
{
    m_data->fromMs = std::max(fromMs, m_state.clock.nowMs() - m_state.keepRawMs);
    m_data->toMs = toMs;
    m_lock.lock();
    match(selectors);
    addFiled();
    const std::vector<std::shared_ptr<Generation>> generations = m_state.head.generations();
    for (const auto &generation : generations)
        addGeneration(*generation);
    m_lock.unlock();
}

void SeriesSearch::match(std::span<const std::vector<Matcher>> selectors)
{
    if (selectors.empty())
        m_matching = m_state.head.series.all();
    for (const std::vector<Matcher> &selector : selectors)
        m_matching |= m_state.select(m_lock, selector);
}

void SeriesSearch::addFiled()
{
    const TimeMs from = m_data->fromMs;
    const DataFileList files = m_state.files.find(Tier::Raw, from, m_data->toMs);
    SeriesSet filed;
    for (const DataFilePtr &file : files) {
        SeriesSet here = m_matching & file->series();
        if (!m_state.tombstones->empty())
            here -= deletedOf(*file, *m_state.tombstones, from, m_data->toMs);
        if (file->minMs() >= from)
            m_found |= here;
        else
            filed |= here;
    }
    filed -= m_found;
    const SeriesTable &table = m_state.head.series;
    for (const std::uint32_t id : filed) {
        if (table.isLive(id) && table[id].filedNewestMs >= from)
            m_found.add(id);
    }
}

/// The lock is let go of between visits.
void SeriesSearch::addGeneration(const Generation &generation)
{
    const TimeMs from = m_data->fromMs;
    const TimeMs to = m_data->toMs;
    if (generation.samples() == 0 ||
        !overlaps(generation.oldestMs(), generation.newestMs(), from, to))
        return;
    SeriesSet here = m_matching & generation.members();
    if (generation.oldestMs() >= from && generation.newestMs() <= to) {
        m_found |= here;
        return;
    }
    here -= m_found;
    std::size_t visited = 0;
    for (const std::uint32_t id : here) {
        const Chain *chain = generation.find(id);
        if (chain && overlaps(chain->oldestMs, chain->newestMs, from, to))
            m_found.add(id);
        if (++visited % SeriesPerVisit == 0) {
            m_lock.unlock();
            m_lock.lock();
        }
    }
}

/// Numbers that the pin keeps from being used again.
void SeriesSearch::collectMembers()
{
    if (!m_data->members.empty())
        return;
    m_data->matched = m_found.cardinality();
    m_data->members.reserve(m_data->matched);
    const SeriesTable &table = m_state.head.series;
    m_lock.lock();
    for (const std::uint32_t id : m_found) {
        if (table.isLive(id))
            m_data->members.push_back({.id = SeriesId(id),
                                       .firstView = 0,
                                       .viewCount = 0,
                                       .pairs = table[id].pairSpan()});
        if (m_data->members.size() % SeriesPerVisit == SeriesPerVisit - 1) {
            m_lock.unlock();
            m_lock.lock();
        }
    }
    m_lock.unlock();
}

std::vector<std::string> SeriesSearch::labelNames()
{
    std::vector<std::string> names;
    const LabelIndex &index = m_state.head.series.index();
    m_lock.lock();
    const bool isAll = m_found.cardinality() == m_state.head.series.count();
    if (isAll)
        names = index.names();
    m_lock.unlock();
    if (!isAll) {
        collectMembers();
        std::vector<bool> seen;
        std::unordered_set<std::string_view> different;
        for (const SnapshotData::Member &member : m_data->members) {
            for (const std::uint32_t pair : member.pairs) {
                if (pair >= seen.size())
                    seen.resize(2 * std::size_t(pair) + 1);
                if (seen[pair])
                    continue;
                seen[pair] = true;
                different.insert(index.view(pair).name);
            }
        }
        names.assign(different.begin(), different.end());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> SeriesSearch::labelValues(std::string_view label)
{
    std::vector<std::string> values;
    const LabelIndex &index = m_state.head.series.index();
    m_lock.lock();
    const bool isAll = m_found.cardinality() == m_state.head.series.count();
    for (const std::uint32_t pair : index.pairsOf(label)) {
        if (isAll || index.posting(pair).intersects(m_found))
            values.emplace_back(index.view(pair).value);
    }
    m_lock.unlock();
    std::ranges::sort(values);
    return values;
}

Snapshot SeriesSearch::take()
{
    collectMembers();
    return Snapshot(std::move(m_data));
}

Snapshot Store::findSeries(std::span<const std::vector<Matcher>> selectors, TimeMs fromMs,
                           TimeMs toMs) const
{
    SeriesSearch search(*m_state);
    search.run(selectors, fromMs, toMs);
    return search.take();
}

std::vector<std::string> Store::findLabelNames(std::span<const std::vector<Matcher>> selectors,
                                               TimeMs fromMs, TimeMs toMs) const
{
    SeriesSearch search(*m_state);
    search.run(selectors, fromMs, toMs);
    return search.labelNames();
}

std::vector<std::string> Store::findLabelValues(std::string_view label,
                                                std::span<const std::vector<Matcher>> selectors,
                                                TimeMs fromMs, TimeMs toMs) const
{
    SeriesSearch search(*m_state);
    search.run(selectors, fromMs, toMs);
    return search.labelValues(label);
}

} // namespace tinyobs
