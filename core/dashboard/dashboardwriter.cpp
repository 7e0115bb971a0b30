#include "core/dashboard/dashboardjson.h"

#include "core/dashboard/jsontext.h"
#include "core/dashboard/words.h"

namespace tinyobs::dashboard {
namespace {

void writeNumber(JsonText &out, std::string_view key, const std::optional<double> &number)
{
    if (number)
        out.field(key, *number);
}

void writeText(JsonText &out, std::string_view key, const std::string &text)
{
    if (!text.empty())
        out.field(key, text);
}

void writeFlag(JsonText &out, std::string_view key, bool isSet)
{
    if (isSet)
        out.field(key, true);
}

void writeTexts(JsonText &out, std::string_view key, const std::vector<std::string> &texts)
{
    if (texts.empty())
        return;
    out.beginList(key, JsonText::Shape::Line);
    for (const std::string &text : texts)
        out.item(text);
    out.endList();
}

void writeQueries(JsonText &out, const std::vector<Query> &queries)
{
    if (queries.empty())
        return;
    out.beginList("queries", JsonText::Shape::Block);
    for (const Query &query : queries) {
        out.beginItem(JsonText::Shape::Line);
        out.field("letter", query.letter).field("expr", query.expr);
        writeText(out, "legend", query.legend);
        writeFlag(out, "hidden", query.isHidden);
        out.endObject();
    }
    out.endList();
}

void writeThresholds(JsonText &out, const std::vector<Threshold> &thresholds)
{
    if (thresholds.empty())
        return;
    out.beginList("thresholds", JsonText::Shape::Line);
    for (const Threshold &threshold : thresholds) {
        out.beginItem(JsonText::Shape::Line);
        if (!threshold.isBase())
            out.field("value", threshold.value);
        out.field("level", toWord(threshold.level)).endObject();
    }
    out.endList();
}

void writeMembers(JsonText &out, const Panel &panel)
{
    out.field("kind", toWord(panel.kind)).field("title", panel.title);
    writeText(out, "description", panel.description);
    out.beginObject("place", JsonText::Shape::Line);
    out.field("x", panel.place.x).field("y", panel.place.y);
    out.field("w", panel.place.w).field("h", panel.place.h).endObject();
    writeQueries(out, panel.queries);
    writeText(out, "unit", panel.unit);
    if (panel.decimals)
        out.field("decimals", *panel.decimals);
    writeNumber(out, "min", panel.min);
    writeNumber(out, "max", panel.max);
    if (panel.drawing != Drawing::Lines)
        out.field("drawing", toWord(panel.drawing));
    if (panel.scale != Scale::Auto)
        out.field("scale", toWord(panel.scale));
    if (panel.reduce != Reduce::Last)
        out.field("reduce", toWord(panel.reduce));
    writeThresholds(out, panel.thresholds);
    writeText(out, "repeat", panel.repeat);
    writeText(out, "text", panel.text);
    writeFlag(out, "folded", panel.isFolded);
}

void writeMembers(JsonText &out, const Variable &variable)
{
    out.field("name", variable.name);
    writeText(out, "title", variable.title);
    out.field("kind", toWord(variable.kind));
    writeText(out, "label", variable.label);
    writeText(out, "query", variable.query);
    writeText(out, "filter", variable.filter);
    writeTexts(out, "options", variable.options);
    writeFlag(out, "multi", variable.isMulti);
    writeFlag(out, "all", variable.includesAll);
    writeText(out, "allvalue", variable.allValue);
    writeTexts(out, "current", variable.current);
    writeFlag(out, "hidden", variable.isHidden);
}

} // namespace

std::string writeDashboard(const Dashboard &dashboard)
{
    JsonText out;
    out.beginDocument();
    out.field("format", FormatVersion).field("title", dashboard.title);
    writeText(out, "description", dashboard.description);
    writeTexts(out, "tags", dashboard.tags);
    out.field("range", dashboard.range);
    writeText(out, "refresh", dashboard.refresh);
    if (!dashboard.variables.empty()) {
        out.beginList("variables", JsonText::Shape::Block);
        for (const Variable &variable : dashboard.variables) {
            out.beginItem(JsonText::Shape::Block);
            writeMembers(out, variable);
            out.endObject();
        }
        out.endList();
    }
    out.beginList("panels", JsonText::Shape::Block);
    for (const Panel &panel : dashboard.panels) {
        out.beginItem(JsonText::Shape::Block);
        writeMembers(out, panel);
        out.endObject();
    }
    out.endList();
    return out.take();
}

std::string writePanel(const Panel &panel)
{
    JsonText out;
    out.beginDocument();
    writeMembers(out, panel);
    return out.take();
}

} // namespace tinyobs::dashboard
