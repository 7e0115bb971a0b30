#include "ui/dashboard/panelsubject.h"

#include "ui/dashboard/unitwords.h"

namespace tinyobs::ui {
namespace {

using dashboard::PanelKind;

constexpr std::size_t MaxTableLines = 500;
constexpr std::size_t MaxValueLines = 60;

Drawing drawingOf(const dashboard::Panel &panel)
{
    if (panel.kind == PanelKind::Heatmap)
        return Drawing::Heatmap;
    switch (panel.drawing) {
    case dashboard::Drawing::Areas:
        return Drawing::Areas;
    case dashboard::Drawing::Stacked:
        return Drawing::Stacked;
    case dashboard::Drawing::Bars:
        return Drawing::Bars;
    case dashboard::Drawing::Points:
        return Drawing::Points;
    case dashboard::Drawing::Lines:
        break;
    }
    return Drawing::Lines;
}

ValueScale scaleOf(dashboard::Scale scale)
{
    switch (scale) {
    case dashboard::Scale::Zero:
        return ValueScale::FromZero;
    case dashboard::Scale::Log:
        return ValueScale::Log;
    case dashboard::Scale::Auto:
        break;
    }
    return ValueScale::Auto;
}

Threshold::Level levelOf(dashboard::Level level)
{
    return level == dashboard::Level::Ok     ? Threshold::Level::Ok
           : level == dashboard::Level::Warn ? Threshold::Level::Warn
                                             : Threshold::Level::Bad;
}

} // namespace

ChartSubject subjectOf(const dashboard::Panel &panel, const dashboard::VariableScope &scope)
{
    ChartSubject subject;
    subject.title = QString::fromStdString(dashboard::expandText(panel.title, scope));
    for (const dashboard::Query &query : panel.queries) {
        subject.queries.push_back({.letter = query.letter,
                                   .expr = dashboard::expandQuery(query.expr, scope),
                                   .legend = dashboard::expandText(query.legend, scope),
                                   .isHidden = query.isHidden});
    }
    ChartOptions &options = subject.options;
    options.drawing = drawingOf(panel);
    options.scale = scaleOf(panel.scale);
    options.unit = unitOfWord(panel.unit);
    if (panel.kind == PanelKind::TimeSeries) {
        options.min = panel.min;
        options.max = panel.max;
        for (const dashboard::Threshold &threshold : panel.thresholds) {
            if (!threshold.isBase())
                options.thresholds.push_back(
                    {.value = threshold.value, .level = levelOf(threshold.level)});
        }
    } else if (panel.kind == PanelKind::Table) {
        options.maxLines = MaxTableLines;
    } else if (panel.kind != PanelKind::Heatmap) {
        options.maxLines = MaxValueLines;
        options.isSmall = true;
    }
    return subject;
}

} // namespace tinyobs::ui
