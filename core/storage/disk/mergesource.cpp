#include "core/storage/disk/mergesource.h"

#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/rollup.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace tinyobs {
namespace {

bool ascends(std::span<const TimeMs> timesMs)
{
    return std::ranges::is_sorted(timesMs, std::less_equal<>());
}

/// Which rows stay, in order of time; nothing when all of them do as they are.
std::optional<std::vector<std::size_t>> latestRows(std::span<const TimeMs> timesMs)
{
    if (ascends(timesMs))
        return std::nullopt;
    std::vector<std::size_t> order(timesMs.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return timesMs[row]; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i + 1 < order.size() && timesMs[order[i]] == timesMs[order[i + 1]])
            continue;
        order[kept++] = order[i];
    }
    order.resize(kept);
    return order;
}

} // namespace

void SeriesPart::clear()
{
    samples.clear();
    chunks.clear();
    hasDeletions = false;
}

MergeSource::MergeSource(DataFilePtr file, DataFile::Lease reader,
                         std::span<const Tombstone> tombstones)
    : m_file(std::move(file))
    , m_reader(std::move(reader))
    , m_deletions(tombstones, *m_file)
{
}

Result<MergeSource> MergeSource::open(const DataFilePtr &file,
                                      std::span<const Tombstone> tombstones)
{
    Result<DataFile::Lease> reader = file->lease();
    if (!reader)
        return Failure(std::move(reader.error()));
    MergeSource source(file, std::move(*reader), tombstones);
    if (Result<void> begun = source.next(); !begun)
        return Failure(std::move(begun.error()));
    return source;
}

std::optional<std::uint32_t> MergeSource::series() const
{
    return m_atEnd ? std::nullopt : std::optional(m_chunk.series);
}

Failure MergeSource::damaged(std::string_view what) const
{
    return fail(Error::Code::Corruption, m_file->path() + ": series " +
                                             std::to_string(m_chunk.series) + ": " +
                                             std::string(what));
}

Result<void> MergeSource::next()
{
    const Result<bool> found = m_reader->nextChunk(m_chunk);
    if (!found)
        return Failure(found.error());
    m_atEnd = !*found;
    return {};
}

Result<void> MergeSource::takeSamples(SeriesPart &part)
{
    const std::uint32_t series = m_chunk.series;
    SampleColumns samples;
    while (!m_atEnd && m_chunk.series == series) {
        const std::size_t begin = samples.size();
        if (Result<void> opened = encoding::openChunk(m_chunk.data, samples); !opened)
            return damaged(opened.error().message);
        part.chunks.push_back({.data = {m_chunk.data.begin(), m_chunk.data.end()},
                               .statistics = m_chunk.statistics,
                               .samples = static_cast<std::uint32_t>(samples.size() - begin),
                               .firstMs = samples.timesMs[begin],
                               .lastMs = samples.timesMs.back()});
        if (Result<void> moved = next(); !moved)
            return moved;
    }
    if (!ascends(samples.timesMs) || samples.timesMs.front() < m_file->minMs() ||
        samples.timesMs.back() > m_file->maxMs())
        return damaged("its samples are out of order");
    if (m_deletions.touches(series)) {
        m_deletions.apply(series, samples);
        part.hasDeletions = true;
    }
    part.samples.timesMs.insert(part.samples.timesMs.end(), samples.timesMs.begin(),
                                samples.timesMs.end());
    part.samples.values.insert(part.samples.values.end(), samples.values.begin(),
                               samples.values.end());
    return {};
}

Result<void> MergeSource::takeRows(encoding::RollupColumns &rows)
{
    const std::uint32_t series = m_chunk.series;
    encoding::RollupColumns taken;
    while (!m_atEnd && m_chunk.series == series) {
        if (Result<void> opened = encoding::openRollup(m_chunk.data, taken); !opened)
            return damaged(opened.error().message);
        if (Result<void> moved = next(); !moved)
            return moved;
    }
    if (!ascends(taken.timesMs))
        return damaged("its rows are out of order");
    m_deletions.apply(series, taken, rowOf(m_file->name().tier).stepMs);
    appendRows(taken, 0, taken.size(), rows);
    return {};
}

Result<void> MergeSource::skip()
{
    const std::uint32_t series = m_chunk.series;
    while (!m_atEnd && m_chunk.series == series) {
        if (Result<void> moved = next(); !moved)
            return moved;
    }
    return {};
}

void keepLatest(SampleColumns &samples)
{
    const auto order = latestRows(samples.timesMs);
    if (!order)
        return;
    SampleColumns kept;
    for (const std::size_t row : *order)
        kept.append(samples.timesMs[row], samples.values[row]);
    samples = std::move(kept);
}

void keepLatest(encoding::RollupColumns &rows)
{
    const auto order = latestRows(rows.timesMs);
    if (!order)
        return;
    encoding::RollupColumns kept;
    for (const std::size_t row : *order)
        appendRows(rows, row, row + 1, kept);
    rows = std::move(kept);
}

} // namespace tinyobs
