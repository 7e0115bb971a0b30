#pragma once

// A chart from question to picture: asked of the engine, named, coloured, reduced to pixels. Runs
// in the query pool; both structs are plain values that cross threads as shared_ptr<const>.

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "ui/chart/chartquestion.h"
#include "ui/chart/heatgrid.h"
#include "ui/chart/seriesstyle.h"
#include "ui/chart/ticks.h"

#include <QString>
#include <QTimeZone>

#include <memory>
#include <string>
#include <vector>

namespace tinyobs::ui {

struct ChartRequest
{
    std::vector<ChartQuery> queries;
    ChartOptions options;
    std::string fallbackName; // of a lone line
    std::string colorKey;     // a lone line takes its colour from it
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    int widthPx = 600;
    QTimeZone zone = QTimeZone::utc();
    std::vector<SampleInterval> intervals; // of the picture before
};

struct DrawnLine
{
    QString name; // what tells it apart from its neighbours
    LabelMap labels;
    std::string key;
    std::size_t query = 0;
    bool isEarlier = false; // what was compareMs ago
    SeriesStyle style;
    Figures figures; // of the points within the range
    SampleColumns points;
    std::vector<QList<QPointF>> pieces; // x in seconds since startMs
    /// The spread of the samples behind each point, where there are many; else empty.
    std::vector<QList<QPointF>> lowest;
    std::vector<QList<QPointF>> highest;
};

struct ChartPicture
{
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0;
    Unit unit;
    Drawing drawing = Drawing::Lines;
    std::vector<DrawnLine> lines; // by name, numbers in their order; earlier ones behind
    std::size_t linesLeft = 0;    // beyond maxLines
    std::size_t linePoints = 0;   // before the reduction
    std::size_t seriesMatched = 0;
    QString commonLabels; // shared by all lines: said once
    HeatGrid heat;        // of a heatmap
    std::vector<Tick> timeAxis;
    std::vector<SeriesId> ids; // of the series read, sorted: what live updates are held against
    bool hasAllIds = true;
    bool hasSpread = false; // points stand for several samples each
    bool isRaw = false;
    std::vector<QString> warnings;
    std::vector<std::string> exprs; // as they were evaluated, by query
    std::vector<SampleInterval> intervals;
    double tookMs = 0;
};

/// Errors of the engine pass through; Timeout when cancelled.
Result<std::shared_ptr<const ChartPicture>>
drawChart(const Engine &engine, const ChartRequest &request, const CancelToken &cancel);

} // namespace tinyobs::ui
