#include "core/dashboard/dashboardjson.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/dashboard/jsonparse.h"
#include "core/dashboard/limits.h"
#include "core/dashboard/objectreader.h"
#include "core/dashboard/variables.h"

#include <algorithm>

namespace tinyobs::dashboard {
namespace {

Place readPlace(const QJsonValue &value, const std::string &where, ReadReport &report)
{
    ObjectReader in(value, where, report);
    Place place;
    place.x = in.wholeNumber("x", 0, GridColumns - 1, 0);
    place.y = in.wholeNumber("y", 0, MaxPlace, 0);
    place.w = in.wholeNumber("w", 1, GridColumns, place.w);
    place.h = in.wholeNumber("h", 1, MaxPlace, place.h);
    if (place.x + place.w > GridColumns) {
        in.refuse("w", "is " + std::to_string(place.w) + ", limit " +
                           std::to_string(GridColumns - place.x) + " from column " +
                           std::to_string(place.x));
    }
    return place;
}

std::vector<Query> readQueries(ObjectReader &panel, ReadReport &report)
{
    std::vector<Query> queries;
    const QJsonArray items = panel.list("queries", MaxQueries);
    for (qsizetype i = 0; i < items.size(); ++i) {
        ObjectReader in(items[i], panel.placeOf("queries", i), report);
        const std::string letter(1, static_cast<char>('A' + i));
        queries.push_back({.letter = in.text("letter", MaxNameBytes, letter),
                           .expr = in.text("expr", MaxExprBytes),
                           .legend = in.text("legend", MaxNameBytes),
                           .isHidden = in.flag("hidden")});
    }
    return queries;
}

std::vector<Threshold> readThresholds(ObjectReader &panel, ReadReport &report)
{
    std::vector<Threshold> thresholds;
    const QJsonArray items = panel.list("thresholds", MaxThresholds);
    for (qsizetype i = 0; i < items.size(); ++i) {
        ObjectReader in(items[i], panel.placeOf("thresholds", i), report);
        const double base = -std::numeric_limits<double>::infinity();
        thresholds.push_back(
            {.value = in.number("value").value_or(base), .level = in.word("level", Level::Warn)});
    }
    std::ranges::stable_sort(thresholds, {}, &Threshold::value);
    return thresholds;
}

Panel readPanel(const QJsonValue &value, const std::string &where, ReadReport &report)
{
    ObjectReader in(value, where, report);
    Panel panel;
    panel.kind = in.word("kind", PanelKind::TimeSeries);
    panel.title = in.text("title", MaxNameBytes);
    panel.description = in.text("description", MaxTextBytes);
    const QJsonValue place = in.value("place");
    if (!place.isUndefined())
        panel.place = readPlace(place, in.placeOf("place"), report);
    panel.queries = readQueries(in, report);
    panel.unit = in.text("unit", MaxNameBytes);
    if (in.has("decimals"))
        panel.decimals = in.wholeNumber("decimals", 0, MaxDecimals, 0);
    panel.min = in.number("min");
    panel.max = in.number("max");
    panel.drawing = in.word("drawing", Drawing::Lines);
    panel.scale = in.word("scale", Scale::Auto);
    panel.reduce = in.word("reduce", Reduce::Last);
    panel.thresholds = readThresholds(in, report);
    panel.repeat = in.text("repeat", MaxNameBytes);
    panel.text = in.text("text", MaxTextBytes);
    panel.isFolded = in.flag("folded");
    return panel;
}

Variable readVariable(const QJsonValue &value, const std::string &where, ReadReport &report)
{
    ObjectReader in(value, where, report);
    Variable variable;
    variable.name = in.requiredText("name", MaxNameBytes);
    if (!variable.name.empty() && !isVariableName(variable.name))
        in.refuse("name", "is " + quoted(variable.name) + ", expected letters, digits and _");
    variable.title = in.text("title", MaxNameBytes);
    variable.kind = in.word("kind", VariableKind::Label);
    variable.label = in.text("label", MaxNameBytes);
    variable.query = in.text("query", MaxExprBytes);
    variable.filter = in.text("filter", MaxNameBytes);
    variable.options = in.texts("options", MaxValues);
    variable.isMulti = in.flag("multi");
    variable.includesAll = in.flag("all");
    variable.allValue = in.text("allvalue", MaxNameBytes);
    variable.current = in.texts("current", MaxValues);
    variable.isHidden = in.flag("hidden");
    return variable;
}

void readVersion(ObjectReader &in)
{
    const std::optional<double> version = in.number("format");
    if (!version) {
        in.refuse("format", "is missing: this is no dashboard of TinyObs (those of Grafana are "
                            "imported)");
    } else if (*version > FormatVersion) {
        in.refuse("format", "is " + std::to_string(static_cast<long long>(*version)) +
                                ", this version reads up to " + std::to_string(FormatVersion) +
                                ": a newer TinyObs has written it");
    } else if (*version != FormatVersion) {
        in.refuse("format", "is not " + std::to_string(FormatVersion));
    }
}

void readDuration(ObjectReader &in, std::string_view key, std::string &target)
{
    const std::string text = in.text(key, MaxNameBytes);
    if (text.empty())
        return;
    if (const auto duration = parseDuration(text); text != "off" && !duration)
        in.refuse(key, "is " + quoted(text) + ", expected a duration such as 5m");
    target = text;
}

Dashboard readDocument(const QJsonObject &document, ReadReport &report)
{
    ObjectReader in(document, {}, report);
    readVersion(in);
    Dashboard board;
    board.title = in.requiredText("title", MaxNameBytes);
    board.description = in.text("description", MaxTextBytes);
    board.tags = in.texts("tags", MaxTags);
    readDuration(in, "range", board.range);
    readDuration(in, "refresh", board.refresh);
    const QJsonArray variables = in.list("variables", MaxVariables);
    for (qsizetype i = 0; i < variables.size(); ++i)
        board.variables.push_back(readVariable(variables[i], in.placeOf("variables", i), report));
    const QJsonArray panels = in.list("panels", MaxPanels);
    for (qsizetype i = 0; i < panels.size(); ++i)
        board.panels.push_back(readPanel(panels[i], in.placeOf("panels", i), report));
    return board;
}

} // namespace

Result<ReadDashboard> readDashboard(std::string_view json)
{
    const Result<QJsonObject> document = parseJsonObject(json);
    if (!document)
        return Failure(document.error());
    ReadReport report;
    Dashboard board = readDocument(*document, report);
    if (report.error)
        return Failure(*report.error);
    return ReadDashboard{std::move(board), std::move(report.warnings)};
}

Result<Panel> readPanel(std::string_view json)
{
    const Result<QJsonObject> document = parseJsonObject(json);
    if (!document)
        return Failure(document.error());
    ReadReport report;
    Panel panel = readPanel(QJsonValue(*document), {}, report);
    if (report.error)
        return Failure(*report.error);
    return panel;
}

} // namespace tinyobs::dashboard
