#pragma once

// What tombstones delete of the samples and rows of one file, for those who read it before it has
// been rewritten without them. A value; reading is const.

#include "core/encoding/rollupblock.h"
#include "core/model/samples.h"
#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafile.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs {

/// What the tombstones delete of one series in a file, as closed ranges of time. Those that the
/// file has been written without, that came before a part of it, or that touch nothing of it by
/// series and time, are left out.
class Deletions
{
public:
    /// The tombstones must outlive the object.
    Deletions(std::span<const Tombstone> tombstones, const DataFile &file);
    bool empty() const { return m_tombstones.empty(); }
    bool touches(std::uint32_t series) const;
    /// Removes the deleted samples.
    void apply(std::uint32_t series, SampleColumns &samples) const;
    /// Removes the rows that may hold a deleted sample: what it has added cannot be taken out.
    void apply(std::uint32_t series, encoding::RollupColumns &rows, TimeMs stepMs) const;

private:
    std::vector<const Tombstone *> m_tombstones;
};

} // namespace tinyobs
