#pragma once

// The style of each line: a colour (and, beyond eight lines, a dash) that follows its labels, so
// that the same series looks the same on every chart, in the window and in the browser (the
// dashboard's lib/colors.ts computes the same). Plain functions, usable in any thread.

#include "ui/chart/line.h"

#include <vector>

namespace tinyobs::ui {

struct SeriesStyle
{
    int color = 0; // 0 to 7: the row of the palette
    int dash = 0;  // 0: solid, 1 to 3: dash patterns

    bool operator==(const SeriesStyle &) const = default;
};

/// One style per key, in the order given. A key prefers the slot of its hash; on a collision the
/// later one (by hash, not by position) takes the next free slot.
std::vector<SeriesStyle> assignStyles(const std::vector<std::string> &keys);

/// One spelling per label set.
std::string identityOf(const LabelMap &labels);

} // namespace tinyobs::ui
