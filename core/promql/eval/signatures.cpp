#include "core/promql/eval/signatures.h"

#include "core/promql/eval/labelops.h"

namespace tinyobs::promql {

Labels Signatures::matched(const Labels &labels) const
{
    // Without on() the metric's name takes no part.
    return groupLabels(labels, m_matching.labels, !m_matching.on);
}

std::vector<std::uint32_t> Signatures::of(const Operator &source)
{
    const SeriesGroups groups = source.group({m_matching.labels, !m_matching.on});
    std::vector<std::uint32_t> numbers;
    numbers.reserve(groups.labels.size());
    for (const Labels &labels : groups.labels)
        numbers.push_back(
            m_known.try_emplace(labels.bytes(), std::uint32_t(m_known.size())).first->second);
    std::vector<std::uint32_t> signatures;
    signatures.reserve(groups.groupOf.size());
    for (const std::uint32_t group : groups.groupOf)
        signatures.push_back(numbers[group]);
    return signatures;
}

} // namespace tinyobs::promql
