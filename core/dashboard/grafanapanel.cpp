#include "core/dashboard/grafanaparts.h"

#include "core/base/quoted.h"
#include "core/base/utf8.h"

#include <cmath>

namespace tinyobs::dashboard::grafana {
namespace {

struct TypeName
{
    std::string_view type;
    PanelKind kind;
    std::string_view remark; // why it looks different
};

constexpr TypeName Types[] = {
    {"timeseries", PanelKind::TimeSeries, ""},
    {"graph", PanelKind::TimeSeries, ""},
    {"stat", PanelKind::Stat, ""},
    {"singlestat", PanelKind::Stat, ""},
    {"gauge", PanelKind::Gauge, ""},
    {"bargauge", PanelKind::Bar, ""},
    {"barchart", PanelKind::Bar, ""},
    {"piechart", PanelKind::Bar, "a pie chart is drawn as bars"},
    {"grafana-piechart-panel", PanelKind::Bar, "a pie chart is drawn as bars"},
    {"table", PanelKind::Table, ""},
    {"table-old", PanelKind::Table, ""},
    {"heatmap", PanelKind::Heatmap, ""},
    {"histogram", PanelKind::Bar, "a histogram of values is drawn as bars of the last ones"},
    {"text", PanelKind::Text, ""},
    {"row", PanelKind::Row, ""},
    {"state-timeline", PanelKind::StateTimeline, ""},
    {"status-history", PanelKind::StateTimeline, ""},
};

bool isForeignSource(const QJsonObject &object)
{
    const QJsonValue source = at(object, "datasource");
    const std::string type = source.isObject() ? textAt(source.toObject(), "type") : std::string();
    return !type.empty() && type != "prometheus" && type != "datasource" && type != "mixed" &&
           !type.starts_with('$') && type != "grafana";
}

PanelKind kindOf(const std::string &type, const QJsonObject &panel, const std::string &title,
                 Notes &notes)
{
    for (const TypeName &row : Types) {
        if (row.type != type)
            continue;
        if (!row.remark.empty())
            notes.add(title, std::string(row.remark));
        return row.kind;
    }
    notes.add(title,
              "panels of type " + quoted(type) +
                  (listAt(panel, "targets").isEmpty() ? " are not known: it is left out"
                                                      : " are not known: drawn as a time series"));
    return PanelKind::TimeSeries;
}

Place readGridPlace(const QJsonObject &panel)
{
    const QJsonObject grid = objectAt(panel, "gridPos");
    const auto part = [&](std::string_view key, double fallback, double least, double most) {
        return static_cast<int>(std::clamp(numberAt(grid, key).value_or(fallback), least, most));
    };
    Place place;
    place.w = part("w", 12, 1, GridColumns);
    place.h = part("h", 8, 1, 100);
    place.x = part("x", 0, 0, GridColumns - place.w);
    place.y = part("y", 0, 0, MaxPlace);
    return place;
}

std::string readText(const QJsonObject &source, const std::string &title, Notes &notes)
{
    const QJsonObject options = objectAt(source, "options");
    const QJsonObject &from = options.contains(QLatin1StringView("content")) ? options : source;
    if (textAt(from, "mode") == "html")
        notes.add(title, "HTML is shown as plain Markdown text");
    return textAt(from, "content", MaxTextBytes);
}

void noteTheRest(const QJsonObject &source, const std::string &title, Notes &notes)
{
    if (!listAt(source, "transformations").isEmpty())
        notes.add(title, "transformations are left out: the result of the query is shown");
    if (source.contains(QLatin1StringView("alert")))
        notes.add(title, "the alert is left out");
    if (!listAt(source, "links").isEmpty())
        notes.add(title, "links are left out");
    if (source.contains(QLatin1StringView("libraryPanel")))
        notes.add(title, "a library panel: only what stands in this file is there");
    for (const std::string_view key : {"timeFrom", "timeShift"}) {
        if (!textAt(source, key).empty())
            notes.add(title, "its own time range (" + std::string(key) + ") is left out");
    }
}

} // namespace

std::string textAt(const QJsonObject &object, std::string_view key, std::size_t most)
{
    std::string text = at(object, key).toString().toStdString();
    if (text.size() <= most)
        return text;
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t length = utf8CharacterLength(std::string_view(text).substr(end));
        if (length == 0 || end + length > most)
            break;
        end += length;
    }
    text.resize(end);
    return text;
}

std::optional<double> numberAt(const QJsonObject &object, std::string_view key)
{
    const QJsonValue value = at(object, key);
    if (!value.isDouble() || !std::isfinite(value.toDouble()))
        return {};
    return value.toDouble();
}

std::vector<Query> readTargets(const QJsonObject &panel, const std::string &title, Notes &notes)
{
    std::vector<Query> queries;
    const QJsonArray targets = listAt(panel, "targets");
    for (const QJsonValue &item : targets) {
        const QJsonObject target = item.toObject();
        const std::string letter = textAt(target, "refId");
        const QJsonValue expr = at(target, "expr");
        if (textAt(objectAt(target, "datasource"), "type") == "__expr__") {
            notes.add(title, "query " + letter + " is an expression over other queries: left out");
            continue;
        }
        if (!expr.isString() || isForeignSource(target)) {
            notes.add(title, "query " + letter + " is not PromQL: left out");
            continue;
        }
        if (expr.toString().isEmpty())
            continue;
        if (queries.size() >= MaxQueries ||
            std::size_t(expr.toString().toUtf8().size()) > MaxExprBytes) {
            notes.add(title, "query " + letter + " is beyond the limit: left out");
            continue;
        }
        Query query;
        query.letter = letter.empty() ? std::string(1, char('A' + int(queries.size()))) : letter;
        query.expr = expr.toString().toStdString();
        query.legend = textAt(target, "legendFormat");
        if (query.legend == "__auto")
            query.legend.clear();
        query.isHidden = at(target, "hide").toBool();
        queries.push_back(std::move(query));
    }
    return queries;
}

std::optional<Panel> readPanel(const QJsonObject &source, Notes &notes)
{
    Panel panel;
    panel.title = textAt(source, "title");
    const std::string type = textAt(source, "type");
    panel.kind = kindOf(type, source, panel.title, notes);
    panel.description = textAt(source, "description", MaxTextBytes);
    panel.place = readGridPlace(source);
    panel.repeat = textAt(source, "repeat");
    if (panel.kind == PanelKind::Row) {
        panel.isFolded = at(source, "collapsed").toBool();
        panel.place = {0, panel.place.y, GridColumns, 1};
        return panel;
    }
    noteTheRest(source, panel.title, notes);
    if (panel.kind == PanelKind::Text) {
        panel.text = readText(source, panel.title, notes);
        return panel;
    }
    if (textAt(source, "repeatDirection") == "v")
        notes.add(panel.title, "repeated panels stand side by side, not below one another");
    panel.queries = readTargets(source, panel.title, notes);
    readOptions(source, panel, notes);
    const bool isKnown = std::ranges::find(Types, type, &TypeName::type) != std::end(Types);
    if (!isKnown && panel.queries.empty())
        return {};
    return panel;
}

} // namespace tinyobs::dashboard::grafana
