#include "ui/dashboard/panelvalues.h"

#include "ui/text/format.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using dashboard::Panel;
using dashboard::Reduce;

constexpr double None = std::numeric_limits<double>::quiet_NaN();
constexpr qsizetype MaxPieces = 400; // of one line

struct Bounds
{
    double low = 0;
    double high = 1;
};

/// Those of the panel, else what the unit or the values suggest.
Bounds boundsOf(const Panel &panel, const Unit &unit, const std::vector<double> &values)
{
    Bounds bounds{panel.min.value_or(0), panel.max.value_or(0)};
    if (panel.max)
        return bounds;
    if (panel.kind == dashboard::PanelKind::Gauge && unit.base == Unit::Base::Percent) {
        bounds.high = 100 / unit.factor;
        return bounds;
    }
    for (const double value : values)
        bounds.high = std::isfinite(value) ? std::max(bounds.high, value) : bounds.high;
    for (const dashboard::Threshold &threshold : panel.thresholds) {
        if (panel.kind == dashboard::PanelKind::Gauge && !threshold.isBase())
            bounds.high = std::max(bounds.high, threshold.value * 1.25);
    }
    if (bounds.high <= bounds.low)
        bounds.high = bounds.low + 1;
    return bounds;
}

double shareOf(double value, const Bounds &bounds)
{
    if (!std::isfinite(value))
        return 0;
    return std::clamp((value - bounds.low) / (bounds.high - bounds.low), 0.0, 1.0);
}

QStringList differingLabels(const ChartPicture &picture)
{
    std::set<std::string> names;
    for (const DrawnLine &line : picture.lines) {
        for (const auto &[name, value] : line.labels) {
            const bool isShared = std::ranges::all_of(
                picture.lines, [&, &label = name, &text = value](const auto &each) {
                    const auto found = each.labels.find(label);
                    return found != each.labels.end() && found->second == text;
                });
            if (!isShared)
                names.insert(name);
        }
    }
    QStringList list;
    for (const std::string &name : names)
        list << QString::fromStdString(name);
    return list;
}

} // namespace

double reduced(const SampleColumns &points, Reduce reduce)
{
    double sum = 0;
    double first = None;
    double last = None;
    double low = None;
    double high = None;
    std::size_t count = 0;
    for (const double value : points.values) {
        if (!std::isfinite(value))
            continue;
        first = count == 0 ? value : first;
        last = value;
        low = count == 0 ? value : std::min(low, value);
        high = count == 0 ? value : std::max(high, value);
        sum += value;
        ++count;
    }
    switch (reduce) {
    case Reduce::First:
        return first;
    case Reduce::Mean:
        return count == 0 ? None : sum / double(count);
    case Reduce::Min:
        return low;
    case Reduce::Max:
        return high;
    case Reduce::Sum:
        return count == 0 ? None : sum;
    case Reduce::Count:
        return double(count);
    case Reduce::Last:
        break;
    }
    return last;
}

int levelAt(double value, const std::vector<dashboard::Threshold> &thresholds)
{
    int level = -1;
    for (const dashboard::Threshold &threshold : thresholds) {
        if (value >= threshold.value)
            level = int(threshold.level);
    }
    return level;
}

QString panelValueText(double value, const Unit &unit, const Panel &panel)
{
    if (!std::isfinite(value))
        return u"–"_s;
    if (!panel.decimals || isInstant(value * unit.factor, unit))
        return formatValue(value, unit);
    const double base = value * unit.factor;
    const Scale scale = scaleFor(base, unit);
    return withUnit(QString::number(base / scale.size, 'f', *panel.decimals) +
                        (unit.base == Unit::Base::Number ? scale.text : QString()),
                    scale, unit);
}

QVariantList panelValues(const ChartPicture &picture, const Panel &panel)
{
    std::vector<double> values;
    for (const DrawnLine &line : picture.lines)
        values.push_back(reduced(line.points, panel.reduce));
    const Bounds bounds = boundsOf(panel, picture.unit, values);
    QVariantList list;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const DrawnLine &line = picture.lines[i];
        list.append(QVariantMap{{u"name"_s, line.name},
                                {u"text"_s, panelValueText(values[i], picture.unit, panel)},
                                {u"share"_s, shareOf(values[i], bounds)},
                                {u"level"_s, levelAt(values[i], panel.thresholds)},
                                {u"color"_s, line.style.color}});
    }
    return list;
}

QVariantList panelStates(const ChartPicture &picture, const Panel &panel)
{
    const double span = std::max(1.0, double(picture.endMs - picture.startMs));
    const auto share = [&](TimeMs timeMs) {
        return std::clamp(double(timeMs - picture.startMs) / span, 0.0, 1.0);
    };
    QVariantList list;
    for (const DrawnLine &line : picture.lines) {
        QVariantList pieces;
        const TimeMs gapMs = gapAfterMs(line.points, picture.stepMs);
        TimeMs beganMs = 0;
        for (std::size_t i = 0; i < line.points.values.size() && pieces.size() < MaxPieces; ++i) {
            const double value = line.points.values[i];
            const TimeMs timeMs = line.points.timesMs[i];
            const bool isLast = i + 1 == line.points.values.size();
            const TimeMs nextMs = isLast ? timeMs + picture.stepMs : line.points.timesMs[i + 1];
            const bool isSame = i > 0 && line.points.values[i - 1] == value &&
                                timeMs - line.points.timesMs[i - 1] <= gapMs && !pieces.isEmpty();
            beganMs = isSame ? beganMs : timeMs;
            const double to = share(nextMs - timeMs <= gapMs ? nextMs : timeMs + picture.stepMs);
            if (isSame)
                pieces.removeLast();
            pieces.append(QVariantMap{{u"from"_s, share(beganMs)},
                                      {u"to"_s, to},
                                      {u"text"_s, panelValueText(value, picture.unit, panel)},
                                      {u"level"_s, levelAt(value, panel.thresholds)},
                                      {u"value"_s, value}});
        }
        list.append(QVariantMap{{u"name"_s, line.name}, {u"pieces"_s, pieces}});
    }
    return list;
}

PanelTable panelTable(const ChartPicture &picture, const Panel &panel)
{
    PanelTable table;
    const QStringList labels = differingLabels(picture);
    table.titles = labels.isEmpty() ? QStringList{QObject::tr("Series")} : labels;
    table.titles << QObject::tr("Value");
    for (const DrawnLine &line : picture.lines) {
        QStringList row;
        for (const QString &label : labels) {
            const auto found = line.labels.find(label.toStdString());
            row << (found == line.labels.end() ? QString() : QString::fromStdString(found->second));
        }
        if (labels.isEmpty())
            row << line.name;
        row << panelValueText(reduced(line.points, panel.reduce), picture.unit, panel);
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace tinyobs::ui
