#include "core/dashboard/words.h"

namespace tinyobs::dashboard {
namespace {

constexpr Word<PanelKind> Kinds[] = {
    {PanelKind::TimeSeries, "timeseries"},
    {PanelKind::Stat, "stat"},
    {PanelKind::Gauge, "gauge"},
    {PanelKind::Bar, "bar"},
    {PanelKind::Table, "table"},
    {PanelKind::Heatmap, "heatmap"},
    {PanelKind::StateTimeline, "statetimeline"},
    {PanelKind::Text, "text"},
    {PanelKind::Row, "row"},
};

constexpr Word<Drawing> Drawings[] = {
    {Drawing::Lines, "lines"}, {Drawing::Areas, "areas"},   {Drawing::Stacked, "stacked"},
    {Drawing::Bars, "bars"},   {Drawing::Points, "points"},
};

constexpr Word<Scale> Scales[] = {
    {Scale::Auto, "auto"},
    {Scale::Zero, "zero"},
    {Scale::Log, "log"},
};

constexpr Word<Level> Levels[] = {
    {Level::Ok, "ok"},
    {Level::Warn, "warn"},
    {Level::Bad, "bad"},
};

constexpr Word<Reduce> Reductions[] = {
    {Reduce::Last, "last"},   {Reduce::First, "first"}, {Reduce::Mean, "mean"},
    {Reduce::Min, "min"},     {Reduce::Max, "max"},     {Reduce::Sum, "sum"},
    {Reduce::Count, "count"},
};

constexpr Word<VariableKind> VariableKinds[] = {
    {VariableKind::Label, "label"},       {VariableKind::Query, "query"},
    {VariableKind::Custom, "custom"},     {VariableKind::Constant, "constant"},
    {VariableKind::Interval, "interval"}, {VariableKind::Text, "text"},
};

} // namespace

std::span<const Word<PanelKind>> wordsOf(PanelKind)
{
    return Kinds;
}

std::span<const Word<Drawing>> wordsOf(Drawing)
{
    return Drawings;
}

std::span<const Word<Scale>> wordsOf(Scale)
{
    return Scales;
}

std::span<const Word<Level>> wordsOf(Level)
{
    return Levels;
}

std::span<const Word<Reduce>> wordsOf(Reduce)
{
    return Reductions;
}

std::span<const Word<VariableKind>> wordsOf(VariableKind)
{
    return VariableKinds;
}

} // namespace tinyobs::dashboard
