#include "ui/chart/plotgeometry.h"

#include "ui/text/format.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace tinyobs::ui {
namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double ClipShare = 0.01;
constexpr double LeastOfLog = 1e-3; // of the highest value, where nothing above zero is lower
constexpr int BarShare = 80;        // percent of a step
constexpr int MaxDecades = 12;

struct Extent
{
    double low = Infinity;
    double high = -Infinity;

    void take(double value)
    {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool isEmpty() const { return low > high; }
};

bool isStackedBy(Drawing drawing)
{
    return drawing == Drawing::Stacked || drawing == Drawing::Bars;
}

Extent extentOf(const std::vector<PlotLine> &lines)
{
    Extent extent;
    for (const PlotLine &line : lines) {
        for (const QList<QPointF> &piece : line.pieces) {
            for (const QPointF &point : piece)
                extent.take(point.y());
        }
    }
    return extent;
}

/// Without the highest and the lowest hundredth of the points.
Extent clippedExtentOf(const std::vector<PlotLine> &lines)
{
    std::vector<double> values;
    for (const PlotLine &line : lines) {
        for (const QList<QPointF> &piece : line.pieces) {
            for (const QPointF &point : piece)
                values.push_back(point.y());
        }
    }
    Extent extent;
    if (values.empty())
        return extent;
    std::sort(values.begin(), values.end());
    const auto cut = std::size_t(double(values.size()) * ClipShare);
    extent.take(values[cut]);
    extent.take(values[values.size() - 1 - cut]);
    return extent;
}

double leastAboveZero(const std::vector<PlotLine> &lines)
{
    double least = Infinity;
    for (const PlotLine &line : lines) {
        for (const QList<QPointF> &piece : line.pieces) {
            for (const QPointF &point : piece) {
                if (point.y() > 0)
                    least = std::min(least, point.y());
            }
        }
    }
    return least;
}

/// Whole powers of ten; with few of them also 2 and 5 times.
ValueAxisTicks logTicks(double low, double high, const Unit &unit)
{
    const int first = int(std::floor(std::log10(low)));
    const int last = std::max(first + 1, int(std::ceil(std::log10(high) - 1e-9)));
    ValueAxisTicks axis;
    axis.low = std::pow(10.0, first);
    axis.high = std::pow(10.0, last);
    const int every = std::max(1, (last - first + 5) / 6);
    for (int power = first; power <= last; power += every)
        axis.ticks.push_back({std::pow(10.0, power), formatValue(std::pow(10.0, power), unit)});
    return axis;
}

ValueAxisTicks heatTicks(const HeatGrid &heat, const Unit &unit, int count)
{
    ValueAxisTicks axis;
    axis.low = 0;
    axis.high = double(std::max<std::size_t>(1, heat.rows.size()));
    const std::size_t every =
        std::max<std::size_t>(1, (heat.rows.size() + std::size_t(count) - 1) / std::size_t(count));
    for (std::size_t row = every - 1; row < heat.rows.size(); row += every) {
        const double bound = heat.bounds[row];
        axis.ticks.push_back(
            {double(row + 1), std::isinf(bound) ? QStringLiteral("∞") : formatValue(bound, unit)});
    }
    return axis;
}

ValueAxisTicks axisOf(const ChartPicture &picture, const ChartOptions &options,
                      const std::vector<PlotLine> &lines, bool &isLog)
{
    const int count = options.isSmall ? 3 : 5;
    if (picture.drawing == Drawing::Heatmap)
        return heatTicks(picture.heat, picture.unit, count + 2);
    Extent extent = options.scale == ValueScale::Clip ? clippedExtentOf(lines) : extentOf(lines);
    for (const PlotLine &line : lines) {
        if (options.scale == ValueScale::Clip)
            break;
        for (const auto *band :
             {&picture.lines[line.line].lowest, &picture.lines[line.line].highest}) {
            for (const QList<QPointF> &piece : *band) {
                for (const QPointF &point : piece)
                    extent.take(point.y());
            }
        }
    }
    if (extent.isEmpty())
        extent.low = extent.high = 0;
    if (options.scale == ValueScale::Log) {
        double low = options.min.value_or(leastAboveZero(lines));
        const double high = options.max.value_or(extent.high);
        if (high > 0) {
            if (!std::isfinite(low) || low <= 0)
                low = high * LeastOfLog;
            isLog = true;
            return logTicks(std::max(low, high * std::pow(10.0, -MaxDecades)), high, picture.unit);
        }
    }
    if (options.scale == ValueScale::FromZero || isStackedBy(picture.drawing)) {
        extent.low = std::min(extent.low, 0.0);
        extent.high = std::max(extent.high, 0.0);
    }
    extent.high = std::max(extent.high, options.reachesTo);
    ValueAxisTicks axis = valueTicks(options.min.value_or(extent.low),
                                     options.max.value_or(extent.high), picture.unit, count);
    if (!options.min && !options.max)
        return axis;
    axis.low = options.min.value_or(axis.low);
    axis.high = std::max(options.max.value_or(axis.high), axis.low + 1e-12);
    std::erase_if(axis.ticks, [&axis](const Tick &tick) {
        return tick.position < axis.low || tick.position > axis.high;
    });
    return axis;
}

/// Each line on top of those before it, where they have points at the same moments.
void stack(const ChartPicture &picture, std::vector<PlotLine> &lines)
{
    std::map<double, double> above; // by x: up to where it is filled
    std::map<double, double> below; // negative ones downwards
    for (PlotLine &plot : lines) {
        for (const QList<QPointF> &piece : picture.lines[plot.line].pieces) {
            QList<QPointF> top;
            QList<QPointF> floor;
            for (const QPointF &point : piece) {
                double &level = point.y() < 0 ? below[point.x()] : above[point.x()];
                floor.append(QPointF(point.x(), level));
                level += point.y();
                top.append(QPointF(point.x(), level));
            }
            plot.pieces.push_back(std::move(top));
            plot.floors.push_back(std::move(floor));
        }
    }
}

} // namespace

