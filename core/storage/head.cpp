#include "core/storage/head.h"

#include "core/storage/chunkreader.h"

#include <algorithm>
#include <utility>

namespace tinyobs {

Head::Head(Epoch epoch, std::size_t maxExemplars)
    : exemplars(maxExemplars)
{
    m_generations.push_back(std::make_shared<Generation>(epoch));
}

void Head::append(std::uint32_t id, TimeMs timeMs, double value)
{
    const AppendedBytes bytes = current().append(id, timeMs, value);
    if (isJournaling)
        journal.add(id, bytes);
    changed.mark(id);
    ++appended;
}

std::uint32_t Head::create(const Labels &labels, TenantId tenant)
{
    const std::uint32_t id = series.create(labels, tenant);
    if (isJournaling) {
        journal.define(id, tenant, series[id].pairSpan(),
                       [this](std::uint32_t pair) { return series.index().view(pair); });
        current().newSeries.push_back(id);
    }
    return id;
}

void Head::remove(std::uint32_t id)
{
    exemplars.drop(id);
    series.remove(id, reclaimer);
}

void Head::reclaim()
{
    while (const auto thing = reclaimer.next()) {
        switch (thing->kind) {
        case Retired::Kind::Series:
            series.release(thing->index);
            break;
        case Retired::Kind::Pair:
            journal.forgetPair(thing->index);
            series.index().destroyPair(thing->index);
            break;
        case Retired::Kind::Name:
            series.index().destroyName(thing->index);
            break;
        }
    }
}

void Head::freeze(Epoch next)
{
    m_generations.push_back(std::make_shared<Generation>(next));
    journal = JournalWriter();
}

void Head::replaceGenerations(std::vector<std::shared_ptr<Generation>> generations)
{
    Q_ASSERT(!generations.empty());
    m_generations = std::move(generations);
}

std::shared_ptr<Generation> Head::dropOldest()
{
    Q_ASSERT(m_generations.size() > 1);
    std::shared_ptr<Generation> oldest = std::move(m_generations.front());
    m_generations.erase(m_generations.begin());
    return oldest;
}

SeriesState Head::stateOf(std::uint32_t id) const
{
    const Series &one = series[id];
    SeriesState state{one.filedSamples, one.filedNewestMs, one.filedNewest, one.knowsNewest != 0};
    for (const auto &generation : m_generations) {
        const Chain *chain = generation->find(id);
        if (!chain)
            continue;
        state.samples += chain->samples;
        if (chain->newestMs >= state.newestMs) {
            state.newestMs = chain->newestMs;
            state.newest = newestValue(*chain, generation->blocks());
            state.knowsNewest = true;
        }
    }
    return state;
}

TimeMs Head::newestMsOf(std::uint32_t id) const
{
    TimeMs newestMs = series[id].filedNewestMs;
    for (const auto &generation : m_generations) {
        if (const Chain *chain = generation->find(id))
            newestMs = std::max(newestMs, chain->newestMs);
    }
    return newestMs;
}

std::uint64_t Head::samplesOf(std::uint32_t id) const
{
    std::uint64_t samples = series[id].filedSamples;
    for (const auto &generation : m_generations) {
        if (const Chain *chain = generation->find(id))
            samples += chain->samples;
    }
    return samples;
}

std::uint64_t Head::samples() const
{
    std::uint64_t samples = 0;
    for (const auto &generation : m_generations)
        samples += generation->samples();
    return samples;
}

std::size_t Head::seriesBytes() const
{
    return series.bytes() + changed.bytes() + exemplars.bytes() + journal.bytes();
}

std::size_t Head::generationBytes() const
{
    std::size_t bytes = 0;
    for (const auto &generation : m_generations)
        bytes += generation->bytes();
    return bytes;
}

} // namespace tinyobs
