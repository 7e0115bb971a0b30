#pragma once

// Which tier answers a query where: samples wherever they are, rollups of a minute before them,
// rollups of an hour before those. Plain values and a pure function.

#include "core/storage/disk/filename.h"

#include <span>
#include <string>
#include <string_view>
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

/// `coverage` is what the tiers hold, in any order, a span for each file or more. Each time of the
/// range [fromMs, toMs] goes to the finest tier that covers it; what none covers is left out.
/// Ascending, and neighbours are of different tiers.
std::vector<TierSpan> chooseTiers(std::span<const TierSpan> coverage, TimeMs fromMs, TimeMs toMs);

/// What to say where a step, or a window, that is not a multiple of the rollups' makes an answer
/// coarse, for each tier in the spans. stepMs is 0 for samples as they are, of which rollups hold
/// none; `what` names it.
std::vector<std::string> coarsenessWarnings(std::span<const TierSpan> spans, TimeMs stepMs,
                                            std::string_view what = "step");

} // namespace tinyobs