double PlotGeometry::position(double value) const
{
    if (!isLog)
        return (value - valueAxis.low) / (valueAxis.high - valueAxis.low);
    const double low = std::log10(valueAxis.low);
    const double shown = std::max(value, valueAxis.low / 10);
    return (std::log10(shown) - low) / (std::log10(valueAxis.high) - low);
}

double PlotGeometry::valueAt(double position) const
{
    if (!isLog)
        return valueAxis.low + position * (valueAxis.high - valueAxis.low);
    const double low = std::log10(valueAxis.low);
    return std::pow(10.0, low + position * (std::log10(valueAxis.high) - low));
}

PlotGeometry geometryOf(const ChartPicture &picture, const ChartOptions &options,
                        const IsHidden &isHidden)
{
    PlotGeometry geometry;
    geometry.spanSeconds = std::max(1e-3, double(picture.endMs - picture.startMs) / 1000);
    std::size_t shown = 0;
    for (std::size_t i = 0; i < picture.lines.size(); ++i) {
        if (isHidden(i))
            continue;
        PlotLine line;
        line.line = i;
        // What was earlier is a line whatever stands beside it.
        if (!isStackedBy(picture.drawing) || picture.lines[i].isEarlier)
            line.pieces = picture.lines[i].pieces;
        geometry.lines.push_back(std::move(line));
        shown += picture.lines[i].isEarlier ? 0 : 1;
    }
    if (isStackedBy(picture.drawing)) {
        const auto earlier = std::stable_partition(
            geometry.lines.begin(), geometry.lines.end(),
            [&picture](const PlotLine &line) { return !picture.lines[line.line].isEarlier; });
        std::vector<PlotLine> now(std::make_move_iterator(geometry.lines.begin()),
                                  std::make_move_iterator(earlier));
        stack(picture, now);
        std::move(now.begin(), now.end(), geometry.lines.begin());
    } else if (picture.drawing == Drawing::Areas ||
               (picture.drawing == Drawing::Lines && shown == 1 && !picture.hasSpread)) {
        // A lone line is filled: it reads better than a thin one.
        for (PlotLine &line : geometry.lines) {
            if (!picture.lines[line.line].isEarlier)
                line.floors = {{QPointF(0, 0)}};
        }
    }
    if (picture.drawing == Drawing::Bars)
        geometry.barSeconds = double(picture.stepMs) / 1000 * BarShare / 100;
    geometry.valueAxis = axisOf(picture, options, geometry.lines, geometry.isLog);
    return geometry;
}

} // namespace tinyobs::ui
