#pragma once

// Groups series by the numbers of their name-value pairs: no text is made or compared, but once
// for each pair. Belongs to one thread.

#include "core/promql/eval/operator.h"
#include "core/storage/snapshot.h"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace tinyobs::promql {

class PairGrouping
{
public:
    /// The grouping's names must outlive it. dropsName: the series have lost the metric's name.
    PairGrouping(const Grouping &grouping, bool dropsName);

    /// The next series; all snapshots must be of one store.
    void add(const Snapshot &snapshot, std::span<const std::uint32_t> pairs);
    SeriesGroups take() &&;

private:
    enum class Use : std::uint8_t { Unknown, Kept, Dropped };

    Use useOf(const Snapshot &snapshot, std::uint32_t pair);
    Use find(std::string_view name) const;
    std::uint32_t makeGroup(const Snapshot &snapshot);

    static constexpr std::uint32_t None = ~std::uint32_t(0);

    Grouping m_grouping;
    bool m_dropsName;
    std::vector<Use> m_uses;                                 // by pair
    std::vector<std::uint32_t> m_ofOne;                      // the group of one pair alone
    std::uint32_t m_ofNone = None;                           // of series without any of the labels
    std::unordered_map<std::string, std::uint32_t> m_ofMany; // by the bytes of the pairs
    std::vector<std::uint32_t> m_kept;                       // of the series at hand
    SeriesGroups m_groups;
};

} // namespace tinyobs::promql
