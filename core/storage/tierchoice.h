#pragma once

// Which tier answers a query where: samples wherever they are, rollups of a minute before them,
// rollups of an hour before those. Plain values and a pure function.

#include "core/storage/disk/filename.h"

#include <span>
#include <string>
#include <vector>

namespace tinyobs {

/// A closed range of time, of samples or of rows by their time.
struct TierSpan
{
    Tier tier = Tier::Raw;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;

    bool operator==(const TierSpan &) const = default;
};

struct TierChoice
{
    std::vector<TierSpan> spans; // ascending, none overlap; what no tier covers is left out
    std::vector<std::string> warnings;
};

/// `coverage` is what the tiers hold, in any order, a span for each file or more. Each time of the
/// range [fromMs, toMs] goes to the finest tier that covers it. Warns where a step that is not a
/// multiple of the tier's makes an answer coarse. stepMs is 0 for samples as they are: then there
/// are no rollups in the answer, which is said, too.
TierChoice chooseTiers(std::span<const TierSpan> coverage, TimeMs fromMs, TimeMs toMs,
                       TimeMs stepMs);

} // namespace tinyobs
