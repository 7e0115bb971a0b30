#include "core/storage/snapshot.h"

#include "core/storage/disk/rollup.h"
#include "core/storage/samplemerge.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace tinyobs {
namespace {

/// The last value that is one.
std::optional<double> lastOf(const encoding::RollupColumns &rows)
{
    const auto last = std::find_if(rows.last.rbegin(), rows.last.rend(),
                                   [](double value) { return !std::isnan(value); });
    return last == rows.last.rend() ? std::nullopt : std::optional(*last);
}

} // namespace

Snapshot::Snapshot()
    : m_data(std::make_unique<const SnapshotData>())
{
}

Snapshot::Snapshot(std::unique_ptr<const SnapshotData> data)
    : m_data(std::move(data))
{
}

Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot &&) noexcept = default;
Snapshot &Snapshot::operator=(Snapshot &&) noexcept = default;

std::size_t Snapshot::size() const
{
    return m_data->members.size();
}

std::size_t Snapshot::matched() const
{
    return m_data->matched;
}

SeriesId Snapshot::id(std::size_t series) const
{
    return m_data->members[series].id;
}

Labels Snapshot::labels(std::size_t series) const
{
    return m_data->table->labelsOf(m_data->members[series].pairs);
}

std::span<const std::uint32_t> Snapshot::pairs(std::size_t series) const
{
    return m_data->members[series].pairs;
}

LabelView Snapshot::pair(std::uint32_t number) const
{
    return m_data->table->index().view(number);
}

Result<void> Snapshot::read(std::size_t series, SampleColumns &out) const
{
    return read(series, m_data->fromMs, m_data->toMs, out);
}

Result<void> Snapshot::read(std::size_t series, TimeMs fromMs, TimeMs toMs,
                            SampleColumns &out) const
{
    fromMs = std::max(fromMs, m_data->fromMs);
    toMs = std::min(toMs, m_data->toMs);
    const SnapshotData::Member &member = m_data->members[series];
    Result<void> whole =
        readFiles(m_data->files, *m_data->tombstones, toIndex(member.id), fromMs, toMs, out);
    if (!whole && whole.error().code != Error::Code::Corruption)
        return whole;
    SampleColumns part;
    for (std::uint32_t i = 0; i < member.viewCount; ++i) {
        const SnapshotData::View &view = m_data->views[member.firstView + i];
        part.clear();
        readChain(view.chain, m_data->generations[view.generation]->blocks(), fromMs, toMs, part);
        mergeLaterWins(out, part);
    }
    return whole;
}

std::span<const TierSpan> Snapshot::rollupSpans() const
{
    return m_data->rollups.spans;
}

Result<void> Snapshot::readRollups(std::size_t series, const TierSpan &span,
                                   encoding::RollupColumns &out) const
{
    return tinyobs::readRollups(m_data->rollups, *m_data->tombstones, toIndex(id(series)), span,
                                out);
}

Result<void> Snapshot::readRows(std::size_t series, encoding::RollupColumns &out) const
{
    out = {};
    Result<void> whole;
    const auto note = [&](Result<void> done) {
        const bool readOn = done || done.error().code == Error::Code::Corruption;
        if (whole || !readOn)
            whole = std::move(done);
        return readOn;
    };
    const auto addSamples = [&](TimeMs fromMs, TimeMs toMs) {
        SampleColumns samples;
        const bool readOn = note(read(series, fromMs, toMs, samples));
        rollUp(samples, 1, lastOf(out), out);
        return readOn;
    };
    TimeMs fromMs = std::numeric_limits<TimeMs>::min();
    for (const TierSpan &span : rollupSpans()) {
        if (!addSamples(fromMs, span.fromMs - 1) || !note(readRollups(series, span, out)))
            return whole;
        fromMs = span.toMs + 1;
    }
    addSamples(fromMs, m_data->toMs);
    return whole;
}

} // namespace tinyobs
