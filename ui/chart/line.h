#pragma once

// Lines as charts draw them: points of a label set, and what can be done with several of them. The
// dashboard's lib/series.ts follows the same rules. Plain values, usable in any thread.

#include "core/base/clock.h"
#include "core/model/samples.h"

#include <QList>
#include <QPointF>

#include <map>
#include <string>
#include <vector>

namespace tinyobs::ui {

/// Labels without the metric's name, as text: small, sorted, compared often.
using LabelMap = std::map<std::string, std::string>;

struct Line
{
    LabelMap labels;
    SampleColumns points;
};

enum class Combine { Sum, Mean };

/// At each time the sum or the mean of those that have a point there.
SampleColumns combine(const std::vector<const SampleColumns *> &all, Combine how);
/// Point by point a/b where both have one; nothing where b is zero.
SampleColumns divide(const SampleColumns &a, const SampleColumns &b);
/// Point by point a-b where both have one.
SampleColumns subtract(const SampleColumns &a, const SampleColumns &b);
void scale(SampleColumns &points, double factor);

/// Lines grouped by one label, by all ("*") or not at all ("").
std::vector<Line> groupLines(std::vector<Line> lines, const std::string &by, Combine how);

struct Figures
{
    double min = 0;
    double median = 0;
    double max = 0;
    double last = 0;
};

/// Over the finite values; NaN throughout when there is none. `last` is the last value as it is.
Figures figuresOf(const SampleColumns &points);

/// Keeps the `count` lines of the greatest mean size in their old order; returns how many it left
/// out.
std::size_t keepTop(std::vector<Line> &lines, std::size_t count);

/// The longest distance that still counts as connected: two steps, or two and a half times the
/// usual distance of this line, whichever is longer.
TimeMs gapAfterMs(const SampleColumns &points, TimeMs stepMs);

/// The drawn form: pieces between gaps and values that cannot be drawn, each with x in seconds
/// since startMs. No line has more than about one point for two pixels, and a thousand in all:
/// beyond that a column of eight pixels keeps its first, lowest, highest and last point (M4, Jugel
/// et al. 2014), so no spike is lost.
std::vector<QList<QPointF>> drawnPieces(const SampleColumns &points, TimeMs startMs, TimeMs endMs,
                                        TimeMs stepMs, int widthPx);

} // namespace tinyobs::ui
