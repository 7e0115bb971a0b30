#include "core/dashboard/grafanaimport.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/grafanaparts.h"
#include "core/dashboard/jsonparse.h"
#include "core/dashboard/layout.h"

#include <utility>

namespace tinyobs::dashboard {
namespace {

using namespace grafana;
using namespace Qt::StringLiterals;

/// The dashboard within {"dashboard": ...} of the API and {"spec": ...} of its newer one.
Result<QJsonObject> unwrapped(QJsonObject document)
{
    if (at(document, "dashboard").isObject())
        document = objectAt(document, "dashboard");
    if (at(document, "spec").isObject())
        document = objectAt(document, "spec");
    if (document.contains("elements"_L1) && !document.contains("panels"_L1)) {
        return fail(Error::Code::InvalidArgument,
                    "this is Grafana's schema v2, which is not read: export the dashboard with "
                    "the model \"Classic\" instead");
    }
    if (!document.contains("panels"_L1) && !document.contains("rows"_L1)) {
        return fail(Error::Code::InvalidArgument,
                    "this is no dashboard of Grafana: it has neither panels nor rows");
    }
    return document;
}

class Import
{
public:
    Imported run(const QJsonObject &source)
    {
        m_board.title = textAt(source, "title");
        if (m_board.title.empty())
            m_board.title = "Imported dashboard";
        m_board.description = textAt(source, "description", MaxTextBytes);
        for (const QJsonValue &tag : listAt(source, "tags")) {
            const std::string text = tag.toString().toStdString();
            if (!text.empty() && text.size() <= MaxNameBytes && m_board.tags.size() < MaxTags)
                m_board.tags.push_back(text);
        }
        readTimes(source);
        m_board.variables = readVariables(source, m_notes);
        readPanels(listAt(source, "panels"));
        readOldRows(listAt(source, "rows"));
        noteTheRest(source);
        compact(m_board);
        return {std::move(m_board), m_notes.take()};
    }

private:
    void readTimes(const QJsonObject &source)
    {
        const std::string from = textAt(objectAt(source, "time"), "from");
        const std::string to = textAt(objectAt(source, "time"), "to");
        const bool isPlain = from.starts_with("now-") && parseDuration(from.substr(4));
        if (isPlain)
            m_board.range = from.substr(4);
        if ((!from.empty() && !isPlain) || (!to.empty() && to != "now"))
            m_notes.add({}, "the time range " + quoted(from) + " to " + quoted(to) +
                                " is replaced by the last " + m_board.range);
        const std::string refresh = textAt(source, "refresh");
        if (!refresh.empty() && parseDuration(refresh))
            m_board.refresh = refresh;
    }

    void add(std::optional<Panel> panel)
    {
        if (!panel)
            return;
        if (m_board.panels.size() < MaxPanels)
            m_board.panels.push_back(std::move(*panel));
        else
            m_notes.add(panel->title,
                        "there are more panels than " + std::to_string(MaxPanels) + ": left out");
    }

    /// A collapsed row holds its panels itself; they are put below it, and what follows moves down
    /// by as much as they take when compact() makes room.
    void readPanels(const QJsonArray &panels)
    {
        int added = 0;
        for (const QJsonValue &item : panels) {
            const QJsonObject source = item.toObject();
            std::optional<Panel> panel = readPanel(source, m_notes);
            if (!panel)
                continue;
            panel->place.y += added;
            const bool isRow = panel->kind == PanelKind::Row;
            const int below = panel->place.y + 1;
            add(std::move(panel));
            const QJsonArray inside = isRow ? listAt(source, "panels") : QJsonArray();
            added += addInside(inside, below);
        }
    }

    /// Returns how many rows of the grid they take.
    int addInside(const QJsonArray &inside, int top)
    {
        std::vector<Panel> panels;
        for (const QJsonValue &item : inside) {
            if (std::optional<Panel> panel = readPanel(item.toObject(), m_notes))
                panels.push_back(std::move(*panel));
        }
        if (panels.empty())
            return 0;
        const int first =
            std::ranges::min(panels, {}, [](const Panel &panel) { return panel.place.y; }).place.y;
        int bottom = top;
        for (Panel &panel : panels) {
            panel.place.y += top - first;
            bottom = std::max(bottom, panel.place.y + panel.place.h);
            add(std::move(panel));
        }
        return bottom - top;
    }

    /// Before version 16 of its schema panels stood in rows, with widths in twelfths.
    void readOldRows(const QJsonArray &rows)
    {
        int y = placeBelow(m_board, GridColumns, 1).y;
        for (const QJsonValue &item : rows) {
            const QJsonObject row = item.toObject();
            if (at(row, "showTitle").toBool() || at(row, "collapse").toBool()) {
                Panel title;
                title.kind = PanelKind::Row;
                title.title = textAt(row, "title");
                title.isFolded = at(row, "collapse").toBool();
                title.repeat = textAt(row, "repeat");
                title.place = {0, y++, GridColumns, 1};
                add(std::move(title));
            }
            y = addOldRow(row, y);
        }
    }

    int addOldRow(const QJsonObject &row, int y)
    {
        // "250px" or 250; a row of our grid is 36 px.
        const QString text = at(row, "height").toVariant().toString();
        const int pixels = text.endsWith("px"_L1) ? text.chopped(2).toInt() : text.toInt();
        const int height = std::clamp((pixels > 0 ? pixels : 250) / 36, 3, 30);
        int x = 0;
        for (const QJsonValue &item : listAt(row, "panels")) {
            const QJsonObject source = item.toObject();
            std::optional<Panel> panel = readPanel(source, m_notes);
            if (!panel)
                continue;
            const double span = std::clamp(numberAt(source, "span").value_or(12), 1.0, 12.0);
            const int width = static_cast<int>(2 * span);
            if (x + width > GridColumns) {
                x = 0;
                y += height;
            }
            panel->place = {x, y, width, height};
            x += width;
            add(std::move(panel));
        }
        return x == 0 ? y : y + height;
    }

    void noteTheRest(const QJsonObject &source)
    {
        for (const QJsonValue &item : listAt(objectAt(source, "annotations"), "list")) {
            const QJsonObject annotation = item.toObject();
            if (!numberAt(annotation, "builtIn"))
                m_notes.add({},
                            "annotation " + quoted(textAt(annotation, "name")) + " is left out");
        }
        if (!listAt(source, "links").isEmpty())
            m_notes.add({}, "links to other dashboards are left out");
    }

    Dashboard m_board;
    Notes m_notes;
};

} // namespace

Result<Imported> importGrafana(std::string_view json)
{
    const Result<QJsonObject> document = parseJsonObject(json).and_then(unwrapped);
    if (!document)
        return Failure(document.error());
    return Import().run(*document);
}

Result<Imported> importDashboard(std::string_view json)
{
    const Result<QJsonObject> document = parseJsonObject(json);
    if (!document)
        return Failure(document.error());
    if (!document->contains("format"_L1))
        return importGrafana(json);
    return readDashboard(json).map([](ReadDashboard &&read) {
        Imported imported{std::move(read.dashboard), {}};
        for (std::string &warning : read.warnings)
            imported.notes.push_back({{}, std::move(warning)});
        return imported;
    });
}

} // namespace tinyobs::dashboard
