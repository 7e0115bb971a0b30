#pragma once

// What a chart shows, whatever its range and size: queries in PromQL, and how their answers are
// drawn. Made by views, by the query editor, and by dashboards. Plain values.

#include "core/base/clock.h"
#include "ui/text/unit.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace tinyobs::ui {

struct ChartQuery
{
    std::string letter = "A"; // by which formulas name it
    /// PromQL, with the placeholders of placeholders.h, and with letters of other queries as
    /// operands: "A / B".
    std::string expr;
    /// Names the lines: "p95", "{{route}}". Empty: by the labels in which they differ.
    std::string legend = {};
    bool isHidden = false; // asked by formulas only
};

enum class Drawing { Lines, Areas, Stacked, Bars, Points, Heatmap };

enum class ValueScale {
    Auto,     // what is there
    FromZero, // and zero
    Log,
    Clip, // without the highest and the lowest hundredth
};

struct Threshold
{
    enum class Level { Ok, Warn, Bad };

    double value = 0; // as stored
    Level level = Level::Bad;
    QString text = {};
};

struct ChartOptions
{
    Drawing drawing = Drawing::Lines;
    ValueScale scale = ValueScale::Auto;
    std::optional<Unit> unit = {}; // none: what the queries suggest
    std::vector<Threshold> thresholds = {};
    std::optional<double> min = {}; // fixed ends of the value axis
    std::optional<double> max = {};
    double reachesTo = 0;      // the value axis goes at least this far
    TimeMs compareMs = 0;      // beside it, what was this much earlier
    std::size_t maxLines = 20; // the greatest; how many more there are is said
    bool isSmall = false;      // fewer ticks
    bool addsUp = true;        // the newest value of all lines: their sum, else their mean
};

struct ChartSubject
{
    QString title;
    QString subtitle;
    /// Where the chart came from, for links back to it; may be empty.
    std::string service = {};
    std::string metric = {};
    std::vector<ChartQuery> queries = {};
    ChartOptions options = {};
    bool showsValue = true; // the newest value as a number
};

} // namespace tinyobs::ui
