// How a panel is drawn: units, bounds, thresholds, lines and areas; of the panels that Grafana has
// now (fieldConfig, options) and of the older ones (yaxes, fill, gauge).

#include "core/dashboard/grafanaparts.h"

#include "core/base/quoted.h"
#include "core/base/valuetext.h"

#include <cmath>
#include <initializer_list>

namespace tinyobs::dashboard::grafana {
namespace {

Level levelOf(const std::string &colour)
{
    constexpr std::string_view Good[] = {"green", "blue", "transparent", "text",
                                         "super-light-green"};
    constexpr std::string_view Bad[] = {"red", "purple"};
    // Words of Grafana's palette, "dark-red", and the hexadecimal ones its old panels have.
    const std::size_t dash = colour.rfind('-');
    const std::string hue = dash == colour.npos ? colour : colour.substr(dash + 1);
    if (std::ranges::find(Good, hue) != std::end(Good))
        return Level::Ok;
    if (std::ranges::find(Bad, hue) != std::end(Bad))
        return Level::Bad;
    const bool isHex = colour.size() == 7 && colour.front() == '#';
    const bool isRgb = colour.starts_with("rgb");
    if (!isHex && !isRgb)
        return Level::Warn;
    int parts[3] = {};
    if (isHex) {
        for (std::size_t i = 0; i < 3; ++i)
            parts[i] = QString::fromStdString(colour.substr(1 + 2 * i, 2)).toInt(nullptr, 16);
    } else {
        const std::size_t open = colour.find('(');
        const QStringList numbers =
            QString::fromStdString(colour.substr(open == colour.npos ? 0 : open + 1)).split(u',');
        for (int i = 0; i < 3 && i < numbers.size(); ++i)
            parts[i] = numbers[i].trimmed().toInt();
    }
    const auto [red, green, blue] = parts;
    if (red > 2 * green && red > blue)
        return Level::Bad;
    return green > red || blue > red ? Level::Ok : Level::Warn;
}

void addThreshold(std::vector<Threshold> &thresholds, double value, Level level)
{
    if (thresholds.size() < MaxThresholds)
        thresholds.push_back({value, level});
}

/// A base that is fine goes without saying.
void dropPlainBase(std::vector<Threshold> &thresholds)
{
    std::ranges::stable_sort(thresholds, {}, &Threshold::value);
    if (!thresholds.empty() && thresholds.front().isBase() && thresholds.front().level == Level::Ok)
        thresholds.erase(thresholds.begin());
}

std::vector<Threshold> readSteps(const QJsonObject &source, const Panel &panel, Notes &notes)
{
    const double base = -std::numeric_limits<double>::infinity();
    const bool isShare = textAt(source, "mode") == "percentage";
    const double low = panel.min.value_or(0);
    const double high = panel.max.value_or(100);
    std::vector<Threshold> thresholds;
    for (const QJsonValue &item : listAt(source, "steps")) {
        const QJsonObject step = item.toObject();
        std::optional<double> value = numberAt(step, "value");
        if (value && isShare)
            value = low + *value / 100 * (high - low);
        addThreshold(thresholds, value.value_or(base), levelOf(textAt(step, "color")));
    }
    if (isShare && !(panel.min && panel.max) && thresholds.size() > 1)
        notes.add(panel.title, "thresholds in percent are taken between 0 and 100");
    dropPlainBase(thresholds);
    return thresholds;
}

/// Of the old graph: [{"value":80,"op":"gt","colorMode":"critical"}].
std::vector<Threshold> readOldLines(const QJsonArray &lines, const Panel &panel, Notes &notes)
{
    std::vector<Threshold> thresholds;
    for (const QJsonValue &item : lines) {
        const QJsonObject line = item.toObject();
        const std::optional<double> value = numberAt(line, "value");
        if (!value)
            continue;
        if (textAt(line, "op") == "lt")
            notes.add(panel.title, "a threshold for values below is drawn for values above");
        const std::string mode = textAt(line, "colorMode");
        addThreshold(thresholds, *value,
                     mode == "critical" ? Level::Bad
                     : mode == "ok"     ? Level::Ok
                                        : Level::Warn);
    }
    dropPlainBase(thresholds);
    return thresholds;
}

/// Of the old singlestat: "80,90" between three colours.
std::vector<Threshold> readOldBorders(const QJsonObject &panel)
{
    std::vector<Threshold> thresholds;
    const QStringList borders = QString::fromStdString(textAt(panel, "thresholds")).split(u',');
    const QJsonArray colours = listAt(panel, "colors");
    if (!colours.isEmpty()) {
        addThreshold(thresholds, -std::numeric_limits<double>::infinity(),
                     levelOf(colours[0].toString().toStdString()));
    }
    for (qsizetype i = 0; i < borders.size(); ++i) {
        bool isNumber = false;
        const double value = borders[i].trimmed().toDouble(&isNumber);
        if (isNumber && std::isfinite(value))
            addThreshold(thresholds, value, levelOf(colours.at(i + 1).toString().toStdString()));
    }
    dropPlainBase(thresholds);
    return thresholds;
}

void readDefaults(const QJsonObject &defaults, Panel &panel, Notes &notes)
{
    panel.unit = readUnit(textAt(defaults, "unit"), panel.title, notes);
    panel.min = numberAt(defaults, "min");
    panel.max = numberAt(defaults, "max");
    if (const auto decimals = numberAt(defaults, "decimals"))
        panel.decimals = static_cast<int>(std::clamp(*decimals, 0.0, double(MaxDecimals)));
    if (!listAt(defaults, "mappings").isEmpty())
        notes.add(panel.title, "texts for values (mappings) are left out");
    if (!listAt(defaults, "links").isEmpty())
        notes.add(panel.title, "links of values are left out");
}

void readCustom(const QJsonObject &custom, Panel &panel)
{
    const std::string style = textAt(custom, "drawStyle");
    const std::string stacking = textAt(objectAt(custom, "stacking"), "mode");
    if (style == "bars")
        panel.drawing = Drawing::Bars;
    else if (style == "points")
        panel.drawing = Drawing::Points;
    else if (stacking == "normal" || stacking == "percent")
        panel.drawing = Drawing::Stacked;
    else if (numberAt(custom, "fillOpacity").value_or(0) >= 10)
        panel.drawing = Drawing::Areas;
    const std::string scale = textAt(objectAt(custom, "scaleDistribution"), "type");
    if (scale == "log")
        panel.scale = Scale::Log;
    else if (panel.min && *panel.min == 0.0 && !panel.max)
        panel.scale = Scale::Zero;
}

void readOldGraph(const QJsonObject &source, Panel &panel, Notes &notes)
{
    const QJsonArray axes = listAt(source, "yaxes");
    const QJsonObject left = axes.at(0).toObject();
    panel.unit = readUnit(textAt(left, "format"), panel.title, notes);
    const auto bound = [&](std::string_view key) -> std::optional<double> {
        bool isNumber = false;
        const double value = at(left, key).toVariant().toDouble(&isNumber);
        return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
    };
    panel.min = bound("min");
    panel.max = bound("max");
    if (numberAt(left, "logBase").value_or(1) > 1)
        panel.scale = Scale::Log;
    if (at(source, "stack").toBool())
        panel.drawing = Drawing::Stacked;
    else if (at(source, "bars").toBool() && !at(source, "lines").toBool())
        panel.drawing = Drawing::Bars;
    else if (at(source, "points").toBool() && !at(source, "lines").toBool())
        panel.drawing = Drawing::Points;
    else if (numberAt(source, "fill").value_or(0) >= 1)
        panel.drawing = Drawing::Areas;
    if (!listAt(source, "seriesOverrides").isEmpty())
        notes.add(panel.title, "settings of single series (overrides) are left out");
}

void readOldSingleStat(const QJsonObject &source, Panel &panel, Notes &notes)
{
    panel.unit = readUnit(textAt(source, "format"), panel.title, notes);
    panel.reduce = readReduce(textAt(source, "valueName"), panel.title, notes);
    const QJsonObject gauge = objectAt(source, "gauge");
    if (at(gauge, "show").toBool()) {
        panel.kind = PanelKind::Gauge;
        panel.min = numberAt(gauge, "minValue");
        panel.max = numberAt(gauge, "maxValue");
    }
    if (const auto decimals = numberAt(source, "decimals"))
        panel.decimals = static_cast<int>(std::clamp(*decimals, 0.0, double(MaxDecimals)));
}

} // namespace

std::vector<Threshold> readThresholds(const QJsonObject &source, const Panel &panel, Notes &notes)
{
    const QJsonValue own = at(source, "thresholds");
    if (own.isArray())
        return readOldLines(own.toArray(), panel, notes);
    if (own.isString())
        return readOldBorders(source);
    const QJsonObject defaults = objectAt(objectAt(source, "fieldConfig"), "defaults");
    const std::string style =
        textAt(objectAt(objectAt(defaults, "custom"), "thresholdsStyle"), "mode");
    const bool isChart = panel.kind == PanelKind::TimeSeries;
    // Every time series has Grafana's default steps; they are drawn only where a style says so.
    if (isChart && (style.empty() || style == "off"))
        return {};
    return readSteps(objectAt(defaults, "thresholds"), panel, notes);
}

void readOptions(const QJsonObject &source, Panel &panel, Notes &notes)
{
    const std::string type = textAt(source, "type");
    const QJsonObject config = objectAt(source, "fieldConfig");
    const QJsonObject defaults = objectAt(config, "defaults");
    if (type == "graph") {
        readOldGraph(source, panel, notes);
    } else if (type == "singlestat") {
        readOldSingleStat(source, panel, notes);
    } else {
        readDefaults(defaults, panel, notes);
        if (panel.kind == PanelKind::TimeSeries)
            readCustom(objectAt(defaults, "custom"), panel);
    }
    const QJsonArray calculations =
        listAt(objectAt(objectAt(source, "options"), "reduceOptions"), "calcs");
    if (!calculations.isEmpty())
        panel.reduce = readReduce(calculations[0].toString().toStdString(), panel.title, notes);
    if (!listAt(config, "overrides").isEmpty())
        notes.add(panel.title, "settings of single series (overrides) are left out");
    panel.thresholds = readThresholds(source, panel, notes);
}

} // namespace tinyobs::dashboard::grafana
