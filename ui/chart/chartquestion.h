#pragma once

// The queries of a chart, asked: PromQL in, lines out. Runs in the query pool.

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/model/seriesid.h"
#include "ui/chart/chartsubject.h"
#include "ui/chart/heatgrid.h"
#include "ui/chart/line.h"

#include <QString>

#include <string>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

/// The last time the chart was asked: what need not be found out anew.
struct SampleInterval
{
    std::string expr;
    TimeMs intervalMs = 0;
    TimeMs foundAtMs = 0;
};

struct ChartQuestion
{
    std::vector<ChartQuery> queries;
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    std::size_t wantedPoints = 240;
    std::size_t maxLines = 20;
    TimeMs earlierMs = 0;   // asks for what was this much earlier; times are moved to the range
    bool isHeatmap = false; // buckets of one expression: all lines, a step for a few pixels
    std::vector<SampleInterval> intervals;
};

/// An answer's line: which query it is of, and the spread of the samples behind each point where
/// there are many.
struct AskedLine
{
    std::size_t query = 0;
    Line line; // labels without the metric's name unless they differ in it
    SampleColumns lowest;
    SampleColumns highest;
};

struct ChartAnswer
{
    TimeMs stepMs = 0;
    std::vector<AskedLine> lines;            // the greatest ones
    std::vector<HistogramSeries> histograms; // native ones of a heatmap
    std::size_t linesLeft = 0;
    std::size_t seriesMatched = 0;
    std::vector<SeriesId> ids; // of the series read, sorted
    bool hasAllIds = true;     // else there are more than are worth telling apart
    bool isRaw = false;        // samples as they are stored, at least of one query
    Unit unit;                 // what the queries suggest
    std::vector<QString> warnings;
    std::vector<std::string> exprs; // as they were evaluated, by query
    std::vector<SampleInterval> intervals;
};

/// Errors of the engine pass through, with the query's letter before them when there are several.
Result<ChartAnswer> askChart(const Engine &engine, const ChartQuestion &question,
                             const CancelToken &cancel);

} // namespace tinyobs::ui
