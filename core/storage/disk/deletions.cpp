#include "core/storage/disk/deletions.h"

#include "core/storage/disk/rollup.h"

#include <algorithm>

namespace tinyobs {
namespace {

/// The first time that something in the file may stand for.
TimeMs beginOf(const DataFile &file)
{
    const TimeMs stepMs = rowOf(file.name().tier).stepMs;
    return stepMs == 0 ? file.minMs() : rollupRowStart(file.minMs(), stepMs);
}

bool concerns(const Tombstone &tombstone, const DataFile &file)
{
    return tombstone.id > file.tombstones() && file.name().lastEpoch <= tombstone.lastEpoch &&
           tombstone.fromMs <= file.maxMs() && tombstone.toMs >= beginOf(file) &&
           tombstone.series.intersect(file.series());
}

void eraseRange(SampleColumns &samples, TimeMs fromMs, TimeMs toMs)
{
    const auto begin = std::ranges::lower_bound(samples.timesMs, fromMs);
    const auto end = std::ranges::upper_bound(begin, samples.timesMs.end(), toMs);
    const auto values = samples.values.begin();
    samples.values.erase(values + (begin - samples.timesMs.begin()),
                         values + (end - samples.timesMs.begin()));
    samples.timesMs.erase(begin, end);
}

} // namespace

Deletions::Deletions(std::span<const Tombstone> tombstones, const DataFile &file)
{
    for (const Tombstone &tombstone : tombstones) {
        if (concerns(tombstone, file))
            m_tombstones.push_back(&tombstone);
    }
}

bool Deletions::touches(std::uint32_t series) const
{
    return std::ranges::any_of(m_tombstones, [&](const Tombstone *tombstone) {
        return tombstone->series.contains(series);
    });
}

void Deletions::apply(std::uint32_t series, SampleColumns &samples) const
{
    for (const Tombstone *tombstone : m_tombstones) {
        if (tombstone->fromMs <= tombstone->toMs && tombstone->series.contains(series))
            eraseRange(samples, tombstone->fromMs, tombstone->toMs);
    }
}

void Deletions::apply(std::uint32_t series, encoding::RollupColumns &rows, TimeMs stepMs) const
{
    if (!touches(series))
        return;
    const auto isDeleted = [&](TimeMs rowMs) {
        return std::ranges::any_of(m_tombstones, [&](const Tombstone *tombstone) {
            return tombstone->series.contains(series) && tombstone->fromMs <= rowMs &&
                   tombstone->toMs >= rollupRowStart(rowMs, stepMs);
        });
    };
    encoding::RollupColumns kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!isDeleted(rows.timesMs[i]))
            appendRows(rows, i, i + 1, kept);
    }
    rows = std::move(kept);
}

} // namespace tinyobs
