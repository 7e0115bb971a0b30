#include "core/storage/appendplan.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

// How far ahead of its use a row's memory is asked for: enough to hide a cache miss.
constexpr std::size_t PrefetchRows = 8;

} // namespace

AppendPlan::AppendPlan(const SampleBatch &batch, AppendMode mode, AppendReport &report)
    : m_batch(batch)
    , m_mode(mode)
    , m_report(report)
    , m_ids(batch.size(), SeriesTable::None)
{
}

bool AppendPlan::refuse(std::size_t row, RefusalReason reason, std::string message)
{
    m_ids[row] = Refused;
    m_report.refusals.push_back({reason, row, std::move(message)});
    return m_mode == AppendMode::GoodRows;
}

bool AppendPlan::checkTimes(const StoreOptions &options, TimeMs nowMs)
{
    const TimeMs oldestMs = nowMs - options.keepFor.count();
    const TimeMs newestMs = nowMs + options.maxAhead.count();
    for (std::size_t row = 0; row < m_batch.size(); ++row) {
        const TimeMs timeMs = m_batch.timesMs[row];
        if (timeMs > newestMs) {
            if (!refuse(row, RefusalReason::TooFarAhead,
                        ".timestamp: is " + std::to_string(timeMs - nowMs) +
                            " ms ahead of the server's clock, limit " +
                            std::to_string(options.maxAhead.count()) + " ms"))
                return false;
        } else if (timeMs < oldestMs) {
            if (!refuse(row, RefusalReason::TooOld,
                        ".timestamp: is " + std::to_string(nowMs - timeMs) +
                            " ms behind the server's clock, limit " +
                            std::to_string(options.keepFor.count()) + " ms"))
                return false;
        }
    }
    return true;
}

bool AppendPlan::lookUp(const Head &head)
{
    if (m_lookedUp && m_removals == head.series.removals())
        return true; // what was unknown then has its labels by now
    m_lookedUp = true;
    m_removals = head.series.removals();
    m_missing.clear();
    bool resolved = true;
    const std::size_t rows = m_batch.size();
    for (std::size_t row = 0; row < rows; ++row) {
        if (row + PrefetchRows < rows)
            head.series.prefetchWire(m_batch.hashes[row + PrefetchRows]);
        if (m_ids[row] == Refused)
            continue;
        m_ids[row] = head.series.findByWire(m_batch.hashes[row]);
        if (m_ids[row] == SeriesTable::None) {
            m_missing.push_back(static_cast<std::uint32_t>(row));
            resolved = resolved && m_unknown.contains(m_batch.hashes[row]);
        }
    }
    return resolved;
}

bool AppendPlan::resolve(const BatchSource &source)
{
    m_unknown.reserve(m_missing.size());
    for (const std::uint32_t row : m_missing) {
        const auto [entry, isNew] = m_unknown.try_emplace(m_batch.hashes[row]);
        if (isNew)
            entry->second.labels = source.labels(row);
        const auto &labels = entry->second.labels;
        if (!labels && !refuse(row, labels.error().reason, labels.error().message))
            return false;
    }
    std::erase_if(m_missing, [this](std::uint32_t row) { return m_ids[row] == Refused; });
    return true;
}

void AppendPlan::makeRoom(const Head &head, Retention &retention, const StoreOptions &options,
                          TimeMs nowMs)
{
    std::size_t atMost = 0;
    for (const auto &[hash, unknown] : m_unknown) {
        if (unknown.labels)
            atMost += SeriesTable::maxCostOf(*unknown.labels) + BlockBytes;
    }
    const bool roomy = retention.hasRoomForSeries(atMost);
    m_nearLimits = !roomy || head.series.count() + m_unknown.size() > options.maxSeries;
    if (roomy)
        return;
    std::size_t bytes = 0;
    for (const auto &[hash, unknown] : m_unknown) {
        if (unknown.labels && head.series.find(*unknown.labels) == SeriesTable::None)
            bytes += head.series.costOf(*unknown.labels) + BlockBytes;
    }
    retention.makeRoomForSeries(bytes, nowMs);
}

bool AppendPlan::checkLimits(const Head &head, const Retention &retention,
                             const StoreOptions &options, std::size_t row, const Labels &labels)
{
    if (m_fresh.contains(labels.bytes()))
        return true;
    const std::size_t number = head.series.count() + m_fresh.size() + 1;
    if (number > options.maxSeries) {
        return refuse(row, RefusalReason::SeriesLimit,
                      "series " + labels.toString() + " would be number " + std::to_string(number) +
                          ", limit " + std::to_string(options.maxSeries));
    }
    const std::size_t bytes = m_freshBytes + head.series.costOf(labels) + BlockBytes;
    if (!retention.hasRoomForSeries(bytes)) {
        return refuse(row, RefusalReason::Memory,
                      "series " + labels.toString() + " does not fit, " +
                          std::to_string(head.series.count()) +
                          " series fill the memory budget of " +
                          std::to_string(options.memoryBytes) + " bytes");
    }
    m_freshBytes = bytes;
    m_fresh.insert(labels.bytes());
    return true;
}

bool AppendPlan::admit(Head &head, const Retention &retention, const StoreOptions &options)
{
    for (const std::uint32_t row : m_missing) {
        Unknown &unknown = m_unknown.at(m_batch.hashes[row]);
        if (!m_nearLimits || head.series.find(*unknown.labels) != SeriesTable::None)
            continue;
        if (!checkLimits(head, retention, options, row, *unknown.labels))
            return false;
    }
    for (const std::uint32_t row : m_missing) {
        if (m_ids[row] == Refused)
            continue;
        Unknown &unknown = m_unknown.at(m_batch.hashes[row]);
        if (unknown.id == SeriesTable::None) {
            unknown.id = head.series.find(*unknown.labels);
            if (unknown.id == SeriesTable::None)
                unknown.id = head.series.create(*unknown.labels);
            head.series.rememberWire(m_batch.hashes[row], unknown.id);
        }
        m_ids[row] = unknown.id;
    }
    return true;
}

void AppendPlan::store(Head &head, Retention &retention, TimeMs nowMs)
{
    std::size_t blockLimit = retention.blockLimit();
    const std::size_t rows = m_batch.size();
    for (std::size_t row = 0; row < rows; ++row) {
        if (row + 2 * PrefetchRows < rows && m_ids[row + 2 * PrefetchRows] < Refused)
            head.series.prefetch(m_ids[row + 2 * PrefetchRows]);
        if (row + PrefetchRows < rows && m_ids[row + PrefetchRows] < Refused)
            head.chunks.prefetch(head.series[m_ids[row + PrefetchRows]]);
        if (m_ids[row] == Refused)
            continue;
        head.append(m_ids[row], m_batch.timesMs[row], m_batch.values[row]);
        ++m_report.appended;
        if (head.chunks.liveBlocks() > blockLimit) {
            retention.dropForMemory(nowMs);
            blockLimit = retention.blockLimit();
        }
    }
    retention.dropForCount();
    head.removeEmpty();
    head.reclaim();
}

} // namespace tinyobs
