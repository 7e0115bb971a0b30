#include "core/ingest/deltatotals.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tinyobs {
namespace {

/// Looking for silent streams costs milliseconds.
constexpr TimeMs SweepIntervalMs = 10'000;

bool isDelta(unsigned char flags)
{
    return (flags & DeltaRow) != 0;
}

/// How many rows came with this one, itself included.
std::size_t unitSize(const SampleBatch &batch, std::size_t first)
{
    std::size_t end = first + 1;
    while (end < batch.size() && (batch.flags[end] & PartRow) != 0)
        ++end;
    return end - first;
}

void leaveOut(SampleBatch &batch, std::size_t row)
{
    batch.flags[row] = static_cast<unsigned char>(batch.flags[row] | LeftOutRow);
}

} // namespace

DeltaTotals::DeltaTotals(std::size_t maxStreams)
    : m_maxStreams(maxStreams)
{
}

bool DeltaTotals::hasDeltas(const SampleBatch &batch)
{
    return std::ranges::any_of(batch.flags, isDelta);
}

void DeltaTotals::apply(SampleBatch &batch, TimeMs nowMs, Applied &applied)
{
    applied.steps.clear();
    applied.refusals.clear();
    const std::lock_guard lock(m_mutex);
    bool isTaken = true; // the unit at hand
    for (std::size_t row = 0; row < batch.flags.size(); ++row) {
        const unsigned char flags = batch.flags[row];
        const bool isPart = (flags & PartRow) != 0;
        if (!isDelta(flags)) { // what describes a histogram goes where its counts go
            isTaken = isTaken || !isPart;
            if (!isTaken)
                leaveOut(batch, row);
            continue;
        }
        const bool isStart = (flags & StartRow) != 0;
        if (!isPart && !isStart) {
            isTaken = admit(batch, row, nowMs, applied);
            if (!isTaken && row > 0 && (batch.flags[row - 1] & (StartRow | PartRow)) == StartRow)
                leaveOut(batch, row - 1);
        }
        if (isStart) {
            if ((isPart && !isTaken) || m_streams.contains(batch.hashes[row]))
                leaveOut(batch, row);
        } else if (!isTaken) {
            leaveOut(batch, row);
        } else {
            add(batch, row, nowMs, applied);
        }
    }
}

/// Whether a unit that begins with this row can be added.
bool DeltaTotals::admit(const SampleBatch &batch, std::size_t row, TimeMs nowMs, Applied &applied)
{
    const auto known = m_streams.find(batch.hashes[row]);
    const bool isOrdered = (batch.flags[row] & OrderedRow) != 0;
    if (isOrdered && known != m_streams.end() && batch.timesMs[row] <= known->second.timeMs) {
        applied.refusals.push_back(
            {.reason = RefusalReason::DeltaOrder,
             .row = row,
             .message = ".time_unix_nano: is " +
                        std::to_string(known->second.timeMs - batch.timesMs[row]) +
                        " ms before the last delta of its series, which must come in order and "
                        "once"});
        return false;
    }
    const std::size_t rows = unitSize(batch, row);
    if (m_streams.size() + rows <= m_maxStreams)
        return true;
    std::size_t unknown = 0;
    for (std::size_t i = row; i < row + rows; ++i)
        unknown += m_streams.contains(batch.hashes[i]) ? 0 : 1;
    if (unknown == 0 || makeRoom(unknown, nowMs))
        return true;
    applied.refusals.push_back({.reason = RefusalReason::DeltaLimit,
                                .row = row,
                                .message = ": totals of deltas are kept for " +
                                           std::to_string(m_streams.size()) + " series, limit " +
                                           std::to_string(m_maxStreams)});
    return false;
}

bool DeltaTotals::makeRoom(std::size_t wanted, TimeMs nowMs)
{
    if (m_streams.size() + wanted > m_maxStreams && nowMs >= m_nextSweepMs) {
        m_nextSweepMs = nowMs + SweepIntervalMs;
        std::erase_if(m_streams,
                      [nowMs](const auto &each) { return each.second.seenMs + IdleMs < nowMs; });
    }
    return m_streams.size() + wanted <= m_maxStreams;
}

void DeltaTotals::add(SampleBatch &batch, std::size_t row, TimeMs nowMs, Applied &applied)
{
    const auto [entry, isNew] = m_streams.try_emplace(batch.hashes[row]);
    Stream &stream = entry->second;
    ++m_version;
    applied.steps.push_back(
        {.row = row, .hash = batch.hashes[row], .before = stream, .version = m_version});
    const double difference = batch.values[row];
    stream.total += difference;
    if (!std::isfinite(stream.total)) // no more room in a double: counts anew
        stream.total = difference;
    stream.timeMs = isNew ? batch.timesMs[row] : std::max(stream.timeMs, batch.timesMs[row]);
    stream.seenMs = nowMs;
    stream.version = m_version;
    batch.values[row] = stream.total;
}

void DeltaTotals::restore(const Step &step)
{
    if (step.before.version == 0)
        m_streams.erase(step.hash);
    else
        m_streams[step.hash] = step.before;
}

void DeltaTotals::takeBack(const std::vector<Step> &steps, const std::vector<std::size_t> &rows)
{
    const std::lock_guard lock(m_mutex);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (!std::ranges::binary_search(rows, step->row))
            continue;
        const auto known = m_streams.find(step->hash);
        if (known != m_streams.end() && known->second.version == step->version)
            restore(*step);
    }
}

void DeltaTotals::takeBack(const std::vector<Step> &steps)
{
    const std::lock_guard lock(m_mutex);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const auto known = m_streams.find(step->hash);
        if (known == m_streams.end())
            continue;
        if (known->second.version == step->version)
            restore(*step);
        else
            m_streams.erase(known);
    }
}

std::size_t DeltaTotals::streams() const
{
    const std::lock_guard lock(m_mutex);
    return m_streams.size();
}

} // namespace tinyobs
