#include "core/promql/eval/grouping.h"

#include "core/model/histogramcomponent.h"
#include "core/promql/eval/labelops.h"

#include <algorithm>
#include <utility>

namespace tinyobs::promql {

PairGrouping::PairGrouping(const Grouping &grouping, bool dropsName)
    : m_grouping(grouping)
    , m_dropsName(dropsName)
{
}

PairGrouping::Use PairGrouping::find(std::string_view name) const
{
    if (name == HistogramLabel || (m_dropsName && isMetadataLabel(name)))
        return Use::Dropped;
    const bool isNamed =
        std::find(m_grouping.names.begin(), m_grouping.names.end(), name) != m_grouping.names.end();
    if (m_grouping.without)
        return isNamed || name == MetricNameLabel ? Use::Dropped : Use::Kept;
    return isNamed ? Use::Kept : Use::Dropped;
}

PairGrouping::Use PairGrouping::useOf(const Snapshot &snapshot, std::uint32_t pair)
{
    if (pair >= m_uses.size())
        m_uses.resize(std::max<std::size_t>(pair + 1, m_uses.size() * 2), Use::Unknown);
    Use &use = m_uses[pair];
    if (use == Use::Unknown)
        use = find(snapshot.pair(pair).name);
    return use;
}

std::uint32_t PairGrouping::makeGroup(const Snapshot &snapshot)
{
    std::vector<LabelView> labels;
    for (const std::uint32_t pair : m_kept)
        labels.push_back(snapshot.pair(pair));
    m_groups.labels.push_back(Labels::fromPairs(std::move(labels)));
    return static_cast<std::uint32_t>(m_groups.labels.size() - 1);
}

void PairGrouping::add(const Snapshot &snapshot, std::span<const std::uint32_t> pairs)
{
    m_kept.clear();
    if (m_grouping.without || !m_grouping.names.empty()) {
        for (const std::uint32_t pair : pairs) {
            if (useOf(snapshot, pair) == Use::Kept)
                m_kept.push_back(pair);
        }
    }
    std::uint32_t *group = &m_ofNone;
    if (m_kept.size() == 1) {
        if (m_kept[0] >= m_ofOne.size())
            m_ofOne.resize(std::max<std::size_t>(m_kept[0] + 1, m_ofOne.size() * 2), None);
        group = &m_ofOne[m_kept[0]];
    } else if (m_kept.size() > 1) {
        std::string key(reinterpret_cast<const char *>(m_kept.data()),
                        m_kept.size() * sizeof(std::uint32_t));
        group = &m_ofMany.try_emplace(std::move(key), None).first->second;
    }
    if (*group == None)
        *group = makeGroup(snapshot);
    m_groups.groupOf.push_back(*group);
}

SeriesGroups PairGrouping::take() &&
{
    return std::move(m_groups);
}

} // namespace tinyobs::promql
