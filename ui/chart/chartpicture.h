#pragma once

// A chart from question to picture: asked of the engine, built into lines, reduced to pixels. Runs
// in the query pool; both structs are plain values that cross threads as shared_ptr<const>.

#include "core/base/result.h"
#include "core/engine/querypool.h"
#include "core/model/seriesid.h"
#include "ui/chart/seriesstyle.h"
#include "ui/chart/ticks.h"
#include "ui/chart/view.h"

#include <QString>
#include <QTimeZone>

#include <memory>
#include <string>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

struct LabelFilter
{
    Matcher::Op op = Matcher::Op::Equal;
    std::string label;
    std::string value;

    bool operator==(const LabelFilter &) const = default;
};

struct ChartRequest
{
    View view;
    std::string name;    // of the metric: names a lone line
    std::string service; // as the catalog names it; empty: every service
    std::vector<LabelFilter> filters;
    std::string by;       // group by this label, "*" all together, "" each series
    double reachesTo = 0; // the value axis goes at least this far
    bool isSmall = false; // fewer ticks
    std::size_t maxLines = 20;
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    int widthPx = 600;
    QTimeZone zone = QTimeZone::utc();
};

struct DrawnLine
{
    QString name; // what tells it apart from its neighbours
    LabelMap labels;
    std::string key;
    SeriesStyle style;
    Figures figures;
    SampleColumns points;
    std::vector<QList<QPointF>> pieces; // x in seconds since startMs
};

struct ChartPicture
{
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0;
    Unit unit;
    Combine how = Combine::Sum;
    std::vector<DrawnLine> lines; // by name, numbers in their order
    std::size_t linesLeft = 0;    // beyond maxLines
    std::size_t linePoints = 0;   // before the reduction
    std::size_t seriesMatched = 0;
    QString commonLabels; // shared by all lines: said once
    ValueAxisTicks valueAxis;
    std::vector<Tick> timeAxis;
    std::vector<SeriesId> ids; // of the series asked, sorted: what live updates are held against
    double tookMs = 0;
};

/// Errors of the engine pass through; Timeout when cancelled.
Result<std::shared_ptr<const ChartPicture>>
drawChart(const Engine &engine, const ChartRequest &request, const CancelToken &cancel);

} // namespace tinyobs::ui
