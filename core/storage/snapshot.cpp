#include "core/storage/snapshot.h"

#include "core/storage/samplemerge.h"
#include "core/storage/storestate.h"

#include <algorithm>
#include <utility>

namespace tinyobs {

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

} // namespace tinyobs
