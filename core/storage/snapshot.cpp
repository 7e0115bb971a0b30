#include "core/storage/snapshot.h"

#include "core/storage/snapshotdata.h"

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

void Snapshot::read(std::size_t series, SampleColumns &out) const
{
    read(series, m_data->fromMs, m_data->toMs, out);
}

void Snapshot::read(std::size_t series, TimeMs fromMs, TimeMs toMs, SampleColumns &out) const
{
    out.clear();
    readChain(m_data->members[series].chain, *m_data->blocks, std::max(fromMs, m_data->fromMs),
              std::min(toMs, m_data->toMs), out);
}

} // namespace tinyobs
