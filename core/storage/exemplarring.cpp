#include "core/storage/exemplarring.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tinyobs {
namespace {

std::size_t bytesOf(const KeptExemplar &exemplar)
{
    constexpr std::size_t Fixed = 128; // entry, exemplar and what malloc adds
    return Fixed + exemplar.labels.bytes().size();
}

bool isSame(const KeptExemplar &a, const KeptExemplar &b)
{
    return a.timeMs == b.timeMs &&
           std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value) &&
           a.labels.bytes() == b.labels.bytes();
}

} // namespace

bool ExemplarRing::add(std::uint32_t series, ExemplarPtr exemplar)
{
    Chain &chain = m_series[series];
    const std::uint64_t before = isKept(chain.newest) ? chain.newest : NoEntry;
    if (before != NoEntry && entry(before).exemplar && isSame(*entry(before).exemplar, *exemplar))
        return false;
    m_bytes += bytesOf(*exemplar);
    chain.newest = m_first + m_entries.size();
    m_entries.push_back({std::move(exemplar), before, series});
    while (m_entries.size() > m_most || m_bytes > m_mostBytes)
        dropOldest();
    return true;
}

void ExemplarRing::dropOldest()
{
    const Entry &oldest = m_entries.front();
    if (oldest.exemplar)
        m_bytes -= bytesOf(*oldest.exemplar);
    const auto chain = m_series.find(oldest.series);
    if (chain != m_series.end() && chain->second.newest == m_first)
        m_series.erase(chain);
    m_entries.pop_front();
    ++m_first;
}

void ExemplarRing::drop(std::uint32_t series, TimeMs fromMs, TimeMs toMs)
{
    const auto chain = m_series.find(series);
    if (chain == m_series.end())
        return;
    for (std::uint64_t at = chain->second.newest; isKept(at); at = entry(at).before) {
        Entry &one = entry(at);
        if (!one.exemplar || one.exemplar->timeMs < fromMs || one.exemplar->timeMs > toMs)
            continue;
        m_bytes -= bytesOf(*one.exemplar);
        one.exemplar.reset();
    }
}

std::vector<ExemplarPtr> ExemplarRing::find(std::uint32_t series, TimeMs fromMs, TimeMs toMs) const
{
    std::vector<ExemplarPtr> found;
    const auto chain = m_series.find(series);
    if (chain == m_series.end())
        return found;
    for (std::uint64_t at = chain->second.newest; isKept(at); at = entry(at).before) {
        const ExemplarPtr &exemplar = entry(at).exemplar;
        if (exemplar && exemplar->timeMs >= fromMs && exemplar->timeMs <= toMs)
            found.push_back(exemplar);
    }
    std::ranges::reverse(found);
    std::ranges::stable_sort(found, {}, [](const ExemplarPtr &one) { return one->timeMs; });
    return found;
}

} // namespace tinyobs
