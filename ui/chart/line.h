#pragma once

// Lines as charts draw them: points of a label set, their figures, and their drawn form. The
// dashboard's lib/series.ts follows the same rules. Plain values, usable in any thread.

#include "core/base/clock.h"
#include "core/model/samples.h"

#include <QList>
#include <QPointF>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tinyobs::ui {

/// Labels as text: small, sorted, compared often.
using LabelMap = std::map<std::string, std::string>;

struct Line
{
    LabelMap labels;
    SampleColumns points;
};

struct Figures
{
    double min = 0;
    double median = 0;
    double max = 0;
    double last = 0;
    double mean = 0;
    double sum = 0;
};

/// Over the finite values; NaN throughout when there is none. `last` is the last value as it is.
Figures figuresOf(const SampleColumns &points);

/// Of `count` lines the `most` with the greatest mean size, in their old order.
std::vector<std::size_t>
greatestLines(std::size_t count, std::size_t most,
              const std::function<const SampleColumns &(std::size_t)> &pointsOf);

/// The longest distance that still counts as connected: two steps, or two and a half times the
/// usual distance of this line, whichever is longer.
TimeMs gapAfterMs(const SampleColumns &points, TimeMs stepMs);

/// The drawn form: pieces between gaps and values that cannot be drawn, each with x in seconds
/// since startMs. No line has more than about one point for two pixels, and a thousand in all:
/// beyond that a column of eight pixels keeps its first, lowest, highest and last point (M4, Jugel
/// et al. 2014), so no spike is lost. The last point before the range is there too: the line enters
/// from the left.
std::vector<QList<QPointF>> drawnPieces(const SampleColumns &points, TimeMs startMs, TimeMs endMs,
                                        TimeMs stepMs, int widthPx);

} // namespace tinyobs::ui
