#include "core/promql/eval/evalcontext.h"

#include <algorithm>
#include <string>
#include <thread>

namespace tinyobs::promql {

EvalContext::EvalContext(const Store &dataStore, const Query &asked, const CancelToken &cancel)
    : store(dataStore)
    , query(asked)
    , annotations(asked.text)
    , threads(asked.threads > 0 ? asked.threads : std::max(1u, std::thread::hardware_concurrency()))
    , m_cancel(cancel)
    , m_deadline(std::chrono::steady_clock::now() + asked.limits.time)
{
}

Result<void> EvalContext::check() const
{
    if (m_cancel.isCancelled())
        return fail(Error::Code::Cancelled, "query was canceled in expression evaluation");
    if (std::chrono::steady_clock::now() > m_deadline)
        return fail(Error::Code::Timeout, "query timed out in expression evaluation after " +
                                              std::to_string(query.limits.time.count()) + " ms");
    return {};
}

Result<void> EvalContext::countSamples(std::uint64_t samples)
{
    const std::uint64_t before = m_samples.fetch_add(samples, std::memory_order_relaxed);
    if (before + samples > query.limits.samples)
        return fail(Error::Code::LimitExceeded,
                    "query processing would load too many samples; the limit is " +
                        std::to_string(query.limits.samples) + " (query-max-samples)");
    return check();
}

Result<void> EvalContext::countSeries(std::size_t series)
{
    m_series += series;
    if (m_series > query.limits.series)
        return fail(Error::Code::LimitExceeded, "query selects " + std::to_string(m_series) +
                                                    " series or more; the limit is " +
                                                    std::to_string(query.limits.series));
    return {};
}

void EvalContext::countWindows(const SeriesSamples &samples, const Windows &windows,
                               const StepGrid &grid, std::uint64_t most)
{
    const auto within = [&](const std::vector<TimeMs> &timesMs, std::size_t step) {
        const auto begin = std::upper_bound(timesMs.begin(), timesMs.end(), windows.beginMs(step));
        return std::uint64_t(std::upper_bound(begin, timesMs.end(), windows.endMs(step)) - begin);
    };
    const std::lock_guard lock(m_mutex);
    // Steps of a subquery count at the query's step that asks for them: at the last one.
    const bool isOuter = grid == query.grid;
    m_perStep.resize(query.grid.count, 0);
    for (std::size_t step = 0; step < grid.count; ++step)
        m_perStep[isOuter ? step : query.grid.count - 1] +=
            std::min(most, within(samples.timesMs, step) + within(samples.histogramTimesMs, step));
}

std::vector<std::uint64_t> EvalContext::samplesPerStep() const
{
    const std::lock_guard lock(m_mutex);
    return m_perStep;
}

std::size_t EvalContext::rowsOfBlock(std::size_t steps) const
{
    constexpr std::size_t MostRows = 256; // of an instant query
    return std::clamp<std::size_t>(query.blockBytes / (steps * sizeof(double)), 1, MostRows);
}

Result<void> MemoryCharge::add(std::size_t bytes)
{
    m_bytes += bytes;
    const std::size_t before = m_context.m_bytes.fetch_add(bytes, std::memory_order_relaxed);
    std::size_t peak = m_context.m_peakBytes.load(std::memory_order_relaxed);
    while (peak < before + bytes &&
           !m_context.m_peakBytes.compare_exchange_weak(peak, before + bytes))
        ;
    if (before + bytes > m_context.query.limits.memoryBytes)
        return fail(Error::Code::LimitExceeded,
                    "query needs more than " +
                        std::to_string(m_context.query.limits.memoryBytes >> 20) +
                        " MiB of memory, its limit: select fewer series or a larger step");
    return {};
}

void MemoryCharge::release()
{
    m_context.m_bytes.fetch_sub(m_bytes, std::memory_order_relaxed);
    m_bytes = 0;
}

} // namespace tinyobs::promql
