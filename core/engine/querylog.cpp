#include "core/engine/querylog.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace tinyobs {
namespace {

std::chrono::microseconds since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 begin);
}

/// Cut in front of a character.
std::string cut(std::string_view text)
{
    std::size_t end = std::min(text.size(), QueryLog::MaxTextBytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return std::string(text.substr(0, end));
}

bool isSameQuery(const LoggedQuery &a, const LoggedQuery &b)
{
    return a.stepMs == b.stepMs && a.text == b.text;
}

} // namespace

QueryLog::QueryLog(const Clock &clock)
    : m_clock(clock)
{
}

std::uint64_t QueryLog::begin(const AskedQuery &query)
{
    Active active{.query = {.text = cut(query.text),
                            .origin = std::string(query.origin),
                            .fromMs = query.fromMs,
                            .toMs = query.toMs,
                            .stepMs = query.stepMs,
                            .startedMs = m_clock.nowMs(),
                            .time = {},
                            .cost = {}},
                  .since = Time::now()};
    const std::lock_guard lock(m_mutex);
    m_active.emplace_hint(m_active.end(), ++m_lastNumber, std::move(active));
    return m_lastNumber;
}

void QueryLog::end(std::uint64_t number, QueryCost cost)
{
    const std::lock_guard lock(m_mutex);
    auto found = m_active.extract(number);
    if (found.empty())
        return;
    LoggedQuery &query = found.mapped().query;
    query.time = since(found.mapped().since);
    query.cost = std::move(cost);
    ++m_totals.finished;
    m_totals.failed += query.cost.error.empty() ? 0 : 1;
    m_totals.samples += query.cost.samples;
    m_totals.time += query.time;
    noteSlow(std::move(query));
}

void QueryLog::noteSlow(LoggedQuery query)
{
    const TimeMs oldestMs = m_clock.nowMs() - SlowestOf.count();
    std::erase_if(m_slowest, [&](const LoggedQuery &each) { return each.startedMs < oldestMs; });
    // A dashboard asks the same again and again: that is one entry.
    const auto same = std::ranges::find_if(
        m_slowest, [&](const LoggedQuery &each) { return isSameQuery(each, query); });
    if (same != m_slowest.end()) {
        const std::uint64_t runs = same->runs + 1;
        if (query.time >= same->time)
            *same = std::move(query);
        same->runs = runs;
        return;
    }
    if (m_slowest.size() < MaxSlowest) {
        m_slowest.push_back(std::move(query));
        return;
    }
    const auto fastest = std::ranges::min_element(m_slowest, {}, &LoggedQuery::time);
    if (fastest->time < query.time)
        *fastest = std::move(query);
}

QueryLogStatus QueryLog::status() const
{
    const std::lock_guard lock(m_mutex);
    QueryLogStatus status = m_totals;
    for (const auto &[number, active] : m_active) {
        status.active.push_back(active.query);
        status.active.back().time = since(active.since);
    }
    const TimeMs oldestMs = m_clock.nowMs() - SlowestOf.count();
    std::ranges::copy_if(m_slowest, std::back_inserter(status.slowest),
                         [&](const LoggedQuery &each) { return each.startedMs >= oldestMs; });
    std::ranges::stable_sort(status.active, std::greater{}, &LoggedQuery::time);
    std::ranges::stable_sort(status.slowest, std::greater{}, &LoggedQuery::time);
    return status;
}

} // namespace tinyobs
