#pragma once

// Rollups of a snapshot: which files serve which part of its range, and the rows of a series in
// them. Plain values; reading is thread-safe.

#include "core/encoding/rollupblock.h"
#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafiles.h"
#include "core/storage/tierchoice.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tinyobs {

struct RollupView
{
    DataFileList files;
    std::vector<TierSpan> spans; // of rollups; samples serve the rest
};

/// `oldestRawMs`: samples of days that begin before are about to go, and no longer all there.
/// `hoursBeforeMs`: days that end before are served by rows of an hour, if all of their samples are
/// in them.
RollupView rollupsWithin(const DataFileList &all, TimeMs oldestRawMs, TimeMs hoursBeforeMs,
                         TimeMs fromMs, TimeMs toMs);

/// Appends the rows of one series with times within a span, ascending; of two rows with one time
/// the later made one. Days of which a series has no rows of a minute, because its samples are
/// sparse, have its rows of an hour. Corruption when a part is damaged, `out` holds the others.
Result<void> readRollups(const RollupView &view, std::span<const Tombstone> tombstones,
                         std::uint32_t series, const TierSpan &span, encoding::RollupColumns &out);

} // namespace tinyobs
