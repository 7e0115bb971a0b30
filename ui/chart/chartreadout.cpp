#include "ui/chart/chartreadout.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QVariantMap>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr qsizetype MaxRows = 20;

QString translated(const char *text)
{
    return QCoreApplication::translate("ChartReadout", text);
}

/// The newest value of a line at or before a time, if it is not too old.
std::optional<double> valueOf(const ChartPicture &picture, const DrawnLine &line, TimeMs timeMs)
{
    const std::vector<TimeMs> &times = line.points.timesMs;
    const auto after = std::upper_bound(times.begin(), times.end(), timeMs);
    if (after == times.begin())
        return std::nullopt;
    const auto index = std::size_t(after - times.begin()) - 1;
    const TimeMs reach = std::max(gapAfterMs(line.points, picture.stepMs), TimeMs(1000));
    if (timeMs - times[index] > reach)
        return std::nullopt;
    return line.points.values[index];
}

} // namespace

QVariantList readValues(const ChartPicture &picture, const PlotGeometry &geometry, TimeMs timeMs,
                        double nearPosition)
{
    struct Row
    {
        const DrawnLine *line;
        double value;
        double position;
    };
    std::vector<Row> rows;
    for (const PlotLine &plot : geometry.lines) {
        const DrawnLine &line = picture.lines[plot.line];
        if (const std::optional<double> value = valueOf(picture, line, timeMs))
            rows.push_back({&line, *value, geometry.position(*value)});
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row &a, const Row &b) { return a.value > b.value; });
    const auto nearest =
        std::min_element(rows.begin(), rows.end(), [nearPosition](const Row &a, const Row &b) {
            return std::abs(a.position - nearPosition) < std::abs(b.position - nearPosition);
        });
    QVariantList list;
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        // The nearest one is shown whatever its rank.
        if (list.size() >= MaxRows && row != nearest)
            continue;
        list.append(QVariantMap{
            {u"name"_s, row->line->isEarlier ? translated("%1, earlier").arg(row->line->name)
                                             : row->line->name},
            {u"color"_s, row->line->style.color},
            {u"value"_s, formatValue(row->value, picture.unit, 4)},
            {u"position"_s, row->position},
            {u"isNearest"_s, nearPosition >= 0 && row == nearest},
        });
    }
    if (qsizetype(rows.size()) > list.size())
        list.append(QVariantMap{
            {u"name"_s, translated("and %1 more").arg(qsizetype(rows.size()) - list.size())},
            {u"color"_s, -1},
            {u"value"_s, QString()},
            {u"position"_s, -1},
            {u"isNearest"_s, false}});
    return list;
}

QVariantList readCell(const ChartPicture &picture, TimeMs timeMs, double position)
{
    const HeatGrid &heat = picture.heat;
    const auto column = std::lower_bound(heat.timesMs.begin(), heat.timesMs.end(), timeMs);
    if (heat.isEmpty() || column == heat.timesMs.end() || position < 0 || position > 1)
        return {};
    const auto x = std::size_t(column - heat.timesMs.begin());
    const auto row =
        std::min(std::size_t(position * double(heat.rows.size())), heat.rows.size() - 1);
    const double below = row == 0 ? heat.lowest : heat.bounds[row - 1];
    const double above = heat.bounds[row];
    const double count = heat.rows[row][x];
    const double total = heat.total(x);
    const Unit &unit = picture.unit;
    const QString bounds = std::isinf(above) ? translated("above %1").arg(formatValue(below, unit))
                                             : translated("%1 – %2").arg(formatValue(below, unit),
                                                                         formatValue(above, unit));
    return {QVariantMap{{u"name"_s, bounds},
                        {u"color"_s, -1},
                        {u"value"_s, total > 0 ? translated("%1 (%2 %)")
                                                     .arg(formatValue(count, {}))
                                                     .arg(100 * count / total, 0, 'f', 1)
                                               : formatValue(count, {})},
                        {u"position"_s, position},
                        {u"isNearest"_s, true}}};
}

QVariantList readDifferences(const ChartPicture &picture, const PlotGeometry &geometry,
                             TimeMs firstMs, TimeMs secondMs)
{
    QVariantList list;
    const Unit &unit = picture.unit;
    const double seconds = double(secondMs - firstMs) / 1000;
    Unit perSecondUnit = unit;
    perSecondUnit.suffix += "/s";
    for (const PlotLine &plot : geometry.lines) {
        const DrawnLine &line = picture.lines[plot.line];
        const std::optional<double> first = valueOf(picture, line, firstMs);
        const std::optional<double> second = valueOf(picture, line, secondMs);
        const auto text = [&unit](const std::optional<double> &value) {
            return value ? formatValue(*value, unit, 4) : u"–"_s;
        };
        const bool hasBoth = first && second;
        list.append(QVariantMap{
            {u"name"_s, line.name},
            {u"color"_s, line.style.color},
            {u"first"_s, text(first)},
            {u"second"_s, text(second)},
            {u"difference"_s, hasBoth ? formatValue(*second - *first, unit, 4) : u"–"_s},
            {u"perSecond"_s, hasBoth && seconds != 0
                                 ? formatValue((*second - *first) / seconds, perSecondUnit, 3)
                                 : u"–"_s},
        });
    }
    return list;
}

} // namespace tinyobs::ui
